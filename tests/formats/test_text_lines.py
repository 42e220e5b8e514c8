"""Single lines and short logs: what is a value, an axis, an event, a setting, and what is none of them."""

from __future__ import annotations

import math

import pytest

from run_diagnose.formats.text.reader import TextReader
from run_diagnose.model.record import Event, NewRun, Point, Record, Setting, Total


def read(text: str) -> list[Record]:
    reader = TextReader()
    records = [r for number, line in enumerate(text.splitlines(), 1) for r in reader.feed(number, line)]
    return [*records, *reader.close()]


def points(text: str) -> list[tuple[dict[str, float], str]]:
    return [(dict(r.values), r.split) for r in read(text) if isinstance(r, Point)]


def values(line: str) -> dict[str, float]:
    return points(line)[0][0]


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("Epoch 3: train_loss=0.98  val_loss=-2.7e-1", {"epoch": 3, "train_loss": 0.98, "val_loss": -0.27}),
        ("Epoch [3/10], Step [100/500], Loss: 0.4", {"epoch": 3, "step": 100, "Loss": 0.4}),
        ("[Epoch 3 Step 5] loss: 1,234.5; acc: 96.0%", {"epoch": 3, "step": 5, "loss": 1234.5, "acc": 96.0}),
        ("(epoch: 1, iters: 100, time: 0.2) D_A: 0.3", {"epoch": 1, "iter": 100, "time": 0.2, "D_A": 0.3}),
        ("epoch0; batch5; g_loss:15.4 ; d_loss: 2.1", {"epoch": 0, "batch": 5, "g_loss": 15.4, "d_loss": 2.1}),
        ("[1,  2000] loss: 2.197", {"epoch": 1, "batch": 2000, "loss": 2.197}),
        ("loss at step 100: 0.5", {"step": 100, "loss": 0.5}),
        ("Train loss: 0.5 - Valid loss: 0.6 (epoch 1)", {"epoch": 1, "Train loss": 0.5, "Valid loss": 0.6}),
        ("epoch 1, phase train, step 10, loss_train, 0.838", {"epoch": 1, "step": 10, "loss_train": 0.838}),
        ("step 9 | loss 0.5 (0.6) | lr 1e-4", {"step": 9, "loss": 0.5, "loss (avg)": 0.6, "lr": 1e-4}),
        ("epoch 2 pred mean/std: 0.1 / 0.2", {"epoch": 2, "pred mean": 0.1, "pred std": 0.2}),
        ("epoch 2 Class 0 IoU: 0.5, Class 1 IoU: 0.6", {"epoch": 2, "Class 0 IoU": 0.5, "Class 1 IoU": 0.6}),
        ("epoch 2 dice: [0.9, 0.8]", {"epoch": 2, "dice[0]": 0.9, "dice[1]": 0.8}),
        ("step 4 loss: tensor(0.53, device='cuda:0')", {"step": 4, "loss": 0.53}),
        ("epoch 1 acc: 45/50 (90%)", {"epoch": 1, "acc": 0.9}),
        ("epoch 1 {'train': {'loss': 0.5}, 'val': {'loss': 0.6}}", {"epoch": 1, "train loss": 0.5, "val loss": 0.6}),
        ("epoch 1 | Train - Loss: 1, Acc: 2 | Val - Loss: 3, Acc: 4",
         {"epoch": 1, "Train Loss": 1, "Train Acc": 2, "Val Loss": 3, "Val Acc": 4}),
        ("2024-01-01 10:00:00,123 - trainer - INFO - Epoch 1/9 - loss: inf", {"epoch": 1, "loss": math.inf}),
        ("INFO:__main__:epoch: 1 loss: 0.91", {"epoch": 1, "loss": 0.91}),
        ("Episode 9, Avg Reward (last 100 ep): 12.5, Reward: 7", {"episode": 9, "Avg Reward": 12.5, "Reward": 7}),
        ("Episode 9: average score over last 100 episodes: 12.5", {"episode": 9, "average score": 12.5}),
        ("Total T: 1000 Episode Num: 3 Reward: 12.5", {"timestep": 1000, "episode": 3, "Reward": 12.5}),
        ("Loss (epoch 3): 0.5", {"epoch": 3, "Loss": 0.5}),
        ("- Epoch 1 .. train_loss: 2.27.. valid_loss: 2.31", {"epoch": 1, "train_loss": 2.27, "valid_loss": 2.31}),
        ("Epoch 5 of 10 done. Train loss 0.5. Val loss 0.6.", {"epoch": 5, "Train loss": 0.5, "Val loss": 0.6}),
        ("After 5 epochs the loss is 0.45", {"epoch": 5, "loss": 0.45}),
        ("step 3 | train acc 51.0% | held-out acc 49.5%", {"step": 3, "train acc": 51.0, "held-out acc": 49.5}),
        ("step 1 | dt: 410.25ms | loss 2 | 1.2 it/s | ETA: 0:10:00", {"step": 1, "dt": 410.25, "loss": 2}),
    ],
)  # fmt: skip
def test_a_line_of_values_is_read_by_its_words(line: str, wanted: dict[str, float]) -> None:
    assert values(line) == wanted


