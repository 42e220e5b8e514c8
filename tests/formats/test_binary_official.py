"""The readers of event files and of W&B runs against what TensorBoard and wandb write and read, where installed."""

from __future__ import annotations

import math
import struct
from pathlib import Path

import pytest

from run_diagnose import pipeline
from run_diagnose.formats import tfevents
from run_diagnose.formats.base import Head
from run_diagnose.model.record import Block

from . import binary_writers as write


def test_tensorboard_reads_the_same_points(tmp_path: Path) -> None:
    loader = pytest.importorskip("tensorboard.backend.event_processing.event_file_loader")
    data = write.tf_version()
    for step in range(200):
        data += write.tf_event(step, write.simple("train/loss", 1 / (step + 1)), write.simple("lr", 0.1))
        data += write.tf_event(step, write.tensor("epoch_loss", 1, write.nested(4, struct.pack("<f", step))))
        data += write.tf_event(step, write.simple("val/loss", math.nan if step == 7 else step))
    path = tmp_path / "events.out.tfevents.1700000000.host"
    path.write_bytes(data)
    theirs: dict[str, list[tuple[int, str]]] = {}
    for event in loader.EventFileLoader(str(path)).Load():
        for value in event.summary.value:
            number = value.tensor.float_val[0] if value.tensor.float_val else None
            if number is None:
                (number,) = struct.unpack("<f", value.tensor.tensor_content)
            theirs.setdefault(value.tag, []).append((event.step, str(float(number))))
    ours: dict[str, list[tuple[int, str]]] = {}
    reader = tfevents.reader(Head(path.name, "", data))
    for block in (*reader.feed(data), *reader.close()):
        assert isinstance(block, Block)
        for name in block.columns.keys() - {"step", "wall_time"}:
            pairs = zip(block.columns["step"], block.columns[name], strict=True)
            ours.setdefault(name, []).extend((int(step), str(float(value))) for step, value in pairs)
    assert ours == theirs


def test_the_history_that_wandb_writes_offline_is_read_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wandb = pytest.importorskip("wandb")
    for name, value in {"MODE": "offline", "SILENT": "true", "DIR": str(tmp_path)}.items():
        monkeypatch.setenv(f"WANDB_{name}", value)
    run = wandb.init(project="p", name="demo", config={"lr": 1e-3, "model": {"depth": 4}})
    for i in range(60):
        run.log({"train/loss": 2 / (i + 1), "stats": {"grad_norm": 1.25}})
        if i % 10 == 9:
            run.log({"val/acc": i / 64, "val/loss": math.nan if i == 59 else 1 / (i + 1)})
    run.finish()
    (path,) = tmp_path.glob("wandb/offline-run-*/run-*.wandb")
    (found,) = pipeline.read(path.as_posix())
    series = {s.name: s for s in found.series}
    assert [len(series[n]) for n in ("train/loss", "stats.grad_norm", "val/acc", "val/loss")] == [60, 60, 6, 6]
    assert (series["train/loss"].y[-1], series["val/acc"].y[-1]) == (2 / 60, 59 / 64)
    assert math.isnan(series["val/loss"].y[-1]) and series["val/acc"].x[0] == 10
    assert found.config.number("learning_rate") == 1e-3
