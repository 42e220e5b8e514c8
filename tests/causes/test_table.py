"""What holds for the table of causes as a whole."""

from __future__ import annotations

import inspect
import sys
from collections import Counter
from pathlib import Path
from types import ModuleType

import pytest

from run_diagnose import causes, changes, rules
from run_diagnose.causes.base import Cause

CAUSES = causes.built_in()
EXPLAINED = {name for cause in CAUSES for name in cause.explains}


def serious(rule: rules.base.Rule) -> bool:
    """True if the rule's file can give a warning or an error."""
    source = inspect.getsource(sys.modules[rule.check.__module__])
    return "Severity.ERROR" in source or "Severity.WARNING" in source


@pytest.mark.parametrize("rule", [r for r in rules.built_in() if serious(r)], ids=lambda r: r.slug)
def test_what_is_found_is_explained_or_says_why_not(rule: rules.base.Rule) -> None:
    assert rule.slug in EXPLAINED or rule.kind in EXPLAINED or rule.unexplained


def test_causes_explain_rules_that_exist() -> None:
    known = {name for r in rules.built_in() for name in (r.slug, r.kind)}
    assert EXPLAINED - known == set()


@pytest.mark.parametrize("cause", CAUSES, ids=lambda c: c.slug)
def test_a_cause_has_a_sign_a_test_and_changes_that_exist(cause: Cause) -> None:
    assert any(sign.weight > 0 for sign in cause.signs)
    assert cause.test
    assert cause.changes
    assert set(cause.changes) <= set(changes.built_in())


@pytest.mark.parametrize("cause", CAUSES, ids=lambda c: c.slug)
def test_a_story_is_at_most_two_sentences(cause: Cause) -> None:
    assert 1 <= cause.story.count(". ") + cause.story.endswith(".") <= 2
    assert not cause.title.endswith(".")


def test_every_cause_has_a_name_of_its_own() -> None:
    assert [slug for slug, n in Counter(c.slug for c in CAUSES).items() if n > 1] == []


def test_every_change_is_asked_for_by_some_cause() -> None:
    assert set(changes.built_in()) - {slug for cause in CAUSES for slug in cause.changes} == set()


@pytest.mark.parametrize("package", [causes, changes], ids=["causes", "changes"])
def test_every_file_of_causes_and_changes_is_in_its_list(package: ModuleType) -> None:
    there = {file.stem for file in Path(str(package.__file__)).parent.glob("*.py")}
    assert there - set(package.MODULES) <= {"__init__", "base", "names", "signs", "snippets", "lead_signs"}
    assert set(package.MODULES) <= there
