"""Validation loss below training loss, and why."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from run_diagnose.facts import dataclass
from run_diagnose.model.finding import contrast, reading
from run_diagnose.model.run import Grid, Run
from run_diagnose.model.series import Series
from run_diagnose.model.wording import count, number, percent
from run_diagnose.rules.base import Fine, Severity, Sighting, Unsure, Verdict, rule
from run_diagnose.stats.arrays import median
from run_diagnose.stats.lag import LagTest, validation_below_train
from run_diagnose.stats.onset import onset
from run_diagnose.stats.valley import valley
from run_diagnose.views import curves, loss_gap, regularisers
from run_diagnose.views.know_nothing import know_nothing_loss
from run_diagnose.views.metrics_agree import better_on_validation


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Gaps as the ratio of training to validation loss, after moving training back by half an epoch."""

    points: int = 4
    """Epochs with both losses; the lag test needs a difference between neighbours."""
    expected: float = 1.35
    """Up to here dropout, augmentation or label smoothing in the config are a sufficient reason."""
    worth: float = 1.25
    """Smaller gaps are what light dropout or augmentation make, and they need not be in the config that was read."""
    matters: float = 0.1
    """Gaps below this share of what there was to learn cost nothing, whatever their ratio: of two losses near zero one
    is easily twice the other. Dropout of 0.6 and more, or noise that halved what was learned, made 0.14 to 0.41;
    noise, dropout, distillation and 15 easy validation rows in runs that nothing harmed 0.00 to 0.08."""
    close: float = 0.03
    """A factor this near to a number from the config (batch, accumulation) is taken for it."""


@rule(
    "GAP001",
    "val-below-train",
    kind="val_below_train",
    title="Validation loss below training loss, beyond what half an epoch of lag explains",
    needs=("train_loss", ("val_loss", "test_loss")),
    limits=Limits(),
    not_for=("rl", "gan"),
    may_end="the gap may close",
)
def val_below_train(run: Run, limits: Limits) -> Iterator[Verdict]:
    """Validation loss below training loss, beyond what half an epoch of lag explains.

    ## Why it matters
    A training loss is averaged while the model still improves, so validation looks better early on: harmless.
    A gap that stays after moving training back by half an epoch has another reason. A constant factor from the
    first epoch means that the two losses are not the same quantity, and no comparison of them is valid.

    ## Fires on
    ```csv
    epoch,train_loss,val_loss
    1,4.372,1.153
    2,3.944,1.086
    3,3.621,0.989
    4,3.317,0.917
    5,3.080,0.838
    6,2.928,0.807
    7,2.824,0.771
    8,2.720,0.749
    ```

    ## Quiet on
    ```csv
    epoch,train_loss,val_loss
    1,1.402,0.953
    2,0.894,0.806
    3,0.751,0.719
    4,0.667,0.657
    5,0.610,0.618
    6,0.578,0.597
    7,0.554,0.581
    8,0.530,0.569
    ```

    ## References
    The half-epoch shift leaves no finding on simulated runs whose only cause is lag, of which the plain comparison
    flags 14 to 69 %. Known reasons: keras-team/keras#2344, #605, #13591.
    """
    train, val = _over_the_epoch(run), curves.val_loss(run)
    assert train is not None  # stated in needs
    assert val is not None
    grid = run.aligned(train, val)
    grid = _epochs(grid, train.name, val.name)
    if len(grid) < limits.points:
        yield Unsure(f"{count(len(grid), 'place')} with both losses; {limits.points} are needed")
        return
    upto = min(_before_the_turn(grid.y[name]) for name in (train.name, val.name))
    test = validation_below_train(grid.y[train.name][:upto], grid.y[val.name][:upto])
    if test is None:
        yield Unsure("too few finite places with both losses")
        return
    yield _verdict(run, grid, (train.name, val.name), test, limits)


