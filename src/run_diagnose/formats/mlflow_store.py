"""MLflow's file store: ``mlruns/<experiment>/<run>/metrics/<name>``, one file per metric.

Lines of ``milliseconds value step`` without a header (before MLflow 1.0 without the step); the name is the file's,
and nested names are folders (``metrics/val/loss``). ``params/<name>`` holds one value each: the run's settings. The
run is the folder; a single metric file is read as that one series.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from run_diagnose.formats.base import Head, Match
from run_diagnose.formats.json_flat import number
from run_diagnose.model.record import Point, Record, Setting, Unread

NAME, TITLE = "mlflow-store", "MLflow file store (a run's folder, or one metric file)"
EXAMPLE = """\
1665971353236 1.0277644395828247 10
1665971358584 0.87248175740242 20
"""
FOLDER = True

INFINITE = 1.7976931348623157e308
"""What MLflow's stores write for infinity."""

_LINE = re.compile(r"(\d{12,14}) ([-+]?(?:\d+(?:\.\d*)?(?:e[-+]?\d+)?|nan|inf(?:inity)?))(?: (-?\d+))?", re.IGNORECASE)
_METRIC = re.compile(r"(?:^|/)metrics/(.+)$")
_PARAM = re.compile(r"(?:^|/)params/(.+)$")
_SUFFIX = re.compile(r"\.(?:ya?ml|json|txt|csv|log|py|toml|md|ini|cfg)$", re.IGNORECASE)


def claims(names: Iterable[str]) -> tuple[str, ...]:
    """Metric and parameter files of the first run folder, which is known by its ``meta.yaml``."""
    every = sorted(names)
    for name in every:
        root, _, last = name.rpartition("/")
        inside = f"{root}/" if root else ""
        if last == "meta.yaml" and any(other.startswith(f"{inside}metrics/") for other in every):
            return tuple(n for n in every if n.startswith((f"{inside}metrics/", f"{inside}params/")))
    return ()


def recognise(head: Head) -> Match:
    """Sure by the shape of the lines; a parameter file by the folder it lies in."""
    lines = head.lines[:20] if head.whole else head.lines[:20][:-1]
    if lines and all(_LINE.fullmatch(line) for line in lines):
        return Match.SURE
    param = _PARAM.search(head.path) and not _SUFFIX.search(head.path) and head.whole and len(head.lines) == 1
    return Match.SURE if param else Match.NO


class Reader:
    """Reads the lines of one metric."""

    def __init__(self, name: str) -> None:
        self._name = name

    def feed(self, line_number: int, line: str) -> Iterable[Record]:
        """One point per line."""
        found = _LINE.fullmatch(line.strip())
        if found is None:
            return (Unread(line_number, "not milliseconds, value, step", line[:120]),) if line.strip() else ()
        value = finite_or_infinite(float(found[2]))
        values = {"wall_time": float(found[1]) / 1000, self._name: value}
        if found[3] is not None:
            values["step"] = float(found[3][:19])
        return (Point(line_number, values),)

    def close(self) -> Iterable[Record]:
        """Nothing is held back."""
        return ()


class ParamReader:
    """Reads the one value of a parameter."""

    def __init__(self, name: str) -> None:
        self._name = name

    def feed(self, line_number: int, line: str) -> Iterable[Record]:
        """The setting."""
        return (setting(self._name, line, line_number),) if line.strip() else ()

    def close(self) -> Iterable[Record]:
        """Nothing is held back."""
        return ()


def finite_or_infinite(value: float) -> float:
    """The largest float stands for infinity in MLflow's stores."""
    return value if abs(value) < INFINITE else value * 2


def setting(name: str, text: str, line: int = 0) -> Setting:
    """A parameter, which MLflow keeps as text, as the value that it spells."""
    words: dict[str, object] = {"True": True, "False": False, "None": None}
    raw = text.strip()
    value: object = words[raw] if raw in words else number(raw)
    if isinstance(value, float) and re.fullmatch(r"[-+]?\d{1,18}", raw):
        value = int(raw)
    return Setting(name, raw if value is None and raw != "None" else value, line=line, raw=raw)


def reader(head: Head) -> Reader | ParamReader:
    """A fresh reader, for a metric or a parameter."""
    param = _PARAM.search(head.path)
    if param and not (head.lines and _LINE.fullmatch(head.lines[0])):
        return ParamReader(param[1])
    metric = _METRIC.search(head.path)
    return Reader(metric[1] if metric else head.name)
