"""Files of final metrics."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from run_diagnose.errors import UnreadableError
from run_diagnose.names.metrics import read_metrics


def read(folder: Path, text: str) -> dict[str, float]:
    path = folder / "metrics.json"
    path.write_text(text, encoding="utf-8")
    return read_metrics(str(path))


def test_nested_figures_get_dotted_names_and_words_are_left_out(tmp_path: Path) -> None:
    text = (
        '{"r2": -0.07, "test": {"mae": "0.35", "best": true, "model": "tcn"}, "curve": [1, 2, 3], "runs": [{"r": 1}]}'
    )
    assert read(tmp_path, text) == {"r2": -0.07, "test.mae": 0.35, "runs.r": 1.0}


def test_bare_nan_is_a_value(tmp_path: Path) -> None:
    found = read(tmp_path, '{"pearson": NaN, "big": 1e999}')
    assert math.isnan(found["pearson"])
    assert math.isinf(found["big"])


def test_a_cut_file_names_its_line(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError, match="line 2"):
        read(tmp_path, '{"a": 1,\n "b": ')


@pytest.mark.parametrize("text", ["", "[]", '{"a": "x"}', "[" * 100_000, "7"])
def test_a_file_without_a_named_number_says_what_was_expected(tmp_path: Path, text: str) -> None:
    with pytest.raises(UnreadableError) as error:
        read(tmp_path, text)
    assert "JSON" in error.value.hint
