"""Which change of the config goes with which outcome: seen beside each other, never called a cause.

A pair of runs that differ in one thing gives a one-factor contrast. Keys that always changed together cannot be told
apart and are named together. Where there are many more runs than keys, least squares estimates all keys at once.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from statistics import fmean, stdev

from run_diagnose.comparison.columns import SPREADS, Board
from run_diagnose.comparison.config_diff import is_seed
from run_diagnose.comparison.sample import Sample
from run_diagnose.model.comparison import Column, Difference, Effect
from run_diagnose.model.wording import count, listing, number, setting
from run_diagnose.stats.student import t_quantile

MOST_LEVELS = 6
"""Values of one key that are contrasted with each other."""
MOST_RUNS = 300
"""Runs looked at pair by pair."""
Bundle = tuple[str, ...]


def bundles(differing: Sequence[Difference], samples: Sequence[Sample]) -> list[list[Difference]]:
    """Keys that split the runs in the same way together: no log can tell their effects apart. Seeds are left out."""
    configured = [s.label for s in samples if s.configured]
    out: dict[tuple[int, ...], list[Difference]] = {}
    for d in differing:
        if is_seed(d.key):
            continue
        levels: dict[str, int] = {}
        split = tuple(levels.setdefault(repr(d.values.get(run)), len(levels)) for run in configured)
        out.setdefault(split, []).append(d)
    return list(out.values())


def outcomes(board: Board) -> list[Column]:
    """What effects are asked of: the metric that ranks, and the predictions' spread where it is known."""
    first = [c for c in board.columns if c.goal][:1]
    return first + [c for c in board.columns if c.role in SPREADS][:1]


def contrasts(
    board: Board, differing: Sequence[Difference], collapsed: Mapping[str, str], sigma: float | None
) -> Iterator[Effect]:
    """One-factor contrasts: pairs of runs in which one bundle of keys changed and nothing else but the seed."""
    made = bundles(differing, board.samples)
    runs = [s for s in board.samples if s.configured][:MOST_RUNS]
    for column in outcomes(board):
        values = board.values(column.key)
        if column.role not in SPREADS:  # the score of a collapsed run is not the change's doing
            values = {k: v for k, v in values.items() if not collapsed.get(k)}
        noise = sigma if column.goal else None
        for bundle in made:
            others = [d for b in made if b is not bundle for d in b]
            yield from _of_bundle(bundle, others, runs, values, column, noise)


def _of_bundle(
    bundle: list[Difference],
    others: list[Difference],
    runs: list[Sample],
    values: Mapping[str, float],
    column: Column,
    sigma: float | None,
) -> Iterator[Effect]:
    strata: dict[tuple[str, ...], dict[str, list[str]]] = {}
    for run in (s.label for s in runs if s.label in values):
        where = tuple(repr(d.values.get(run)) for d in others)
        strata.setdefault(where, {}).setdefault(_level(bundle, run), []).append(run)
    levels = list(dict.fromkeys(level for stratum in strata.values() for level in stratum))
    for first, second in combinations(levels[:MOST_LEVELS], 2):
        pairs = [(s[first], s[second]) for s in strata.values() if first in s and second in s]
        if pairs:
            yield _contrast(bundle, first, second, pairs, values, column, sigma)


def _level(bundle: list[Difference], run: str) -> str:
    return ", ".join(setting(d.values[run]) if run in d.values else "(not set)" for d in bundle)


def _contrast(
    bundle: list[Difference],
    first: str,
    second: str,
    pairs: list[tuple[list[str], list[str]]],
    values: Mapping[str, float],
    column: Column,
    sigma: float | None,
) -> Effect:
    steps = [fmean(values[r] for r in after) - fmean(values[r] for r in before) for before, after in pairs]
    sizes = (sum(len(a) for a, _ in pairs), sum(len(b) for _, b in pairs))
    difference = fmean(steps)
    reach = _reach(steps, pairs, sigma)
    keys = tuple(d.key for d in bundle)
    better = None if column.goal is None else (difference < 0) == (column.goal == "min")
    sure = reach is not None and abs(difference) > reach
    made = Effect(
        keys=keys,
        column=column.key,
        contrast=f"{', '.join(keys)}: {first} against {second}",
        difference=difference,
        low=None if reach is None else difference - reach,
        high=None if reach is None else difference + reach,
        runs=sizes,
        alone=len(keys) == 1,
        better=better if sure else None,
    )
    return _worded(made, first, second)


def _reach(steps: list[float], pairs: list[tuple[list[str], list[str]]], sigma: float | None) -> float | None:
    """Half the 95 % interval: from repeated contrasts, else from the seeds' scatter; None without repeats."""
    if len(steps) > 2:
        return t_quantile(0.975, len(steps) - 1) * stdev(steps) / math.sqrt(len(steps))
    if sigma is None:
        return None
    return 1.96 * sigma * math.sqrt(sum(1 / len(a) + 1 / len(b) for a, b in pairs)) / len(pairs)


def _worded(effect: Effect, first: str, second: str) -> Effect:
    from dataclasses import replace

    change = listing([f"`{key}`" for key in effect.keys])
    span = f" ({number(effect.low)} to {number(effect.high)})" if effect.low is not None else ", seed noise unknown"
    kind = (
        "one-factor contrast" if effect.alone else f"{count(len(effect.keys), 'key')} changed together, not told apart"
    )
    message = (
        f"{change} {first} -> {second}: {effect.column} {'+' if effect.difference >= 0 else ''}"
        f"{number(effect.difference)}{span}; {kind}, {effect.runs[0]} against {effect.runs[1]} "
        f"{'run' if sum(effect.runs) == 2 else 'runs'}"
    )
    return replace(effect, message=message)
