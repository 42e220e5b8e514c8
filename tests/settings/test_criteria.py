"""Criteria as settings: levels by metric, in any layer, checked for words, numbers and one direction."""

from __future__ import annotations

from pathlib import Path

import pytest

from run_diagnose.errors import UsageError
from run_diagnose.settings import Settings, resolve
from run_diagnose.settings.options import options
from run_diagnose.settings.show import as_text

TOML = """
[criteria.val_r2]
minimum = 0.3
good = 0.5
[criteria.spread]
minimum = "70 %"
"""


def of(*configs: str, cwd: Path = Path("/")) -> Settings:
    return resolve(".", {}, configs=configs, isolated=True, cwd=cwd)


def test_levels_are_numbers_and_shares_may_be_written_in_per_cent(tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text(TOML, encoding="utf-8")
    made = options(of("own.toml", cwd=tmp_path), ()).criteria
    assert made == {"val_r2": {"minimum": 0.3, "good": 0.5}, "spread": {"minimum": 0.7}}


def test_a_nearer_layer_moves_a_single_level_and_every_level_says_where_it_was_written(tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text(TOML, encoding="utf-8")
    settings = of("own.toml", "criteria.val_r2.good=0.6", cwd=tmp_path)
    assert options(settings, ()).criteria["val_r2"] == {"minimum": 0.3, "good": 0.6}
    shown = as_text(settings, ())
    assert "criteria.val_r2.minimum = 0.3  # own.toml:3" in shown
    assert "# --config criteria.val_r2.good" in shown


@pytest.mark.parametrize(
    ("item", "said"),
    [
        ("criteria.val_r2.minimun=0.3", "no level `minimun`"),
        ("criteria.val_r2.good='high'", "is not a number"),
        ("criteria.val_r2.good=true", "is not a number"),
        ("criteria.val_r2.good=nan", "is not a number"),
        ("criteria.val_r2=0.3", "a table for each metric"),
        ("criteria=3", "a table for each metric"),
        ("criteria.val_r2={minimum=0.5, good=0.3, excellent=0.6}", "must go one way"),
        ("criteria.val_r2={}", "must hold minimum, good, excellent"),
    ],
)
def test_what_is_no_criterion_is_refused(item: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        options(of(item), ())
