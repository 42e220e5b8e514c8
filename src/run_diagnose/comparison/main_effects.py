"""Effects of all keys at once, where a search left many more runs than keys: least squares, each with its interval."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from run_diagnose.comparison.columns import Board
from run_diagnose.comparison.effects import bundles, outcomes
from run_diagnose.facts import dataclass
from run_diagnose.model.comparison import Column, Difference, Effect
from run_diagnose.model.record import Floats
from run_diagnose.model.wording import count, listing, number
from run_diagnose.stats.student import t_quantile

FREEDOM = 8
"""Runs that must be left over per fit: with fewer the intervals are too wide to say anything and too easily wrong."""
DECADE = 5.0
"""A positive key whose values span this ratio is taken by its logarithm, as learning rates are searched."""


@dataclass(frozen=True)
class Factor:
    """One column of the fit: a bundle of keys, from 0 at its lowest value to 1 at its highest."""

    keys: tuple[str, ...]
    change: str
    x: Floats


def main_effects(board: Board, differing: Sequence[Difference], collapsed: Mapping[str, str]) -> Iterator[Effect]:
    """A slope for every numeric key and two-valued setting; nothing where there are too few runs for the keys."""
    for column in outcomes(board)[:1]:
        values = {k: v for k, v in board.values(column.key).items() if not collapsed.get(k)}
        runs = [s.label for s in board.samples if s.configured and s.label in values]
        factors = [f for b in bundles(differing, board.samples) if (f := _factor(b, runs)) is not None]
        if factors and len(runs) >= len(factors) + 1 + FREEDOM:
            yield from _fit(factors, np.array([values[r] for r in runs]), column, len(runs))


def _factor(bundle: list[Difference], runs: Sequence[str]) -> Factor | None:
    """The first key that is a number in every run, or has two values; None for one that does not vary among them."""
    keys = tuple(d.key for d in bundle)
    for d in bundle:
        found = [d.values.get(run) for run in runs]
        numbers = [float(v) for v in found if isinstance(v, int | float) and not isinstance(v, bool)]
        levels = sorted({repr(v) for v in found})
        if len(levels) < 2:
            return None
        if len(numbers) == len(found) and np.all(np.isfinite(numbers)):
            x = np.array(numbers)
            tens = x.min() > 0 and x.max() >= DECADE * x.min()
            placed = np.log10(x) if tens else x
            return Factor(keys, f"{number(x.min())} -> {number(x.max())}", (placed - placed.min()) / np.ptp(placed))
        if len(levels) == 2:
            return Factor(keys, f"{levels[0]} -> {levels[1]}", np.array([float(repr(v) == levels[1]) for v in found]))
    return None


def _fit(factors: list[Factor], y: Floats, column: Column, runs: int) -> Iterator[Effect]:
    design = np.column_stack([np.ones(len(y)), *(f.x - f.x.mean() for f in factors)])
    if np.linalg.matrix_rank(design) < design.shape[1]:
        return
    solved, *_ = np.linalg.lstsq(design, y, rcond=None)
    freedom = len(y) - design.shape[1]
    variance = float(np.sum((y - design @ solved) ** 2)) / freedom
    errors = np.sqrt(np.maximum(variance * np.diag(np.linalg.inv(design.T @ design)), 0.0))
    # one interval in twenty misses by chance; with many keys that would be several of them
    reach = t_quantile(1 - 0.025 / len(factors), freedom) * errors
    for f, slope, half in zip(factors, solved[1:], reach[1:], strict=True):
        yield _effect(f, float(slope), float(half), column, runs)


def _effect(f: Factor, slope: float, half: float, column: Column, runs: int) -> Effect:
    sure = abs(slope) > half
    better = (slope < 0) == (column.goal == "min") if sure and column.goal else None
    said = "" if sure else "; not told from 0"
    together = "" if len(f.keys) == 1 else ", which changed together,"
    keys = listing([f"`{k}`" for k in f.keys])
    message = (
        f"{keys}{together} {f.change}: {column.key} {'+' if slope >= 0 else ''}{number(slope)} "
        f"({number(slope - half)} to {number(slope + half)}) over {count(runs, 'run')}, "
        f"the other keys allowed for{said}"
    )
    return Effect(
        keys=f.keys, column=column.key, contrast=f.change, difference=slope, low=slope - half, high=slope + half,
        runs=(runs, runs), alone=False, better=better, message=message,
    )  # fmt: skip
