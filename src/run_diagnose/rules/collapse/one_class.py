"""A classifier that gives every sample the same class."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator

import numpy as np

from run_diagnose.facts import dataclass
from run_diagnose.model.finding import Evidence, reading
from run_diagnose.model.run import Run
from run_diagnose.model.series import Series
from run_diagnose.model.wording import at, count, number, percent
from run_diagnose.patterns import pattern
from run_diagnose.rules.base import Fine, Severity, Sighting, Unsure, Verdict, rule
from run_diagnose.stats.arrays import median
from run_diagnose.stats.streaks import streaks
from run_diagnose.views import curves
from run_diagnose.views.held_out_rows import share_of
from run_diagnose.views.shares import whole

_SHARE = pattern(
    r"(top|max|majority|largest|predicted|dominant|mode)[_ /.-]?(pred(icted)?[_ /.-]?)?class[_ /.-]?(share|frac|fraction|ratio|rate|freq)"
    r"|(top|majority|dominant)[_ .-](predicted[_ .-])?class$",
    re.I,
)

_COUNTED = ("accuracy", "balanced_accuracy", "f1", "precision", "recall", "dice", "iou")
"""Metrics that count answers: they repeat to the last digit only where the answers do. (An area under a curve moves with
the scores, whatever class is answered.)"""

_REST = 0.05
"""Share of the loss's whole fall: what is left of it where an exponential approach has run three time constants."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one class looks like in a log."""

    share: float = 0.97
    """Share of samples that get the most frequent answer."""
    streak: int = 4
    """Evaluations in a row with the very same accuracy, to all digits, while the loss moves."""
    alone: int = 12
    """Evaluations where no loss is logged beside the metric to show that training went on."""
    most: float = 0.5
    """Of the run: a frozen accuracy over less is a quiet stretch."""
    wrong: int = 3
    """Wrong answers of so few held-out rows that the same hard ones may be wrong at every evaluation."""


@rule(
    "COL003",
    "one-class",
    kind="prediction_collapse",
    title="Every sample gets the same class",
    needs=(("val_metric", "test_metric", "train_metric"),),
    limits=Limits(),
    not_for=("rl", "gan", "regression"),
    may_end="a model may come back from it",
)
def one_class(run: Run, limits: Limits) -> Iterator[Verdict]:
    """Every sample gets the same class.

    ## Why it matters
    On unbalanced data a classifier that always answers the frequent class has a high accuracy and a falling loss. The
    accuracy that does not move by a single digit gives it away.

    ## Fires on
    ```csv
    epoch,train_loss,val_loss,val_acc,val_f1
    1,0.597,0.489,0.955,0.488
    2,0.397,0.299,0.955,0.488
    3,0.257,0.206,0.955,0.488
    4,0.202,0.177,0.955,0.488
    5,0.181,0.168,0.955,0.488
    6,0.172,0.163,0.955,0.488
    7,0.166,0.160,0.955,0.488
    8,0.161,0.159,0.955,0.488
    ```

    ## Quiet on
    ```csv
    epoch,train_loss,val_loss,val_acc,val_f1
    1,0.597,0.489,0.955,0.488
    2,0.397,0.299,0.955,0.488
    3,0.257,0.206,0.955,0.497
    4,0.202,0.177,0.958,0.561
    5,0.181,0.148,0.963,0.644
    6,0.142,0.123,0.969,0.702
    7,0.116,0.110,0.972,0.741
    8,0.101,0.099,0.975,0.760
    ```

    ## References
    Always answering one of C classes: balanced accuracy 1/C, macro-F1 (2p/(1+p))/C for the frequent class's share p.
    """
    told = [s for s in run.series if _SHARE.search(s.name) and len(s.finite) and 0 < float(s.finite.y.max()) <= 1]
    if told and (seen := _by_share(told[0].finite, limits)) is not None:
        yield seen
        return
    accuracy = next(
        (s for s in curves.metrics(run) if s.role.quantity in ("accuracy", "balanced_accuracy") and not s.role.part),
        None,
    )
    if accuracy is None or len(accuracy.finite) < limits.streak:
        yield Unsure(f"{limits.streak} evaluations of an accuracy are needed", ("val_metric",))
        return
    yield _by_accuracy(run, accuracy.finite, limits)


