"""Settings: which layer wins, what is refused, and where each value is said to come from."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from run_diagnose.errors import UnreadableError, UsageError
from run_diagnose.settings import Settings, resolve


def settled(folder: Path, log: str = "run.csv", **more: Any) -> Settings:
    more.setdefault("environ", {})
    return resolve(log, more.pop("flags", {}), cwd=folder, **more)


def write(folder: Path, name: str, text: str) -> None:
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")


def test_without_anything_every_value_is_a_default(tmp_path: Path) -> None:
    found = settled(tmp_path)
    assert found["fail-on"] == "error"
    assert found.origin("fail-on") == "default"
    assert found.file is None


def test_the_command_line_wins_over_the_environment_and_that_over_a_file(tmp_path: Path) -> None:
    write(tmp_path, "diagnose.toml", 'fail-on = "note"\ntask = "lm"\nprimary-metric = "f1"\n')
    env = {"DIAGNOSE_FAIL_ON": "warning", "DIAGNOSE_TASK": "rl"}
    found = settled(tmp_path, environ=env, flags={"fail-on": "never"})
    assert (found["fail-on"], found["task"], found["primary-metric"]) == ("never", "rl", "f1")
    origins = [found.origin(k) for k in ("fail-on", "task", "primary-metric")]
    assert origins == ["--fail-on", "DIAGNOSE_TASK", "diagnose.toml:3"]


def test_settings_are_looked_for_from_the_log_upward_before_the_working_folder(tmp_path: Path) -> None:
    write(tmp_path, "here/diagnose.toml", 'fail-on = "note"\n')
    write(tmp_path, "there/pyproject.toml", '[tool.diagnose]\nfail-on = "warning"\n')
    write(tmp_path, "there/deep/run.csv", "")
    assert settled(tmp_path / "here", "../there/deep/run.csv")["fail-on"] == "warning"
    assert settled(tmp_path / "here", "../there/deep/run.csv").file == "../there/pyproject.toml"
    assert settled(tmp_path / "here", "-")["fail-on"] == "note"


def test_a_pyproject_without_our_table_is_passed_over(tmp_path: Path) -> None:
    write(tmp_path, "diagnose.toml", 'fail-on = "note"\n')
    write(tmp_path, "deep/pyproject.toml", '[project]\nname = "x"\n')
    assert settled(tmp_path / "deep")["fail-on"] == "note"


def test_isolated_ignores_files_and_the_environment_but_not_flags(tmp_path: Path) -> None:
    write(tmp_path, "diagnose.toml", 'fail-on = "note"\ntask = "lm"\n')
    found = settled(tmp_path, isolated=True, environ={"DIAGNOSE_TASK": "rl"}, flags={"fail-on": "never"})
    assert (found["fail-on"], found["task"], found.file) == ("never", None, None)


def test_a_named_file_replaces_the_one_that_would_be_found(tmp_path: Path) -> None:
    write(tmp_path, "diagnose.toml", 'task = "lm"\n')
    write(tmp_path, "ci.toml", 'fail-on = "warning"\n')
    found = settled(tmp_path, configs=["ci.toml"])
    assert (found["task"], found["fail-on"], found.file) == (None, "warning", "ci.toml")


def test_single_values_can_be_set_on_the_command_line(tmp_path: Path) -> None:
    found = settled(tmp_path, configs=["rules.spread-collapse.narrow=0.2", "fail-on=note"])
    assert found["rules"] == {"spread-collapse": {"narrow": 0.2}}
    assert found.origin("rules.spread-collapse.narrow") == "--config rules.spread-collapse.narrow"
    assert found["fail-on"] == "note"


def test_lists_grow_from_layer_to_layer_and_a_new_selection_begins_anew(tmp_path: Path) -> None:
    write(tmp_path, "diagnose.toml", 'ignore = ["plateau"]\n')
    assert settled(tmp_path, flags={"ignore": ["NAN"]})["ignore"] == ("plateau", "NAN")
    chosen = settled(tmp_path, flags={"select": ["PLA"]})
    assert (chosen["select"], chosen["ignore"]) == (("PLA",), ())


def test_limits_of_several_layers_join_and_each_keeps_its_line(tmp_path: Path) -> None:
    write(tmp_path, "diagnose.toml", "[rules.plateau]\nlong = 0.4\npoints = 6\n")
    found = settled(tmp_path, configs=["rules.plateau.points=7"])
    assert found["rules"]["plateau"] == {"long": 0.4, "points": 7}
    assert found.origin("rules.plateau.long") == "diagnose.toml:2"
    assert found.origin("rules.plateau.points") == "--config rules.plateau.points"


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ('fial-on = "error"', "`fail-on`"),
        ('fail-on = "warn"', "`warning`"),
        ('task = "clasification"', "`classification`"),
        ('min-confidence = "hi"', "medium"),
        ("select = 3", "select"),
        ("min-confidence = 2", "medium"),
        ("num-classes = 1", "10"),
        ('severity = {plateau = "notice"}', "`note`"),
    ],
)
def test_a_wrong_setting_is_refused_with_the_nearest_right_one(tmp_path: Path, text: str, hint: str) -> None:
    write(tmp_path, "diagnose.toml", text)
    with pytest.raises(UsageError) as caught:
        settled(tmp_path)
    assert hint in caught.value.hint


def test_a_variable_that_is_almost_a_setting_is_refused_and_a_foreign_one_is_left_alone(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="DIAGNOSE_FAILON"):
        settled(tmp_path, environ={"DIAGNOSE_FAILON": "error"})
    assert settled(tmp_path, environ={"DIAGNOSE_ACTION_PATH": "x"}).origins == {}


def test_a_settings_file_that_is_no_toml_says_so(tmp_path: Path) -> None:
    write(tmp_path, "diagnose.toml", "fail-on: error\n")
    with pytest.raises(UnreadableError, match="not TOML"):
        settled(tmp_path)


def test_a_config_word_that_is_neither_file_nor_assignment_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError, match=r"nowhere\.toml"):
        settled(tmp_path, configs=["nowhere.toml"])
    with pytest.raises(UsageError, match="there is no setting"):
        settled(tmp_path, configs=["fial-on=note"])
