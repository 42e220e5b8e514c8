"""How a folder is dealt out: parts of a run stay together, thousands of logs do not."""

from __future__ import annotations

from pathlib import Path

from run_diagnose.batch.units import MOST, Unit, units


def touched(top: Path, *names: str) -> None:
    for name in names:
        file = top / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("x", encoding="utf-8")


def dealt(top: Path) -> list[Unit]:
    return list(units([str(top)]))


def test_every_run_folder_is_a_unit(tmp_path: Path) -> None:
    touched(tmp_path, "a/metrics.csv", "b/metrics.csv", "deep/c/metrics.csv")
    assert [u.label for u in dealt(tmp_path)] == ["a", "b", "deep/c"]


def test_a_run_with_folders_for_its_parts_is_one_unit(tmp_path: Path) -> None:
    touched(tmp_path, "run/train/events.out.tfevents.1", "run/validation/events.out.tfevents.1", "run/config.yaml")
    (unit,) = dealt(tmp_path)
    assert (unit.label, unit.names) == ("run", None)


def test_checkpoints_stay_with_their_run(tmp_path: Path) -> None:
    touched(tmp_path, "run/checkpoint-10/trainer_state.json", "run/checkpoint-20/trainer_state.json")
    (unit,) = dealt(tmp_path)
    assert unit.names is None


def test_many_logs_in_one_folder_are_dealt_out_by_name(tmp_path: Path) -> None:
    touched(tmp_path, *(f"run{i}_train.csv" for i in range(MOST)), *(f"run{i}_val.csv" for i in range(MOST)))
    found = dealt(tmp_path)
    assert len(found) == MOST
    assert set(found[0].names or ()) == {"run0_train.csv", "run0_val.csv"}
    assert all(u.several for u in found)


def test_few_logs_in_one_folder_are_looked_at_together(tmp_path: Path) -> None:
    touched(tmp_path, "a.csv", "b.csv")
    (unit,) = dealt(tmp_path)
    assert unit.names == ("a.csv", "b.csv")


def test_weights_pictures_and_hidden_files_are_no_work(tmp_path: Path) -> None:
    touched(tmp_path, "model.pt", "plot.png", ".hidden/log.csv", "__pycache__/x.txt")
    assert dealt(tmp_path) == []


def test_a_named_file_is_a_unit(tmp_path: Path) -> None:
    touched(tmp_path, "a.csv", "b.csv")
    (unit,) = units([str(tmp_path / "a.csv")])
    assert unit.names == ("a.csv",)


def test_a_folder_of_runs_beside_a_stray_log_is_not_swallowed_by_it(tmp_path: Path) -> None:
    touched(tmp_path, "sweep.csv", *(f"runs/r{i}/metrics.csv" for i in range(60)))
    assert len(dealt(tmp_path)) == 61