@pytest.mark.parametrize(
    "line",
    [
        "torch 2.1.0+cu118, resnet-50, mAP@.5:.95",
        "check-nan: false",
        "found 99 shards for split train",
        "Loading checkpoint shards: 100% 2/2 [00:07<00:00,  3.54s/it]",
        "Namespace(lr=0.001, loss_weight=2.0, epochs=9)",
        "Starting training: 28 epochs, batch_size=64, optimizer=sgd, lr=3.0",
        "2018-03-09 00:23:47: I tensorflow/gpu_device.cc:1212] Found device 0 with properties: name: Tesla major: 3",
        "Best val loss: 0.93 at epoch 7",
        "Saved best model at epoch 4 (val_loss=1.04)",
        "Total params: 101,770",
        "Epoch duration: 0:07:35.787716",
        "Accuracy 12 images 13",
        "Epoch 10/10======>...........] - ETA: 11s - loss: 0.37 - acc: 0.8667.8622 - val_loss: 0.41",
    ],
)
def test_numbers_that_are_no_values_give_no_point(line: str) -> None:
    assert points(f"Epoch 1: loss 0.5\n{line}")[1:] == []


def test_a_value_in_brackets_has_the_split_of_the_one_before_it() -> None:
    assert points("Epoch 1\nTrain Loss: 0.5 (bowel: 0.3, liver: 0.2)")[0][1] == "train"


def test_a_summary_behind_a_star_is_of_a_validation_where_nothing_says_otherwise() -> None:
    assert points("Epoch: [0] [ 10/90] loss: 0.5\n * Acc@1 69.7 loss 0.6")[1][1] == "val"


def test_the_last_word_of_a_heading_names_the_split() -> None:
    assert points("epoch 1\nNLL Validation: loss = 0.5") == [({"epoch": 1, "loss": 0.5}, "val")]


def test_a_phase_gives_its_split_to_the_lines_below_and_ends_with_the_epoch() -> None:
    text = "Epoch 1\nTraining:\nloss: 0.5\nValidation:\nloss: 0.6\nEpoch 2\nloss: 0.4"
    assert points(text) == [
        ({"epoch": 1, "loss": 0.5}, "train"),
        ({"epoch": 1, "loss": 0.6}, "val"),
        ({"epoch": 2, "loss": 0.4}, ""),
    ]


def test_a_figure_printed_twice_for_one_step_counts_once() -> None:
    text = "\n".join(
        f"epoch id: 0, batch: {i}, loss: {i}.12346\nepoch0; batch{i}; loss:{i}.1234567 ; d: 1" for i in range(3)
    )
    assert sum("loss" in found for found, _ in points(text)) == 3


def test_a_bar_that_is_redrawn_counts_in_its_last_state() -> None:
    bar = "Epoch 0:  50%|###   | 5/10 [00:01<00:01, 5.0it/s, loss={}]"
    assert points("\n".join(map(bar.format, ("0.9", "0.8", "0.7")))) == [({"epoch": 0, "step": 5, "loss": 0.7}, "")]


