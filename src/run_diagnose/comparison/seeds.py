"""Runs that repeat one config: what the seed alone moves, and which differences are larger than that."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from statistics import fmean, stdev

from run_diagnose.comparison.columns import Board
from run_diagnose.comparison.config_diff import is_seed
from run_diagnose.comparison.sample import Sample
from run_diagnose.model.comparison import Column, Difference, Group, Remark
from run_diagnose.model.wording import count, number, setting
from run_diagnose.stats.student import t_quantile

MOST_SEEDS = 200
"""Groups told of; more are a search, not a comparison."""


def families(samples: Sequence[Sample], differing: Sequence[Difference]) -> list[list[Sample]]:
    """Runs with one config apart from the seed together; a run without a config stands alone."""
    keys = [d for d in differing if not is_seed(d.key)]
    out: dict[tuple[object, ...], list[Sample]] = {}
    for sample in samples:
        own = tuple(repr(d.values.get(sample.label)) for d in keys) if sample.configured else (sample.label,)
        out.setdefault((sample.configured, *own), []).append(sample)
    return list(out.values())


def groups(
    board: Board, column: Column | None, differing: Sequence[Difference], without: Collection[str] = ()
) -> tuple[Group, ...]:
    """Mean and interval of every config that was run at least twice, in the metric that ranks.

    ``without``: runs that differ from their siblings by more than a seed; they are told of, and are no seed noise.
    """
    if column is None:
        return ()
    made = []
    for family in families(board.samples, differing)[:MOST_SEEDS]:
        values = {s.label: v for s in family if (v := board.value(column.key, s.label)) is not None}
        values = {label: v for label, v in values.items() if label not in without}
        if len(values) > 1:
            made.append(replace(_group(column.key, values), settings=_settings(family[0], differing)))
    return _behind(made, column)


def _settings(sample: Sample, differing: Sequence[Difference]) -> str:
    """The config of a family by the keys that differ."""
    keys = (d for d in differing if not is_seed(d.key))
    said = (f"{d.key}: {setting(d.values[sample.label]) if sample.label in d.values else '(not set)'}" for d in keys)
    return ", ".join(said)


def _behind(made: list[Group], column: Column) -> tuple[Group, ...]:
    """The best mean first, the others with their distance to it in noise units."""
    sign, sigma = (1.0 if column.goal == "min" else -1.0), seed_noise(made)
    ordered = sorted(made, key=lambda g: sign * g.mean)
    if sigma is None:
        return tuple(ordered)
    return tuple(replace(g, behind=sign * (g.mean - ordered[0].mean) / sigma) for g in ordered)


def _group(key: str, values: Mapping[str, float]) -> Group:
    figures = list(values.values())
    mean, spread = fmean(figures), stdev(figures)
    reach = t_quantile(0.975, len(figures) - 1) * spread / math.sqrt(len(figures))
    return Group(runs=tuple(values), column=key, mean=mean, spread=spread, low=mean - reach, high=mean + reach)


def seed_noise(made: Sequence[Group]) -> float | None:
    """Standard deviation between repeated runs, pooled over the configs; None where nothing was repeated."""
    freedom = sum(len(g.runs) - 1 for g in made)
    if freedom == 0:
        return None
    pooled = math.sqrt(sum((len(g.runs) - 1) * g.spread**2 for g in made) / freedom)
    return pooled if pooled > 0 else None


def told(board: Board, column: Column | None, made: Sequence[Group], ranked: Sequence[str]) -> Iterator[Remark]:
    """What seeds say of the lead: nothing is known, or how many noise units it is."""
    if column is None or len(board.samples) < 2:
        return
    sigma = seed_noise(made)
    if sigma is None:
        yield Remark(
            code="CMP010",
            rule="one-seed",
            severity="note",
            message=f"One seed each: how much {column.key} moves by chance is not known, so small differences may be "
            f"noise. Repeat {ranked[0]} with two more seeds before trusting small gaps.",
            runs=tuple(s.label for s in board.samples),
            columns=(column.key,),
        )
        return
    yield from _lead(board, column, made, ranked, sigma)


def _lead(board: Board, column: Column, made: Sequence[Group], ranked: Sequence[str], sigma: float) -> Iterator[Remark]:
    """The leading config against the next one, in noise units; a lead below the seeds' own scatter is no lead."""
    leader = next((g for g in made if ranked[0] in g.runs), None)
    own = leader.runs if leader else (ranked[0],)
    rival = next((run for run in ranked if run not in own and board.value(column.key, run) is not None), None)
    if rival is None:
        return
    other = next((g for g in made if rival in g.runs), None)
    means = [
        (g.mean, len(g.runs)) if g else (board.value(column.key, run) or 0.0, 1)
        for g, run in ((leader, ranked[0]), (other, rival))
    ]
    gap = (means[1][0] - means[0][0]) * (1.0 if column.goal == "min" else -1.0)
    error = sigma * math.sqrt(1 / means[0][1] + 1 / means[1][1])
    freedom = sum(len(g.runs) - 1 for g in made)
    needed = t_quantile(0.975, freedom) * error
    if gap >= needed:
        return
    if gap <= 0:
        said = f"{ranked[0]} leads in {column.key}, but over all seeds its config ({number(means[0][0])}) is no better "
        said += f"than {rival}'s ({number(means[1][0])}): the lead is one lucky seed."
    else:
        said = f"The lead of {ranked[0]}'s config over {rival}'s in {column.key} ({number(gap)}) is "
        said += f"{number(gap / sigma, 2)} times the seeds' scatter ({number(sigma)}, from "
        said += f"{count(freedom + len(made), 'run')} of {count(len(made), 'config')}); with so few repeats it takes "
        said += f"{number(needed)} to be more than chance."
    yield Remark(
        code="CMP011",
        rule="lead-within-seed-noise",
        severity="warning",
        message=said,
        runs=(ranked[0], rival),
        columns=(column.key,),
    )
