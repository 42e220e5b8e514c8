"""TensorBoard event files: every kind of scalar, many at once, damage, pieces."""

from __future__ import annotations

import math
import struct
from collections import defaultdict
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from run_diagnose import formats
from run_diagnose.errors import DiagnoseError
from run_diagnose.formats import tfevents
from run_diagnose.formats.base import Head, Match
from run_diagnose.model.record import Block, Event, Record, Setting, Unread

from . import binary_writers as write

CURVE = b"".join(
    write.tf_event(step, write.simple("train/loss", 1 / (step + 1)), wall=1.7e9 + step) for step in range(300)
)


def head_of(data: bytes, parent: str = "") -> Head:
    return Head("events.out.tfevents.1700000000.host", "", data[:65536], len(data) <= 65536, parent)


def read(data: bytes, size: int = 1 << 20, parent: str = "") -> list[Record]:
    reader = tfevents.reader(head_of(data, parent))
    records = [one for at in range(0, len(data), size) for one in reader.feed(data[at : at + size])]
    return [*records, *reader.close()]


def series(records: list[Record]) -> dict[str, list[tuple[float, float]]]:
    found: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for block in records:
        if isinstance(block, Block):
            steps = block.columns["step"]
            for name, values in block.columns.items():
                if name not in ("step", "wall_time"):
                    found[name].extend(zip(steps.tolist(), values.tolist(), strict=True))
    return found


def test_a_first_record_with_a_right_check_sum_is_sure() -> None:
    head = head_of(write.tf_version())
    assert tfevents.recognise(head) is Match.SURE
    assert formats.detect(head) is not None
    assert tfevents.recognise(head_of(b"\0" * 40)) is Match.MAYBE  # the name says so
    assert tfevents.recognise(Head("model.bin", "", b"\0" * 40)) is Match.NO


def test_every_point_of_a_curve_is_kept_with_its_step_and_time() -> None:
    records = read(write.tf_version() + CURVE)
    points = series(records)["train/loss"]
    assert [step for step, _ in points] == list(range(300))
    assert points[3][1] == pytest.approx(0.25)
    block = next(one for one in records if isinstance(one, Block))
    assert block.columns["wall_time"][5] == 1.7e9 + 5


def test_a_step_may_be_large_or_negative() -> None:
    steps = [0, 1, 127, 128, 16384, 2**40, -5]
    data = b"".join(write.tf_event(step, write.simple("x", 1.0)) for step in steps)
    assert [step for step, _ in series(read(data))["x"]] == steps


SCALARS = {
    "float_val": (1, write.nested(5, struct.pack("<f", 1.5))),
    "float_content": (1, write.nested(4, struct.pack("<f", 1.5))),
    "double_val": (2, write.nested(6, struct.pack("<d", 1.5))),
    "double_content": (2, write.nested(4, struct.pack("<d", 1.5))),
    "half_val": (19, write.nested(13, write.varint(struct.unpack("<H", struct.pack("<e", 1.5))[0]))),
    "half_content": (19, write.nested(4, struct.pack("<e", 1.5))),
    "bfloat16_content": (14, write.nested(4, struct.pack("<f", 1.5)[2:])),
    "unpacked": (1, write.single(5, 1.5)),
}


@pytest.mark.parametrize("kind", SCALARS)
def test_tensors_of_one_number_are_scalars(kind: str) -> None:
    dtype, payload = SCALARS[kind]
    data = b"".join(write.tf_event(step, write.tensor("epoch_loss", dtype, payload)) for step in (1, 2, 3))
    assert series(read(data))["epoch_loss"] == [(1, 1.5), (2, 1.5), (3, 1.5)]


def test_integers_are_read_and_larger_tensors_are_not() -> None:
    whole = write.tensor("epochs", 9, write.nested(10, write.varint(7)))
    wide = write.tensor("histogram", 1, write.nested(4, struct.pack("<4f", 1, 2, 3, 4)), shape=(4,))
    assert dict(series(read(write.tf_event(1, whole) + write.tf_event(1, wide)))) == {"epochs": [(1, 7.0)]}


def test_nan_and_infinity_are_points() -> None:
    data = b"".join(write.tf_event(i, write.simple("loss", v)) for i, v in enumerate([1.0, math.nan, math.inf]))
    values = [value for _, value in series(read(data))["loss"]]
    assert values[0] == 1.0
    assert math.isnan(values[1])
    assert math.isinf(values[2])


def test_several_values_of_one_event_and_several_tags_of_one_length_stay_apart() -> None:
    data = b"".join(
        write.tf_event(i, write.simple("a", i), write.simple("b", -i)) + write.tf_event(i, write.simple("c", 2 * i))
        for i in range(1, 4)
    )
    found = series(read(data))
    assert found["a"] == [(1, 1), (2, 2), (3, 3)]
    assert found["b"] == [(1, -1), (2, -2), (3, -3)]
    assert found["c"] == [(1, 2), (2, 4), (3, 6)]


def test_the_folder_gives_the_split_unless_the_tag_does() -> None:
    data = write.tf_event(1, write.simple("epoch_loss", 1.0)) + write.tf_event(1, write.simple("val/acc", 1.0))
    blocks = [one for one in read(data, parent="validation") if isinstance(one, Block)]
    assert {next(k for k in one.columns if k not in ("step", "wall_time")): one.split for one in blocks} == {
        "epoch_loss": "val",
        "val/acc": "",
    }


def test_hyper_parameters_and_training_arguments_are_settings() -> None:
    text = write.nested(1, b"args/text_summary") + write.nested(
        8, write.number(1, 7) + write.nested(8, b'{"learning_rate": 5e-05, "fp16": true}')
    )
    data = write.tf_event(0, write.hparams(lr=0.01, optimizer="adam")) + write.tf_event(0, text)
    found = {one.key: one.value for one in read(data) if isinstance(one, Setting)}
    assert found == {"lr": 0.01, "optimizer": "adam", "learning_rate": 5e-05, "fp16": True}


def test_a_session_that_starts_late_is_a_resume() -> None:
    start = write.tf_record(write.double(1, 1.7e9) + write.number(2, 500) + write.nested(7, write.number(1, 1)))
    assert [one.kind for one in read(start) if isinstance(one, Event)] == ["resume"]


def test_a_cut_tail_is_told_and_the_rest_kept() -> None:
    records = read((write.tf_version() + CURVE)[:-3])
    assert len(series(records)["train/loss"]) == 299
    assert [type(one) for one in records if isinstance(one, Unread)] == [Unread]


def test_behind_a_damaged_length_reading_goes_on_at_the_next_record() -> None:
    data = bytearray(write.tf_version() + CURVE)
    at = len(write.tf_version()) + len(write.tf_event(0, write.simple("train/loss", 1.0)))
    data[at + 7] = 255
    points = series(read(bytes(data)))["train/loss"]
    assert len(points) == 299


@given(st.integers(1, 400))
@settings(max_examples=15, deadline=None)
def test_pieces_give_the_same_points_as_the_whole(size: int) -> None:
    data = write.tf_version() + CURVE[:3000]
    assert series(read(data, size)) == series(read(data))


@given(st.binary(max_size=400), st.integers(0, 3000), st.integers(0, 255))
@settings(max_examples=50, deadline=None)
def test_damage_gives_records_or_a_diagnose_error(extra: bytes, at: int, byte: int) -> None:
    data = bytearray(write.tf_version() + CURVE[:3000] + write.tf_event(1, write.hparams(lr=1)) + extra)
    data[at] = byte
    for damaged in (bytes(data), bytes(data[:at]), extra):
        with suppress(DiagnoseError):
            read(damaged, 1000)
