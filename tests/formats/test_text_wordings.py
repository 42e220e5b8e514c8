"""Spellings that one program or language has to itself: read where the head shows them, left alone elsewhere."""

from __future__ import annotations

import pytest

from run_diagnose.formats.base import Head
from run_diagnose.formats.general_text import reader
from run_diagnose.model.record import Point


def points(*lines: str) -> list[tuple[dict[str, float], str]]:
    log = reader(Head.of("train.log", "\n".join(lines)))
    records = [r for number, line in enumerate(lines, 1) for r in log.feed(number, line)]
    return [(dict(r.values), r.split) for r in [*records, *log.close()] if isinstance(r, Point)]


@pytest.mark.parametrize(
    ("first", "second", "wanted"),
    [
        (
            "[Epoch 1] Validation [Loss Acc]=[0.6 0.7] Training [Loss Acc]=[0.5 0.8]",
            "[Epoch 2] Validation [Loss Acc]=[0.5 0.8] Training [Loss Acc]=[0.4 0.9]",
            {"epoch": 2, "Validation Loss": 0.5, "Validation Acc": 0.8, "Training Loss": 0.4, "Training Acc": 0.9},
        ),
        (
            "('epoch 1 step 10 ', 'train loss: 0.6 ', 'val loss: 0.7 ')",
            "('epoch 1 step 20 ', 'train loss: 0.5 ', 'val loss: 0.6 ')",
            {"epoch": 1, "step": 20, "train loss": 0.5, "val loss": 0.6},
        ),
        (
            "Epoch | 1 | Train | loss | 0.6 | bc_loss | 0.3",
            "Epoch | 2 | Train | loss | 0.5 | bc_loss | 0.2",
            {"epoch": 2, "loss": 0.5, "bc_loss": 0.2},
        ),
        (
            "[10:00:01][#000100][0512ms][0.61][0.72]",
            "[10:00:09][#000200][0498ms][0.55][0.63]",
            {"iter": 200, "src_loss": 0.55, "dst_loss": 0.63},
        ),
        (
            "epoch 1 train loss Array(0.6, dtype=float32) test acc Array(0.7, dtype=float32, weak_type=True)",
            "epoch 2 train loss Array(0.5, dtype=float32) test acc Array(0.8, dtype=float32, weak_type=True)",
            {"epoch": 2, "train loss": 0.5, "test acc": 0.8},
        ),
        (
            "At iterate    1    f=  6.93147D-01    |proj g|=  1.20000D-01",
            "At iterate    2    f=  5.00000D-01    |proj g|=  2.50000D-02",
            {"iteration": 2, "objective": 0.5, "grad norm": 0.025},
        ),
        (
            "Losses at iteration 0 {'ner': 9.5, 'tagger': 2.5}",
            "Losses at iteration 1 {'ner': 7.5, 'tagger': 1.5}",
            {"iteration": 1, "ner loss": 7.5, "tagger loss": 1.5},
        ),
        (
            "0m 41s (- 9m 40s) (5000 6%) 2.85",
            "1m 22s (- 8m 59s) (10000 13%) 2.25",
            {"step": 10000, "loss": 2.25},
        ),
        (
            "5000 5% (0m 8s) 2.64 Nguyen / Vietnamese",
            "10000 10% (0m 16s) 1.25 Rossi / Greek (Italian)",
            {"step": 10000, "loss": 1.25},
        ),
        (
            "epoch 1 tr 0.6 va 0.7 te 0.8",
            "epoch 2 tr 0.5 va 0.6 te 0.7",
            {"epoch": 2, "train loss": 0.5, "val loss": 0.6, "test loss": 0.7},
        ),
        (
            "Epochs 1/9. Running Loss:    0.6: 100%|██████████| 10/10 [00:01<00:00,  8.6it/s]",
            "Epochs 2/9. Running Loss:    0.5: 100%|██████████| 10/10 [00:01<00:00,  8.6it/s]",
            {"epoch": 2, "Running Loss": 0.5},
        ),
        (
            "[05/01/2026 10:00:01 INFO 139] #quality_metric: host=algo-1, epoch=1, validation accuracy <score>=0.7",
            "[05/01/2026 10:00:09 INFO 139] #quality_metric: host=algo-1, epoch=2, validation accuracy <score>=0.8",
            {"epoch": 2, "validation accuracy": 0.8},
        ),
    ],
)
def test_a_spelling_of_its_own_is_read_plainly(first: str, second: str, wanted: dict[str, float]) -> None:
    assert points(first, second)[-1][0] == wanted


