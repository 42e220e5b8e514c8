"""The undamaged logs of a family: the fixtures, and event files and stores made here."""

from __future__ import annotations

import sqlite3
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from run_diagnose.formats import FAMILIES

ROOT = Path(__file__).parents[2]
FIXTURES = ROOT / "fixtures" / "formats"
LARGEST = 16 << 10
"""Seeds are cut to this: damage is found by many small files, not by few large ones."""


@dataclass(frozen=True)
class Seed:
    """A file name (with the folders that carry meaning) and what it holds."""

    name: str
    data: bytes


def seeds_of(family: str) -> list[Seed]:
    """The seeds of a family, always in the same order."""
    if family == "binary":
        return _binary()
    modules = FAMILIES[{"tables": "table"}.get(family, family)]
    found: list[Seed] = []
    for module in modules:
        home = FIXTURES / module
        found += [
            Seed(path.relative_to(home).as_posix(), path.read_bytes()[:LARGEST])
            for path in sorted(home.rglob("*"))
            if path.is_file() and not path.name.endswith(".expect.yaml")
        ]
    return found


def _binary() -> list[Seed]:
    sys.path.insert(0, str(ROOT / "tests" / "formats"))
    import binary_writers as made

    tags = ("train/loss", "val/loss", "lr")
    scalars = made.tf_version() + b"".join(
        made.tf_event(step, *(made.simple(tag, 1 / (step + 1 + i)) for i, tag in enumerate(tags))) for step in range(30)
    )
    tensors = made.tf_version() + b"".join(
        made.tf_event(step, made.tensor("loss", 1, made.struct.pack("<f", 1 / (step + 1)))) for step in range(30)
    )
    knobs = made.tf_version() + made.tf_event(0, made.hparams(lr=0.1, batch_size=32, name="a", amp=True)) + scalars
    wandb = made.wandb_file(
        *(made.nested(2, made.wandb_items({"_step": step, "loss": 1 / (step + 1), "acc": 0.5})) for step in range(30))
    )
    event = "events.out.tfevents.1700000000.host"
    return [
        Seed(event, scalars),
        Seed(f"train/{event}", tensors),
        Seed(event + ".1", knobs),
        Seed("run-1.wandb", wandb),
        Seed("mlflow.db", _stored("test_binary_stores.MLFLOW")),
        Seed("trackio.db", _stored("test_binary_stores.TRACKIO")),
    ]


def _stored(which: str) -> bytes:
    """The bytes of a small SQLite store."""
    module, name = which.split(".")
    script = str(getattr(__import__(module), name))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "store.db"
        connection = sqlite3.connect(path)
        connection.executescript(script)
        if name == "TRACKIO":
            rows = [
                (f"2024-01-01T00:00:{i:02d}", "run", i, f'{{"loss": {1 / (i + 1)}, "acc": 0.5}}') for i in range(20)
            ]
            connection.executemany("INSERT INTO metrics (timestamp, run_name, step, metrics) VALUES (?, ?, ?, ?)", rows)
        connection.commit()
        connection.close()
        return path.read_bytes()
