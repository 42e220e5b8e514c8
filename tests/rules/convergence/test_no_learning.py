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
