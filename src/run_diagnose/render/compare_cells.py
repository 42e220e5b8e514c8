"""A comparison as rows of plain text, before any output gives them its form."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import field, replace

from run_diagnose.errors import UnreadableError, UsageError
from run_diagnose.facts import dataclass
from run_diagnose.model.comparison import Cell, Column, Comparison, Entry
from run_diagnose.model.report import Report
from run_diagnose.model.wording import count, listing, number, setting
from run_diagnose.near import did_you_mean
from run_diagnose.render.codec import decode

BEST, SUSPECT = "★", "☆"
LEGEND = f"{BEST} best; {SUSPECT} best, but that run has collapsed"
LONGEST = 48
"""Characters of a config difference or a cell of prose in the table; the whole stands in the JSON."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What the person wants to see of the table."""

    only_changed: bool = False
    """Leave out metrics in which all runs are equal."""
    keep: tuple[str, ...] = ()
    """Patterns: only these metrics and config keys."""
    drop: tuple[str, ...] = ()
    sort_by: str | None = None
    descending: bool | None = None
    """None: the better end first."""
    precision: int = 4
    """Significant digits."""
    top: int = 60
    """Runs in a table for people; CSV and JSON hold all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Headings and rows; the first cell of a row is the run."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    entries: tuple[Entry, ...] = field(default=())
    metrics: int = 0
    """How many of the columns, from the third on, are metrics."""


def comparison(report: Report) -> Comparison:
    """The comparison that a report holds. UnreadableError where it holds none."""
    if report.comparison is None:
        raise UnreadableError("this report holds no comparison", "make one with: diagnose compare A B --json")
    made: Comparison = decode(Comparison, report.comparison, "comparison")
    return made


def trimmed(made: Comparison, wanted: Wanted) -> Comparison:
    """Only what is wanted of columns and keys, in the order wanted. UsageError for a pattern or a metric of no use."""
    keep, drop = _patterns(wanted.keep, "--keep"), _patterns(wanted.drop, "--drop")

    def shown(name: str) -> bool:
        return (not keep or any(p.search(name) for p in keep)) and not any(p.search(name) for p in drop)

    columns = tuple(c for c in made.columns if shown(c.key) and not (wanted.only_changed and _equal(c, made)))
    differences = tuple(d for d in made.differences if shown(d.key))
    return replace(made, columns=columns, differences=differences, entries=_sorted(made, wanted))


def _patterns(words: Sequence[str], flag: str) -> list[re.Pattern[str]]:
    try:
        return [re.compile(word) for word in words]
    except re.error as error:
        raise UsageError(f"{flag}: `{error.pattern!s}` is no pattern ({error})", f"{flag} 'val.*'") from None


def _equal(column: Column, made: Comparison) -> bool:
    values = [e.cells[column.key].value for e in made.entries if column.key in e.cells]
    return len(values) == len(made.entries) and len(set(values)) <= 1


def _sorted(made: Comparison, wanted: Wanted) -> tuple[Entry, ...]:
    if wanted.sort_by is None:
        return made.entries[::-1] if wanted.descending else made.entries
    key = wanted.sort_by
    column = made.column(key)
    known = {d.key: d for d in made.differences}
    if column is None and key not in known and key != "run":
        names = [c.key for c in made.columns] + list(known) + ["run"]
        raise UsageError(
            f"--sort-by: there is no column `{key}`", did_you_mean(key, names) or f"one of {listing(names[:12])}"
        )
    down = wanted.descending if wanted.descending is not None else column is not None and column.goal == "max"

    def value(entry: Entry) -> float | str | None:
        if column is not None:
            return entry.cells[key].value if key in entry.cells else None
        return entry.label if key == "run" else known[key].values.get(entry.label)  # type: ignore[return-value]

    have = [e for e in made.entries if value(e) is not None]
    lack = [e for e in made.entries if value(e) is None]
    numbers = all(isinstance(value(e), int | float) for e in have)
    have.sort(key=lambda e: value(e) if numbers else str(value(e)), reverse=bool(down))  # type: ignore[arg-type,return-value]
    return (*have, *lack)


def table(made: Comparison, wanted: Wanted) -> Table:
    """The main table: verdict, metrics, where they stand, what the config changes against the baseline."""
    words = any(e.prose for e in made.entries)
    places = any(e.cells[c.key].at is not None for c in made.columns for e in made.entries if c.key in e.cells)
    changed = bool(made.differences)
    head = ("run", "verdict", *(c.key for c in made.columns))
    head += ("kept at" if any(e.picked is not None for e in made.entries) else "best at",) if places else ()
    head += (f"config against {made.baseline}",) if changed else ()
    head += ("in words",) if words else ()
    rows, entries = [], few(made, wanted)
    for e in entries:
        row = (e.label, verdict(e), *(_figure(e, c, wanted.precision) for c in made.columns))
        row += (_place(e, made),) if places else ()
        row += (changes(e, made),) if changed else ()
        row += (short(e.prose),) if words else ()
        rows.append(row)
    return Table(head=head, rows=tuple(rows), entries=entries, metrics=len(made.columns))


def few(made: Comparison, wanted: Wanted) -> tuple[Entry, ...]:
    """The first runs in the order asked for, and the baseline wherever it stands."""
    return tuple(e for i, e in enumerate(made.entries) if i < wanted.top or e.label == made.baseline)


def left_out(made: Comparison, wanted: Wanted) -> str:
    """How many runs the table does not show, and what shows them; empty where it shows all."""
    rest = len(made.entries) - len(few(made, wanted))
    return f"{count(rest, 'more run')} below these: --top {len(made.entries)}, --csv or --json" if rest else ""


def verdict(entry: Entry) -> str:
    """``FAILED COL001 PLA001``, with ``collapsed`` where it has."""
    return " ".join([entry.verdict.upper(), *(["collapsed"] if entry.collapsed else []), *entry.codes[:3]])


def _figure(entry: Entry, column: Column, digits: int) -> str:
    cell = entry.cells.get(column.key)
    if cell is None or (cell.value is None and not cell.nonfinite):
        return "-"
    text = "NaN" if cell.value is None else number(cell.value, digits)
    return text + mark(entry, column)


def mark(entry: Entry, column: Column) -> str:
    """A star behind the leader's figure, a hollow one where the leader has collapsed."""
    return "" if column.winner != entry.label else BEST if column.trusted else SUSPECT


