"""What a comparison says of repeated runs, of criteria, and of the values of a key, in sentences for every output."""

from __future__ import annotations

from run_diagnose.model.comparison import Comparison, Difference, Group
from run_diagnose.model.wording import count, listing, number, setting
from run_diagnose.render.compare_cells import LONGEST


def repeated(made: Comparison, most: int = 12) -> list[str]:
    """Runs that differ by seed alone: what the seed moves, then each config's mean and distance to the best."""
    if not made.groups:
        return []
    runs, key = sum(len(g.runs) for g in made.groups), made.groups[0].column
    said = [_group(g) for g in made.groups[:most]]
    if made.seed_noise is not None:
        head = f"the seed alone scatters {key} by {number(made.seed_noise)}"
        said.insert(0, f"{head} (standard deviation, {count(runs, 'run')} of {count(len(made.groups), 'config')})")
    rest = len(made.groups) - most
    return [*said, *([f"{count(rest, 'more config')}: --json"] if rest > 0 else [])]


def _group(g: Group) -> str:
    some = list(g.runs[:4]) + ([f"{len(g.runs) - 4} more"] if len(g.runs) > 4 else [])
    settings = g.settings if len(g.settings) <= 2 * LONGEST else g.settings[: 2 * LONGEST - 1] + "…"
    named = f"{settings} ({listing(some)})" if settings else listing(some)
    far = "" if g.behind is None else ", the best" if g.behind == 0 else f", {number(g.behind, 2)} seed scatters behind"
    return f"{named}: mean {g.column} {number(g.mean)} ({number(g.low)} to {number(g.high)}){far}"


def agreed(made: Comparison) -> list[str]:
    """How alike the criteria order the runs, a sentence for each pair."""
    return [
        f"{a.columns[0]} and {a.columns[1]}: Kendall's tau {number(a.tau, 2)} ({number(a.low, 2)} to "
        f"{number(a.high, 2)}) over {count(a.runs, 'run')}"
        for a in made.agreements
    ]


def distinct_values(d: Difference) -> list[str]:
    """The values of a key, numbers by size, the others as they are met."""
    values = list(d.values.values())
    if all(isinstance(v, int | float) and not isinstance(v, bool) for v in values):
        values.sort()
    return list(dict.fromkeys(setting(v) for v in values))
