"""YAML configs: values as meant, lines, and what plain readers would misread."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from run_diagnose.configs import read_config
from run_diagnose.configs.scalars import scalar
from run_diagnose.errors import DiagnoseError, UnreadableError
from run_diagnose.model.config import Config


def read(folder: Path, text: str, name: str = "config.yaml") -> Config:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return read_config(str(path), shown=name)


MISREAD = {
    "1e-3": (0.001, "text"),
    "5E5": (500000.0, "text"),
    "1.0e5": (100000.0, "text"),
    "on": ("on", "flag true"),
    "Off": ("Off", "flag false"),
    "yes": ("yes", "flag true"),
    "010": ("010", "number 8"),
    "12:30:45": ("12:30:45", "number 45045"),
    "None": (None, "text"),
}
PLAIN = {
    "1.0e-3": 0.001,
    "0.5": 0.5,
    "-3": -3,
    "1_000": 1000,
    "0x10": 16,
    "true": True,
    "False": False,
    "null": None,
    "~": None,
    ".inf": float("inf"),
    "adam": "adam",
    "1.2.3": "1.2.3",
    "2024-01-01": "2024-01-01",
    "resnet50": "resnet50",
    "08": "08",
    "0": 0,
}


@pytest.mark.parametrize("raw", MISREAD)
def test_what_a_plain_reader_misreads_is_read_as_meant_and_told(tmp_path: Path, raw: str) -> None:
    config = read(tmp_path, f"model: x\nkey: {raw}  # why\n")
    value, seen_as = MISREAD[raw]
    setting = config.get("key")
    assert setting is not None
    assert (setting.value, setting.line, setting.raw) == (value, 2, raw)
    (problem,) = config.problems
    assert seen_as in problem.reads_as
    assert problem.setting.line == 2


@pytest.mark.parametrize("raw", PLAIN)
def test_plain_values_are_no_problem(tmp_path: Path, raw: str) -> None:
    config = read(tmp_path, f"key: {raw}\n")
    assert config.values == {"key": PLAIN[raw]}
    assert config.problems == ()


@pytest.mark.parametrize("raw", [r for r, (v, _) in MISREAD.items() if isinstance(v, float)])
def test_the_spelling_advised_is_read_alike_by_everyone(raw: str) -> None:
    advised = scalar(raw).hint.removeprefix("write ")
    assert yaml.safe_load(advised) == scalar(raw).value == scalar(advised).value
    assert scalar(advised).reads_as == ""


@settings(max_examples=50)
@given(st.floats(allow_nan=False, allow_infinity=False), st.sampled_from(["{:.3e}", "{:g}", "{!r}"]))
def test_every_number_that_is_not_called_a_problem_is_the_plain_reader_s(number: float, form: str) -> None:
    raw = form.format(number)
    read_as = scalar(raw)
    assert read_as.value == float(raw)
    assert (yaml.safe_load(raw) == read_as.value) is (read_as.reads_as == "")


def test_nested_keys_are_dotted_and_lists_of_mappings_indexed(tmp_path: Path) -> None:
    config = read(
        tmp_path, "optimizer:\n  lr: 0.1\n  betas: [0.9, 0.99]\ncallbacks:\n  - monitor: val_loss\n  - patience: 3\n"
    )
    assert config.values == {
        "optimizer.lr": 0.1,
        "optimizer.betas": [0.9, 0.99],
        "callbacks.0.monitor": "val_loss",
        "callbacks.1.patience": 3,
    }
    assert [s.line for s in config.settings] == [2, 3, 5, 6]


def test_quoted_values_are_text(tmp_path: Path) -> None:
    assert read(tmp_path, "a: '1'\nb: \"on\"\n").values == {"a": "1", "b": "on"}


def test_merged_defaults_yield_to_own_keys_without_complaint(tmp_path: Path) -> None:
    config = read(tmp_path, "base: &b\n  lr: 0.1\n  wd: 0.2\nrun:\n  <<: *b\n  lr: 0.5\n")
    assert (config.values["run.lr"], config.values["run.wd"]) == (0.5, 0.2)
    assert config.problems == ()


def test_a_key_set_twice_counts_last_and_is_told(tmp_path: Path) -> None:
    config = read(tmp_path, "lr: 0.1\nlr: 0.2\n")
    assert config.values == {"lr": 0.2}
    assert "line 1" in config.problems[0].reads_as


def test_settings_of_weights_and_biases_lose_their_wrapping(tmp_path: Path) -> None:
    config = read(tmp_path, "_wandb:\n  value: {x: 1}\nlr:\n  desc: null\n  value: 0.1\n")
    assert config.values == {"lr": 0.1}


def test_no_tag_is_constructed(tmp_path: Path) -> None:
    config = read(tmp_path, "x: !!python/object/apply:os.system [ls]\ny: !include other.yaml\n")
    assert config.values == {"x": ["ls"], "y": "other.yaml"}


BOMB = "a: &a [1, 1]\n" + "".join(
    f"b{i}: &b{i} [*{'a' if i == 0 else f'b{i - 1}'}, *{'a' if i == 0 else f'b{i - 1}'}]\n" for i in range(40)
)


@pytest.mark.parametrize(
    "text", [BOMB, "a: " + "[" * 900, "a: &a\n  b: *a\n", "".join(" " * i + f"k{i}:\n" for i in range(300))]
)
def test_bombs_and_bottomless_pits_are_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(UnreadableError):
        read(tmp_path, text)


@pytest.mark.parametrize(
    ("text", "says"),
    [("a:\n\tb: 1\n", "spaces"), ("a: [1\n", "line"), ("- 1\n", "mapping"), ("", "mapping"), ("word\n", "mapping")],
)
def test_errors_say_what_to_do(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(UnreadableError) as error:
        read(tmp_path, text)
    assert says in error.value.reason + error.value.hint


@settings(max_examples=50, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "a",
                ":",
                " ",
                "\n",
                "- ",
                "&x ",
                "*x",
                "[",
                "]",
                "{",
                "}",
                "'",
                '"',
                "1e-3",
                "<<",
                "#",
                "\t",
                "!t ",
                "?",
                "|",
                "%",
            ]
        )
    )
)
def test_any_text_is_read_or_refused(parts: list[str]) -> None:
    from run_diagnose.configs.tree import TooDeepError, flatten
    from run_diagnose.configs.yaml_tree import read_yaml

    with contextlib.suppress(DiagnoseError, TooDeepError):
        flatten(read_yaml("".join(parts), "x.yaml"), "x.yaml")