def _by_share(s: Series, limits: Limits) -> Sighting | None:
    late = s.y[len(s) // 2 :]
    if float(median(late)) < limits.share:
        return None
    stretch = [pair for pair in streaks(s.y >= limits.share) if pair[1] >= len(s) - 2]
    first = stretch[-1][0] if stretch else len(s) - 1
    evidence = (
        reading(s.name, float(s.y[first]), s.moment(first), limit=limits.share, unit="%"),
        reading(f"last {s.name}", float(s.y[-1]), s.moment(len(s) - 1), limit=limits.share, unit="%"),
    )
    return _sighting(s, first, f"{s.name} is {percent(float(s.y[-1]), 3)}", evidence, 0.93)


def _by_accuracy(run: Run, s: Series, limits: Limits) -> Verdict:
    same = [p for p in streaks(np.concatenate([np.diff(s.y) == 0, [False]])) if p[1] - p[0] + 2 >= limits.streak]
    longest = max(same, key=lambda p: p[1] - p[0], default=None)
    if longest is None or (longest[1] - longest[0] + 2) < limits.most * len(s) or longest[1] + 1 < len(s) - 2:
        return Fine(f"{s.name} moves from evaluation to evaluation")
    first, value = longest[0], float(s.y[longest[0]])
    if value >= 0.999 * whole(value):
        return Fine(f"{s.name} is perfect")
    if not _loss_moves(run, s, first):
        return Unsure(f"{s.name} is frozen, and so is the loss")
    if (why := _settled(run, s, first) or _few_wrong(s, value, limits) or _tells_apart(run, s, first)) is not None:
        return Fine(why)
    length = longest[1] - longest[0] + 2
    if (moving := _moving_metric(run, s, first)) is not None:
        return _broken(s, moving, first, value, length)
    twin = _second(run, s, first)
    words = (
        f"{s.name} is {number(value)} to the last digit at {count(length, 'evaluation')} in a row while the loss moves"
    )
    evidence = [
        reading(s.name, value, s.moment(first)),
        reading(f"last {s.name}", float(s.y[-1]), s.moment(len(s) - 1)),
    ]
    if twin is not None:
        evidence.append(reading(f"{twin.name}, frozen too", float(twin.y[-1]), twin.moment(len(twin) - 1)))
    return _sighting(s, first, words, tuple(evidence), 0.9 if twin is not None else 0.75)


def _few_wrong(s: Series, value: float, limits: Limits) -> str | None:
    """A handful of wrong answers, where the shares tell of how few rows they are: the same hard rows each time."""
    unit = whole(value)
    rows = share_of(s.finite.y / unit)
    wrong = None if rows is None else round(rows * (1 - value / unit))
    if wrong is None or wrong > limits.wrong:
        return None
    return f"{s.name} counts {rows} rows, of which {wrong} stay wrong: as likely the same hard ones as a class"


def _tells_apart(run: Run, s: Series, first: int) -> str | None:
    """Losses that no answer given to all reaches: the share of the largest class sets a floor, its entropy.

    The held-out loss alone may get there by ranking within one class, and the training loss alone in training mode.
    """
    train, val = curves.train_loss(run), curves.val_loss(run)
    if train is None or val is None or s.axis != val.axis or s.axis != train.axis:
        return None
    since = [loss.finite.after(float(s.x[first])).y for loss in (train, val)]
    if not all(len(y) for y in since) or float(train.finite.y[0]) < _UNTRAINED:
        return None
    share = float(s.y[first]) / whole(float(s.y[first]))
    floor = -share * math.log(share) - (1 - share) * math.log(1 - share) if 0.5 <= share < 1 else 0.0
    fitted, held_out = (float(median(y)) for y in since)
    if not (0 <= fitted < _FITTED * floor and held_out < floor):
        return None
    return (
        f"{train.name} is {number(fitted)} and {val.name} {number(held_out)}: "
        f"one answer for all leaves {number(floor)} and more where {percent(share, 3)} of it are right"
    )


_UNTRAINED = 0.6
"""A cross-entropy begins at ln 2 = 0.69 and above; a focal loss, which has a lower floor, far below."""
_FITTED = 0.25
"""Of the entropy. Ranking samples within the one class saves a part of it; four times below it the answers are fitted."""


def _settled(run: Run, s: Series, first: int) -> str | None:
    """Answers that beat the frozen level when the validation loss was all but what it is since: learned, and at rest.

    One answer for all is right in the share of its class; answers beyond that share are not lost without a worse loss.
    A loss far from today's, as an untrained model has, says nothing of today's answers.
    """
    loss = curves.val_loss(run)
    if loss is None or loss.axis != s.axis or first < 3 or s.role.split is not loss.role.split:
        return None
    grid = run.aligned(s, loss)
    before, since = grid.x < s.x[first], grid.x >= s.x[first]
    better = before & (grid.y[s.name] > s.y[first])
    if not better.any() or not since.any():
        return None
    then, now = float(np.min(grid.y[loss.name][better])), float(median(grid.y[loss.name][since]))
    if not now <= then <= now + _REST * (float(grid.y[loss.name][0]) - now):
        return None
    return f"{s.name} was higher before, while {loss.name} was no lower: the answers are learned and have come to rest"


def _moving_metric(run: Run, s: Series, first: int) -> Series | None:
    """Another metric of the same split that goes on moving: the answers change, so the frozen one is at fault."""
    for other in curves.metrics(run):
        alike = other.axis == s.axis and other.role.split is s.role.split and other.role.quantity in _COUNTED
        tail = other.finite.after(float(s.x[first])) if alike else None
        if other.name != s.name and tail is not None and len(tail) > 3 and len(np.unique(tail.y)) > len(tail) // 2:
            return tail
    return None


def _broken(s: Series, other: Series, first: int, value: float, length: int) -> Sighting:
    return Sighting(
        message=(
            f"{s.name} is {number(value)} to the last digit at {count(length, 'evaluation')} in a row while {other.name} moves: "
            "it does not measure what the model answers."
        ),
        severity=Severity.WARNING,
        confidence=0.85,
        evidence=(
            reading(s.name, value, s.moment(first)),
            reading(f"last {s.name}", float(s.y[-1]), s.moment(len(s) - 1)),
            reading(f"last {other.name}", float(other.y[-1]), other.moment(len(other) - 1)),
        ),
        series=(s.name, other.name),
        onset=s.moment(first),
        values={"level": value, "first": float(s.x[first]), "broken": True},
        kind="frozen_metric",
    )


def _loss_moves(run: Run, s: Series, first: int) -> bool:
    loss = curves.val_loss(run) or curves.train_loss(run)
    if loss is None:
        return False
    there = loss.finite.after(float(s.x[first])) if loss.axis == s.axis else loss.finite
    return len(there) > 2 and len(np.unique(there.y)) > len(there) // 2


def _second(run: Run, s: Series, first: int) -> Series | None:
    """Another metric that is frozen over the same stretch."""
    for other in curves.metrics(run):
        tail = other.finite.after(float(s.x[first])) if other.axis == s.axis else None
        if other.name != s.name and tail is not None and len(tail) > 3 and len(np.unique(tail.y)) == 1:
            return other.finite
    return None


def _sighting(s: Series, first: int, words: str, evidence: tuple[Evidence, ...], confidence: float) -> Sighting:
    return Sighting(
        message=f"{words}: from {at(s.moment(first))} on every sample gets the same class.",
        severity=Severity.ERROR,
        confidence=confidence,
        evidence=evidence,
        series=(s.name,),
        onset=s.moment(first),
        known=s.moment(min(first + 3, len(s) - 1)),
        values={"level": float(s.y[-1]), "first": float(s.x[first])},
    )
