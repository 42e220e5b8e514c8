"""Final figures of a metrics file as series of one point, with roles like those of a log."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from run_diagnose.model.record import Point
from run_diagnose.model.run import Source
from run_diagnose.model.series import Series
from run_diagnose.names.builder import RunBuilder
from run_diagnose.names.options import Options

AXIS = "final"


def final_series(finals: Mapping[str, float], options: Options) -> tuple[Series, ...]:
    """One series a figure, on the axis ``final``; their names are judged together, as those of a log are."""
    builder = RunBuilder(options=replace(options, maps={}))
    builder.open(Source("metrics", "metrics"), "", "")
    builder.add(Point(0, dict(finals)))
    runs = builder.runs()
    return tuple(replace(s, axis=AXIS, also={}, file="") for run in runs for s in run.series)
