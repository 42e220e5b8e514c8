"""Experiments that would tell changes apart which so far came together: one config that nobody has run yet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice, pairwise

from run_diagnose.comparison.columns import Board
from run_diagnose.comparison.config_diff import is_seed
from run_diagnose.comparison.effects import bundles
from run_diagnose.model.comparison import Difference, Effect
from run_diagnose.model.wording import listing, setting

MOST = 3
"""Runs proposed; more are a search."""
MOST_KEYS = 12
"""Keys of a pair from which "which of them is it" is no question for one run."""


def next_runs(
    board: Board, differing: Sequence[Difference], ranked: Sequence[str], effects: Sequence[Effect]
) -> tuple[str, ...]:
    """At most three: first for keys that changed together in every run, then for neighbours in the ranking.

    Neighbours that differ in keys whose effects are known, or that are proposed already, need no run.
    """
    configured = {s.label for s in board.samples if s.configured}
    order = [run for run in ranked if run in configured]
    known = {e.keys[0] for e in effects if len(e.keys) == 1}
    known |= {d.key for bundle in bundles(differing, board.samples) if len(bundle) > 1 for d in bundle}
    return tuple(islice((*_together(board, differing, order), *_neighbours(differing, order, known)), MOST))


def _together(board: Board, differing: Sequence[Difference], order: list[str]) -> Iterator[str]:
    for bundle in bundles(differing, board.samples):
        if not 2 <= len(bundle) <= MOST_KEYS or not order:
            continue
        others = [d for d in differing if d not in bundle and not is_seed(d.key)]
        rest = [run for run in order[1:] if _values(run, bundle) != _values(order[0], bundle)]
        if rest:
            near = min(rest, key=lambda run: sum(d.values.get(run) != d.values.get(order[0]) for d in others))
            keys = listing([f"`{d.key}`" for d in bundle[:6]] + (["..."] if len(bundle) > 6 else []))
            yield f"{keys} changed together in every run: {_proposal(order[0], near, bundle)}"


def _values(run: str, keys: Sequence[Difference]) -> list[object]:
    return [d.values.get(run) for d in keys]


def _neighbours(differing: Sequence[Difference], order: list[str], known: set[str]) -> Iterator[str]:
    for a, b in pairwise(order):
        keys = [d for d in differing if not is_seed(d.key) and d.values.get(a) != d.values.get(b)]
        if 2 <= len(keys) <= MOST_KEYS and not known >= {d.key for d in keys}:
            named = [f"`{d.key}`" for d in keys[:6]] + (["..."] if len(keys) > 6 else [])
            yield f"{a} and {b} differ in {listing(named)}: {_proposal(a, b, keys)}"


def _proposal(a: str, b: str, keys: Sequence[Difference]) -> str:
    """``run a's config with only `lr: 0.01`...``: the first key as b has it, the others as a has them."""
    first, rest = keys[0], keys[1:]
    value = setting(first.values[b]) if b in first.values else "(not set)"
    return (
        f"run {a}'s config with only `{first.key}: {value}`. Should it do as {b} does, `{first.key}` is enough; as {a} "
        f"does, look at {listing([f'`{d.key}`' for d in rest[:5]], 'or')}."
    )
