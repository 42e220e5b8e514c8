"""Code is that of the framework that wrote the log."""

from __future__ import annotations

from dataclasses import replace

import pytest

from run_diagnose import changes
from run_diagnose.changes.snippets import OWN, snippet
from run_diagnose.model.run import Source
from run_diagnose.testing.runs import run_of

RUN = run_of({"train_loss": [1.0, 0.9, 0.8]})


@pytest.mark.parametrize(
    ("formats", "word"),
    [
        (["keras-stdout"], "TerminateOnNaN"),
        (["lightning-csv"], "should_stop"),
        (["csv"], "plain"),
        (["csv", "hf-trainer-state"], "plain"),
    ],
)
def test_the_framework_that_wrote_all_of_the_log_has_its_own_way(formats: list[str], word: str) -> None:
    run = replace(RUN, sources=tuple(Source(f"{f}.log", f) for f in formats), memo={})
    assert word in snippet(run, "stop-on-break", "plain")


def test_every_way_belongs_to_a_recipe() -> None:
    assert set(OWN) <= set(changes.built_in())
