"""The key of a run's rows: what it rests on, and what it costs among many runs."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path

import pytest

from run_diagnose.batch import keys
from run_diagnose.batch.units import Unit, units


def many(top: Path, count: int) -> list[Unit]:
    for number in range(count):
        folder = top / f"run{number}"
        folder.mkdir()
        (folder / "metrics.csv").write_text(f"epoch,loss\n1,0.5\n2,0.{number}\n", encoding="utf-8")
    return list(units([str(top)]))


def test_the_folder_above_many_runs_is_listed_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found, listed, real = many(tmp_path, 9), Counter[str](), os.listdir

    def counted(path: str | Path) -> list[str]:
        listed[str(path)] += 1
        return real(path)

    monkeypatch.setattr(os, "listdir", counted)
    assert len({keys.content(unit) for unit in found}) == 9
    assert listed[str(tmp_path)] == 1


def test_a_config_above_the_runs_is_part_of_the_key(tmp_path: Path) -> None:
    unit = many(tmp_path, 1)[0]
    before = keys.content(unit)
    (tmp_path / "config.yaml").write_text("lr: 0.1\n", encoding="utf-8")
    assert keys.content(unit) == before
    keys.forget()
    assert keys.content(unit) != before
