"""From what the person named to a report: the one module that knows all stages."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import field, replace
from typing import TYPE_CHECKING, Any

from run_diagnose.errors import DiagnoseError, UsageError
from run_diagnose.facts import dataclass
from run_diagnose.model.report import Failure, Report, RunReport
from run_diagnose.version import __version__

if TYPE_CHECKING:  # the stages load numpy; a call that only prints help must not
    from run_diagnose.model.config import Config
    from run_diagnose.model.ignore import Ignore
    from run_diagnose.model.run import Predictions, Run
    from run_diagnose.names import Options as Meanings
    from run_diagnose.rules.base import Rule
    from run_diagnose.sources.target import Target


@dataclass(frozen=True, kw_only=True)
class Options:
    """What the person said beside the paths."""

    config_file: str | None = None
    predictions: str | None = None
    metrics: str | None = None
    maps: Mapping[str, str] = field(default_factory=dict)
    """Role (or axis) to column name, from ``--map``."""
    aliases: Mapping[str, str] = field(default_factory=dict)
    """Column to role, from the settings; columns that this log lacks are no error."""
    higher: tuple[str, ...] = ()
    lower: tuple[str, ...] = ()
    primary: str | None = None
    task: str | None = None
    num_classes: int | None = None
    select: tuple[str, ...] = ()
    """Codes, prefixes, slugs or kinds; empty: all rules."""
    ignore: tuple[str, ...] = ()
    extend_select: tuple[str, ...] = ()
    severities: Mapping[str, str] = field(default_factory=dict)
    min_confidence: float = 0.0
    limits: Mapping[str, Any] = field(default_factory=dict)
    """Limits by rule slug, from the settings."""
    criteria: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    """Minimum, good and excellent by metric, graded in the report."""
    ignores: tuple[Ignore, ...] = ()
    """Findings that are not to count, from the settings and a baseline."""
    run: str | None = None
    """Which run of a file that holds several: its name, or its number from 1."""
    previous: tuple[RunReport, ...] = ()
    """Earlier reports, whose advice is graded by these runs."""
    strict: bool = False
    """Let a broken rule raise; for tests."""


def diagnose(paths: Sequence[str], options: Options | None = None) -> Report:
    """Everything that can be said of the runs at ``paths``; what cannot be read is in ``errors``.

    Raises UsageError where the options themselves are wrong: an unknown rule, an unknown column.
    """
    options = options or Options()
    rules = chosen_rules(options)
    runs: list[RunReport] = []
    errors: list[Failure] = []

    def failed(path: str, error: DiagnoseError) -> None:
        errors.append(Failure(path=path, reason=error.reason, hint=error.hint))

    for path in paths:
        runs.extend(judge(run, options, rules) for run in read(path, options, failed))
    return Report(version=__version__, runs=_graded(runs, options.previous), errors=tuple(errors))


def _graded(runs: Sequence[RunReport], before: Sequence[RunReport]) -> tuple[RunReport, ...]:
    """Each run held against the earlier report that has its name, else against the first of them."""
    if not before:
        return tuple(runs)
    from run_diagnose.reasoning.previous import graded

    named = {run.name: run for run in before}
    return tuple(replace(run, previous=graded(run, named.get(run.name, before[0]))) for run in runs)


def diagnose_configs(paths: Sequence[str], options: Options | None = None) -> Report:
    """What the rules on configs say of training configs alone, before any run."""
    from run_diagnose.configs import read_config
    from run_diagnose.model.run import Run, Source

    options = options or Options()
    rules = [rule for rule in chosen_rules(options) if rule.code.startswith("CFG")]
    runs: list[RunReport] = []
    errors: list[Failure] = []
    for path in paths:
        try:
            run = Run(name=path, sources=(Source(path, "config"),), config=read_config(path), file=path)
            runs.append(_of_config(judge(run, options, rules)))
        except DiagnoseError as error:
            errors.append(Failure(path=path, reason=error.reason, hint=error.hint))
    return Report(version=__version__, runs=tuple(runs), errors=tuple(errors))


def _of_config(report: RunReport) -> RunReport:
    """A report on a config alone: what is said of missing series makes no sense without a log."""
    found = "Nothing else is wrong with" if report.suppressed else "No mistake was found in"
    answer = report.answer if report.findings else f"{found} this config; the run itself was not judged."
    return replace(report, answer=answer, howto=(), healthy=(), next_run=(), graded=(), cost=None)


def read(
    path: str, options: Options | None = None, on_error: Callable[[str, DiagnoseError], None] | None = None
) -> list[Run]:
    """The runs of one file, folder or glob, before any judgement. Raises DiagnoseError.

    With ``on_error`` a file that cannot be read is handed to it, by its own name, and the others are read; a UsageError
    is raised all the same.
    """
    from run_diagnose.sources.resolve import resolve

    options = options or Options()
    runs: list[Run] = []
    targets = resolve([path], on_error)
    for target in targets:
        try:
            runs += read_target(target, options)
        except UsageError:
            raise
        except DiagnoseError as error:
            if on_error is None:
                raise
            on_error(path if len(targets) == 1 else target.logs[0], error)
    return _selected(runs, options.run) if runs or on_error is None else []


def judge(
    run: Run, options: Options | None = None, rules: Sequence[Rule] | None = None, *, brief: bool = False
) -> RunReport:
    """The report on one run; ``brief`` leaves out forecasts, experiments and advice for the next run."""
    from run_diagnose.engine import examine
    from run_diagnose.model.criterion import criteria
    from run_diagnose.reasoning.explain import explain

    options = options or Options()
    chosen = chosen_rules(options) if rules is None else rules
    outcomes = examine(run, chosen, options.limits, strict=options.strict)
    return explain(
        run,
        outcomes,
        chosen,
        severities=options.severities,
        min_confidence=options.min_confidence,
        ignores=options.ignores,
        criteria=criteria(options.criteria),
        brief=brief,
    )


def chosen_rules(options: Options) -> tuple[Rule, ...]:
    """All rules after select, extend-select and ignore. Raises UsageError for a name that no rule has."""
    from run_diagnose.plugins import every_rule
    from run_diagnose.rules import find

    known = every_rule()

    def named(words: Sequence[str]) -> set[str]:
        out: set[str] = set()
        for word in words:
            rules = find(word, known)
            if not rules:
                raise UsageError(f"no rule is called {word!r}", "diagnose rule --all lists codes, names and kinds")
            out.update(rule.slug for rule in rules)
        return out

    wanted = named(options.select) if options.select else {rule.slug for rule in known}
    wanted = (wanted | named(options.extend_select)) - named(options.ignore)
    return tuple(rule for rule in known if rule.slug in wanted)


def read_target(target: Target, options: Options) -> list[Run]:
    """The runs of one target, before any judgement. Raises DiagnoseError."""
    from run_diagnose import plugins
    from run_diagnose.names import FileRecords, build
    from run_diagnose.sources.reading import read_records
    from run_diagnose.sources.splits import splits_of

    def files() -> Iterator[FileRecords]:
        splits = splits_of(target.logs)
        for path in target.logs:
            reading = read_records(path)
            yield FileRecords(
                source=reading.source, records=reading.records, split=splits[path], finished=reading.finished
            )

    return build(
        files(),
        config=_config(options.config_file or target.config),
        options=meanings(target.name, options),
        predictions=_predictions(options.predictions or target.predictions, options),
        finals=_finals(options.metrics or target.metrics),
        num_classes=options.num_classes,
        notes=(*target.notes, *plugins.notes()),
    )


def meanings(name: str, options: Options) -> Meanings:
    """What the options say of names, for a run of this name."""
    from run_diagnose.model.roles import Goal
    from run_diagnose.names import Options as Meanings

    goals = {**dict.fromkeys(options.higher, Goal.MAX), **dict.fromkeys(options.lower, Goal.MIN)}
    return Meanings(
        maps=options.maps,
        aliases=options.aliases,
        goals=goals,
        task=options.task or "",
        primary=options.primary or "",
        name=name,
    )


def _config(path: str | None) -> Config | None:
    if path is None:
        return None
    from run_diagnose.configs import read_config

    return read_config(path)


def _predictions(path: str | None, options: Options) -> Predictions | None:
    if path is None:
        return None
    from run_diagnose.names.predictions import read_predictions

    return read_predictions(path, maps=options.maps)


def _finals(path: str | None) -> dict[str, float] | None:
    if path is None:
        return None
    from run_diagnose.names.metrics import read_metrics

    return read_metrics(path)


def _selected(runs: list[Run], wanted: str | None) -> list[Run]:
    if wanted is None:
        return runs
    named = [run for i, run in enumerate(runs, 1) if wanted in (run.name, str(i))]
    if not named:
        known = ", ".join(run.name for run in runs[:8])
        raise UsageError(f"no run is called {wanted!r}; there are: {known}", f"--run 1 to --run {len(runs)}")
    return named
