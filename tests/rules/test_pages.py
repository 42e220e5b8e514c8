"""The examples on the pages: each rule fires on its own, and none fires on what is quiet for another."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from run_diagnose.engine import examine
from run_diagnose.model.finding import Finding, Severity
from run_diagnose.model.outcome import Fired
from run_diagnose.model.run import Run
from run_diagnose.rules import built_in
from run_diagnose.rules.base import Rule
from run_diagnose.testing.pages import examples, run_of_example

RULES = built_in()
every_rule = pytest.mark.parametrize("rule", RULES, ids=[r.slug for r in RULES])


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("pages")


@cache
def runs(rule: Rule, folder: Path) -> tuple[Run, Run]:
    firing, quiet = examples(rule)
    return run_of_example(firing, folder / str(firing)), run_of_example(quiet, folder / str(quiet))


def serious(rule: Rule, run: Run) -> list[Finding]:
    outcome = rule(run)
    found = outcome.findings if isinstance(outcome, Fired) else ()
    return [f for f in found if f.severity is not Severity.NOTE]


@every_rule
def test_a_rule_fires_on_its_own_example(rule: Rule, folder: Path) -> None:
    outcome = rule(runs(rule, folder)[0])
    assert isinstance(outcome, Fired), outcome


@every_rule
def test_a_rule_is_quiet_on_its_own_quiet_example(rule: Rule, folder: Path) -> None:
    outcome = rule(runs(rule, folder)[1])
    assert not isinstance(outcome, Fired), outcome


@every_rule
def test_a_quiet_example_is_quiet_for_every_rule(rule: Rule, folder: Path) -> None:
    outcomes = examine(runs(rule, folder)[1], RULES, strict=True)
    found = [f for o in outcomes if isinstance(o, Fired) for f in o.findings if f.severity is not Severity.NOTE]
    assert [(f.rule, f.message) for f in found] == []


@every_rule
def test_a_page_has_what_a_reader_looks_for(rule: Rule) -> None:
    page = rule.page
    order = [page.find(h) for h in ("## Why it matters", "## Fires on", "## Quiet on")]
    assert order == sorted(order)
    assert order[0] > 0
