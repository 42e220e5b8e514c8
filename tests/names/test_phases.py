"""Phases of one run whose axis goes on."""

from __future__ import annotations

import math

import pytest

from run_diagnose.model.record import Event, Record
from run_diagnose.model.run import Run

from .logs import run, table

FALL = [2.0 * math.exp(-i / 4) + 0.3 for i in range(12)]
AGAIN = [1.0 * math.exp(-i / 4) + 0.25 for i in range(12)]
EPOCHS = [float(i) for i in range(1, 25)]
BOTH = [*FALL, *AGAIN]
HIGH, LOW = [1e-3] * 12, [1e-5] * 12


def parts(found: Run) -> list[tuple[float, str, str]]:
    return [(s.first, s.reason, s.name) for s in found.segments]


def with_phases(records: list[Record], *said: tuple[int, str]) -> list[Record]:
    return [*records, *(Event("phase", line, text) for line, text in said)]


def test_a_phase_that_a_line_names_begins_a_segment() -> None:
    found = run(with_phases(table(epoch=EPOCHS, train_loss=BOTH), (2, "pretrain"), (14, "finetune")))
    assert parts(found) == [(1, "start", "pretrain"), (13, "phase", "finetune")]
    assert len(found.series[0]) == 24


def test_a_counter_of_stages_names_them() -> None:
    found = run(table(epoch=EPOCHS, stage=[1.0] * 12 + [2.0] * 12, train_loss=BOTH))
    assert parts(found) == [(1, "start", "stage 1"), (13, "phase", "stage 2")]


def test_series_that_hand_over_while_the_rate_starts_anew_are_two_phases() -> None:
    gone = [None] * 12
    columns = {"mlm_loss": [*FALL, *gone], "cls_loss": [*gone, *AGAIN], "lr": [*LOW, *HIGH]}
    assert [x[:2] for x in parts(run(table(epoch=EPOCHS, **columns)))] == [(1, "start"), (13, "phase")]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "columns",
    [
        {"lr": [*HIGH, *LOW]},
        {"lr": [*(1e-3 * (1 - i / 12) for i in range(12)), *(1e-3 * (1 - i / 12) for i in range(12))]},
        {"mlm_loss": [*FALL, *[None] * 12], "val_acc": [*[None] * 12, *AGAIN], "lr": [*HIGH, *LOW]},
        {"stage": [float(i) for i in range(24)]},
    ],
    ids=["a drop of the rate", "a restart of the schedule", "a series that ends", "a stage for every epoch"],
)
def test_what_is_no_phase(columns: dict[str, list[float]]) -> None:
    assert parts(run(table(epoch=EPOCHS, train_loss=BOTH, **columns))) == [(1, "start", "")]


def test_names_that_come_back_are_parts_of_every_epoch() -> None:
    said = [(2, "warm"), (8, "cold"), (14, "warm"), (20, "cold")]
    assert len(run(with_phases(table(epoch=EPOCHS, train_loss=BOTH), *said)).segments) == 1


def test_a_phase_of_two_points_is_none() -> None:
    assert len(run(with_phases(table(epoch=EPOCHS, train_loss=BOTH), (2, "a"), (24, "b"))).segments) == 1
