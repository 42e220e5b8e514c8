"""Rows of several shapes with one name: whether one of them could tell again what another has just told."""

from __future__ import annotations

import numpy as np

from run_diagnose.formats.text.known import Known
from run_diagnose.formats.text.repeats import apart
from run_diagnose.formats.text.shape import Shape
from run_diagnose.model.record import Point, Strand

LOSS = Known(Shape(kind="data"), names=((0, "loss"),))


def strand(rows: list[int], **columns: list[float]) -> Strand:
    return Strand(np.array(rows), {name: np.array(values) for name, values in columns.items()})


def test_rows_that_go_on_along_the_axis_tell_nothing_twice() -> None:
    first, second = strand([0, 2], epoch=[1, 3], loss=[0.5, 0.4]), strand([1], epoch=[2], loss=[0.45])
    assert apart([(LOSS, first), (LOSS, second)], [Point(1, {"epoch": 0.0, "loss": 0.6})])


def test_a_row_where_a_point_stands_may_repeat_it() -> None:
    assert not apart([(LOSS, strand([0], epoch=[2], loss=[0.45]))], [Point(1, {"epoch": 2.0, "loss": 0.45})])


def test_rows_without_an_axis_are_asked_one_by_one() -> None:
    assert not apart([(LOSS, strand([0, 1], loss=[0.5, 0.4]))], [])


def test_rows_on_different_axes_are_asked_one_by_one() -> None:
    first, second = strand([0], epoch=[1], loss=[0.5]), strand([1], step=[1], loss=[0.5])
    assert not apart([(LOSS, first), (LOSS, second)], [])
