"""How numbers and places are said."""

from __future__ import annotations

import math

import pytest

from run_diagnose.model.series import Moment
from run_diagnose.model.wording import (
    certainty,
    line_of,
    listing,
    multiple,
    number,
    percent,
    place,
    places,
    setting,
    span,
    tally,
)


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (0.99931, "0.9993"),
        (0.0001, "0.0001"),
        (2.5e-05, "2.5e-05"),
        (14538.0, "14538"),
        (-0.0513, "-0.0513"),
        (0.0, "0"),
        (1e8, "1e+08"),
        (math.nan, "NaN"),
        (math.inf, "infinity"),
        (None, "not logged"),
    ],
)
def test_a_number_never_hides_its_size(value: float | None, said: str) -> None:
    assert number(value) == said


@pytest.mark.parametrize(
    ("value", "said"),
    [(1e-5, "1.0e-5"), (2.0, "2.0"), (2, "2"), (True, "true"), (None, "(not set)"), (math.nan, "NaN"), ("r2", "r2")],
)
def test_a_setting_is_spelt_so_that_every_yaml_reader_takes_it_as_meant(value: object, said: str) -> None:
    assert setting(value) == said


def test_confidence_has_three_words() -> None:
    assert [certainty(share) for share in (0.97, 0.85, 0.7, 0.6, 0.4)] == ["high", "high", "medium", "medium", "low"]


def test_a_tally_names_only_what_is_there() -> None:
    assert tally([(3, "error"), (0, "warning"), (1, "note")]) == "3 errors, 1 note"
    assert tally([(0, "error")]) == "nothing found"


def test_places_and_lists_read_as_words() -> None:
    assert place("epoch", 37.0) == "epoch 37"
    assert span("epoch", 31, 47) == "epochs 31-47"
    assert span("step", 14538, 14538) == "step 14538"
    assert listing(["a", "b", "c"]) == "a, b and c"
    assert percent(0.0837) == "8.4 %"
    assert line_of(Moment("epoch", 37, 38, "run.csv")) == "run.csv:38"
    assert line_of(Moment("epoch", 37)) == ""


@pytest.mark.parametrize(
    ("factor", "said"),
    [
        (1 / 3, "a third of today's value"),
        (0.3, "0.3 times today's value"),
        (0.1, "a tenth of today's value"),
        (0.5, "half of today's value"),
        (1.5, "half as much again as today's value"),
        (2, "twice today's value"),
        (3, "three times today's value"),
        (10, "ten times today's value"),
        (2.5, "2.5 times today's value"),
        (30, "30 times today's value"),
    ],
)
def test_a_multiple_reads_as_words(factor: float, said: str) -> None:
    assert multiple(factor) == said


def test_neighbouring_places_are_told_as_a_stretch() -> None:
    assert places([30, 31, 32, 33, 35, 40, 41]) == "30 to 33, 35, 40 and 41"
    assert places([500, 1000, 1500]) == "500, 1000 and 1500"
    assert places([]) == ""
