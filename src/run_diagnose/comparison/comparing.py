"""Runs in, comparison out: the one module of this package that knows all its parts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from run_diagnose import pipeline
from run_diagnose.comparison import criteria, likeness, seeds, step_matched
from run_diagnose.comparison.against import against
from run_diagnose.comparison.collapsed import collapsed as why_collapsed
from run_diagnose.comparison.columns import Board, board, find
from run_diagnose.comparison.config_diff import differences
from run_diagnose.comparison.effects import contrasts
from run_diagnose.comparison.gates import Condition, held, parse
from run_diagnose.comparison.gather import Gathered, gather, joined
from run_diagnose.comparison.main_effects import main_effects
from run_diagnose.comparison.next_runs import next_runs
from run_diagnose.comparison.sample import Sample, sample_of
from run_diagnose.comparison.table import entries, ranked, with_winners
from run_diagnose.comparison.unchecked import unchecked
from run_diagnose.errors import UsageError
from run_diagnose.facts import dataclass
from run_diagnose.model.comparison import Column, Comparison, Difference, Effect, Remark
from run_diagnose.model.report import Report
from run_diagnose.model.wording import number
from run_diagnose.near import did_you_mean
from run_diagnose.render.codec import decode, encode
from run_diagnose.version import __version__

LEVELS = {"error": 0, "warning": 1, "note": 2}


@dataclass(frozen=True, kw_only=True)
class Choices:
    """What the person said of the comparison itself."""

    primary: str | None = None
    baseline: str | None = None
    ignore_keys: tuple[str, ...] = ()
    """Config keys (or patterns) that do not count as differences."""
    alerts: tuple[str, ...] = ()
    fails: tuple[str, ...] = ()


def compare_paths(
    paths: Sequence[str], options: pipeline.Options | None = None, choices: Choices | None = None
) -> Report:
    """The runs behind ``paths`` with their reports, their comparison, and what could not be read.

    Raises UsageError for a baseline, metric or condition that does not exist.
    """
    chosen = choices or Choices()
    _conditions(chosen)  # a slip in a condition is told before a thousand logs are read
    return compare_gathered([gather(paths, options or pipeline.Options())], chosen)


def compare_gathered(parts: Sequence[Gathered], choices: Choices | None = None) -> Report:
    """The same for runs that are at hand."""
    found, chosen = joined(parts), choices or Choices()
    made = compare_samples(found.samples, chosen, _conditions(chosen)) if found.samples else None
    by_label = {s.label: replace(s.report, name=s.label) for s in found.samples}
    return Report(
        version=__version__,
        runs=tuple(by_label[e.label] for e in made.entries) if made else (),
        errors=tuple(found.errors),
        comparison=None if made is None else encode(made),
    )


def compare_reports(reports: Sequence[Report], choices: Choices | None = None) -> Report:
    """The same for reports."""
    parts = [Gathered([sample_of(run) for run in r.runs], list(r.errors)) for r in reports]
    return compare_gathered(parts, choices)


def _conditions(choices: Choices) -> list[Condition]:
    return [parse(t, "alert") for t in choices.alerts] + [parse(t, "fail") for t in choices.fails]


def comparison_of(report: Report) -> Comparison | None:
    """The comparison that a report holds, as what it was made from; None where it holds none."""
    if report.comparison is None:
        return None
    made: Comparison = decode(Comparison, report.comparison)
    return made


def compare_samples(samples: Sequence[Sample], choices: Choices, conditions: Sequence[Condition] = ()) -> Comparison:
    """Everything said of these runs beside each other."""
    table = board(samples, choices.primary)
    _known(choices, table)
    differing = differences(samples, choices.ignore_keys)
    lost = {s.label: why_collapsed(s, table) for s in samples}
    columns = with_winners(table, lost)
    order = [s.label for s in ranked(table, lost)]
    primary = next((c for c in columns if c.goal), None)
    behind = list(step_matched.worse_siblings(table, differing))
    outside = {**lost, **{r.runs[0]: r.message for r in behind}}
    groups = seeds.groups(table, primary, differing, [run for run, why in outside.items() if why])
    sigma = seeds.seed_noise(groups)
    rows = entries(table, ranked(table, lost), lost)
    said = [*behind, *_remarks(table, columns, differing, lost), *seeds.told(table, primary, groups, order)]
    remarks = sorted(said, key=lambda r: LEVELS[r.severity])
    base = _label(choices.baseline, table) if choices.baseline else None
    effects = [*main_effects(table, differing, outside)] or [*contrasts(table, differing, outside, sigma)]
    effects = sorted((_in_units(e, primary, sigma) for e in effects), key=lambda e: not e.alone)
    return Comparison(
        primary=primary.key if primary else None,
        baseline=base or _first(samples, lost),
        columns=columns,
        entries=tuple(replace(e, against=against(e.label, table)) for e in rows),
        differences=differing,
        remarks=tuple(remarks),
        unchecked=tuple(unchecked(table, groups)),
        groups=groups,
        seed_noise=sigma,
        agreements=tuple(criteria.agreements(table)),
        effects=tuple(effects[:24]),
        next_runs=next_runs(table, differing, order, effects),
        gates=tuple(held(conditions, table, base, sigma)),
        charts=step_matched.charts(table),
        notes=tuple(n for n in (step_matched.leader_at_common_end(table, primary),) if n),
    )


def _first(samples: Sequence[Sample], lost: Mapping[str, str]) -> str:
    """The first run that has not collapsed, of those with a config where there are any: what changed needs one."""
    sound = [s for s in samples if not lost[s.label]] or list(samples)
    return next((s.label for s in sound if s.configured), sound[0].label)


def _in_units(effect: Effect, primary: Column | None, sigma: float | None) -> Effect:
    """The same effect in units of the seeds' scatter, where that is known of its metric."""
    if sigma is None or primary is None or effect.column != primary.key:
        return effect
    units = effect.difference / sigma
    said = f"{effect.message}; {number(abs(units), 2)} times the seeds' scatter"
    return replace(effect, units=units, message=said)


def _remarks(
    table: Board,
    columns: tuple[Column, ...],
    differing: Sequence[Difference],
    lost: Mapping[str, str],
) -> Iterator[Remark]:
    if len(table.samples) < 2:
        return
    yield from criteria.winners_collapsed(columns, lost)
    yield from criteria.none_beats_a_constant(table)
    yield from criteria.not_separating(table)
    yield from criteria.contradictions(table)
    yield from criteria.disagreements(table)
    yield from likeness.identical_curves(table, differing)
    yield from likeness.different_data(table, differing)
    yield from likeness.different_length(table)
    if any(lost.values()):
        yield from criteria.widest(columns, table)


def _known(choices: Choices, table: Board) -> None:
    if choices.primary is not None and find(table.columns, choices.primary) is None:
        keys = [c.key for c in table.columns]
        raise UsageError(
            f"--primary: no run has a metric `{choices.primary}`",
            did_you_mean(choices.primary, keys) or f"there are: {', '.join(keys[:12])}",
        )


def _label(word: str, table: Board) -> str:
    """The run that ``word`` names: its label, its path, or its number from 1."""
    for i, sample in enumerate(table.samples, 1):
        paths = {source.path for source in sample.report.sources}
        if word in (sample.label, sample.report.name, str(i)) or word in paths:
            return sample.label
    labels = [s.label for s in table.samples]
    hint = did_you_mean(word, labels) or f"there are: {', '.join(labels[:12])}"
    raise UsageError(f"--baseline: no run is called `{word}`", hint)