def _over_the_epoch(run: Run) -> Series | None:
    """The mean over the epoch where single steps are logged beside it: a few steps are luck, and of another moment."""
    train = curves.train_loss(run)
    if train is None or not train.name.endswith("_step"):
        return train
    mean = train.name.removesuffix("_step") + "_epoch"
    return next((s for s in run.all("train_loss") if s.name == mean and len(s.finite) >= 3), train)


def _epochs(grid: Grid, train: str, val: str) -> Grid:
    """The rows where both are finite."""
    keep = np.isfinite(grid.y[train]) & np.isfinite(grid.y[val]) if len(grid) else np.empty(0, dtype=bool)
    if keep.all():
        return grid
    y = {name: values[keep] for name, values in grid.y.items()}
    return Grid(axis=grid.axis, x=grid.x[keep], y=y, line=grid.line[keep], file=grid.file)


def _before_the_turn(loss: np.ndarray) -> int:
    """Rows before a loss turned up: what happens after it has its own rule."""
    turned = valley(loss)
    start = onset(loss) if turned is not None and turned.found else None
    return len(loss) if start is None or start.at < 4 else int(start.at)


def _verdict(run: Run, grid: Grid, names: tuple[str, str], test: LagTest, limits: Limits) -> Verdict:
    train, val = names
    below = float(np.mean(grid.y[val] < grid.y[train]))
    if test.verdict == "above":
        return Fine(f"{val} is not below {train}")
    if test.verdict == "lag":
        return Fine(f"{val} is below {train} in {percent(below)} of the rows, and half an epoch of lag explains it")
    if teacher := regularisers.of_a_teacher(run):
        return Fine(f"{train} is {_times(_factor(test))} {val}; {teacher} makes them different losses")
    known = regularisers.in_training_only(run)
    factor = _factor(test)
    if test.verdict == "gap" and (
        factor is None
        or factor < limits.worth
        or (known and (factor < limits.expected or regularisers.mixes_targets(run)))
    ):
        reason = f"; the config has {known[0]}, which acts in training only" if known else ""
        return Fine(f"{train} is {_times(factor)} {val} after the half-epoch shift{reason}")
    why = (
        loss_gap.explained(run, grid, names)
        or _too_small_to_matter(run, grid, names, test, limits)
        or _mixed(run, names, test, limits)
    )
    if why is not None:
        return Fine(why)
    return _sighting(run, grid, names, test, limits)


def _mixed(run: Run, names: tuple[str, str], test: LagTest, limits: Limits) -> str | None:
    """Mixed targets make a factor of any size, as constant as that of another unit; one that the config names is that."""
    if test.verdict != "mismatch" or not regularisers.mixes_targets(run) or _from_config(run, test, limits):
        return None
    return f"{names[0]} is {_times(_factor(test))} {names[1]}: the config mixes targets, whose entropy no model removes"


def _too_small_to_matter(run: Run, grid: Grid, names: tuple[str, str], test: LagTest, limits: Limits) -> str | None:
    """A gap that is a small share of the loss before learning; a factor that holds in every epoch is another unit."""
    train, val = names
    if test.factor is None or (test.verdict == "mismatch" and test.spread < _ONE_FACTOR * abs(math.log(test.factor))):
        return None
    own = float(np.max(grid.y[train][:3]))
    start = max(min(own, _ONE_UNIT * float(np.max(grid.y[val][:3]))), know_nothing_loss(run) or 0.0)
    share = float(median(grid.y[train] - grid.y[val])) / start
    if share >= limits.matters:
        return None
    return f"{train} exceeds {val} by {percent(share)} of where it began: {_times(test.factor)}, yet both are learned"


_ONE_UNIT = 4.0
"""A first epoch, averaged from the untrained model on, is seldom further above its own end; a summed loss is."""
_ONE_FACTOR = 0.25
"""A sum in place of a mean holds to some percent; a ratio that varies by a quarter of its own size is no unit."""


