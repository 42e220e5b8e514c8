"""A flat training loss: nothing learned, or the little that a pretrained model has left to gain."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from run_diagnose.model.outcome import Fired
from run_diagnose.rules.convergence.no_learning import no_learning
from run_diagnose.testing import run_of

STEPS = [1.736, 1.722, 1.674, 1.645, 1.64, 1.716, 1.666, 1.637, 1.662, 1.666, 1.658, 1.678, 1.612, 1.645, 1.679]
TUNED = {"model.pretrained": True}


def every_third(evaluations: Sequence[float]) -> list[float | None]:
    return [evaluations[i // 3] if i % 3 == 2 else None for i in range(len(STEPS))]


def fires(evaluations: Sequence[float], config: Mapping[str, object]) -> bool:
    run = run_of({"train_loss": STEPS, "val_loss": every_third(evaluations)}, config=config, task="lm")
    return isinstance(no_learning(run), Fired)


def test_fine_tuning_gains_less_than_its_steps_vary() -> None:
    assert not fires([1.712, 1.695, 1.689, 1.686, 1.685], TUNED)


@pytest.mark.parametrize(
    "evaluations",
    [[1.7120, 1.7119, 1.7118, 1.7117, 1.7116], [1.712, 1.725, 1.705, 1.718, 1.690]],
    ids=["a ten-thousandth", "up and down"],
)
def test_a_pretrained_model_that_is_not_tuned_learns_nothing(evaluations: list[float]) -> None:
    assert fires(evaluations, TUNED)


def test_a_fresh_model_that_gains_as_little_learns_nothing() -> None:
    assert fires([1.712, 1.695, 1.689, 1.686, 1.685], {"model.pretrained": False})


SMALL = [1.1016, 1.0985, 1.0982, 1.0944, 1.0918, 1.0913, 1.0912, 1.0882, 1.0860, 1.0845, 1.0830, 1.0800]
UPWARD = [1.1008, 1.1022, 1.1165, 1.1239, 1.1253, 1.1337, 1.1433, 1.1397, 1.1409, 1.1590, 1.1387, 1.1554]
AT_CHANCE = [0.337, 0.330, 0.350, 0.377, 0.371, 0.330, 0.343, 0.366, 0.353, 0.360, 0.343, 0.347]


def judged(train: Sequence[float], val: Sequence[float], accuracy: Sequence[float]) -> object:
    columns = {"train_loss": list(train), "val_loss": list(val), "val_metric:accuracy": list(accuracy)}
    return no_learning(run_of(columns, task="classification"))


def test_a_small_gain_that_never_reached_a_validation_at_chance_is_none() -> None:
    outcome = judged(SMALL, UPWARD, AT_CHANCE)
    assert isinstance(outcome, Fired)
    assert "never reached validation" in outcome.findings[0].message


def test_a_validation_that_had_learned_in_the_first_epoch_leaves_the_gain_alone() -> None:
    train = [0.30 * y for y in SMALL]
    assert not isinstance(judged(train, [0.3 * y for y in UPWARD], [0.55 + y for y in AT_CHANCE]), Fired)


def test_a_gain_of_a_ten_thousandth_is_none_however_steady() -> None:
    train = [1.6980 - 0.00001 * i for i in range(12)]
    outcome = judged(train, [1.7027 - 0.00001 * i for i in range(12)], [0.0667] * 12)
    assert isinstance(outcome, Fired)
    assert "no metric rose with it" in outcome.findings[0].message


def test_as_small_a_gain_beside_a_rising_metric_is_learning() -> None:
    train = [1e4 + 1.6980 - 0.1 * i for i in range(12)]
    rising = [0.30 + 0.05 * i for i in range(12)]
    assert not isinstance(judged(train, [1e4 + 1.7 - 0.1 * i for i in range(12)], rising), Fired)


BLOWN_UP = [1.46, 2.21, 2.36, 2.42, 2.03, 2.22, 1.51, 1.24, 1.30, 1.71, 1.40, 1.20, 1.16, 1.14, 1.14, 1.13]


@pytest.mark.parametrize(
    ("right", "found"), [([0.365, 0.245, 0.245, 0.39, 0.365], True), ([0.365, 0.345, 0.445, 0.59, 0.665], False)]
)
def test_the_way_back_from_a_blow_up_is_learning_only_where_the_answers_get_better(
    right: list[float], found: bool
) -> None:
    columns = {"train_loss": BLOWN_UP, "val_metric:accuracy": [None] * 11 + right}
    assert isinstance(no_learning(run_of(columns, task="classification")), Fired) == found
