"""Names taken apart."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from run_diagnose.model.roles import Split
from run_diagnose.names.guess import guess
from run_diagnose.names.words import split_words, take_apart


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("trainLoss", ("train", "loss")),
        ("metrics/mAP50-95(B)", ("metrics", "map50", "95")),
        ("mean_io_u_5", ("mean", "io", "u", "5")),
        ("AverageEpRet", ("average", "ep", "ret")),
        ("valid_1's binary_error", ("valid", "1", "binary", "error")),
        ("elapsed time (ms)", ("elapsed", "time")),
        ("tok/s", ("toks",)),
        ("val R²", ("val", "r2")),
        ("mIoU", ("miou",)),
        ("errD", ("err", "d")),
    ],
)
def test_words_of_a_name(name: str, words: tuple[str, ...]) -> None:
    assert split_words(name) == words


@pytest.mark.parametrize(
    ("name", "split"),
    [
        ("val_loss", Split.VAL),
        ("loss/train", Split.TRAIN),
        ("validation/main/loss", Split.VAL),
        ("Accuracy on Test-Set", Split.TEST),
        ("DEV_F-SCORE", Split.VAL),
        ("train_val_loss", Split.VAL),
        ("loss", Split.NONE),
        ("interval", Split.NONE),
    ],
)
def test_the_split_is_a_word_of_its_own(name: str, split: Split) -> None:
    assert take_apart(name).split is split


@pytest.mark.parametrize(
    ("name", "mark"), [("train_loss_step", "step"), ("epoch_loss", "epoch"), ("Loss (avg)", "avg"), ("loss", "")]
)
def test_twins_are_marked(name: str, mark: str) -> None:
    assert take_apart(name).mark == mark


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=60))
def test_any_text_can_be_a_name(name: str) -> None:
    assert guess(take_apart(name)).kind in ("loss", "metric", "signal", "other")
