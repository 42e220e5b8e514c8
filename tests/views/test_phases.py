"""A run of two phases is judged phase by phase."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from run_diagnose import pipeline
from run_diagnose.engine import examine
from run_diagnose.model.outcome import Fired
from run_diagnose.views.phases import phases

STEP = 0.0001


def log(tmp_path: Path, header: str, cell: str) -> str:
    """A loss that jumps to another course at epoch 21, with a column beside it."""
    first, then = 0.3 + 2 * np.exp(-np.arange(20) / 5), 0.25 + np.exp(-np.arange(20) / 5)
    rows = [f"{i + 1},{cell.split('|')[i >= 20]},{y + STEP * (i % 3):.4f}" for i, y in enumerate([*first, *then])]
    path = tmp_path / "run.csv"
    path.write_text("\n".join([f"epoch,{header},train_loss", *rows]) + "\n", "utf-8")
    return path.as_posix()


def fired(path: str) -> set[str]:
    return {
        o.code
        for o in examine(pipeline.read(path)[0], pipeline.chosen_rules(pipeline.Options()))
        if isinstance(o, Fired)
    }


def test_the_jump_between_two_phases_is_no_spike(tmp_path: Path) -> None:
    assert "DIV002" in fired(log(tmp_path, "note", "a|b"))
    assert "DIV002" not in fired(log(tmp_path, "stage", "pretrain|finetune"))


def test_a_phase_holds_its_own_lines_and_the_last_one_the_end(tmp_path: Path) -> None:
    (run,) = pipeline.read(log(tmp_path, "stage", "pretrain|finetune"))
    first, last = phases(run)
    assert [len(p.series[0]) for p in (first, last)] == [20, 20]
    assert (first.series[0].x[-1], last.series[0].x[0]) == (20, 21)
    assert last.segments[0].name == "finetune" and not first.finals


def test_a_run_without_phases_is_one(tmp_path: Path) -> None:
    (run,) = pipeline.read(log(tmp_path, "note", "a|b"))
    assert phases(run) == (run,)


def test_a_phase_that_goes_wrong_is_found_once(tmp_path: Path) -> None:
    path = Path(log(tmp_path, "stage", "pretrain|finetune"))
    lines = path.read_text("utf-8").splitlines()
    path.write_text("\n".join([*lines[:-4], *(f"{line.rsplit(',', 1)[0]},nan" for line in lines[-4:])]) + "\n", "utf-8")
    (nan,) = [
        o
        for o in examine(pipeline.read(path.as_posix())[0], pipeline.chosen_rules(pipeline.Options()))
        if isinstance(o, Fired) and o.code == "NAN001"
    ]
    assert [f.onset.value for f in nan.findings if f.onset] == [37]
