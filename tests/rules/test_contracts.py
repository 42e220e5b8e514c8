"""What holds for every rule on any log, however broken."""

from __future__ import annotations

import math
import warnings
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from run_diagnose.engine import examine
from run_diagnose.model.finding import Finding
from run_diagnose.model.outcome import Fired
from run_diagnose.model.run import Run
from run_diagnose.model.series import Moment
from run_diagnose.rules import built_in
from run_diagnose.testing.runs import run_of

few = settings(max_examples=50, deadline=None, derandomize=True)

COLUMNS = (
    "train_loss", "val_loss", "train_loss_part:kl", "val_metric:r2", "val_metric:accuracy", "train_metric:accuracy",
    "val_metric:correlation", "val_metric:f1", "lr", "grad_norm", "grad_norm_part:head", "grad_norm_part:body",
    "loss_scale", "pred_std", "target_std", "pred_mean", "target_mean", "variance_ratio", "update_ratio", "entropy",
    "kl", "clip_fraction", "explained_variance", "train_metric:reward", "generator_loss", "discriminator_loss",
    "throughput", "step_time", "memory", "weight_norm",
)  # fmt: skip
TASKS = ("", "classification", "regression", "lm", "detection", "rl", "gan", "vae", "ssl", "boosting")
CONFIGS: tuple[dict[str, object], ...] = (
    {},
    {"lr": "1e-3", "epochs": 0, "warmup_steps": -5, "patience": 1e300, "num_classes": 2, "label_smoothing": 0.1},
    {"lr": 0.0, "epochs": 10, "warmup_epochs": 20, "patience": 50, "scheduler": "cosine", "max_grad_norm": 0.0},
    {"batch_size": "", "accumulate": None, "monitor": "val_loss", "mode": "max", "dropout": 2, "seed": True},
)
nasty = st.sampled_from([math.nan, math.inf, -math.inf, 0.0, -0.0, 1e-300, 1e300, -1e300, 1.0])
plain = st.floats(-10, 10) | st.integers(0, 3).map(float)


@st.composite
def broken_runs(draw: st.DrawFn) -> Run:
    """Up to eight columns of up to 40 rows, some values missing, some not numbers a training should show."""
    names = draw(st.lists(st.sampled_from(COLUMNS), min_size=1, max_size=8, unique=True))
    rows = draw(st.integers(0, 40))
    columns = {name: draw(_column(rows)) for name in names}
    return run_of(columns, task=draw(st.sampled_from(TASKS)), config=draw(st.sampled_from(CONFIGS)))


def _column(rows: int) -> st.SearchStrategy[list[float | None]]:
    """A course that is smooth, constant or noisy, with nasty values and gaps at a few places."""
    course = st.sampled_from(("fall", "rise", "flat", "valley")).flatmap(
        lambda shape: st.tuples(st.just(shape), plain, st.sampled_from([0.0, 1e-9, 0.1, 3.0]))
    )
    holes = st.dictionaries(st.integers(0, max(rows - 1, 0)), nasty | st.none() | plain, max_size=6)
    return st.builds(lambda c, h: _filled(rows, *c, h), course, holes)


def _filled(rows: int, shape: str, level: float, rough: float, holes: dict[int, float | None]) -> list[float | None]:
    t = np.linspace(0, 1, rows)
    base = {"fall": np.exp(-4 * t), "rise": np.exp(3 * t), "flat": np.ones(rows), "valley": 1 + (t - 0.4) ** 2 * 5}
    wobble = rough * np.sin(np.arange(rows) * 12.9898) * 0.1
    out: list[float | None] = [float(v) for v in level * base[shape] + wobble]
    for row, value in holes.items():
        if row < rows:
            out[row] = value
    return out


def findings(run: Run) -> Iterator[Finding]:
    """What all rules say, notes included; a rule that raises or warns fails the test."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for outcome in examine(run, built_in(), strict=True):
            if isinstance(outcome, Fired):
                yield from outcome.findings


@few
@given(broken_runs())
def test_no_rule_breaks_or_warns_and_every_number_it_gives_is_somewhere_in_the_log(run: Run) -> None:
    lines = {(s.axis, float(x)): int(n) for s in run.logged for x, n in zip(s.x, s.line, strict=True)}
    for found in findings(run):
        assert 0.0 <= found.confidence <= 1.0
        assert found.message == found.message.strip() != ""
        for moment in moments(found):
            assert lines.get((moment.axis, moment.value)) == moment.line, (found.rule, moment)


def moments(found: Finding) -> Iterator[Moment]:
    """Every place that a finding points at."""
    places = [found.onset, found.known, found.end]
    for item in found.evidence:
        places += [item.at, item.other_at]
    yield from (p for p in places if p is not None and p.file == "run.csv")


@few
@given(broken_runs())
def test_a_run_is_judged_alike_twice(run: Run) -> None:
    again = replace(run, memo={})
    assert repr(list(findings(run))) == repr(list(findings(again)))
