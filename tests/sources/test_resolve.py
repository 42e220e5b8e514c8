"""From what the person named to the files of a run."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from run_diagnose.errors import DiagnoseError, NotALogError, UnreadableError
from run_diagnose.sources.grouping import run_key
from run_diagnose.sources.resolve import find, resolve
from run_diagnose.sources.splits import splits_of
from run_diagnose.sources.target import Target

LOG = "epoch,train_loss,val_loss\n1,0.91,0.93\n2,0.84,0.90\n"
CONFIG = "learning_rate: 0.001\nepochs: 3\n"


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def lay(**files: str) -> None:
    for name, text in files.items():
        put(name, text)


def put(path: str, text: str = LOG) -> None:
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_text(text, "utf-8")


def only(path: str) -> Target:
    (target,) = find(path)
    return target


def test_a_file_is_a_run_of_its_name() -> None:
    put("logs/run4.csv")
    target = only("logs/run4.csv")
    assert (target.name, target.logs, target.config) == ("run4", ("logs/run4.csv",), None)


@pytest.mark.parametrize(
    ("log", "config"),
    [
        ("out/version_0/metrics.csv", "out/version_0/hparams.yaml"),
        ("exp/results.csv", "exp/args.yaml"),
        ("job/train.csv", "job/.hydra/config.yaml"),
        ("a/run7_epochs.csv", "a/run7_config.yaml"),
        ("a/run7.csv", "a/run7.yaml"),
        ("run/logs/metrics.csv", "run/config.yaml"),
        ("run/logs/lightning_logs/version_0/metrics.csv", "run/config.yaml"),
        ("run/metrics.csv", "run/config.toml"),
    ],
)
def test_the_config_is_found_by_layout(log: str, config: str) -> None:
    put(log)
    put(config, CONFIG)
    assert only(log).config == config


def test_the_config_of_another_run_is_not_taken() -> None:
    put("a/run7_epochs.csv")
    put("a/run8_config.yaml", CONFIG)
    assert only("a/run7_epochs.csv").config is None


def test_hydra_overrides_come_with_their_config() -> None:
    put("job/log.csv")
    put("job/.hydra/config.yaml", CONFIG)
    put("job/.hydra/overrides.yaml", "- lr=0.1\n")
    assert only("job").overrides == "job/.hydra/overrides.yaml"


def test_a_folder_with_log_config_predictions_and_metrics_is_one_run() -> None:
    put("run/train_log.csv")
    put("run/config.yaml", CONFIG)
    put("run/predictions.csv", "y_true,y_pred\n0.5,0.4\n0.2,0.3\n")
    put("run/summary.json", '{"r2": -0.1, "mae": {"test": 0.3}}')
    put("run/training_args.bin", "never opened")
    assert only("run") == Target(
        name="run",
        logs=("run/train_log.csv",),
        config="run/config.yaml",
        predictions="run/predictions.csv",
        metrics="run/summary.json",
        root="run",
    )


def test_files_of_one_run_in_one_folder_are_joined_and_those_of_several_are_not() -> None:
    for name in ("a_epochs.csv", "a_losses.csv", "b_steps.csv"):
        put(f"runs/{name}")
    put("runs/b_config.yaml", CONFIG)
    assert [(t.name, t.logs, t.config) for t in find("runs")] == [
        ("a", ("runs/a_epochs.csv", "runs/a_losses.csv"), None),
        ("b_steps", ("runs/b_steps.csv",), "runs/b_config.yaml"),
    ]


def test_versions_below_a_folder_are_runs_of_their_own() -> None:
    for version in (0, 1):
        put(f"lightning_logs/version_{version}/metrics.csv")
        put(f"lightning_logs/version_{version}/hparams.yaml", CONFIG)
    found = find("lightning_logs")
    assert [t.name for t in found] == ["version_0", "version_1"]
    assert [t.config for t in found] == [f"lightning_logs/version_{v}/hparams.yaml" for v in (0, 1)]


def test_split_folders_are_parts_of_one_run() -> None:
    put("tb/train/loss.csv")
    put("tb/validation/loss.csv")
    target = only("tb")
    assert sorted(splits_of(target.logs).items()) == [("tb/train/loss.csv", "train"), ("tb/validation/loss.csv", "val")]


def test_tags_of_one_tensorboard_run_are_joined() -> None:
    for name in ("run-train-tag-loss.csv", "run-validation-tag-loss.csv", "run-train-tag-acc.csv"):
        put(f"tb/{name}", "Wall time,Step,Value\n1.0,0,0.9\n2.0,1,0.8\n")
    assert len(only("tb").logs) == 3


def test_a_pattern_names_every_run_it_matches() -> None:
    put("x/one.csv")
    put("x/two.csv")
    put("x/notes.csv", "title,text\na,b c\n")
    assert [t.name for t in find("x/[ot]*.csv")] == ["one", "two"]


def test_standard_input_has_a_name() -> None:
    assert only("-") == Target(name="stdin", logs=("-",))


def test_a_folder_without_logs_says_what_it_holds() -> None:
    put("data/model.py", "import torch\n")
    with pytest.raises(NotALogError, match=r"data holds no training log \(it holds model.py\)"):
        find("data")


def test_a_missing_path_names_the_nearest_and_the_others_go_on() -> None:
    put("good.csv")
    bad: list[tuple[str, DiagnoseError]] = []
    found = resolve(["goood.csv", "good.csv"], lambda path, error: bad.append((path, error)))
    assert [t.name for t in found] == ["good"]
    assert (bad[0][0], bad[0][1].hint) == ("goood.csv", "did you mean good.csv?")
    with pytest.raises(UnreadableError):
        resolve(["goood.csv"])


def test_only_the_last_checkpoint_counts() -> None:
    state = '{"log_history": [{"loss": 1.0, "step": 1, "epoch": 0.1}, {"loss": 0.9, "step": 2, "epoch": 0.2}]}'
    for step in (500, 1000):
        put(f"out/checkpoint-{step}/trainer_state.json", state)
    assert only("out").logs == ("out/checkpoint-1000/trainer_state.json",)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_forbidden_folder_says_so() -> None:
    put("secret/log.csv")
    Path("secret").chmod(0)
    with pytest.raises(UnreadableError, match="may not be read"):
        find("secret")


@pytest.mark.parametrize(
    ("name", "key"),
    [("seed3_val_loss.csv.gz", "seed3"), ("train_loss.csv", ""), ("fold1.csv", "fold1"), ("a_epoch9_batches.csv", "a")],
)
def test_role_words_do_not_tell_runs_apart(name: str, key: str) -> None:
    assert run_key(name) == key


def test_files_that_a_format_claims_keep_its_order() -> None:
    for epoch in range(11):
        put(
            f"out/metrics_epoch_{epoch}.json",
            f'{{"epoch": {epoch}, "training_loss": 0.5, "pad": "{"x" * (11 - epoch)}"}}',
        )
    assert [log.split("_")[-1] for log in only("out").logs] == [f"{epoch}.json" for epoch in range(11)]


CRASH = "Traceback (most recent call last):\n  File 'train.py', line 3\nRuntimeError: CUDA out of memory\n"


@pytest.mark.parametrize("console", ["b.log", "b_console.err", "b_stdout.txt"])
def test_a_console_that_only_holds_a_crash_belongs_to_the_run_of_its_name(console: str) -> None:
    for name in ("runs/a.csv", "runs/b.csv"):
        put(name)
    put(f"runs/{console}", CRASH)
    assert [t.logs for t in find("runs")] == [("runs/a.csv",), ("runs/b.csv", f"runs/{console}")]


@pytest.mark.parametrize("console", ["run/slurm-12.out", "run/logs/job.err", "run/nohup.out"])
def test_the_only_run_of_a_folder_takes_the_crash_beside_it(console: str) -> None:
    put("run/metrics.csv")
    put(console, CRASH)
    assert only("run").logs == ("run/metrics.csv", console)


def test_a_crash_that_could_be_any_runs_is_a_note_to_all_of_them() -> None:
    for name in ("runs/a.csv", "runs/b.csv"):
        put(name)
    put("runs/console.log", CRASH)
    found = find("runs")
    assert [t.logs for t in found] == [("runs/a.csv",), ("runs/b.csv",)]
    assert all("runs/console.log" in t.notes[0] for t in found)


def test_a_folder_that_holds_nothing_but_a_crash_is_a_run() -> None:
    put("run/train.out", CRASH)
    assert only("run").logs == ("run/train.out",)