def _factor(test: LagTest) -> float | None:
    if test.factor is not None:
        return float(test.factor)
    return None


def _times(factor: float | None) -> str:
    return "above" if factor is None else f"{number(factor, 3)} times"


def _sighting(run: Run, grid: Grid, names: tuple[str, str], test: LagTest, limits: Limits) -> Sighting:
    train, val = names
    ratio = grid.y[train] / grid.y[val]
    low, high = float(np.min(ratio)), float(np.max(ratio))
    mismatch = test.verdict == "mismatch"
    named = _from_config(run, test, limits) if mismatch else None
    explained = None if mismatch else (regularisers.in_training_only(run) or None)
    middle = len(ratio) // 2
    last = len(ratio) - 1
    return Sighting(
        message=_message(names, test, (low, high), named, explained) + _agreeing(run, test),
        severity=Severity.ERROR if mismatch and (test.factor or 1) > 1.5 else Severity.WARNING,
        confidence=0.93 if mismatch else 0.8,
        evidence=(
            *(
                contrast(train, float(grid.y[train][i]), float(grid.y[val][i]), val, grid.moment(i))
                for i in sorted({0, middle, last})
            ),
            reading("train / val, half an epoch shifted, early", math.exp(test.early) if test.by_ratio else test.early),
            reading("train / val, half an epoch shifted, late", math.exp(test.late) if test.by_ratio else test.late),
        ),
        series=names,
        onset=grid.moment(0 if mismatch else _opened(ratio)),
        known=grid.moment(min(3, last)),
        values={
            "verdict": test.verdict,
            "factor": test.factor,
            "low": low,
            "high": high,
            "constant_factor": test.constant_factor,
            "constant_difference": test.constant_difference,
            "named": named,
            "spread_ratio": 1 / math.sqrt(test.factor) if test.factor and test.factor > 0 else None,
        },
    )


def _opened(ratio: np.ndarray) -> int:
    """The first row where validation is a tenth below: two losses that both know nothing yet have no gap."""
    below = np.flatnonzero(ratio > 1 / 0.9)
    return int(below[0]) if len(below) else 0


def _agreeing(run: Run, test: LagTest) -> str:
    """What a metric of both splits says of a constant factor: one that is better on validation has no scale to differ."""
    seen = better_on_validation(run) if test.verdict == "mismatch" else None
    return "" if seen is None else f" {seen.words}: validation is easier, or holds samples of training."


def _message(
    names: tuple[str, str], test: LagTest, span: tuple[float, float], named: str | None, explained: list[str] | None
) -> str:
    train, val = names
    text = f"{train} is {number(span[0], 2)} to {number(span[1], 2)} times {val} in every epoch, the first included"
    if test.verdict == "mismatch":
        text += ". Moving training back by half an epoch does not change it, and it is too constant for dropout or lag"
        text += f"; it fits {named}" if named else ""
        return text + ": the two losses are not on one scale, or the two splits' targets spread differently."
    text = f"{train} stays {number(test.factor, 3)} times {val} after moving training back by half an epoch"
    if test.constant_difference:
        text += "; the difference is constant, as a term added to training only would make it"
    if explained:
        return text + f". {explained[0]} acts in training only, but this is more than it usually makes."
    return (
        text + ". Nothing in the config explains it: dropout, augmentation, an easier or a leaked validation set would."
    )


def _from_config(run: Run, test: LagTest, limits: Limits) -> str | None:
    """A number of the config that the factor equals: batch size, accumulation steps."""
    if not test.factor:
        return None
    for knob in ("batch_size", "accumulation", "eval_batch_size"):
        value = run.config.number(knob)
        setting = run.config.knob(knob)
        if value and value > 1 and setting is not None:
            for factor, words in ((test.factor, "a sum"), (1 / test.factor, "a sum the other way round")):
                if abs(factor / value - 1) < limits.close:
                    return f"{setting.key} = {number(value)} ({words} where the other split takes a mean)"
    return None