def test_values_in_front_of_the_first_axis_belong_to_it() -> None:
    read_in_order = [({"step": 0, "validation loss": 10.9}, ""), ({"step": 0, "loss": 11.0}, "")]
    assert points("validation loss: 10.9\nstep 0 | loss: 11.0") == read_in_order


def test_a_summary_of_last_values_is_one_point() -> None:
    assert points("Test loss: 0.31\nTest accuracy: 0.93") == [({"Test loss": 0.31, "Test accuracy": 0.93}, "")]


def test_prose_about_scores_is_no_log() -> None:
    assert points("Tuned model F1 score: 0.8883\nTuned model accuracy: 0.8895") == []


def test_units_that_change_are_brought_to_the_first_one() -> None:
    assert [found["time"] for found, _ in points("step 1 time: 980ms loss: 1\nstep 2 time: 1.2s loss: 1")] == [
        980,
        1200,
    ]


TRACE = "Traceback (most recent call last):\n  File 'a.py', line 3"
RANKED = "[rank0]: Traceback (most recent call last):\n[rank0]:   File 'a.py'\n[rank0]: "
OOM = "torch.OutOfMemoryError: CUDA out of memory."
LIMIT = "slurmstepd: error: *** JOB 1 ON n CANCELLED AT 2024-01-01T00:00:00 DUE TO TIME LIMIT ***"
OVERFLOW = "Gradient overflow. Skipping step, loss scaler 0 reducing loss scale to 32768"


@pytest.mark.parametrize(
    ("text", "kind", "line", "quote"),
    [
        (f"{TRACE}\n    x = 1\nValueError: Input contains NaN.", "traceback", 4, "ValueError: Input contains NaN."),
        (RANKED + OOM, "oom", 3, OOM),
        (f"{TRACE}\nKeyboardInterrupt", "abort", 3, "KeyboardInterrupt"),
        (TRACE, "traceback", 1, "Traceback (most recent call last)"),
        (LIMIT, "abort", 1, LIMIT),
        (OVERFLOW, "overflow", 1, OVERFLOW),
        ("Early stopping at epoch 37", "early_stop", 1, "Early stopping at epoch 37"),
        ("Resuming from checkpoint at epoch 5", "resume", 1, "Resuming from checkpoint at epoch 5"),
    ],
)
def test_an_event_is_quoted_with_its_decisive_line(text: str, kind: str, line: int, quote: str) -> None:
    assert [(e.kind, e.line, e.text) for e in read(text) if isinstance(e, Event)] == [(kind, line, quote)]


SETTINGS = ["early_stopping: True", "early_stopping_patience=10", "save_best: true", "out of memory: 0"]


@pytest.mark.parametrize("line", SETTINGS)
def test_settings_that_use_an_events_words_are_no_events(line: str) -> None:
    assert not [r for r in read(line) if isinstance(r, Event)]


def test_a_saved_checkpoint_tells_its_epoch() -> None:
    event = next(r for r in read("Saved best model at epoch 4 (val_loss=1.04)") if isinstance(r, Event))
    assert (event.kind, dict(event.at)) == ("checkpoint", {"epoch": 4})


def test_settings_are_read_from_namespaces_starting_lines_and_dumps() -> None:
    dump = "optimizer: adam\nscheduler: cosine\namp: true"
    start = "Starting training: 28 epochs, batch_size=64"
    text = f"Namespace(lr=0.001, name='a b')\n{start}\n{dump}\nEpoch 1: loss=1"
    assert {r.key: r.value for r in read(text) if isinstance(r, Setting)} == {
        "lr": 0.001, "name": "a b", "epochs": 28, "batch_size": 64,
        "optimizer": "adam", "scheduler": "cosine", "amp": True,
    }  # fmt: skip


def test_folds_are_runs_and_plans_are_totals() -> None:
    records = read("Fold 1/2\nEpoch 1/9: loss=0.5\nFold 2/2\nEpoch 1/9: loss=0.6")
    assert [r.name for r in records if isinstance(r, NewRun)] == ["fold 1", "fold 2"]
    assert [(r.axis, r.value, r.per) for r in records if isinstance(r, Total)] == [("epoch", 9, "")]


