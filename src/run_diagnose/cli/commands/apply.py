"""Write the recommended changes into the run's own config: a diff by default, the file with --write or --out.

Status: 0 the diff is shown, the file is written or nothing is recommended, 2 wrong use or refused, 3 a bug in diagnose.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from run_diagnose.cli import flags

if TYPE_CHECKING:
    from run_diagnose.apply import Outcome
    from run_diagnose.model.report import RunReport


def command(
    run: Annotated[str, typer.Argument(metavar="RUN", help="A log or the folder of a run.", show_default=False)],
    config_file: flags.ConfigFile = None,
    write: Annotated[bool, typer.Option("--write", help="Write the config in place; the old one is kept.")] = False,
    out: Annotated[str | None, typer.Option(metavar="FILE", help="Write the edited config here; - is stdout.")] = None,
    only: Annotated[
        list[str] | None,
        typer.Option(metavar="RULE|CAUSE|KEY", help="Only the changes that this asks for; repeatable."),
    ] = None,
    option: Annotated[
        str | None, typer.Option(metavar="A|B|C", help="Which alternative; the first by default.")
    ] = None,
    no_backup: Annotated[bool, typer.Option("--no-backup", help="Keep no CFG.bak.")] = False,
    report: Annotated[
        str | None, typer.Option(metavar="REPORT.json", help="Take the changes from a saved report.")
    ] = None,
    predictions: flags.Predictions = None,
    metrics: flags.Metrics = None,
    map_: flags.Map = None,
    higher: flags.Higher = None,
    lower: flags.Lower = None,
    primary: flags.Primary = None,
    task: flags.Task = None,
    num_classes: flags.NumClasses = None,
    which: flags.WhichRun = None,
    quiet: flags.Quiet = False,
    config: flags.Config = None,
    isolated: flags.Isolated = False,
) -> None:
    """Apply changes."""
    from run_diagnose.apply import Wanted, prepare
    from run_diagnose.errors import UsageError

    if write and out is not None:
        raise UsageError("--write and --out exclude each other", "--write edits the config, --out writes a copy")
    given = {
        "task": task,
        "num-classes": num_classes,
        "primary-metric": primary,
        "higher-is-better": higher,
        "lower-is-better": lower,
    }
    beside = {
        "config_file": config_file,
        "predictions": predictions,
        "metrics": metrics,
        "maps": flags.pairs(map_, "--map"),
        "run": which,
    }
    source = {"configs": config or (), "isolated": isolated}
    judged = _saved(report, run, which) if report else _judged(run, given, source, beside)
    wanted = Wanted(config_file=config_file, option=option, only=tuple(flags.split(only)), copy=out is not None)
    outcome = prepare(judged, wanted)
    raise typer.Exit(_deliver(outcome, write=write, out=out, backup=not no_backup, quiet=quiet))


def _judged(run: str, given: dict[str, Any], source: dict[str, Any], beside: dict[str, Any]) -> RunReport:
    """The one run that is meant. Raises UsageError where there are several."""
    from run_diagnose.cli.judging import join, judged
    from run_diagnose.errors import UnreadableError

    whole = join([report for _, report in judged([run], given, source, beside)])
    if whole.errors:
        raise UnreadableError(whole.errors[0].reason, whole.errors[0].hint)
    return _one(whole.runs, run)


def _saved(name: str, run: str, which: str | None) -> RunReport:
    """The run of a saved report that was read from ``run``."""
    from pathlib import Path, PurePosixPath

    from run_diagnose.errors import UnreadableError, UsageError
    from run_diagnose.render.json_v1 import loads

    try:
        saved = loads(Path(name).read_bytes())
    except OSError as error:
        raise UnreadableError(f"{name}: {error.strerror}", f"diagnose {run} -o {name}") from None
    place = PurePosixPath(run.replace("\\", "/"))
    runs = [
        r
        for r in saved.runs
        if r.name in (run, place.stem, place.name)
        or any(place == (p := PurePosixPath(s.path)) or place in p.parents for s in r.sources)
    ]
    if not runs:
        there = ", ".join(r.name for r in saved.runs[:8]) or "none"
        raise UsageError(f"{name} is no report on {run}; its runs are: {there}", f"diagnose {run} -o {name}")
    return _one(tuple(r for r in runs if which in (None, r.name)), run)


def _one(runs: tuple[RunReport, ...], named: str) -> RunReport:
    from run_diagnose.errors import UsageError

    if len(runs) != 1:
        names = ", ".join(r.name for r in runs[:8])
        raise UsageError(f"{named} holds {len(runs)} runs ({names}); apply takes one", "name it with --run NAME")
    return runs[0]


def _deliver(outcome: Outcome, *, write: bool, out: str | None, backup: bool, quiet: bool) -> int:
    """Diff, copy or file; what was done and what was not goes to stderr."""
    from run_diagnose.apply import unified
    from run_diagnose.apply.writing import write_config
    from run_diagnose.cli.output import emit
    from run_diagnose.cli.trouble import say

    if not quiet:
        for line in _notes(outcome):
            say(line)
    if outcome.before is None or outcome.after is None:
        return 2 if outcome.left else 0
    before, after = outcome.before.data(), outcome.after.data()
    if out == "-":
        emit(outcome.after.text, for_people=False)
    elif out is not None:
        _refuse_other_language(out, outcome.path)
        _told(out, write_config(out, after, backup=backup), quiet)
    elif write:
        _told(outcome.path, write_config(outcome.path, after, expected=before, backup=backup), quiet)
    else:
        emit(_shown(unified(outcome.before.text, outcome.after.text, outcome.path)))
    return 0


def _notes(outcome: Outcome) -> list[str]:
    from run_diagnose.model.wording import listing, setting

    notes = []
    if not outcome.choice.changes:
        notes.append("no change of the config is recommended for this run; nothing is written")
    for change, made in outcome.made:
        old = "added" if made.added else f"{setting(change.old)} ->"
        notes.append(f"{made.key}: {old} {setting(change.new)}  (line {made.line}; {change.cause})")
    notes += [f"not applied: {change.key}: {why}" for change, why in outcome.left]
    others = [letter for letter in outcome.choice.letters if letter != outcome.choice.option]
    if outcome.choice.option and others:
        notes.append(f"this is option {outcome.choice.option}; there is also {listing(others)}: --option {others[0]}")
    return notes


def _told(name: str, backup: str | None, quiet: bool) -> None:
    from run_diagnose.cli.trouble import say

    if not quiet:
        say(f"wrote {name}" + (f"; the old one is {backup}" if backup else ""))


def _refuse_other_language(out: str, path: str) -> None:
    from pathlib import Path

    from run_diagnose.apply.document import SUFFIXES
    from run_diagnose.errors import UsageError

    languages = [SUFFIXES.get(Path(name).suffix.lower()) for name in (out, path)]
    if None not in languages and languages[0] != languages[1]:
        raise UsageError(
            f"--out: {path} is {languages[1]}, so {out} would hold {languages[1]} too",
            f"--out {Path(out).with_suffix(Path(path).suffix).as_posix()}",
        )


def _shown(diff: str) -> str:
    """The diff byte for byte on a pipe; on a terminal without anything that it would obey."""
    import sys

    if not sys.stdout.isatty():
        return diff
    text = diff.replace("\r\n", "\n")
    return "".join(c if c in "\n\t" or c.isprintable() else c.encode("unicode_escape").decode() for c in text)
