"""The same diagnosis from Python."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from run_diagnose import pipeline
from run_diagnose.errors import UsageError
from run_diagnose.model.report import Report
from run_diagnose.near import did_you_mean
from run_diagnose.pipeline import Options
from run_diagnose.version import __version__

if TYPE_CHECKING:
    from run_diagnose.batch import Scan

Place = str | os.PathLike[str]


def diagnose(source: Any, *, config: Place | Mapping[str, Any] | None = None, name: str = "", **choices: Any) -> Report:
    """The report on one run or several.

    ``source`` is a log, run folder or glob, a list of those, a pandas DataFrame, a dict of columns, a list of row
    dicts, or a Keras History; figures alone (``{"val_r2": -0.02}``) are judged as final metrics. ``config`` is the
    run's training config, a file or a dict, ``name`` what a run without a file is called. ``choices`` are the fields
    of ``pipeline.Options``: ``diagnose("run.csv", task="regression", select=("COL",))``. Inputs that cannot be read
    are in ``Report.errors``. Raises UsageError for a choice, rule or column that does not exist.
    """
    options = _options("diagnose", choices)
    from run_diagnose.given import is_given

    if is_given(source):
        return _of_given(source, config, name, options)
    if isinstance(config, Mapping):
        raise UsageError("a config that is a dict goes with figures, not with a path", "config='config.yaml'")
    if config is not None:
        options = replace(options, config_file=Path(config).as_posix())
    return pipeline.diagnose(_places(source), options)


def _options(caller: str, choices: Mapping[str, Any]) -> Options:
    known = {field.name for field in dataclasses.fields(Options)}
    for word in choices:
        if word not in known:
            raise UsageError(f"{caller}() takes no `{word}`", did_you_mean(word, known))
    return Options(**choices)


def _places(source: Any) -> list[str]:
    if isinstance(source, str | os.PathLike):
        return [os.fspath(source)]
    if isinstance(source, Iterable):
        places = list(source)
        if all(isinstance(place, str | os.PathLike) for place in places):
            return [os.fspath(place) for place in places]
    from run_diagnose.given import SHAPES

    raise UsageError(f"a run cannot be read from {type(source).__name__}", SHAPES)


def _of_given(source: Any, config: Place | Mapping[str, Any] | None, name: str, options: Options) -> Report:
    from run_diagnose.given import config_given, run_given

    read = None
    if isinstance(config, Mapping):
        read = config_given(config)
    elif config is not None:
        from run_diagnose.configs import read_config

        read = read_config(Path(config).as_posix())
    runs = run_given(source, pipeline.meanings(name or "run", options), read)
    return Report(version=__version__, runs=tuple(pipeline.judge(run, options) for run in runs))


def compare(
    sources: Sequence[Any] | Mapping[str, Any],
    *,
    baseline: str | None = None,
    primary: str | None = None,
    ignore_keys: Sequence[str] = (),
    alert: Sequence[str] | str = (),
    fail: Sequence[str] | str = (),
    **choices: Any,
) -> Report:
    """Several runs beside each other; the report holds them, best first, and ``comparison``.

    ``sources`` are paths, Reports, DataFrames or dicts, in a list, or in a dict that names them. ``alert`` and
    ``fail`` are conditions like ``"val_loss > 1.02*baseline"``; ``Report.passed()`` is False where a ``fail`` holds.
    """
    from run_diagnose.comparison import Choices, compare_gathered

    options = _options("compare", choices)
    named = sources if isinstance(sources, Mapping) else None
    found = [_gathered(s, name, options) for name, s in (named.items() if named else (("", s) for s in sources))]
    asked = Choices(
        primary=primary, baseline=baseline, ignore_keys=tuple(ignore_keys), alerts=_several(alert), fails=_several(fail)
    )
    return compare_gathered(found, asked)


def _gathered(source: Any, name: str, options: Options) -> Any:
    from run_diagnose.comparison.gather import Gathered, gather
    from run_diagnose.comparison.sample import sample_of

    if isinstance(source, str | os.PathLike):
        found = gather([os.fspath(source)], options)
    else:
        report = source if isinstance(source, Report) else diagnose(source, name=name, **_fields(options))
        found = Gathered([sample_of(run) for run in report.runs], list(report.errors))
    if name and len(found.samples) == 1:
        found.samples = [replace(found.samples[0], label=name)]
    return found


def _fields(options: Options) -> dict[str, Any]:
    return {field.name: getattr(options, field.name) for field in dataclasses.fields(options)}


def _several(words: Sequence[str] | str) -> tuple[str, ...]:
    return (words,) if isinstance(words, str) else tuple(words)


def scan(
    source: Place | Sequence[Place],
    *,
    workers: int = -1,
    backend: str = "loky",
    scheduler: str | None = None,
    cache: Place | None = None,
    **choices: Any,
) -> Scan:
    """Every run below a folder as a row: ``scan("runs").to_frame()``.

    ``workers`` processes (-1: one per processor); ``backend`` loky, dask or ray, with ``scheduler`` the address of a
    cluster; ``cache`` a folder in which finished rows are kept, so that a scan that was killed goes on.
    """
    from run_diagnose.batch import Plan
    from run_diagnose.batch import scan as scanned

    kept = os.fspath(cache) if cache is not None else None
    plan = Plan(workers=workers, backend=backend, address=scheduler, cache=kept)
    return scanned(_places(source), _options("scan", choices), plan)