def test_the_heading_of_a_line_says_what_its_names_are_parts_of() -> None:
    text = "Epoch 1 | train loss 0.5 | val loss 0.6\n    grad norms: stem=1e-3, head=0.5\n"
    text += "Epoch 2 | train loss 0.4 | val loss 0.5\n    grad norms: stem=2e-3, head=0.4"
    seen = {name: value for found, _ in points(text) for name, value in found.items()}
    assert seen["grad_norm/stem"] == 2e-3 and seen["grad_norm/head"] == 0.4


def test_a_line_that_only_holds_its_gradient_norm_keeps_its_names() -> None:
    assert values("step 3 grad norm: 0.5, loss: 0.2") == {"step": 3, "grad norm": 0.5, "loss": 0.2}


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("epoch 1 loss:[0.53/0.61], lr:0.1", {"epoch": 1, "loss": 0.53, "loss (avg)": 0.61, "lr": 0.1}),
        ("epoch 1 loss 0.5 done, 2.35 cost, 1.23s", {"epoch": 1, "loss": 0.5}),
        ("Iter 3: Val loss 2.5, Val took 12.3s", {"iter": 3, "Val loss": 2.5}),
        ("epoch: 1, 415.9/s/gpu LR: 0.001 Loss: 4.2", {"epoch": 1, "LR": 0.001, "Loss": 4.2}),
        ("[default0]:epoch 1 loss: 0.5", {"epoch": 1, "loss": 0.5}),
        ("[1,0]<stdout>:epoch 1 loss: 0.5", {"epoch": 1, "loss": 0.5}),
        (
            "Avg. train loss over epoch 3: 0.5. Avg. dev loss: 0.6.",
            {"epoch": 3, "Avg. train loss": 0.5, "Avg. dev loss": 0.6},
        ),
        ("epoch 3  train  2.31 / 35.1%   dev  2.41 / 33.0%", {"epoch": 3, "train": 2.31, "dev": 2.41}),
        ("Ep: 3 | Ep_r: -12.5", {"epoch": 3, "Ep_r": -12.5}),
        ("tick 3     kimg 12.1     loss 0.534", {"tick": 3, "kimg": 12.1, "loss": 0.534}),
    ],
)
def test_units_prefixes_and_means_leave_the_values_as_they_are(line: str, wanted: dict[str, float]) -> None:
    assert values(line) == wanted


def test_a_split_in_front_of_a_clock_is_that_of_the_line() -> None:
    told = points(
        "Epoch 0 |   Training | Elapsed Time: 0:01:10 | Steps: 100 | Loss: 2.5\n"
        "Epoch 0 | Validation | Elapsed Time: 0:00:10 | Steps: 10 | Loss: 2.7"
    )
    assert [(row["Loss"], split) for row, split in told] == [(2.5, "train"), (2.7, "val")]


def test_a_dictionary_below_the_header_of_a_split_is_that_splits() -> None:
    told = points(
        "train | step: 100 | steps/sec: 10.1 | output:\n    {'accuracy': 0.3, 'training_loss': 2.3}\n"
        " eval | step: 100 | eval time: 1.2 sec | output:\n    {'accuracy': 0.4, 'validation_loss': 2.4}"
    )
    assert [(row["accuracy"], split) for row, split in told] == [(0.3, "train"), (0.4, "val")]


def test_the_phase_of_one_epoch_is_not_that_of_the_next() -> None:
    told = points(
        "[Epoch: 0, numImages: 90]\nLoss: 2.5\nValidation:\n[Epoch: 0, numImages: 10]\nLoss: 2.7\n"
        "[Epoch: 1, numImages: 90]\nLoss: 1.5\nValidation:\n[Epoch: 1, numImages: 10]\nLoss: 1.75"
    )
    assert [(row["Loss"], split) for row, split in told if "Loss" in row] == [
        (2.5, ""),
        (2.7, "val"),
        (1.5, ""),
        (1.75, "val"),
    ]


def test_what_was_averaged_over_is_no_axis() -> None:
    told = points("Start of epoch 2\nTraining acc over epoch: 0.35\nValidation acc: 0.31")
    assert [row["epoch"] for row, _ in told] == [2, 2]
    assert [value for row, _ in told for name, value in row.items() if "acc" in name] == [0.35, 0.31]
