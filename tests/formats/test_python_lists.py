"""Whole curves printed as Python lists."""

from __future__ import annotations

from run_diagnose.formats import detect
from run_diagnose.formats.base import Head, Match
from run_diagnose.formats.python_lists import reader, recognise
from run_diagnose.model.record import Block


def test_a_list_per_epoch_is_left_to_the_reader_of_lines() -> None:
    text = "epoch 1 class acc: [0.1, 0.2, 0.3]\nepoch 2 class acc: [0.2, 0.3, 0.4]\n"
    assert recognise(Head.of("train.log", text)) is Match.NO


def test_a_print_loop_that_ends_with_its_lists_is_a_print_loop() -> None:
    rows = "".join(f"Epoch {n} train loss {1 / n:.4f} val loss {1.1 / n:.4f} in 12.3s\n" for n in range(1, 30))
    assert recognise(Head.of("train.log", rows + "train_loss = [1.0, 0.5, 0.33]\n")) is Match.NO


def test_lists_of_equal_length_are_no_table_without_a_header() -> None:
    curve = ", ".join(f"{1 / n:.5f}" for n in range(1, 60))
    found = detect(Head.of("curves.txt", f"train_loss = [{curve}]\nval_loss = [{curve}]\n"))
    assert found is not None
    assert found.NAME == "python-lists"


def test_a_list_that_was_cut_keeps_its_whole_figures() -> None:
    log = reader(Head.of("curves.txt", ""))
    log.feed(1, "loss = [0.9, 0.7, 0.6, 0.5")
    (block,) = log.close()
    assert isinstance(block, Block)
    assert block.columns["loss"].tolist() == [0.9, 0.7, 0.6]


def test_settings_in_brackets_are_no_curves() -> None:
    assert recognise(Head.of("config.py", "betas = [0.9, 0.99, 0.999]\nsizes = [64, 128, 256]\n")) is Match.NO
