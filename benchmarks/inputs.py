"""Logs of any length for the measurements: tables, text, JSON lines and TensorBoard events of a falling loss."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from run_diagnose.formats.event_records import masked_crc


def table(path: Path, rows: int, columns: int) -> Path:
    """A CSV file: an axis and ``columns - 1`` noisy falling series."""
    names = ["step", "train_loss", "val_loss", "lr", "grad_norm", *(f"metric_{i}" for i in range(columns))][:columns]
    with path.open("w", encoding="utf-8") as file:
        file.write(",".join(names) + "\n")
        for first in range(0, rows, 100_000):
            np.savetxt(file, _block(first, min(100_000, rows - first), rows, columns), fmt="%.6g", delimiter=",")
    return path


def text(path: Path, rows: int) -> Path:
    """Lines as a print loop writes them."""
    with path.open("w", encoding="utf-8") as file:
        for step, loss, other, rate in _rows(rows):
            file.write(f"step {step:.0f}/{rows} | loss {loss:.6f} | grad_norm {other:.4f} | lr {rate:.3e}\n")
    return path


def json_lines(path: Path, rows: int) -> Path:
    """One JSON object a line."""
    with path.open("w", encoding="utf-8") as file:
        for step, loss, other, rate in _rows(rows):
            file.write(f'{{"step": {step:.0f}, "loss": {loss:.6f}, "grad_norm": {other:.4f}, "lr": {rate:.3e}}}\n')
    return path


def events(path: Path, rows: int) -> Path:
    """A TensorBoard event file with ``rows`` scalars of one tag."""
    with path.open("wb") as file:
        file.write(_record(b"\x09" + struct.pack("<d", 1.7e9) + b"\x1a\x0dbrain.Event:2"))
        for step, loss, *_ in _rows(rows):
            value = b"\x0a\x0atrain/loss\x15" + struct.pack("<f", loss)
            summary = b"\x0a" + bytes([len(value)]) + value
            head = b"\x09" + struct.pack("<d", 1.7e9 + step) + b"\x10" + _varint(int(step))
            file.write(_record(head + b"\x2a" + bytes([len(summary)]) + summary))
    return path


def _block(first: int, count: int, rows: int, columns: int) -> np.ndarray:
    chance = np.random.default_rng(first)
    step = np.arange(first, first + count)
    falling = np.exp(-4 * step / rows)[:, None] + 0.3
    block = falling * (1 + 0.05 * chance.standard_normal((count, columns)))
    block[:, 0] = step
    return block


def _rows(rows: int) -> Iterator[list[float]]:
    for first in range(0, rows, 100_000):
        yield from _block(first, min(100_000, rows - first), rows, 4).tolist()


def _record(data: bytes) -> bytes:
    length = struct.pack("<Q", len(data))
    return length + struct.pack("<I", masked_crc(length)) + data + struct.pack("<I", masked_crc(data))


def _varint(value: int) -> bytes:
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    return bytes([*out, value])
