"""The exit status a report earns."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from run_diagnose.cli.status import status


def report(*runs: tuple[str, tuple[str, ...]], errors: int = 0) -> Any:
    made = [
        SimpleNamespace(
            verdict=verdict, findings=[SimpleNamespace(severity=SimpleNamespace(value=s)) for s in severities]
        )
        for verdict, severities in runs
    ]
    return SimpleNamespace(runs=made, errors=[None] * errors)


@pytest.mark.parametrize(
    ("severity", "fail_on", "expected"),
    [
        ("error", "error", 1),
        ("warning", "error", 0),
        ("warning", "warning", 1),
        ("note", "warning", 0),
        ("note", "note", 1),
        ("error", "never", 0),
    ],
)
def test_findings_count_from_the_wanted_severity_up(severity: str, fail_on: str, expected: int) -> None:
    assert status(report(("suspect", (severity,))), fail_on) == expected


def test_a_run_that_could_not_be_judged_counts_like_a_warning() -> None:
    undetermined = report(("undetermined", ()))
    assert [status(undetermined, level) for level in ("error", "warning", "note", "never")] == [0, 1, 1, 0]


def test_nothing_found_is_fine_at_every_level() -> None:
    assert [status(report(("healthy", ())), level) for level in ("error", "warning", "note")] == [0, 0, 0]


def test_an_unreadable_input_outranks_findings_and_exit_zero() -> None:
    mixed = report(("failed", ("error",)), errors=1)
    assert status(mixed, "error") == 2
    assert status(mixed, "never", exit_zero=True) == 2


def test_exit_zero_forgives_findings() -> None:
    assert status(report(("failed", ("error",))), "error", exit_zero=True) == 0
