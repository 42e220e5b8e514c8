"""A config is replaced at once or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from run_diagnose.apply.refusal import RefusedError
from run_diagnose.apply.writing import write_config
from run_diagnose.errors import UnreadableError


def test_a_write_that_fails_leaves_the_old_file_and_no_litter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "c.yaml"
    target.write_bytes(b"lr: 1\n")

    def fail(self: Path, other: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(UnreadableError, match="No space left"):
        write_config(str(target), b"lr: 2\n", backup=False)
    assert [(p.name, p.read_bytes()) for p in tmp_path.iterdir()] == [("c.yaml", b"lr: 1\n")]


def test_a_file_that_changed_meanwhile_is_not_overwritten(tmp_path: Path) -> None:
    target = tmp_path / "c.yaml"
    target.write_bytes(b"lr: 3\n")
    with pytest.raises(RefusedError, match="changed while this ran"):
        write_config(str(target), b"lr: 2\n", expected=b"lr: 1\n")
    assert target.read_bytes() == b"lr: 3\n"


def test_a_new_file_gets_no_backup(tmp_path: Path) -> None:
    assert write_config(str(tmp_path / "new.yaml"), b"lr: 2\n") is None
    assert [p.name for p in tmp_path.iterdir()] == ["new.yaml"]


def test_a_file_that_nobody_may_write_is_left_even_to_root(tmp_path: Path) -> None:
    target = tmp_path / "c.yaml"
    target.write_bytes(b"lr: 1\n")
    target.chmod(0o444)
    with pytest.raises(UnreadableError, match="read-only"):
        write_config(str(target), b"lr: 2\n")
    assert [(p.name, p.read_bytes()) for p in tmp_path.iterdir()] == [("c.yaml", b"lr: 1\n")]
