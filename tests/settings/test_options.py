"""Settings meet the rules: names, codes and limits are checked, and typed by the rule's own defaults."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from run_diagnose.errors import UsageError
from run_diagnose.model.finding import Fine, Verdict
from run_diagnose.model.run import Run
from run_diagnose.rules.base import rule
from run_diagnose.settings import Settings, resolve
from run_diagnose.settings.options import options
from run_diagnose.settings.show import as_json, as_text


@dataclass(frozen=True)
class Limits:
    share: float = 0.1
    points: int = 5
    strict: bool = False


@rule("TST001", "wobbly-curve", kind="oscillation", title="A test", limits=Limits())
def wobbly(run: Run, limits: Limits) -> Iterator[Verdict]:
    """A rule for these tests."""
    yield Fine("")


@rule("TST002", "flat-curve", kind="plateau", title="Another")
def flat(run: Run, limits: Limits) -> Iterator[Verdict]:
    """A rule without limits."""
    yield Fine("")


RULES = (wobbly, flat)


def of(*configs: str) -> Settings:
    return resolve(".", {}, configs=configs, isolated=True, cwd=Path("/"))


@pytest.mark.parametrize("word", ["wobbly-curve", "TST001", "tst001"])
def test_a_limit_is_set_under_the_name_or_the_code_of_its_rule(word: str) -> None:
    made = options(of(f"rules.{word}.share=1"), RULES).limits
    assert made == {"wobbly-curve": Limits(share=1.0)}
    assert isinstance(made["wobbly-curve"].share, float)


@pytest.mark.parametrize(
    ("config", "message"),
    [
        ("rules.wobly-curve.share=1", "there is no rule"),
        ("rules.wobbly-curve.shares=1", "no limit `shares`"),
        ("rules.wobbly-curve.points=1.5", "a whole number"),
        ("rules.wobbly-curve.points=true", "a whole number"),
        ("rules.wobbly-curve.strict=1", "true or false"),
        ("rules.wobbly-curve.share=much", "a number"),
        ("rules.flat-curve.share=1", "no limit"),
        ("select=wobbly", "no rule answers"),
        ("severity.wobly=note", "no rule answers"),
    ],
)
def test_a_name_or_type_that_does_not_exist_is_refused(config: str, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        options(of(config), RULES)


def test_the_nearest_limit_is_named() -> None:
    with pytest.raises(UsageError) as caught:
        options(of("rules.wobbly-curve.shares=1"), RULES)
    assert caught.value.hint == "did you mean `share`?"


def test_a_severity_of_one_rule_outranks_that_of_its_family() -> None:
    made = options(of("severity.TST=note", "severity.wobbly-curve=error"), RULES).severities
    assert made == {"wobbly-curve": "error", "flat-curve": "note"}


def test_words_for_confidence_become_shares() -> None:
    assert options(of("min-confidence=high"), RULES).min_confidence == pytest.approx(0.85)
    assert options(of("min-confidence=0.4"), RULES).min_confidence == pytest.approx(0.4)


def test_the_listing_shows_each_value_with_its_origin_and_all_limits_on_demand() -> None:
    settings = of("rules.wobbly-curve.share=0.2", "columns.'my/loss'=val_loss", "fail-on=note")
    text = as_text(settings, RULES)
    assert 'fail-on = "note"' in text
    assert "rules.wobbly-curve.share = 0.2" in text
    assert "rules.wobbly-curve.points" not in text
    assert "rules.wobbly-curve.points = 5" in as_text(settings, RULES, every_limit=True)
    assert '"origin": "--config fail-on"' in as_json(settings, RULES)
