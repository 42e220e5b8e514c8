"""When a metric deceives: its winner has collapsed, it cannot tell the runs apart, or another says the opposite."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations

from run_diagnose.comparison.collapsed import spread_share
from run_diagnose.comparison.columns import SPREADS, Board
from run_diagnose.model.comparison import Agreement, Column, Remark
from run_diagnose.model.wording import listing, number, percent
from run_diagnose.stats.collapse import bias_of, least_bias
from run_diagnose.stats.ranking import kendall_tau

SAME = 0.05
"""Runs whose values lie within this share of their median count as equal in a loss.

A loss of .51 to .53 (4 %) over three runs, of which two had collapsed, was read as "all alike"; epoch-to-epoch noise of
a validation loss is of that order.
"""
APART = 3.0
"""Ratio of the widest to the narrowest spread from which "equal" in a loss is misleading."""
WIDE = 1.5
"""Times the correlation from which a spread is too wide: it then pays a quarter of the R2 that there is to be had."""
MOST = 400
"""Runs looked at pair by pair."""
_CENTRED = ("r2", "mse", "rmse", "explained_variance")
"""Least at the mean of the targets."""
_MIDDLE = ("mae", "median_absolute_error", "mape", "smape")
"""Least at the median, or near it."""


def judged(board: Board) -> list[Column]:
    """Held-out metrics with a direction in which at least two runs have a figure."""
    held = (c for c in board.columns if c.goal and not c.role.startswith("train"))
    return [c for c in held if len(board.values(c.key)) > 1]


def winners_collapsed(columns: tuple[Column, ...], collapsed: Mapping[str, str]) -> Iterator[Remark]:
    """One remark for all metrics whose leader is a collapsed run."""
    led = [c for c in columns if c.goal and c.winner and not c.trusted and not c.role.startswith("train")]
    if not led:
        return
    runs = tuple(dict.fromkeys(c.winner for c in led if c.winner))
    leads = [f"{run} leads {listing([c.key for c in led if c.winner == run])} ({collapsed[run]})" for run in runs]
    criteria = "it" if len(led) == 1 else "any of them" if len(led) > 2 else "either"
    yield Remark(
        code="CMP002",
        rule="best-by-metric-is-collapsed",
        severity="error",
        message=f"{'; '.join(leads)}. Do not pick by {criteria}: near-constant predictions can score well.",
        runs=runs,
        columns=tuple(c.key for c in led),
    )


def widest(columns: tuple[Column, ...], board: Board) -> Iterator[Remark]:
    """Beside collapsed winners: which run keeps the most spread, and what it pays where that is too much."""
    spreads = [c for c in columns if c.role in SPREADS and c.winner and c.trusted]
    if spreads:
        run = spreads[0].winner or ""
        keys = [c.key for c in spreads if c.winner == run]
        yield Remark(
            code="CMP012",
            rule="keeps-the-most-spread",
            severity="note",
            message=f"{run} keeps the most spread ({listing(keys)}).{_paid(run, board)}",
            runs=(run,),
            columns=tuple(keys),
        )


def _paid(run: str, board: Board) -> str:
    """What more spread than correlation costs: R2 = 2rs - s^2 - b^2 is greatest at s = r, else (s - r)^2 lower."""
    column = board.by_role("val_metric", "test_metric", quantity="correlation")
    r = board.value(column.key, run) if column else None
    s = next((spread_share(sample, board) for sample in board.samples if sample.label == run), None)
    if r is None or s is None or not 0 <= r < s / WIDE:
        return ""
    return (
        f" With its correlation of {number(r)} the best spread is {percent(r)}; at {percent(s)} it pays "
        f"{number((s - r) ** 2, 2)} of R2: raise the correlation, not the spread."
    )


def not_separating(board: Board) -> Iterator[Remark]:
    """Losses in which the runs look alike although their predictions' spread differs several times."""
    witness = _witness(board)
    if witness is None:
        return
    spread, values = witness
    narrow, wide = min(values, key=lambda k: values[k]), max(values, key=lambda k: values[k])
    for column in judged(board):
        shown = {k: v for k, v in board.values(column.key).items() if k in values}
        if not {narrow, wide} <= set(shown) or not _alike(list(shown.values())):
            continue
        low, high = min(shown.values()), max(shown.values())
        ratio = values[wide] / values[narrow]
        yield Remark(
            code="CMP003",
            rule="metric-does-not-separate",
            severity="warning",
            message=f"{column.key} does not separate the runs: {number(low)} to {number(high)} in "
            f"{listing(list(shown))}, whose {spread.key} differs {_fold(ratio)} ({wide} {number(values[wide])}, "
            f"{narrow} {number(values[narrow])}). Do not choose by {column.key}.",
            runs=tuple(shown),
            columns=(column.key, spread.key),
        )


def _witness(board: Board) -> tuple[Column, dict[str, float]] | None:
    """The first spread that differs between the runs by more than ``APART``."""
    for column in board.columns:
        values = {k: v for k, v in board.values(column.key).items() if v > 0}
        if column.role in SPREADS and len(values) > 1 and max(values.values()) >= APART * min(values.values()):
            return column, values
    return None


def _fold(ratio: float) -> str:
    return f"tenfold ({number(ratio, 2)} times)" if 9.0 <= ratio < 15.0 else f"{number(ratio, 2)} times"


