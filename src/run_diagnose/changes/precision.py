"""The number format, and label smoothing that can turn an infinity into NaN."""

from __future__ import annotations

from collections.abc import Iterator

from run_diagnose.changes.base import Proposal, edit, recipe
from run_diagnose.model.change import Risk
from run_diagnose.views.case import Case


@recipe("safer-precision")
def safer_precision(case: Case, cause: str) -> Iterator[Proposal]:
    """float32 in the config's own spelling; bfloat16 is named as the cheaper way where the hardware has it."""
    why = "float16 ends at 65504; float32 cannot overflow there. bf16 has the same range at the cost of float16, on hardware that has it"
    watch = "no NaN past the place where this run broke"
    s = case.run.config.knob("precision")
    if s is not None and "32" not in str(s.value):
        new: object = 32 if isinstance(s.value, int) else _spelled(str(s.value))
        yield from edit(case, "precision", new, cause=cause, why=why, watch=watch, risk=Risk.SAFE)
        return
    for knob in ("fp16", "amp"):
        s = case.run.config.knob(knob)
        if s is not None and s.value is True:
            yield from edit(case, knob, False, cause=cause, why=why, watch=watch, risk=Risk.SAFE)
            return


def _spelled(old: str) -> str:
    """float32 as this config would write it: ``32-true`` beside ``16-mixed``, ``fp32`` beside ``fp16``."""
    word = old.lower()
    if "-" in word:
        return "32-true"
    if word.startswith("fp"):
        return "fp32"
    if word.startswith("float"):
        return "float32"
    return "32" if word.isdigit() else "no" if word in ("yes", "true") else "float32"


@recipe("no-label-smoothing")
def no_label_smoothing(case: Case, cause: str) -> Iterator[Proposal]:
    """Smoothing off."""
    if not case.run.config.number("label_smoothing"):
        return
    yield from edit(
        case, "label_smoothing", 0.0, cause=cause, risk=Risk.SAFE,
        why="an infinite logit times any smoothing is NaN, and with two classes smoothing buys little",
        watch="no NaN; the loss may be lower by its smoothing floor, which is no gain",
    )  # fmt: skip


@recipe("less-smoothing")
def less_smoothing(case: Case, cause: str) -> Iterator[Proposal]:
    """A tenth, where it is far more."""
    if (case.run.config.number("label_smoothing") or 0) <= 0.2:
        return
    yield from edit(
        case, "label_smoothing", 0.1, cause=cause,
        why="0.1 is what it was introduced with; more of it sets a floor far above 0 under the training loss",
        watch="training and validation loss come close to each other",
    )  # fmt: skip


@recipe("usual-loss-scale")
def usual_loss_scale(case: Case, cause: str) -> Iterator[Proposal]:
    """65536, from where a dynamic scaler finds its own."""
    yield from edit(
        case, "loss_scale", 65536.0, cause=cause, risk=Risk.SAFE,
        why="scalers start at 2^16 and halve or double from there; a gradient times more than that leaves float16",
        watch="fewer than one step in a hundred is skipped after the first twenty",
    )  # fmt: skip
