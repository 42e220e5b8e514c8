"""A table of true and predicted values is judged without a log."""

from __future__ import annotations

from pathlib import Path

from run_diagnose.pipeline import Options, diagnose
from run_diagnose.sources.resolve import find


def table(folder: Path) -> Path:
    path = folder / "predictions.csv"
    rows = "".join(f"{i % 7},{3 + 0.01 * (i % 2)}\n" for i in range(60))
    path.write_text("y_true,y_pred\n" + rows, encoding="utf-8")
    return path


def test_a_table_of_predictions_is_no_log(tmp_path: Path) -> None:
    (target,) = find(str(table(tmp_path)))
    assert target.logs == ()
    assert target.predictions is not None


def test_nearly_constant_predictions_are_found_without_a_log(tmp_path: Path) -> None:
    report = diagnose([str(table(tmp_path))], Options(strict=True))
    assert not report.errors
    assert "prediction_collapse" in {f.kind for f in report.runs[0].findings}
