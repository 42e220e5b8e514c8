"""Causes in the last layer: initialised or activated so that it can hardly speak."""

from __future__ import annotations

from run_diagnose.causes.base import Cause, Missing, Sign
from run_diagnose.causes.signs import fired, knob
from run_diagnose.model.wording import number, percent
from run_diagnose.views.case import Case


def _never_spread(case: Case) -> str | None:
    low = case.value("spread-collapse", "lowest")
    if case.value("spread-collapse", "never") and isinstance(low, float):
        return f"the predictions never spread, from the first logged place on (lowest {percent(low)})"
    return None


def _bounded_output(case: Case) -> str | None:
    said, s = case.run.config.text("output_activation"), case.run.config.knob("output_activation")
    bounded = said in ("tanh", "sigmoid", "softplus", "relu", "softmax")
    return f"the config has {s.key}: {said}, which bounds the output" if bounded and s is not None else None


def _small_init(case: Case) -> str | None:
    value, s = case.run.config.number("init_scale"), case.run.config.knob("init_scale")
    return f"the config has {s.key}: {number(value)}" if value is not None and s is not None and value < 0.2 else None


def _layer_unknown(case: Case) -> Missing | None:
    return (
        Missing("log the gradient norm and the weight norm of the output layer")
        if not case.run.has("grad_norm_part")
        else None
    )


OUTPUT_LAYER_TOO_SMALL = Cause(
    slug="output-layer-too-small",
    title="The output layer starts too small or is bounded",
    story="With tiny last weights every sample gets the bias, and the gradient that would change this is tiny as well.",
    explains=("spread-collapse", "no-learning"),
    prior=-0.1,
    signs=(
        Sign(+0.8, _never_spread),
        Sign(+0.8, _small_init),
        Sign(+0.6, _bounded_output),
        Sign(0.0, _layer_unknown),
        Sign(-0.3, knob("spread_weight")),
    ),
    changes=("wider-output-init", "stop-on-collapse"),
    test="print the standard deviation of the outputs on one batch before the first step: it must be near the targets'",
    needs=lambda case: case.has("spread-collapse") and not case.has("divergence", "correlation-collapse"),
)

BOUNDED_OUTPUT = Cause(
    slug="bounded-output",
    title="The output cannot reach the targets",
    story="A sigmoid or tanh at the end ends at 1, a ReLU at 0: targets beyond are never met, and where it saturates no gradient comes back.",
    explains=("worse-than-constant", "no-learning", "plateau", "underfitting", "dead-gradients", "spread-collapse"),
    prior=0.1,
    signs=(
        Sign(+1.2, _bounded_output),
        Sign(-0.8, fired("divergence", "non-finite-loss")),
    ),
    changes=("unbounded-output",),
    test="compare the range of the predictions with the range of the targets",
    needs=lambda case: case.run.task in ("", "regression", "timeseries") and _bounded_output(case) is not None,
)

INIT_TOO_SMALL = Cause(
    slug="initialisation-too-small",
    title="The weights start too small",
    story="Every layer shrinks what passes through it, signals on the way forth and gradients on the way back, so hardly anything reaches the first layers.",
    explains=("no-learning", "vanishing-gradients", "dead-gradients", "plateau", "underfitting", "spread-collapse"),
    prior=0.3,
    signs=(
        Sign(+1.2, _small_init),
        Sign(+0.6, fired("vanishing-gradients", "no-learning")),
    ),
    changes=("larger-init",),
    test="print the standard deviation of every layer's output on one batch before the first step: it must stay near 1",
    needs=lambda case: _small_init(case) is not None and not case.has("divergence", "non-finite-loss"),
)
