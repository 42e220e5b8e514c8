"""The kept checkpoint was taken while the predictions had collapsed."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from run_diagnose.facts import dataclass
from run_diagnose.model.finding import contrast, reading
from run_diagnose.model.run import Run
from run_diagnose.model.wording import at, number, percent, place
from run_diagnose.rules.base import Fine, Severity, Sighting, Unsure, Verdict, rule
from run_diagnose.stats.smoothing import smooth
from run_diagnose.views.pick import Picked, picked
from run_diagnose.views.spread import Spread, spread
from run_diagnose.views.ties import Tie, ties
from run_diagnose.views.undefined import undefined_stretches


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """When the kept place counts as collapsed."""

    half: float = 0.5
    """Share of the widest smoothed spread before it: losing half of it and keeping that place is no accident."""
    wider: float = 1.5
    """How much wider another place must spread to be worth naming."""
    narrow: float = 0.15
    """A run that never spreads wider has no place to keep instead."""
    thin: float = 0.25
    """Below a quarter of the targets' spread the kept predictions say little, whatever the spread was before..."""
    wider_later: float = 2.2
    """...if the same run spreads more than twice as wide later: it could, and the criterion chose where it did not."""
    wide_enough: float = 0.5
    """A spread above half of the targets' own is no collapse whatever came before."""


@rule(
    "STP001",
    "best-epoch-in-collapse",
    kind="bad_checkpoint",
    title="The kept checkpoint was taken while the predictions had collapsed",
    needs=(("pred_std", "variance_ratio", "val_metric"), ("val_loss", "val_metric", "test_loss", "test_metric")),
    limits=Limits(),
    not_for=("rl", "gan"),
    may_end="a better epoch may come",
)
def best_epoch_in_collapse(run: Run, limits: Limits) -> Iterator[Verdict]:
    """The kept checkpoint was taken while the predictions had collapsed.

    ## Why it matters
    Shrinking the predictions towards the mean lowers a squared error and lifts a negative R2, so a criterion made of
    these can be at its best exactly where the model says least. The file on disk is then the worst of the run.

    ## Fires on
    ```csv
    epoch,val_loss,val_r2,pred_std,target_std
    1,2.39,-4.38,0.223,0.4827
    2,1.85,-2.82,0.204,0.4827
    3,1.46,-1.45,0.170,0.4827
    4,1.15,-0.86,0.143,0.4827
    5,1.02,-0.40,0.124,0.4827
    6,0.98,-0.10,0.098,0.4827
    7,0.95,-0.05,0.039,0.4827
    8,1.05,-0.07,0.051,0.4827
    9,1.14,-0.08,0.068,0.4827
    ```

    ## Quiet on
    ```csv
    epoch,val_loss,val_r2,pred_std,target_std
    1,2.39,-4.38,0.123,0.4827
    2,1.85,-2.82,0.164,0.4827
    3,1.46,-1.45,0.200,0.4827
    4,1.15,-0.86,0.243,0.4827
    5,0.82,0.10,0.284,0.4827
    6,0.58,0.30,0.308,0.4827
    7,0.45,0.45,0.339,0.4827
    8,0.44,0.46,0.341,0.4827
    9,0.46,0.44,0.338,0.4827
    ```

    ## References
    R2 = 2rs - s^2 - b^2: with r near 0 the best spread s is near 0 too, so R2 and squared errors reward shrinking.
    """
    kept = picked(run)
    if kept is None:
        yield Unsure("no held-out series that could have chosen a checkpoint", ("val_loss",))
        return
    undefined = [
        u
        for u in undefined_stretches(run)
        if u.first.value <= kept.at.value <= u.last.value and np.isfinite(u.series.y[u.series.x < u.first.value]).any()
    ]
    seen = spread(run)
    if undefined:
        yield _in_nan(kept, undefined[0].series.name)
    elif seen is None or seen.axis != kept.at.axis or len(seen.s) < 3:
        if undefined_stretches(run):
            yield Fine(
                f"{place(kept.at.axis, kept.at.value)}, the best by {kept.series.name}, lies before the metric became NaN"
            )
        else:
            yield Unsure("the spread of the predictions is not logged beside the criterion", ("pred_std", "target_std"))
    else:
        yield _judge(run, kept, seen, limits)


