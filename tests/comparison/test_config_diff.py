"""Which keys count as differences of configs."""

from __future__ import annotations

import pytest

from run_diagnose.comparison.config_diff import differences, is_about_run
from run_diagnose.comparison.sample import Sample
from run_diagnose.testing.runs import run_of


def sample(label: str, config: dict[str, object]) -> Sample:
    from run_diagnose.pipeline import judge

    return Sample(report=judge(run_of({"loss": [1.0, 0.5]})), label=label, config=config)


@pytest.mark.parametrize(
    "key",
    [
        "run_name",
        "logging.output_dir",
        "trainer.save_dir",
        "wandb.name",
        "experiment_id",
        "device",
        "git_sha",
        "log_path",
    ],
)
def test_names_places_and_devices_are_about_the_run(key: str) -> None:
    assert is_about_run(key, ["a", "b"])


@pytest.mark.parametrize("key", ["lr", "optimizer.name_of_schedule", "dataset", "data_path", "model.depth"])
def test_settings_are_not(key: str) -> None:
    assert not is_about_run(key, [1, 2])


def test_a_value_that_is_a_path_is_about_the_run() -> None:
    assert is_about_run("init_from", ["/home/me/a.pt", "/home/me/b.pt"])


def test_equal_numbers_of_other_types_are_no_difference() -> None:
    assert differences([sample("a", {"lr": 1}), sample("b", {"lr": 1.0})]) == ()


def test_a_key_that_one_lacks_is_a_difference() -> None:
    (found,) = differences([sample("a", {"lr": 1, "wd": 0.1}), sample("b", {"lr": 1})])
    assert found.key == "wd"
    assert found.values == {"a": 0.1}


def test_a_run_without_a_config_takes_no_part() -> None:
    assert differences([sample("a", {"lr": 1}), sample("b", {})]) == ()


def test_keys_can_be_left_out_by_name_or_pattern() -> None:
    runs = [sample("a", {"opt.lr": 1, "n_workers": 2}), sample("b", {"opt.lr": 2, "n_workers": 3})]
    assert [d.key for d in differences(runs, ["lr"])] == ["n_workers"]
    assert [d.key for d in differences(runs, ["^n_"])] == ["opt.lr"]
    assert [d.key for d in differences(runs, ["["])] == ["opt.lr", "n_workers"]
