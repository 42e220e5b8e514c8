"""What must not matter to a finding: units, other columns, their order, their names, the axis, how often is logged."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from run_diagnose.engine import examine
from run_diagnose.model.finding import Finding
from run_diagnose.model.outcome import Fired
from run_diagnose.model.run import Run
from run_diagnose.model.series import Series
from run_diagnose.rules import built_in
from run_diagnose.testing.courses import COURSES
from run_diagnose.testing.pages import Example, examples, run_of_example
from run_diagnose.testing.runs import run_of

RULES = built_in()
EXAMPLES = [e for rule in RULES for e in examples(rule) if e.log]
TABLES = [e for e in EXAMPLES if e.name.endswith(".csv")]
ABSOLUTE = {rule.slug for rule in RULES if rule.absolute}
MAY_END = {rule.slug for rule in RULES if rule.may_end}
ALIASES = {
    "train_loss": ("training_loss", "loss/train", "Train Loss"),
    "val_loss": ("valid_loss", "validation_loss", "loss/val"),
    "val_acc": ("val_accuracy", "validation_accuracy"),
    "val_accuracy": ("val_acc", "valid_accuracy"),
    "val_r2": ("validation_r2", "r2/val"),
    "lr": ("learning_rate",),
    "grad_norm": ("gradient_norm",),
    "pred_std": ("prediction_std",),
}
"""Other spellings of the columns that pages use."""
few = settings(max_examples=40, deadline=None, derandomize=True)
Rows = list[list[str]]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("invariance")


def findings(run: Run) -> list[Finding]:
    outcomes = examine(run, RULES, strict=True)
    return [f for o in outcomes if isinstance(o, Fired) for f in o.findings]


def kinds(found: Iterable[Finding], *, without: Iterable[str] = ()) -> set[tuple[str, str, str]]:
    return {(f.rule, f.kind, f.severity.value) for f in found if f.rule not in without}


@cache
def run_of_page(example: Example, folder: Path) -> Run:
    return run_of_example(example, folder / str(example))


@cache
def said(example: Example, folder: Path) -> list[Finding]:
    return findings(run_of_page(example, folder))


def changed(example: Example, folder: Path, change: Callable[[Rows], Rows]) -> Run:
    rows = change([line.split(",") for line in example.log.strip().splitlines()])
    text = "".join(",".join(row) + "\n" for row in rows)
    return run_of_example(replace(example, log=text), folder / f"{example}-changed")


@few
@given(example=st.sampled_from(EXAMPLES), power=st.floats(-9, 9))
def test_the_unit_of_a_loss_does_not_matter_but_to_rules_that_say_so(
    folder: Path, example: Example, power: float
) -> None:
    run = run_of_page(example, folder)
    factor = 10.0**power

    def scaled(series: Series) -> Series:
        is_loss = "loss" in series.role.name and series.role.name != "loss_scale"
        return replace(series, y=series.y * factor) if is_loss else series

    other = replace(run, series=tuple(map(scaled, run.series)), logged=tuple(map(scaled, run.logged)), memo={})
    assert kinds(findings(other), without=ABSOLUTE) == kinds(said(example, folder), without=ABSOLUTE)


@few
@given(
    example=st.sampled_from(TABLES),
    name=st.sampled_from(["humidity", "worker_id", "notes", "room temperature", "x_17"]),
    seed=st.integers(0, 99),
)
def test_a_column_of_something_else_does_not_matter(folder: Path, example: Example, name: str, seed: int) -> None:
    chance = np.random.default_rng(seed)
    run = changed(
        example, folder, lambda rows: [[*rows[0], name], *([*row, f"{chance.normal():.4f}"] for row in rows[1:])]
    )
    assert kinds(findings(run)) == kinds(said(example, folder))


@few
@given(example=st.sampled_from(TABLES), chance=st.randoms(use_true_random=False))
def test_the_order_of_the_columns_does_not_matter(folder: Path, example: Example, chance: object) -> None:
    width = len(example.log.split("\n", 1)[0].split(","))
    order = list(range(width))
    chance.shuffle(order)  # type: ignore[attr-defined]
    run = changed(example, folder, lambda rows: [[row[i] for i in order] for row in rows])
    assert kinds(findings(run)) == kinds(said(example, folder))


@few
@given(example=st.sampled_from(TABLES), choice=st.integers(0, 2))
def test_a_known_other_name_does_not_matter(folder: Path, example: Example, choice: int) -> None:
    def renamed(name: str) -> str:
        known = ALIASES.get(name, (name,))
        return known[choice % len(known)]

    run = changed(example, folder, lambda rows: [[renamed(name) for name in rows[0]], *rows[1:]])
    assert kinds(findings(run)) == kinds(said(example, folder))


@few
@given(
    example=st.sampled_from([e for e in TABLES if e.log.startswith("epoch,")]), each=st.sampled_from([10, 128, 1000])
)
def test_steps_are_judged_like_epochs(folder: Path, example: Example, each: int) -> None:
    run = changed(
        example,
        folder,
        lambda rows: [["step", *rows[0][1:]], *([f"{float(row[0]) * each:g}", *row[1:]] for row in rows[1:])],
    )
    assert kinds(findings(run)) == kinds(said(example, folder))


@pytest.mark.parametrize("kind", COURSES)
@settings(max_examples=5, deadline=None, derandomize=True)
@given(seed=st.integers(0, 10_000), points=st.sampled_from([30, 60, 200]))
def test_logging_twice_as_densely_changes_nothing_serious(kind: str, seed: int, points: int) -> None:
    dense = COURSES[kind](2 * points, np.random.default_rng(seed))
    sparse = {name: values[1::2] for name, values in dense.items()}
    seen = [{f.kind for f in findings(run_of(c)) if f.severity.level} for c in (dense, sparse)]
    for found in seen:
        assert (kind in found) if kind else not found, (kind, seen)


@few
@given(example=st.sampled_from(TABLES), share=st.floats(0.3, 1))
def test_what_was_seen_on_the_way_is_still_seen_at_the_end(folder: Path, example: Example, share: float) -> None:
    def cut(rows: Rows) -> Rows:
        return rows[: max(3, math.ceil(share * len(rows)))]

    early = [f for f in findings(changed(example, folder, cut)) if f.severity.level]
    lasting = {f.rule for f in early} - MAY_END
    assert lasting <= {f.rule for f in said(example, folder)}


@settings(max_examples=30, deadline=None, derandomize=True)
@given(
    example=st.sampled_from([e for e in TABLES if e.fires and e.rule not in MAY_END]),
    more=st.integers(1, 40),
    seed=st.integers(0, 99),
)
def test_what_may_not_end_outlasts_any_recovery(folder: Path, example: Example, more: int, seed: int) -> None:
    chance = np.random.default_rng(seed)

    def longer(rows: Rows) -> Rows:
        """The log goes on with rows like its first third, on an axis that goes on."""
        body = rows[1:]
        step = float(body[-1][0]) - float(body[-2][0])
        tail = []
        for i in range(1, more + 1):
            row = body[int(chance.integers(0, max(1, len(body) // 3)))]
            tail.append([f"{float(body[-1][0]) + i * step:g}", *row[1:]])
        return [*rows, *tail]

    assert example.rule in {f.rule for f in findings(changed(example, folder, longer))}
