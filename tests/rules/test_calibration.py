"""Confidence after the labelled runs have spoken."""

from __future__ import annotations

import pytest

from run_diagnose.rules import built_in, calibration
from run_diagnose.rules.calibration import Rates, calibrated, rate


def test_a_rate_grows_with_the_stated_confidence() -> None:
    for code in ("PLA001", "NAN001", "XYZ001"):
        rates = [rate(code, stated) for stated in (0.0, 0.5, 0.8, 0.95, 1.0)]
        assert rates == sorted(rates)
        assert 0 < rates[0] < rates[-1] < 1


def test_labelled_runs_take_confidence_away_and_never_add_any(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(calibration.FAMILIES, "ABC", Rates(40, 20, 0.0, 0.1))
    assert calibrated("ABC001", 0.9) == pytest.approx(rate("ABC001", 0.9))
    assert calibrated("ABC001", 0.9) < 0.6
    assert calibrated("ABC001", 0.2) == 0.2
    assert calibrated("ABC001", 0.97) == 0.97


def test_only_families_with_enough_labels_have_a_row_of_their_own() -> None:
    families = {rule.code[:3] for rule in built_in()}
    for family, row in calibration.FAMILIES.items():
        assert family in families
        assert row.findings >= 10
        assert row.right <= row.findings
