"""A folder of small runs, one of them broken, one of them no log."""

from __future__ import annotations

import math
import random
from pathlib import Path

import pytest


@pytest.fixture
def runs(tmp_path: Path) -> Path:
    """``runs/``: six healthy runs, an overfitted one, an empty log, a table that is no log, a note."""
    top = tmp_path / "runs"
    for i in range(7):
        folder = top / f"r{i}"
        folder.mkdir(parents=True)
        rng = random.Random(i)
        lines = ["epoch,train_loss,val_loss"]
        for e in range(1, 41):
            turn = 0.02 * max(0, e - 20) if i == 6 else 0.0
            train, val = (0.3 + math.exp(-e / 8) + rng.gauss(0, 0.004) for _ in range(2))
            lines.append(f"{e},{train - turn / 4:.4f},{val + 0.02 + turn:.4f}")
        (folder / "log.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
        (folder / "config.yaml").write_text(f"lr: 0.{i + 1}\n", encoding="utf-8")
    (top / "broken").mkdir()
    (top / "broken" / "log.csv").write_bytes(b"")
    (top / "README.md").write_text("# nothing here\n", encoding="utf-8")
    return top
