"""Names tied to their numbers in rarer ways: by a dash, by an underscore, behind the number, by a letter."""

from __future__ import annotations

import pytest

from run_diagnose.formats.base import Head, Match
from run_diagnose.formats.general_text import reader, recognise
from run_diagnose.model.record import Point


def points(*lines: str) -> list[dict[str, float]]:
    log = reader(Head.of("train.log", "\n".join(lines)))
    records = [r for number, line in enumerate(lines, 1) for r in log.feed(number, line)]
    return [dict(r.values) for r in [*records, *log.close()] if isinstance(r, Point)]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("epoch-3 loss-0.5 acc-0.81", "epoch-4 loss-0.4 acc-0.83"),
        ("Epoch_3 loss_0.5 acc_0.81", "Epoch_4 loss_0.4 acc_0.83"),
        ("epoch 3: 0.5 loss, 0.81 acc", "epoch 4: 0.4 loss, 0.83 acc"),
        ("[3/10] 0.5 loss | 0.81 acc | 12.5s", "[4/10] 0.4 loss | 0.83 acc | 12.1s"),
        ("epoch 3 (loss) 0.5 (acc) 0.81", "epoch 4 (loss) 0.4 (acc) 0.83"),
        ("epoch 3 [loss] 0.5 [acc] 0.81", "epoch 4 [loss] 0.4 [acc] 0.83"),
        ("E3 | loss=0.5 acc=0.81", "E4 | loss=0.4 acc=0.83"),
        ("INFO - Ep03: loss=0.5 acc=0.81", "INFO - Ep04: loss=0.4 acc=0.83"),
    ],
)
def test_rows_that_agree_tell_what_ties_a_name_to_its_number(first: str, second: str) -> None:
    assert points(first, second) == [
        {"epoch": 3, "loss": 0.5, "acc": 0.81},
        {"epoch": 4, "loss": 0.4, "acc": 0.83},
    ]


def test_a_dash_in_front_of_a_number_stays_a_minus_where_the_counter_has_none() -> None:
    assert points("epoch 3 dice loss -0.5", "epoch 4 dice loss -0.6") == [
        {"epoch": 3, "dice loss": -0.5},
        {"epoch": 4, "dice loss": -0.6},
    ]
    assert points("epoch 3 loss-0.5", "epoch 4 loss-0.4") == []


def test_a_dash_as_a_tie_leaves_room_for_a_minus() -> None:
    assert points("epoch-3 loss--0.5", "epoch-4 loss--0.6")[1] == {"epoch": 4, "loss": -0.6}


def test_a_word_behind_a_number_is_never_the_name_of_the_next_one() -> None:
    assert points("epoch 3: 0.5 loss, 0.81 acc") == []


def test_letters_that_count_nothing_stay_what_they_are() -> None:
    assert points("B2 backbone, train error: 0.5", "B2 backbone, train error: 0.4") == [
        {"train error": 0.5},
        {"train error": 0.4},
    ]


def test_steps_of_one_letter_stand_behind_the_epoch() -> None:
    assert points("E1 S100/400 | loss=0.5", "E1 S200/400 | loss=0.4")[1] == {"epoch": 1, "step": 200, "loss": 0.4}


def test_a_loss_and_its_terms_in_one_sum_are_told_apart() -> None:
    rows = points("Epoch 1 [30.3s]: train==[0.47=0.46 + 0.01]", "Epoch 2 [27.1s]: train==[0.22=0.21 + 0.01]")
    assert rows[1] == {"epoch": 2, "train_loss": 0.22, "train_loss_term1": 0.21, "train_loss_term2": 0.01}


def test_counters_in_front_of_a_colon_make_no_settings_file() -> None:
    text = "\n".join(f"epoch{i}: loss 0.{90 - i}" for i in range(12))
    assert recognise(Head.of("train.log", text)) is Match.MAYBE
