"""Causes in the arithmetic: numbers too large, too small, or divided by nothing."""

from __future__ import annotations

from run_diagnose.causes.base import Cause, Missing, Sign
from run_diagnose.causes.lead_signs import loss_calm_before
from run_diagnose.causes.signs import beyond, fired, full_precision, half_precision, knob, not_logged, number_of
from run_diagnose.views.baseline import number_of_classes
from run_diagnose.views.case import Case

MOST_SCALE = 2.0**20
"""Four doublings above the start of torch.amp.GradScaler, 2^16."""
_NAN = ("non-finite-loss", "fp16-overflow", "zero-loss")


def _two_classes(case: Case) -> str | None:
    classes = number_of_classes(case.run)
    if classes == 2:
        return "there are two classes, for which smoothing does little good"
    return (
        "the losses start near ln 2 = 0.693, as with two classes"
        if classes is None and _starts_near_ln2(case)
        else None
    )


def _starts_near_ln2(case: Case) -> bool:
    loss = case.run.get("train_loss")
    return loss is not None and len(loss.finite) > 0 and abs(float(loss.finite.y[0]) - 0.6931) < 0.03


def _finite_with_smoothing(case: Case) -> str | None:
    found = case.first("non-finite-loss")
    if found is None or found.onset is None or case.run.config.knob("label_smoothing") is None:
        return None
    loss = case.run.get("train_loss")
    before = (
        0 if loss is None else int((loss.finite.x < found.onset.value).sum()) if loss.axis == found.onset.axis else 0
    )
    return f"the loss was finite with it at {before} logged places before the break" if before >= 10 else None


def _precision_unknown(case: Case) -> Missing | None:
    known = any(case.run.config.knob(k) is not None for k in ("precision", "fp16", "bf16", "amp"))
    return None if known else Missing("give the config (--config-file): its precision decides")


HALF_PRECISION = Cause(
    slug="half-precision-overflow",
    title="float16 overflowed",
    story="float16 ends at 65504: one large activation or gradient becomes infinite, and infinity minus infinity is NaN.",
    explains=_NAN,
    prior=0.0,
    signs=(
        Sign(+1.3, half_precision),
        Sign(+0.5, loss_calm_before, "a NaN out of calm curves is the usual look of an overflow"),
        Sign(+1.2, fired("fp16-overflow")),
        Sign(-2.0, full_precision),
        Sign(
            0.0,
            not_logged(
                "loss_scale", 'log the loss scale: log("loss_scale", scaler.get_scale()); it falls before an overflow'
            ),
        ),
        Sign(0.0, _precision_unknown),
    ),
    changes=("safer-precision", "stop-on-break", "log-gradients", "checkpoint-inside-epoch"),
    test="repeat the last 500 steps before the break in bf16 or float32; if they stay finite, it was the precision",
)

LABEL_SMOOTHING = Cause(
    slug="label-smoothing-masked-logits",
    title="Label smoothing multiplied an infinite log-probability",
    story="Smoothing weighs every class; a class whose logit is -inf (masked, or overflowed in float16) then makes the loss NaN.",
    explains=("non-finite-loss",),
    prior=-0.6,
    signs=(
        Sign(+0.6, knob("label_smoothing")),
        Sign(+0.3, _two_classes),
        Sign(+0.2, half_precision),
        Sign(-0.5, _finite_with_smoothing, "what is finite thousands of times is not unstable by itself"),
    ),
    changes=("no-label-smoothing",),
    test="compute the loss of the breaking batch with and without smoothing",
    needs=lambda case: case.run.config.knob("label_smoothing") is not None,
)

LOSS_SCALE = Cause(
    slug="loss-scale-out-of-range",
    title="The loss scale starts where no gradient fits",
    story="The scale lifts small gradients into float16's range; too large a one lifts all of them out of it, and every step is skipped until it has fallen.",
    explains=_NAN,
    prior=0.2,
    signs=(
        Sign(+1.5, beyond("loss_scale", MOST_SCALE, "and scalers start at 65536, which is well below")),
        Sign(+0.6, fired("fp16-overflow")),
        Sign(-1.5, full_precision),
    ),
    changes=("usual-loss-scale",),
    test="log the loss scale of every step: it must settle within the first hundred",
    needs=lambda case: number_of(case, "loss_scale") > MOST_SCALE and half_precision(case) is not None,
)
