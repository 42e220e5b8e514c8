"""Which metrics the runs are held against each other by, and each run's figures in them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from run_diagnose.comparison.sample import Sample
from run_diagnose.facts import dataclass
from run_diagnose.model.comparison import Cell, Column
from run_diagnose.model.report import SeriesSummary

SPREADS = ("variance_ratio", "pred_std", "pred_range")
"""Quantities that say how widely predictions spread: wider is better, up to the targets' own spread."""
_HELD_OUT = ("val_metric", "test_metric", "val_loss", "test_loss", *SPREADS)
_JUDGED = (
    *_HELD_OUT, "train_metric", "train_loss", "entropy", "kl", "explained_variance", "generator_loss",
    "discriminator_loss",
)  # fmt: skip
Key = tuple[str, str, str]


@dataclass(frozen=True)
class Board:
    """The runs, the metrics they share, and who logged what."""

    samples: tuple[Sample, ...]
    columns: tuple[Column, ...]
    series: dict[str, dict[str, SeriesSummary]]
    """Column key to run label to the series."""
    cells: dict[str, dict[str, Cell]]

    def cell(self, key: str, label: str) -> Cell | None:
        """A run's figures in a metric, None where it did not log it."""
        return self.cells.get(key, {}).get(label)

    def value(self, key: str, label: str) -> float | None:
        """What the run is judged by in this metric."""
        cell = self.cell(key, label)
        return None if cell is None else cell.value

    def values(self, key: str) -> dict[str, float]:
        """The judged figure of every run that has one."""
        return {label: cell.value for label, cell in self.cells.get(key, {}).items() if cell.value is not None}

    def by_role(self, *roles: str, quantity: str = "") -> Column | None:
        """The first column of one of these roles (and quantity)."""
        return next((c for c in self.columns if c.role in roles and quantity in ("", c.quantity)), None)


def board(samples: Sequence[Sample], primary: str | None = None) -> Board:
    """The metrics that the runs share, the one that ranks them first, held-out ones before those on training data."""
    groups = {
        k: members for k, members in _grouped(samples).items() if _compared(k, samples) and _shared(members, samples)
    }
    made = _named_apart([_column(key, list(members.values())) for key, members in groups.items()])
    counts = {c.key: len(members) for c, members in zip(made, groups.values(), strict=True)}
    first = chosen(made, samples, primary, counts)
    place = {c.key: i for i, c in enumerate(made)}
    ordered = sorted(made, key=lambda c: (c.key != first, c.role not in _HELD_OUT, place[c.key]))
    series = dict(zip((c.key for c in made), groups.values(), strict=True))
    picked = {s.label: s.picked for s in samples}
    cells = {k: {label: _cell(s, picked[label]) for label, s in members.items()} for k, members in series.items()}
    return Board(tuple(samples), tuple(ordered), series, cells)


def _grouped(samples: Sequence[Sample]) -> dict[Key, dict[str, SeriesSummary]]:
    """Series of one meaning together, by run; by name where a run has several of that meaning."""
    crowded: set[Key] = set()
    for sample in samples:
        counts = Counter(_meaning(s) for s in sample.report.series)
        crowded |= {meaning for meaning, n in counts.items() if n > 1}
    groups: dict[Key, dict[str, SeriesSummary]] = {}
    for sample in samples:
        for s in sample.report.series:
            groups.setdefault(_key(s, crowded), {}).setdefault(sample.label, s)
    return groups


def _meaning(s: SeriesSummary) -> Key:
    return s.role, s.quantity, s.part


def _key(s: SeriesSummary, crowded: set[Key]) -> Key:
    meaning = _meaning(s)
    return (s.role, s.quantity, s.name) if s.role == "other" or meaning in crowded else meaning


def _shared(members: dict[str, SeriesSummary], samples: Sequence[Sample]) -> bool:
    """What one run alone logged compares nothing."""
    return len(members) > 1 or len(samples) == 1


def _compared(key: Key, samples: Sequence[Sample]) -> bool:
    """Judged figures, and where all runs are rows of final metrics every other figure too."""
    if key[0] in _JUDGED:
        return True
    return key[0] == "other" and all(s.report.axis.name == "row" and s.report.axis.points == 1 for s in samples)


def _column(key: Key, members: list[SeriesSummary]) -> Column:
    name = Counter(s.name for s in members).most_common(1)[0][0]
    goals = Counter(s.goal for s in members if s.goal)
    goal = goals.most_common(1)[0][0] if goals else None
    return Column(key=name, role=key[0], quantity=key[1], split=members[0].split, goal=goal)


def _named_apart(made: list[Column]) -> list[Column]:
    counts = Counter(c.key for c in made)
    return [replace(c, key=f"{c.key} ({c.role})") if counts[c.key] > 1 else c for c in made]


def chosen(
    made: Sequence[Column], samples: Sequence[Sample], primary: str | None, counts: Mapping[str, int]
) -> str | None:
    """The column that ranks: asked for, else what checkpoints were kept by, else the held-out one most runs have."""
    if primary is not None:
        return find(made, primary)
    most = max((n for c in made if c.goal and (n := counts[c.key])), default=0)
    kept = Counter(s.report.checkpoint.picked.by for s in samples if s.report.checkpoint and s.report.checkpoint.picked)
    for name, _ in kept.most_common():
        key = find(made, name)
        if key is not None and counts[key] == most:
            return key
    for roles in (("val_metric", "test_metric"), ("val_loss", "test_loss"), ("train_metric", "train_loss")):
        directed = [c for c in made if c.role in roles and c.goal]
        if directed:
            return max(directed, key=lambda c: counts[c.key]).key
    return next((c.key for c in made if c.goal), None)


def find(made: Iterable[Column], word: str) -> str | None:
    """The column that ``word`` names: its key, ``split/quantity``, its role, or its quantity."""
    columns_ = list(made)
    plain = _plain(word)
    tests: tuple[Callable[[Column], bool], ...] = (
        lambda c: c.key == word,
        lambda c: _plain(c.key) == plain,
        lambda c: plain in (f"{c.split}_{c.quantity}", c.role),
        lambda c: plain == _plain(c.quantity),
    )
    for test in tests:
        if (hit := next((c.key for c in columns_ if test(c)), None)) is not None:
            return hit
    return None


def _plain(word: str) -> str:
    return word.lower().replace("/", "_").replace("-", "_").replace(" ", "_").replace(".", "_")


def _cell(s: SeriesSummary, picked: float | None) -> Cell:
    kept = value_at(s, picked) if picked is not None else None
    value, at = (kept, picked) if kept is not None else (s.best, s.best_at) if s.best is not None else (s.last, None)
    single = s.points <= 1
    return Cell(
        value=value, at=None if single else at, best=s.best, best_at=None if single else s.best_at, last=s.last,
        kept=kept, points=s.points, nonfinite=s.nonfinite,
    )  # fmt: skip


def value_at(s: SeriesSummary, place: float) -> float | None:
    """The series' value at this place, None where the report does not hold it."""
    if s.best_at == place:
        return s.best
    return next((y for x, y in zip(s.x, s.y, strict=True) if x == place), None)
