"""Many lines at once are read as they are one by one, wherever the log is cut and whatever stands between them."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from run_diagnose.formats import FAMILIES, load
from run_diagnose.formats.base import Head
from run_diagnose.formats.text import stretches
from run_diagnose.formats.text.reader import TextReader
from run_diagnose.model.record import Point, Record, Stretch

ROOT = Path(__file__).parents[3] / "fixtures" / "formats"
FILES = sorted(p for name in FAMILIES["text"] for p in (ROOT / name).glob("*") if not p.name.endswith(".yaml"))
few = settings(max_examples=40, deadline=None)

LOOPS = (
    "step {i}/900 | loss {x} | grad_norm {x} | lr {x}",
    "step {i}/900 | loss {x} | grad_norm {x} | lr {x} | extra {x}",
    "2024-01-01 12:00:{s},123 INFO trainer: Epoch {e} step {i} train_loss={x} lr={x}",
    "2024-01-01 12:00:{s},123 INFO trainer: validation val_loss={x} val_acc={x}",
    "Epoch {e}/{t} train loss: {x} - val loss: {x}",
    "  batch {i}: loss {x} acc {x}",
    "  loss {x} acc {x}",
    "iter {i}: loss {x}, time {x}ms, mfu {x}%",
    "val: psnr {x}",
    "unheard: {x}",
    "eval loss {x}.",
    "{{'loss': {x}, 'learning_rate': {x}, 'epoch': {e}.5}}",
    "layer1.grad_norm: {x} layer2.grad_norm: {x}",
    "epoch {e} | layer{e}_loss: {x}",
    "epoch {e} 5,678 loss {x}",
    "torch {e}.1.{i} with loss {x}",
    "Epoch {e}/{t} done, train loss: {x}",
    "Epoch {e}:  50%|#####     | {n}/20 [00:01<00:01, 18.1it/s, loss={x}, val_loss={x}]",
    "Epoch {e}:  50%|#####     | {n}/20 [00:01<00:01, 18.1it/s, loss={x}]",
    " 50%|#####     | {i}/900 [00:01<00:01, 18.1it/s, loss={x}]",
    "{n}/20 [==>...] - ETA: 3s - loss: {x} - acc: {x}",
    "step {i}, eta 1 day, 3:10:00: loss {x}",
    "step {i}, eta 3:10:00: loss {x}",
    "step {e} loss 0.5",
)
BARS = tuple(loop for loop in LOOPS if "it/s" in loop or "ETA" in loop)
BETWEEN = (
    "Epoch {e}/{t}",
    "Validation:",
    "",
    "prefetching shard {i} of many",
    "all is quiet",
    "Saving model checkpoint to out/{i}.pt",
    " * Acc@1 {x}",
    "wandb: loss {x}",
    "| loss | acc |",
    "loss  acc  time",
    "0.5  0.6  0.7",
    "100%|##########| 20/20 [00:01<00:00, 18.1it/s, loss={x}]",
    "Traceback (most recent call last):",
    "ValueError: nothing",
    "Fold {e}",
    "took 5.{i}s for {x}",
    "epoch: {e}",
)
NUMBERS = ("{:.4f}", "{:.4f}", "{:.3e}", "{:+.2f}", "{:,.1f}", "{:.0f}.")
ODD = ("nan", "inf", "-inf", "NaN", "1f-3", "5e", "1.2.3", "-", "1e400")


def line(form: str, i: int, chance: random.Random, odd: float) -> str:
    def value() -> str:
        if chance.random() < odd:
            return chance.choice(ODD)
        return chance.choice(NUMBERS if chance.random() < odd else NUMBERS[:3]).format(chance.gauss(0, 30))

    first, *parts = form.split("{x}")
    filled = first + "".join(value() + part for part in parts)
    told = {"{i}": i, "{n}": i // 2 % 21, "{e}": i // 20, "{t}": 90 + i // 150, "{s}": f"{i % 60:02d}"}
    for name, number in {**told, "{{": "{", "}}": "}"}.items():
        filled = filled.replace(name, str(number))
    return filled


def plain(records: Iterable[Record]) -> Iterator[Record]:
    for record in records:
        if isinstance(record, Stretch):
            yield from record.points()
        else:
            yield record


def singly(reader: Any, lines: list[str]) -> list[str]:
    records = [record for number, one in enumerate(lines, 1) for record in reader.feed(number, one)]
    return [repr(record) for record in [*records, *reader.close()]]


def at_once(reader: Any, lines: list[str], cuts: Iterable[int]) -> list[str]:
    records: list[Record] = []
    places = [0, *sorted({cut % (len(lines) + 1) for cut in cuts} - {0, len(lines)}), len(lines)]
    for start, stop in pairwise(places):
        records += plain(reader.feed_rows(start + 1, "\n".join(lines[start:stop])))
    return [repr(record) for record in [*records, *reader.close()]]


@pytest.fixture(autouse=True)
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that a test's few hundred lines are many pieces."""
    monkeypatch.setattr(stretches, "PIECE", 40)
    monkeypatch.setattr(stretches, "SHORTEST", 2)


