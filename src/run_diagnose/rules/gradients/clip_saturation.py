"""GRD004: nearly every step is clipped, or the clipping does nothing."""

from __future__ import annotations

from collections.abc import Iterator

from run_diagnose.facts import dataclass
from run_diagnose.model.finding import Fine, Severity, Sighting, Unsure, Value, Verdict, quote, reading
from run_diagnose.model.run import Run
from run_diagnose.model.series import Moment
from run_diagnose.model.wording import number, percent, setting
from run_diagnose.rules.base import rule
from run_diagnose.stats.gradients import clipping


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """When clipping is no safety net any more."""

    share: float = 0.6
    """Share of clipped steps. (Above a half, a lower learning rate says the same more honestly: Tuning Playbook.)"""
    points: int = 20
    """Norms that are needed for a share."""


@rule(
    "GRD004",
    "clip-saturation",
    kind="other",
    title="Gradient clipping works on nearly every step",
    needs=("grad_norm",),
    limits=Limits(),
    may_end="norms may fall below the limit",
)
def clip_saturation(run: Run, limits: Limits) -> Iterator[Verdict]:
    """Nearly every step is clipped.

    ## Why it matters
    A clipped step has the length that the threshold says, whatever the gradient: the effective learning rate is
    lr x threshold / norm. That may be meant (many fine-tuning recipes do it), but then the learning rate in the config
    is not the one the run has.

    ## Fires on
    ```csv
    step,train_loss,grad_norm
    10,2.312,4.1
    20,2.204,3.9
    30,2.158,4.4
    40,2.077,3.7
    50,2.011,5.2
    60,1.982,4.8
    70,1.943,4.1
    80,1.911,3.9
    90,1.887,4.2
    100,1.861,3.6
    110,1.833,4.4
    120,1.812,4.7
    130,1.794,3.8
    140,1.771,4.0
    150,1.752,4.3
    160,1.733,4.9
    170,1.717,3.9
    180,1.702,4.4
    190,1.688,4.2
    200,1.671,4.0
    ```
    ```yaml
    max_grad_norm: 1.0
    ```

    ## Quiet on
    ```csv
    step,train_loss,grad_norm
    10,2.312,1.1
    20,2.204,0.9
    30,2.158,0.4
    40,2.077,0.7
    50,2.011,0.2
    60,1.982,0.8
    70,1.943,0.1
    80,1.911,0.9
    90,1.887,0.2
    100,1.861,0.6
    110,1.833,0.4
    120,1.812,0.7
    130,1.794,0.8
    140,1.771,1.2
    150,1.752,0.3
    160,1.733,0.9
    170,1.717,0.9
    180,1.702,0.4
    190,1.688,0.2
    200,1.671,0.7
    ```
    ```yaml
    max_grad_norm: 1.0
    ```
    """
    norm, limit = run.get("grad_norm"), run.config.number("clip_grad_norm")
    if norm is None or len(norm.finite) < limits.points:
        yield Unsure(f"fewer than {limits.points} gradient norms logged", ("grad_norm",))
        return
    seen = clipping(norm.y, limit if limit and limit > 0 else None)
    if seen is None:
        yield Unsure("no gradient norm above 0")
        return
    if seen.share < limits.share:
        yield Fine(f"{percent(seen.share)} of the steps are clipped at {number(seen.limit)}")
        return
    text = f"{percent(seen.share)} of the steps are clipped at {number(seen.limit)}"
    if seen.excess is not None and seen.excess > 1:
        text += f"; the median norm is {number(seen.excess, 2)} times that, so the effective rate is 1/"
        text += f"{number(seen.excess, 2)} of the one that is set"
    values: dict[str, Value] = {"share": seen.share, "limit": seen.limit, "excess": seen.excess}
    key = run.config.knob("clip_grad_norm")
    said = () if key is None else (
        quote(f"{key.key}: {setting(key.value)}", Moment("line", key.line, key.line, key.file), label="config"),
    )  # fmt: skip
    yield Sighting(
        message=text + ".",
        severity=Severity.NOTE,
        confidence=0.9 if limit else 0.7,
        evidence=(reading("clipped steps", seen.share, limit=limits.share, unit="%"), *said),
        series=(norm.name,),
        values=values,
    )
