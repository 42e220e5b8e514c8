"""JSON lines: one run a line, then one input that could not be read a line; for ``scan`` and for streams."""

from __future__ import annotations

from collections.abc import Iterator

from run_diagnose.model.report import Report
from run_diagnose.render.json_v1 import compact, text, to_dict
from run_diagnose.render.options import PLAIN, Options
from run_diagnose.render.scalars import Json


def render(report: Report, options: Options = PLAIN) -> str:
    """Every line stands by itself: ``type`` (run, error, comparison), ``schema_version``, ``tool``, and its content."""
    return "".join(text(compact(line), ascii_only=options.ascii) for line in lines(report))


def lines(report: Report) -> Iterator[dict[str, Json]]:
    """The lines as data."""
    whole = to_dict(report)
    head = {"schema_version": whole["schema_version"], "tool": whole["tool"]}
    for run in whole["runs"]:
        yield {"type": "run", **head, **run}
    if whole["comparison"] is not None:
        yield {"type": "comparison", **head, "comparison": whole["comparison"]}
    for error in whole["errors"]:
        yield {"type": "error", **head, **error}
