"""GRD003: gradients fade on their way to the first layers, or altogether."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np

from run_diagnose.facts import dataclass
from run_diagnose.model.finding import Fine, Severity, Sighting, Unsure, Verdict, contrast, reading
from run_diagnose.model.run import Run
from run_diagnose.model.series import Series
from run_diagnose.model.wording import number, percent
from run_diagnose.rules.base import rule
from run_diagnose.stats.arrays import median
from run_diagnose.stats.gradients import gradient_trend
from run_diagnose.views import curves
from run_diagnose.views.course import course
from run_diagnose.views.groups import group_name, groups


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """When a gradient has faded."""

    decades: float = 2.7
    """The first layers' norm is 500 times smaller than the last ones'. (Healthy stacks stay within a factor of 30.)"""
    order: float = 0.9
    """And the norms rise with depth: so much of all pairs of layers are in that order."""
    layers: int = 4
    """Layers that are needed to see an order."""
    faded: float = 1e-5
    """Of groups that are no numbered stack: a norm below this share of the largest one, while nothing is learned.
    (Biases before a softmax or a normalisation have none by construction and are left out.)"""
    learned: float = 0.5
    """A norm that fades together with a loss that fell by half is convergence."""


@rule(
    "GRD003",
    "vanishing-gradients",
    kind="vanishing_gradients",
    title="Gradients vanish on their way to the first layers",
    needs=(("grad_norm_part", "grad_norm"),),
    limits=Limits(),
    not_for=("gan",),
    may_end="norms may come back",
)
def vanishing_gradients(run: Run, limits: Limits) -> Iterator[Verdict]:
    """Gradients fade on their way to the first layers, or altogether.

    ## Why it matters
    Layers whose gradient is a thousandth of the others' stay where they were initialised: the network is as deep as
    its last few layers. Saturating activations, missing normalisation or missing shortcuts do that.

    ## Fires on
    ```csv
    epoch,train_loss,grad_norm/layers.0,grad_norm/layers.1,grad_norm/layers.2,grad_norm/layers.3,grad_norm/layers.4,grad_norm/head
    1,2.311,0.0000011,0.000021,0.00031,0.0042,0.055,0.37
    2,2.309,0.0000012,0.000022,0.00033,0.0044,0.056,0.36
    3,2.310,0.0000010,0.000020,0.00030,0.0041,0.053,0.38
    4,2.308,0.0000011,0.000021,0.00032,0.0043,0.055,0.37
    5,2.309,0.0000012,0.000023,0.00034,0.0045,0.057,0.36
    6,2.308,0.0000011,0.000021,0.00031,0.0042,0.054,0.37
    ```

    ## Quiet on
    ```csv
    epoch,train_loss,grad_norm/layers.0,grad_norm/layers.1,grad_norm/layers.2,grad_norm/layers.3,grad_norm/layers.4,grad_norm/head
    1,2.311,0.051,0.061,0.071,0.082,0.105,0.37
    2,1.909,0.052,0.062,0.073,0.084,0.106,0.36
    3,1.610,0.050,0.060,0.070,0.081,0.103,0.38
    4,1.408,0.051,0.061,0.072,0.083,0.105,0.37
    5,1.309,0.052,0.063,0.074,0.085,0.107,0.36
    6,1.208,0.051,0.061,0.071,0.082,0.104,0.37
    ```

    ## References
    Hochreiter 1991; Glorot and Bengio 2010.
    """
    parts = [s for s in groups(run) if len(s.finite)]
    stack = _stack(parts)
    if len(stack) >= limits.layers:
        yield _through_depth(run, stack, parts, limits)
        return
    faded = _faded(parts, limits)
    if faded and not _learned(run, limits):
        yield _few_groups(faded, parts)
        return
    norm = run.get("grad_norm")
    seen = None if norm is None else gradient_trend(norm.y)
    if norm is None or seen is None:
        yield Unsure("too few norms, and too few layers told apart", ("grad_norm_part",))
    elif seen.verdict == "vanishing" and not _learned(run, limits):
        yield _over_time(norm, seen.start, seen.end)
    else:
        yield Fine(f"{norm.name} changes {number(10.0**seen.decades, 2)}-fold over the run")


_INDEX = re.compile(r"^(.*?)(\d+)")


def _stack(parts: list[Series]) -> list[tuple[int, float, Series]]:
    """Layers of the longest numbered stack (``blocks.0`` ... ``blocks.7``): index, largest median norm, series."""
    stacks: dict[str, dict[int, tuple[float, Series]]] = {}
    for s in parts:
        found = _INDEX.match(group_name(s))
        level = float(median(s.finite.y))
        if found is None or level <= 0:
            continue
        layers = stacks.setdefault(found[1], {})
        index = int(found[2])
        if index not in layers or layers[index][0] < level:
            layers[index] = (level, s)
    longest: dict[int, tuple[float, Series]] = max(stacks.values(), key=len, default={})
    return [(i, *longest[i]) for i in sorted(longest)]


def _through_depth(run: Run, stack: list[tuple[int, float, Series]], parts: list[Series], limits: Limits) -> Verdict:
    levels = np.log10([level for _, level, _ in stack])
    i, j = np.triu_indices(len(levels), 1)
    order = float(np.mean(levels[j] > levels[i]))
    span = float(levels[-1] - levels[0])
    low, high = stack[0], stack[-1]
    if order < limits.order or span < limits.decades:
        return Fine(f"the norms of {len(stack)} layers in a row are within a factor of {number(10.0 ** abs(span), 2)}")
    stuck = not _learned(run, limits)
    start = low[2].finite.moment(0)
    text = (
        f"The gradient of {group_name(low[2])} (median norm {number(low[1])}) is {number(10.0**span, 2)} times smaller "
        f"than that of {group_name(high[2])} ({number(high[1])}), and it fades layer by layer"
    )
    text += "; the loss hardly falls" if stuck else ""
    return Sighting(
        message=text + ".",
        severity=Severity.ERROR if stuck else Severity.WARNING,
        confidence=0.9,
        evidence=(
            contrast(f"norm of {group_name(low[2])}", low[1], high[1], group_name(high[2]), start),
            *(reading(f"norm of {group_name(s)}, median", level, s.finite.moment(0)) for _, level, s in stack[:12]),
            reading("pairs of layers in the order of depth", order, limit=limits.order, unit="%"),
        ),
        series=tuple(s.name for s in parts if s in [t[2] for t in stack]),
        onset=start,
        values={"span": 10.0**span, "layers": len(stack), "through_depth": True, "learning": not stuck},
    )


_WITHOUT = re.compile(r"bias|norm|k_proj|key|pos_emb", re.IGNORECASE)


def _faded(parts: list[Series], limits: Limits) -> list[Series]:
    """Groups of weights whose norm is next to nothing beside the largest."""
    levels = {s.name: float(median(s.finite.y)) for s in parts}
    top = max(levels.values(), default=0.0)
    return [s for s in parts if 0 < levels[s.name] < limits.faded * top and not _WITHOUT.search(group_name(s))]


def _few_groups(faded: list[Series], parts: list[Series]) -> Sighting:
    level = {s.name: float(median(s.finite.y)) for s in parts}
    top = max(parts, key=lambda s: level[s.name])
    low = min(faded, key=lambda s: level[s.name])
    start = low.finite.moment(0)
    ratio = level[top.name] / level[low.name]
    return Sighting(
        message=f"The gradient of {group_name(low)} (median norm {number(level[low.name])}) is {number(ratio, 2)} times "
        f"smaller than that of {group_name(top)} ({number(level[top.name])}), and the loss hardly falls.",
        severity=Severity.WARNING,
        confidence=0.8,
        evidence=(
            contrast(f"norm of {group_name(low)}", level[low.name], level[top.name], group_name(top), start),
        ),
        series=tuple(s.name for s in faded),
        onset=start,
        values={"span": ratio, "through_depth": False, "learning": False},
    )  # fmt: skip


def _learned(run: Run, limits: Limits) -> bool:
    """True if the training loss fell by a good part of what it started from."""
    loss = curves.train_loss(run)
    seen = None if loss is None else course(loss.y)
    if seen is None or not seen.positive:
        return seen is not None and seen.drop > 0 and seen.lost < 0.5
    return seen.end <= limits.learned * seen.start


def _over_time(norm: Series, start: float, end: float) -> Sighting:
    y = norm.finite.y
    row = int(np.argmax(y < start / 10))
    moment = norm.finite.moment(row)
    return Sighting(
        message=f"{norm.name} fades from {number(start)} to {number(end)} ({percent(end / start)}) while the loss stays "
        "high: nothing pulls on the weights any more.",
        severity=Severity.WARNING,
        confidence=0.7,
        evidence=(contrast(f"{norm.name} at the end", end, start, "at the start", moment),),
        series=(norm.name,),
        onset=moment,
        values={"span": start / end if end > 0 else float("inf"), "through_depth": False, "learning": False},
    )
