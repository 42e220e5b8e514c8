"""Tables of true and predicted values."""

from __future__ import annotations

from pathlib import Path

import pytest

from run_diagnose.errors import UnreadableError, UsageError
from run_diagnose.names.predictions import read_predictions


def saved(folder: Path, text: str, encoding: str = "utf-8") -> str:
    path = folder / "predictions.csv"
    path.write_bytes(text.encode(encoding))
    return str(path)


@pytest.mark.parametrize(
    "head",
    [
        "y_true,y_pred",
        "target;prediction",
        "actual\tpredicted",
        "label,pred",
        "id,Ground Truth,Prediction",
        "True  Pred",
    ],
)
def test_usual_names_and_separators_are_known(tmp_path: Path, head: str) -> None:
    mark = next((m for m in ",;\t" if m in head), " ")
    rows = ["1.5", "1.25"] if "id" not in head else ["7", "1.5", "1.25"]
    found = read_predictions(saved(tmp_path, "\n".join([head, *[mark.join(rows)] * 3])))
    assert (found.true.tolist(), found.pred.tolist()) == ([1.5] * 3, [1.25] * 3)


def test_rows_with_a_gap_are_left_out_and_counted(tmp_path: Path) -> None:
    found = read_predictions(saved(tmp_path, "y_true,y_pred\n1,1\n,2\n3,nan\n4,4\nx,5\n"))
    assert (len(found.true), found.dropped) == (2, 3)


def test_columns_can_be_named(tmp_path: Path) -> None:
    path = saved(tmp_path, "a,b\n1,2\n3,4\n")
    found = read_predictions(path, maps={"true": "b", "pred": "a"})
    assert found.true.tolist() == [2, 4]


def test_a_column_that_is_not_there_is_a_usage_error_with_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as error:
        read_predictions(saved(tmp_path, "y_true,y_pred\n1,2\n3,4\n"), maps={"true": "y_tru"})
    assert "y_true" in error.value.hint


@pytest.mark.parametrize("text", ["", "y_true,y_pred\n", "a,b\n1,2\n3,4\n", "y_true,y_pred\nx,y\nz,w\n", "\0\0\0"])
def test_a_file_without_predictions_says_what_was_expected(tmp_path: Path, text: str) -> None:
    with pytest.raises(UnreadableError) as error:
        read_predictions(saved(tmp_path, text))
    assert "true" in error.value.hint


def test_a_missing_file_says_so() -> None:
    with pytest.raises(UnreadableError, match=r"gone\.csv"):
        read_predictions("gone.csv")


def test_a_byte_order_mark_and_utf_16_do_not_matter(tmp_path: Path) -> None:
    text = "y_true,y_pred\r\n1,2\r\n3,4\r\n"
    for encoding in ("utf-8-sig", "utf-16"):
        assert read_predictions(saved(tmp_path, text, encoding)).pred.tolist() == [2, 4]
