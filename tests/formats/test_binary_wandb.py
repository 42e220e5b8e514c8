"""W&B run files: history, settings, end of the run, damage."""

from __future__ import annotations

import math
from contextlib import suppress

from hypothesis import given, settings
from hypothesis import strategies as st

from run_diagnose import formats
from run_diagnose.errors import DiagnoseError
from run_diagnose.formats import wandb_binary
from run_diagnose.formats.base import Head
from run_diagnose.model.record import Event, Point, Record, Setting, Unread

from . import binary_writers as write


def history(**values: object) -> bytes:
    return write.nested(2, write.wandb_items(values))


def output(line: str) -> bytes:
    return write.nested(13, write.nested(3, line.encode()))


CONFIG = write.nested(17, write.nested(4, write.wandb_items({"lr": 0.001, "model": {"dim": 64}, "_wandb": {"m": 1}})))
SECRET = write.nested(17, write.nested(2, b"someone@example.org"))
RUN = write.wandb_file(
    CONFIG,
    SECRET,
    history(_step=0, loss=0.9, eval={"acc": 0.5}, picture={"_type": "image-file"}),
    history(_step=1, loss="NaN"),
    write.nested(2, write.wandb_items({"loss": 0.5}) + write.nested(2, write.number(1, 2))),
    write.nested(3, write.wandb_items({"loss": 0.5})),
    output('Traceback (most recent call last):\n  File "a.py", line 1\nValueError: '),
    output("Input contains NaN.\n"),
    write.nested(18, write.number(1, 1)),
)


def read(data: bytes, size: int = 1 << 20) -> list[Record]:
    reader = wandb_binary.reader(Head("run-abc.wandb", "", data[:65536]))
    records = [one for at in range(0, len(data), size) for one in reader.feed(data[at : at + size])]
    return [*records, *reader.close()]


def points(records: list[Record]) -> list[dict[str, float]]:
    return [dict(one.values) for one in records if isinstance(one, Point)]


def test_the_history_is_read_with_its_steps() -> None:
    assert formats.detect(Head("run-abc.wandb", "", RUN)) is wandb_binary
    first, second, third = points(read(RUN))
    assert first == {"_step": 0, "loss": 0.9, "eval.acc": 0.5}
    assert math.isnan(second["loss"])
    assert third == {"loss": 0.5, "_step": 2}


def test_the_configuration_becomes_settings_and_nothing_private_is_handed_on() -> None:
    records = read(RUN)
    assert {one.key: one.value for one in records if isinstance(one, Setting)} == {"lr": 0.001, "model.dim": 64}
    assert "someone" not in repr(records)


def test_a_crash_and_the_exit_code_are_events() -> None:
    events = [(one.kind, one.text) for one in read(RUN) if isinstance(one, Event)]
    assert events == [
        ("traceback", "ValueError: Input contains NaN."),
        ("abort", "the run ended with exit code 1"),
    ]


def test_a_run_without_history_is_judged_by_its_summary() -> None:
    records = read(write.wandb_file(write.nested(3, write.wandb_items({"val_loss": 0.3, "_wandb": {"runtime": 1}}))))
    assert points(records) == [{"val_loss": 0.3}]
    assert [one.kind for one in records if isinstance(one, Event)] == ["summary"]


def test_records_longer_than_a_block_are_put_together() -> None:
    rows = [history(_step=i, loss=1 / (i + 1), note="x" * 3000) for i in range(40)]
    data = write.wandb_file(*rows, history(_step=40, loss=0.1, note="y" * 100_000), history(_step=41, loss=0.05))
    assert [one["_step"] for one in points(read(data))] == list(range(42))


def test_a_cut_tail_is_told() -> None:
    data = write.wandb_file(history(_step=0, loss=0.9), history(_step=1, loss=0.8))
    records = read(data[:-3])
    assert [one["_step"] for one in points(records)] == [0]
    assert any(isinstance(one, Unread) for one in records)


@given(st.integers(1, 200))
@settings(max_examples=15, deadline=None)
def test_pieces_give_the_same_records_as_the_whole(size: int) -> None:
    assert repr(read(RUN, size)) == repr(read(RUN))


@given(st.integers(0, len(RUN) - 1), st.integers(0, 255))
@settings(max_examples=50, deadline=None)
def test_damage_gives_records_or_a_diagnose_error(at: int, byte: int) -> None:
    data = bytearray(RUN)
    data[at] = byte
    for damaged in (bytes(data), bytes(data[:at])):
        with suppress(DiagnoseError):
            read(damaged)


def test_the_name_that_the_author_gave_the_run_stands_in_its_first_record() -> None:
    run = write.nested(17, write.nested(1, b"abc123"), write.nested(3, b"project"), write.nested(8, b"wide net"))
    assert wandb_binary.display_name(write.wandb_file(run)) == b"wide net"
    assert wandb_binary.display_name(write.wandb_file(write.nested(17, write.nested(1, b"abc123")))) == b""
    assert wandb_binary.display_name(write.wandb_file(run)[:20]) == b""
