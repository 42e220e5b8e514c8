"""``diagnose rule``: pages from the source agree with the rules themselves."""

from __future__ import annotations

import dataclasses
import json

import pytest

from run_diagnose import explain, rules
from run_diagnose.cli.app import main
from run_diagnose.rules.base import Rule

every_rule = pytest.mark.parametrize("rule", rules.built_in(), ids=lambda rule: rule.slug)


@every_rule
def test_the_page_read_from_the_source_is_the_rule(rule: Rule) -> None:
    (page,) = explain.find(rule.slug)
    assert (page.code, page.kind, page.title, page.needs) == (rule.code, rule.kind, rule.title, rule.needs)
    assert set(page.tasks) == set(rule.tasks or ())
    assert set(page.not_for) == rule.not_for
    assert {x.name: x.value for x in page.limits} == {
        f.name: getattr(rule.limits, f.name) for f in dataclasses.fields(rule.limits)
    }


@every_rule
def test_every_limit_says_why_it_is_what_it_is(rule: Rule) -> None:
    (page,) = explain.find(rule.slug)
    assert [x.name for x in page.limits if not x.why] == []


def test_a_code_a_prefix_and_a_kind_name_rules_too() -> None:
    assert explain.find("nan001")[0].slug == "non-finite-loss"
    assert {p.code[:3] for p in explain.find("COL")} == {"COL"}
    assert all(p.kind == "plateau" for p in explain.find("plateau"))


def test_limits_from_the_settings_are_shown_with_their_origin(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rule", "plateau", "--isolated", "--config", "rules.plateau.long=0.4"]) == 0
    text = capsys.readouterr().out
    assert "`long` = 0.4 (from --config rules.plateau.long; the default is 0.5)" in text
    assert "## Fires on" in text


def test_without_a_name_the_rules_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rule", "--isolated"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == len(rules.built_in())


def test_all_pages_can_be_had_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rule", "--all", "--format", "json", "--isolated"]) == 0
    assert [row["name"] for row in json.loads(capsys.readouterr().out)] == [r.slug for r in rules.built_in()]
