"""Our own rules keep the contract, and the contract finds out those that do not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest

from run_diagnose.model.finding import reading
from run_diagnose.model.run import Run
from run_diagnose.model.series import Moment
from run_diagnose.rules import built_in
from run_diagnose.rules.base import Fine, Rule, Severity, Sighting, Verdict, rule
from run_diagnose.testing import rule_contract


@pytest.mark.parametrize("ours", built_in(), ids=lambda r: r.slug)
def test_our_rules_keep_it(ours: Rule) -> None:
    rule_contract(ours)


@dataclass(frozen=True)
class Limits:
    high: float = 5.0
    """Higher is worth a word."""


@rule("XYZ001", "too-high", kind="other", title="Too high", needs=("train_loss",), limits=Limits())
def too_high(run: Run, limits: Limits) -> Iterator[Verdict]:
    """The loss is high.

    ## Why it matters
    It should be low.

    ## Fires on
    ```csv
    epoch,train_loss
    1,9.0
    2,8.0
    3,7.5
    ```

    ## Quiet on
    ```csv
    epoch,train_loss
    1,3.0
    2,2.0
    3,1.5
    ```
    """
    s = run.get("train_loss")
    assert s is not None
    high = [i for i, v in enumerate(s.y) if v > limits.high]
    if not high:
        yield Fine("low")
        return
    yield Sighting(
        message=f"{s.name} is high.",
        severity=Severity.NOTE,
        confidence=0.9,
        evidence=(reading(s.name, float(s.y[high[0]]), s.moment(high[0])),),
        onset=s.moment(high[0]),
    )


def test_a_simple_rule_keeps_it() -> None:
    rule_contract(too_high)


def raising(run: Run, limits: Any) -> Iterator[Verdict]:
    s = run.get("train_loss")
    assert s is not None
    yield from too_high.check(run, limits) if 1 / len(s.finite) else ()


def warning(run: Run, limits: Any) -> Iterator[Verdict]:
    import warnings

    warnings.warn("careful", stacklevel=1)
    yield from too_high.check(run, limits)


def pointing_nowhere(run: Run, limits: Any) -> Iterator[Verdict]:
    for seen in too_high.check(run, limits):
        yield replace(seen, onset=Moment("epoch", 2.0, 77, run.file)) if isinstance(seen, Sighting) else seen


def oversure(run: Run, limits: Any) -> Iterator[Verdict]:
    for seen in too_high.check(run, limits):
        yield replace(seen, confidence=97.0) if isinstance(seen, Sighting) else seen


def never(run: Run, limits: Any) -> Iterator[Verdict]:
    yield Fine("always")


@pytest.mark.parametrize(
    ("check", "words"),
    [
        (raising, "raised ZeroDivisionError"),
        (warning, "raised UserWarning"),
        (pointing_nowhere, "stands on line"),
        (oversure, "confidence is 97"),
        (never, "does not fire on its own example"),
    ],
)
def test_a_rule_that_breaks_it_is_told_how(check: Callable[..., Iterator[Verdict]], words: str) -> None:
    check.__doc__ = too_high.check.__doc__
    with pytest.raises(AssertionError, match=words):
        rule_contract(replace(too_high, check=check))


def test_a_page_without_examples_is_told() -> None:
    def bare(run: Run, limits: Any) -> Iterator[Verdict]:
        """The loss is high."""
        yield Fine("")

    with pytest.raises(AssertionError, match="has no '## Fires on'"):
        rule_contract(replace(too_high, check=bare))


def test_names_that_reports_cannot_print_are_told() -> None:
    with pytest.raises(AssertionError, match="three letters"):
        rule_contract(replace(too_high, code="X1"))
    with pytest.raises(AssertionError, match="kebab-case"):
        rule_contract(replace(too_high, slug="Too High"))