def test_what_one_row_alone_shows_is_no_spelling() -> None:
    assert points("Epoch | 1 | Train | loss | 0.6 | bc_loss | 0.3") == []


def test_a_server_of_clients_tells_round_loss_and_metrics_in_one_pair_of_brackets() -> None:
    rows = points(
        "INFO :      fit progress: (1, 2.3, {'accuracy': 0.3}, 5.7)", "INFO :      fit progress: (2, 2.1, {}, 9.9)"
    )
    assert rows[0][0] == {"round": 1, "val loss": 2.3, "val accuracy": 0.3}
    assert rows[1][0]["val loss"] == 2.1


def test_the_loss_of_a_list_of_terms_is_their_sum() -> None:
    rows = points(
        "Step      Train loss              Test loss               Test metric",
        "0         [2.0e-01, 1.0e-01]      [3.0e-01, 1.0e-01]      [7.3e-01]",
        "1000      [1.0e-01, 0.5e-01]      [2.0e-01, 0.5e-01]      [5.1e-01]",
    )
    assert [(row["step"], row["train loss"], row["test loss"]) for row, _ in rows] == [
        (0, 0.3, 0.4),
        (1000, 0.15, 0.25),
    ]
    assert rows[0][0]["train loss term2"] == 0.1
    assert rows[1][0]["test metric"] == 0.51


def test_averaged_figures_are_the_epochs_and_those_of_a_test_apart() -> None:
    rows = points(
        "Epoch: [0]  [ 0/90]  eta: 0:01:00  lr: 0.001000  loss: 9.0 (9.0)  time: 0.1  data: 0.1",
        "Averaged stats: lr: 0.001000  loss: 6.5 (7.5)",
        "Test:  [ 0/9]  eta: 0:00:05  loss: 8.0 (8.0)  time: 0.1  data: 0.1",
        "Averaged stats: loss: 8.1 (7.9)",
        "Epoch: [1]  [ 0/90]  eta: 0:01:00  lr: 0.001000  loss: 5.0 (5.0)  time: 0.1  data: 0.1",
        "Averaged stats: lr: 0.001000  loss: 4.0 (4.5)",
    )
    told = [(row["loss (epoch)"], split) for row, split in rows if "loss (epoch)" in row]
    assert told == [(7.5, ""), (7.9, "test"), (4.5, "")]


def test_the_best_so_far_beside_the_current_metric_is_no_entry() -> None:
    rows = points(
        "epoch: [1/9], global_step: 10, acc: 0.1, loss: 2.0",
        "cur metric, acc: 0.3, fps: 900.0",
        "best metric, acc: 0.3, best_epoch: 1",
        "epoch: [2/9], global_step: 20, acc: 0.2, loss: 1.5",
        "cur metric, acc: 0.4, fps: 900.0",
        "best metric, acc: 0.4, best_epoch: 2",
    )
    assert [(row["acc"], split) for row, split in rows] == [(0.1, ""), (0.3, "val"), (0.2, ""), (0.4, "val")]


def test_a_second_bar_of_another_length_is_the_test_set() -> None:
    bar = " [=====>..]  Step: 12ms | Tot: 10s | Loss: {} | Acc: 35.2% (40000/50000) {} "
    lines = [
        line
        for n, (train, test) in enumerate([(2.5, 2.7), (1.5, 1.75)])
        for line in (
            f"Epoch: {n}",
            bar.format(train + 1, "17/391"),
            bar.format(train, "391/391"),
            bar.format(test, "100/100"),
        )
    ]
    assert [(row["Loss"], split) for row, split in points(*lines)] == [
        (2.5, ""),
        (2.7, "test"),
        (1.5, ""),
        (1.75, "test"),
    ]