cuts = st.lists(st.integers(0, 10_000), max_size=6)


@few
@given(
    st.lists(st.sampled_from(LOOPS), min_size=1, max_size=4, unique=True),
    st.lists(st.sampled_from(BETWEEN), max_size=3),
    st.integers(0, 10**6),
    st.sampled_from([0.0, 0.0, 0.01, 0.2]),
    cuts,
)
def test_a_log_of_mixed_shapes_reads_alike(
    loops: list[str], between: list[str], seed: int, odd: float, places: list[int]
) -> None:
    chance = random.Random(seed)
    rare = chance.choice([0.01, 0.1, 0.5])
    lines = []
    for i in range(500):
        form = chance.choice(between) if between and chance.random() < rare else loops[i % 7 % len(loops)]
        lines.append(line(form, i, chance, odd))
    assert at_once(TextReader(), lines, places) == singly(TextReader(), lines)


@few
@given(st.sampled_from(FILES), st.integers(0, 10**6), cuts)
def test_lines_of_every_format_read_alike(path: Path, seed: int, places: list[int]) -> None:
    module, text = load(path.parent.name), path.read_bytes().decode()
    lines = text.splitlines() * (1 + 600 // (1 + text.count("\n")))
    random.Random(seed).shuffle(lines)
    reader = module.reader(Head.of(path.name, text))
    if hasattr(reader, "feed_rows"):
        assert at_once(reader, lines, places) == singly(module.reader(Head.of(path.name, text)), lines)


@few
@given(
    st.lists(st.sampled_from(BARS), min_size=1, max_size=4, unique=True),
    st.lists(st.sampled_from((*BETWEEN, *LOOPS[:4])), max_size=3),
    st.integers(0, 10**6),
    st.sampled_from([1, 7, 40]),
    cuts,
)
def test_bars_read_alike(bars: list[str], between: list[str], seed: int, turn: int, places: list[int]) -> None:
    chance = random.Random(seed)
    lines = ["Epoch 0/9", "loss 0.5"]
    for i in range(500):
        form = chance.choice(between) if between and chance.random() < 0.03 else bars[i // turn % len(bars)]
        lines.append(line(form, i, chance, 0.0))
    assert at_once(TextReader(), lines, places) == singly(TextReader(), lines)


def test_most_states_of_a_bar_come_in_stretches() -> None:
    form = "Epoch {e}:  50%|#####     | {i}/9000 [00:01<00:01, 18.1it/s, loss={x}, val_loss={x}]"
    lines = [line(form, i, random.Random(i), 0.0) for i in range(600)]
    records = list(TextReader().feed_rows(1, "\n".join(lines)))
    assert sum(len(record.lines) for record in records if isinstance(record, Stretch)) > 450


def test_most_lines_of_a_steady_log_come_in_stretches() -> None:
    chance = random.Random(1)
    lines = [line(LOOPS[2 if i % 10 else 3], i, chance, 0.0) for i in range(800)]
    reader = TextReader()
    records = list(reader.feed_rows(1, "\n".join(lines)))
    assert sum(isinstance(record, Point) for record in records) < 100
    assert sum(len(record.lines) for record in records if isinstance(record, Stretch)) > 700
