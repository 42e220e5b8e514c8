"""A placeholder is not a number; where it takes a series' place that is told."""

from __future__ import annotations

from pathlib import Path

from run_diagnose.model.outcome import Clear, Fired
from run_diagnose.pipeline import read
from run_diagnose.rules.bookkeeping.vanished_series import vanished_series


def outcome(tmp_path: Path, cells: list[str]) -> Clear | Fired:
    log = tmp_path / "run.csv"
    rows = "".join(f"{i},{1 / i:.4f},{cell}\n" for i, cell in enumerate(cells, 1))
    log.write_text("epoch,train_loss,val_loss\n" + rows, encoding="utf-8")
    (run,) = read(str(log))
    seen = vanished_series(run)
    assert isinstance(seen, Clear | Fired)
    return seen


def test_a_hole_of_placeholders_between_two_values_is_a_note(tmp_path: Path) -> None:
    seen = outcome(tmp_path, ["0.9", "0.8", "-", "#NUM!", "None", "0.5", "0.4", "0.4"])
    assert isinstance(seen, Fired)
    (finding,) = seen.findings
    assert finding.severity.value == "note"
    assert finding.onset is not None
    assert finding.end is not None
    assert (finding.onset.value, finding.end.value) == (2, 6)


def test_a_series_that_ends_in_placeholders_is_a_warning(tmp_path: Path) -> None:
    seen = outcome(tmp_path, ["0.9", "0.8", "0.7", "0.6", "-", "-", "-", "-"])
    assert isinstance(seen, Fired)
    assert seen.findings[0].severity.value == "warning"


def test_the_rhythm_of_sparse_evaluation_is_no_hole(tmp_path: Path) -> None:
    cells = ["-", "-", "-", "0.9"] * 5
    assert isinstance(outcome(tmp_path, cells), Clear)
