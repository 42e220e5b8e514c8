"""Conditions for CI: how they are read, what trips them, and what is refused with the next thing to try."""

from __future__ import annotations

import pytest

from run_diagnose import compare
from run_diagnose.comparison.gates import parse
from run_diagnose.errors import UsageError
from run_diagnose.model.report import Report

RUNS = {"base": {"val_loss": 1.0, "val_r2": 0.5}, "new": {"val_loss": 1.05, "val_r2": 0.4}, "lost": {"val_r2": -0.1}}


def gates(*conditions: str, baseline: str | None = "base") -> Report:
    return compare(RUNS, baseline=baseline, fail=conditions)


def tripped(report: Report) -> set[str]:
    assert report.comparison is not None
    return {g["run"] for g in report.comparison["gates"] if g["tripped"]}  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("text", "factor", "offset", "unit"),
    [
        ("val/r2 < -0.01", 0.0, -0.01, ""),
        ("val_loss>1.02*baseline", 1.02, 0.0, ""),
        ("val_loss >= baseline*1.02", 1.02, 0.0, ""),
        ("val_loss > baseline + 2sigma", 1.0, 2.0, "sigma"),
        ("val_loss > baseline + 5 %", 1.0, 5.0, "%"),
        ("acc < baseline - 1e-3", 1.0, -1e-3, ""),
    ],
)
def test_conditions_are_read(text: str, factor: float, offset: float, unit: str) -> None:
    made = parse(text, "fail")
    assert (made.factor, made.offset, made.unit) == (factor, offset, unit)


def test_a_function_chooses_which_value_is_meant() -> None:
    assert parse("last(val/r2)<0", "alert").which == "last"
    assert parse("val/r2<0", "alert").which == "value"


@pytest.mark.parametrize("text", ["", "val_loss", "val_loss=3", "val_loss > much", "> 3", "val_loss > baseline + x"])
def test_what_is_no_condition_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse(text, "fail")
    assert "--fail" in caught.value.hint


def test_a_run_that_is_worse_than_the_baseline_allows_trips() -> None:
    assert tripped(gates("val_loss > 1.02*baseline")) == {"new", "lost"}


def test_what_cannot_be_checked_has_not_passed() -> None:
    report = gates("val_loss > 2*baseline")
    assert tripped(report) == {"lost"}
    assert not report.passed("never")


def test_the_baseline_is_not_held_against_itself() -> None:
    assert tripped(gates("val_loss >= baseline")) == {"new", "lost"}


def test_alerts_do_not_fail() -> None:
    assert compare(RUNS, alert="val_r2 < 0").passed("never")


def test_metrics_are_found_by_quantity_and_slash() -> None:
    assert tripped(gates("val/r2 < 0", baseline=None)) == {"lost"}
    assert tripped(gates("r2 < 0", baseline=None)) == {"lost"}


@pytest.mark.parametrize(
    ("text", "hint"), [("val_los > 1", "val_loss"), ("val_loss > baseline + 2sigma", "several seeds")]
)
def test_unknown_metrics_and_unknown_noise_are_told(text: str, hint: str) -> None:
    with pytest.raises(UsageError) as caught:
        gates(text)
    assert hint in caught.value.hint


def test_a_relative_gate_needs_a_baseline() -> None:
    with pytest.raises(UsageError, match="needs a baseline"):
        gates("val_loss > 1.1*baseline", baseline=None)


def test_an_unknown_baseline_is_told_with_the_nearest() -> None:
    with pytest.raises(UsageError) as caught:
        gates("val_loss > 1", baseline="bas")
    assert "base" in caught.value.hint