def _alike(values: list[float]) -> bool:
    middle = sorted(abs(v) for v in values)[len(values) // 2]
    return middle > 0 and max(values) - min(values) <= SAME * middle


def contradictions(board: Board) -> Iterator[Remark]:
    """A run that is the best by one metric and the worst by another."""
    for run in (s.label for s in board.samples):
        ends = [(c, _end(run, c, board)) for c in judged(board)]
        best = [c for c, end in ends if end == "best"]
        for good in best:
            bad = [c for c, end in ends if end == "worst" and _same_target(good, c)]
            for worst in bad[:1]:
                yield _contradiction(run, good, worst, board)


def _end(run: str, column: Column, board: Board) -> str:
    values = board.values(column.key)
    if run not in values or len(values) < 3 or len(set(values.values())) < 3:
        return ""
    sign = 1.0 if column.goal == "min" else -1.0
    order = sorted(values, key=lambda k: sign * values[k])
    return "best" if order[0] == run else "worst" if order[-1] == run else ""


def _same_target(a: Column, b: Column) -> bool:
    """Two measures of one error; others differ by nature, as precision and recall do, or a correlation."""
    return {a.quantity, b.quantity} <= {*_CENTRED, *_MIDDLE} and a.split == b.split


def _contradiction(run: str, good: Column, worst: Column, board: Board) -> Remark:
    said = (
        f"{run} has the best {good.key} ({number(board.values(good.key)[run])}) and the worst {worst.key} "
        f"({number(board.values(worst.key)[run])}): the two contradict each other. "
    )
    return Remark(
        code="CMP004",
        rule="metrics-contradict",
        severity="warning",
        message=said + _explained(run, good, worst, board),
        runs=(run,),
        columns=(good.key, worst.key),
    )


def _explained(run: str, good: Column, worst: Column, board: Board) -> str:
    if good.quantity in _MIDDLE and worst.quantity in _CENTRED:
        return (
            f"{good.key} is least at the median of the targets and {worst.key} at their mean, so a bias explains it "
            f"(predictions near the median of skewed targets), or outliers that only squared errors see. "
            f"{_bias(run, board)}Log pred_mean, target_mean and target_std for the bias; the median of the targets, "
            "RMSE and the largest errors for outliers."
        )
    return "A few large errors weigh more in the one than in the other; log the largest errors and the median error."


def _bias(run: str, board: Board) -> str:
    """How far the predictions sit off, from R2 = 2 r s - s^2 - b^2, which is exact."""
    sample = next(s for s in board.samples if s.label == run)
    metrics = [board.by_role("val_metric", "test_metric", quantity=q) for q in ("r2", "correlation")]
    r2, r = (board.value(c.key, run) if c else None for c in metrics)
    s = spread_share(sample, board)
    if r2 is None or s is None:
        return ""
    b = bias_of(r2, s, r) if r is not None else least_bias(r2, s)
    if not b:
        return ""
    least = "" if r is not None else "at least "
    return f"With this R2 and spread the mean error is {least}{percent(b)} of the targets' spread. "


def disagreements(board: Board) -> Iterator[Remark]:
    """Two metrics that order the runs the opposite way round."""
    for a, b in combinations(judged(board), 2):
        if not _same_target(a, b) and "loss" not in (a.quantity, b.quantity):
            continue
        left, right = board.values(a.key), board.values(b.key)
        runs = [k for k in left if k in right][:MOST]
        if len(runs) < 4:
            continue
        signs = [1.0 if c.goal == "min" else -1.0 for c in (a, b)]
        x, y = [signs[0] * left[k] for k in runs], [signs[1] * right[k] for k in runs]
        opposite, pairs = _opposite(x, y)
        tau = kendall_tau(x, y)
        if opposite <= 0.6 * pairs or (tau is not None and tau.high > 0):
            continue
        known = f", Kendall's tau {number(tau.tau, 2)} ({number(tau.low, 2)} to {number(tau.high, 2)})" if tau else ""
        yield Remark(
            code="CMP005",
            rule="metrics-disagree",
            severity="warning",
            message=f"{a.key} and {b.key} put {opposite} of {pairs} pairs of runs in opposite order{known}: "
            "choosing by the one is choosing against the other.",
            runs=tuple(runs),
            columns=(a.key, b.key),
        )


def agreements(board: Board) -> Iterator[Agreement]:
    """How alike the ranking metric and each other criterion order the runs; nothing for fewer than four of them."""
    columns = judged(board)[:5]
    for first, other in zip(columns[:1] * 4, columns[1:], strict=False):
        left, right = board.values(first.key), board.values(other.key)
        runs = [k for k in left if k in right][:MOST]
        signs = [1.0 if c.goal == "min" else -1.0 for c in (first, other)]
        tau = kendall_tau([signs[0] * left[k] for k in runs], [signs[1] * right[k] for k in runs])
        if tau is not None and len(runs) >= 4:
            yield Agreement(columns=(first.key, other.key), tau=tau.tau, low=tau.low, high=tau.high, runs=len(runs))


def _opposite(x: list[float], y: list[float]) -> tuple[int, int]:
    """Pairs that the two order the other way round, and pairs that both order."""
    signs = [(x[i] - x[j]) * (y[i] - y[j]) for i, j in combinations(range(len(x)), 2)]
    return sum(s < 0 for s in signs), sum(s != 0 for s in signs)


def none_beats_a_constant(board: Board) -> Iterator[Remark]:
    """R2 at or below 0 in every run: the comparison is among runs that are all no use."""
    column = board.by_role("val_metric", "test_metric", quantity="r2")
    values = board.values(column.key) if column else {}
    if column and len(values) > 1 and max(values.values()) <= 0:
        yield Remark(
            code="CMP007",
            rule="none-beats-a-constant",
            severity="warning",
            message=f"No run beats a constant: {column.key} is at best {number(max(values.values()))}, and predicting "
            "the mean for every sample scores 0.",
            runs=tuple(values),
            columns=(column.key,),
        )