def _place(entry: Entry, made: Comparison) -> str:
    """The kept place, else where the ranking metric is best."""
    if entry.picked is not None:
        return number(entry.picked, 6)
    cell = entry.cells.get(made.primary or "")
    return number(cell.best_at, 6) if cell is not None and cell.best_at is not None else "-"


def changes(entry: Entry, made: Comparison) -> str:
    """``lr: 0.001 -> 0.01, +2 more``; what the baseline lacks is ``+key``, what the run lacks ``-key``."""
    label, base = entry.label, made.entry(made.baseline or "")
    if label == made.baseline:
        return "(baseline)"
    if not entry.configured or not (base and base.configured):
        return "-"
    said = []
    for d in made.differences:
        old, new = d.values.get(made.baseline or ""), d.values.get(label)
        has_old, has_new = (made.baseline or "") in d.values, label in d.values
        if has_old and has_new and setting(old) != setting(new):
            said.append(f"{d.key}: {setting(old)} -> {setting(new)}")
        elif has_new and not has_old:
            said.append(f"+{d.key}: {setting(new)}")
        elif has_old and not has_new:
            said.append(f"-{d.key}")
    return fitted(said) or "no difference"


def fitted(said: list[str]) -> str:
    """As many as fit, and how many more there are."""
    shown: list[str] = []
    for text in said:
        if shown and len(", ".join([*shown, text])) > LONGEST:
            return f"{', '.join(shown)}, +{len(said) - len(shown)} more"
        shown.append(short(text))
    return ", ".join(shown)


def short(text: str) -> str:
    """A cell of prose, quoted by its place and cut where it is long."""
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def details(made: Comparison, wanted: Wanted, most: int = 4) -> Table:
    """Best, kept and last of the leading metrics, a row for each run and metric; no rows for final figures alone."""
    rows = []
    for e in few(made, wanted):
        for c in made.columns[:most]:
            cell = e.cells.get(c.key)
            if cell is not None and cell.points > 1:
                rows.append((e.label, c.key, *_places(cell, wanted.precision), str(cell.nonfinite or "")))
    head = ("run", "metric", "best", "at", "kept", "last", "not finite")
    return Table(head=head, rows=tuple(rows), entries=made.entries)


def _places(cell: Cell, digits: int) -> tuple[str, str, str, str]:
    best = "-" if cell.best is None else number(cell.best, digits)
    at = "-" if cell.best_at is None else number(cell.best_at, 6)
    return best, at, "-" if cell.kept is None else number(cell.kept, digits), number(cell.last, digits)


def title(made: Comparison) -> str:
    """How many runs, by what they are ranked, and that collapsed ones come last."""
    column = made.column(made.primary or "")
    said = count(len(made.entries), "run")
    if column is not None:
        way = {"max": "higher is better", "min": "lower is better"}[column.goal or "min"]
        said += f" · ranked by {column.key} ({way})"
    elif made.primary:
        said += f" · ranked by {made.primary}"
    if any(e.collapsed for e in made.entries):
        said += ", collapsed runs last whatever their score"
    return said


def findings_that_differ(made: Comparison, wanted: Wanted) -> list[tuple[str, str]]:
    """Run and the errors and warnings that not every run shares."""
    return [(e.label, listing(list(e.only[:6]))) for e in few(made, wanted) if e.only]
