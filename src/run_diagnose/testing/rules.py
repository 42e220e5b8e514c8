"""What every rule keeps, ours and yours: ``rule_contract(my_rule)`` in a test of your own says where yours does not.

from run_diagnose.testing import rule_contract
from my_package.rules import my_rule

def test_my_rule_keeps_the_contract():
    rule_contract(my_rule)
"""

from __future__ import annotations

import dataclasses
import inspect
import re
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path

from run_diagnose.model.finding import Finding, Severity
from run_diagnose.model.outcome import Fired, Outcome
from run_diagnose.model.run import Run
from run_diagnose.model.series import Moment
from run_diagnose.rules.base import KINDS, Rule
from run_diagnose.testing.nasty import ROLES, nasty_runs
from run_diagnose.testing.pages import Example, examples, run_of_example

_CODE, _SLUG = re.compile(r"[A-Z]{3}\d{3}"), re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def rule_contract(rule: Rule) -> None:
    """Check that ``rule`` keeps what reports, causes and readers rely on. AssertionError with a sentence if not.

    - Code, slug, kind and title have the shapes that reports print; limits are frozen and have defaults.
    - Its page has ``## Why it matters``, ``## Fires on`` and ``## Quiet on``; the rule fires on the one example and
      says nothing at all on the other, both read by the real readers.
    - It never raises and never warns: on no points, constants, infinities, NaN, subnormal and huge numbers.
    - It leaves the run as it was, and says the same when it is asked twice.
    - Messages are one paragraph; confidence lies in 0..1; every place that is pointed at is in the log.
    """
    _names(rule)
    firing, quiet = examples(rule)
    assert "## Why it matters" in rule.page, f"{rule.slug}: its page has no '## Why it matters'"
    with tempfile.TemporaryDirectory() as folder:
        run = _run(firing, folder)
        outcome = _asked(rule, run)
        assert isinstance(outcome, Fired), f"{rule.slug} does not fire on its own example: {outcome}"
        for found in outcome.findings:
            _finding(rule, run, found)
        calm = _asked(rule, _run(quiet, folder))
        assert not isinstance(calm, Fired), f"{rule.slug} fires on its own quiet example: {_messages(calm)}"
    roles = tuple(dict.fromkeys((*(name for group in rule.needs for name in group), *ROLES)))
    for run in nasty_runs(roles):
        outcome = _asked(rule, run)
        for found in outcome.findings if isinstance(outcome, Fired) else ():
            _finding(rule, run, found)


def _names(rule: Rule) -> None:
    assert _CODE.fullmatch(rule.code), f"{rule.code!r} is not three letters and three digits"
    assert _SLUG.fullmatch(rule.slug), f"{rule.slug!r} is not kebab-case"
    assert rule.kind in KINDS, f"{rule.slug}: {rule.kind!r} is not one of the kinds"
    assert rule.title.strip(), f"{rule.slug} has no title"
    assert not rule.title.endswith("."), f"{rule.slug}: a title has no full stop"
    assert dataclasses.is_dataclass(rule.limits), f"{rule.slug}: limits are a dataclass"
    assert type(rule.limits).__hash__ is not None, f"{rule.slug}: limits are frozen"
    assert inspect.isgeneratorfunction(rule.check), f"{rule.slug}: a check is a generator of verdicts"


def _run(example: Example, folder: str) -> Run:
    return run_of_example(example, Path(folder) / str(example))


def _asked(rule: Rule, run: Run) -> Outcome:
    """The outcome, asked for twice on a fresh memory; raising, warning and changing the run are failures."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            first = rule(dataclasses.replace(run, memo={}))
            second = rule(dataclasses.replace(run, memo={}))
        except Exception as error:
            raise AssertionError(f"{rule.slug} raised {type(error).__name__}: {error} on {_columns(run)}") from error
    assert repr(first) == repr(second), f"{rule.slug} says something else when it is asked again"
    return first


def _finding(rule: Rule, run: Run, found: Finding) -> None:
    who = f"{rule.slug}, {found.message!r}"
    assert isinstance(found.severity, Severity), f"{who}: severity is {found.severity!r}"
    assert 0.0 <= found.confidence <= 1.0, f"{who}: confidence is {found.confidence}"
    assert found.message.strip() == found.message != "", f"{who}: the message is blank or padded"
    assert "\n" not in found.message, f"{who}: the message is one paragraph"
    assert found.kind in KINDS, f"{who}: {found.kind!r} is not one of the kinds"
    known = _lines(run)
    told = {e.line for e in run.events} | {p.line for p in run.placeholders} | {s.line for s in run.segments}
    for moment in _places(found):
        if moment.line and any(file == moment.file for file, _, _ in known):
            lines = known.get((moment.file, moment.axis, moment.value), told)
            assert moment.line in lines | told, f"{who}: {moment} stands on line {sorted(lines)}"


def _lines(run: Run) -> dict[tuple[str, str, float], set[int]]:
    """The lines on which each place of each axis was logged."""
    known: dict[tuple[str, str, float], set[int]] = {}
    for s in run.logged:
        for axis, places in ((s.axis, s.x), *s.also.items()):
            for place, line in zip(places, s.line, strict=True):
                known.setdefault((s.file, axis, float(place)), set()).add(int(line))
    return known


def _places(found: Finding) -> Iterator[Moment]:
    places = [found.onset, found.known, found.end]
    for item in found.evidence:
        places += [item.at, item.other_at]
    yield from (p for p in places if p is not None)


def _columns(run: Run) -> str:
    return ", ".join(f"{s.name}={s.y[:4].tolist()}" for s in run.series[:2]) or "a run without series"


def _messages(outcome: Outcome) -> str:
    return "; ".join(f.message for f in outcome.findings) if isinstance(outcome, Fired) else ""