def _judge(run: Run, kept: Picked, seen: Spread, limits: Limits) -> Verdict:
    here = int(np.argmin(np.abs(seen.x - kept.at.value)))
    m = smooth(seen.s)
    before = float(np.max(m[: here + 1]))
    where = place(seen.axis, float(seen.x[here]))
    if float(np.max(m)) < limits.narrow:
        return Unsure("every logged place is as narrow: no choice of checkpoint could have been better")
    if seen.s[here] < limits.thin and float(np.max(m[here:])) >= limits.wider_later * seen.s[here]:
        return _sighting(kept, seen, here, ties(run), limits)
    if seen.s[here] >= limits.wide_enough or seen.s[here] >= limits.half * before:
        return Fine(
            f"{where}, the best by {kept.series.name}, spreads {percent(float(seen.s[here]))} as wide as the targets"
        )
    if seen.r is not None and np.isfinite(seen.r[here]) and seen.s[here] >= limits.half * seen.r[here]:
        return Fine(f"the spread at {where} is what its correlation of {number(float(seen.r[here]), 2)} allows")
    found = ties(run)
    return _sighting(kept, seen, here, found, limits)


def _sighting(kept: Picked, seen: Spread, here: int, tied: tuple[Tie, ...], limits: Limits) -> Sighting:
    s = float(seen.s[here])
    least = bool(here == int(np.argmin(seen.s)))
    wider = [t for t in tied if t.spread is not None and t.spread >= limits.wider * s]
    alternative = wider[0] if wider else None
    text = f"{at(kept.at).capitalize()} is the best by {kept.series.name} ({number(float(kept.series.y[kept.index]), 4)}), "
    text += f"but its predictions spread only {percent(s)} as wide as the targets"
    text += ", the least of the run" if least else ""
    r = None if seen.r is None or not np.isfinite(seen.r[here]) else float(seen.r[here])
    text += f", where a correlation of {number(r, 2)} asks for {percent(r)}" if r is not None and r > s else ""
    if alternative is not None:
        text += f"; {place(seen.axis, alternative.at)} is tied with it in {kept.series.name}"
        text += f" ({alternative.why}) and spreads {percent(alternative.spread or 0)}"
    evidence = [
        reading(f"{kept.series.name} at the kept place", float(kept.series.y[kept.index]), kept.at),
        reading("spread there, of the targets'", s, seen.moment(here), unit="%"),
        reading(
            "widest spread before it",
            float(np.max(seen.s[: here + 1])),
            seen.moment(int(np.argmax(seen.s[: here + 1]))),
            unit="%",
        ),
    ]
    if alternative is not None:
        evidence.append(
            contrast(
                f"{kept.series.name} at {place(seen.axis, alternative.at)}", alternative.value,
                float(kept.series.y[kept.index]), f"{kept.series.name} at the kept place",
            )
        )  # fmt: skip
    narrowed = s < limits.half * float(np.max(seen.s[: here + 1]))
    return Sighting(
        message=text + ".",
        severity=Severity.ERROR if narrowed else Severity.WARNING,
        confidence=0.92 if narrowed else 0.7,
        evidence=tuple(evidence),
        series=(kept.series.name, *seen.names),
        onset=kept.at,
        known=kept.at,
        end=kept.at,
        values={
            "kept": kept.at.value,
            "by": kept.series.name,
            "spread": s,
            "least": least,
            "alternative": alternative.at if alternative else None,
            "source": kept.source,
            "correlation": r,
        },
    )


def _in_nan(kept: Picked, metric: str) -> Sighting:
    return Sighting(
        message=(
            f"{at(kept.at).capitalize()} is the best by {kept.series.name}, and {metric} is NaN there: "
            "the kept predictions are constant."
        ),
        severity=Severity.ERROR,
        confidence=0.9,
        evidence=(reading(f"{kept.series.name} at the kept place", float(kept.series.y[kept.index]), kept.at),),
        series=(kept.series.name, metric),
        onset=kept.at,
        end=kept.at,
        values={"kept": kept.at.value, "by": kept.series.name, "source": kept.source},
    )
