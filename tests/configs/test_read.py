"""Configs of other kinds, and the config of a folder."""

from __future__ import annotations

import contextlib
import hashlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from run_diagnose.configs import find_settings_in_text, read_config
from run_diagnose.configs.json_tree import read_json
from run_diagnose.configs.tree import TooDeepError
from run_diagnose.errors import DiagnoseError, UnreadableError


def saved(folder: Path, name: str, text: str) -> str:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_json_keeps_lines_and_lets_comments_and_nan_through(tmp_path: Path) -> None:
    path = saved(tmp_path, "config.json", '{\n "lr": 1e-3, // peak\n "opt": {"betas": [0.9, 0.99],\n "x": NaN}}')
    config = read_config(path)
    assert [(s.key, s.line) for s in config.settings] == [("lr", 2), ("opt.betas", 3), ("opt.x", 4)]
    assert config.values["lr"] == 0.001
    assert config.problems == ()


@pytest.mark.parametrize("text", ['{"a": 1', '{"a": }x', "[1, 2]", '{"a": 1} 2', "{'a': 1}", '{"a": 1]', "{" * 500])
def test_broken_json_names_its_line_or_what_is_wrong(tmp_path: Path, text: str) -> None:
    with pytest.raises(UnreadableError) as error:
        read_config(saved(tmp_path, "config.json", text))
    assert error.value.hint


def test_toml_keeps_lines(tmp_path: Path) -> None:
    text = 'lr = 1e-3 # peak\n[opt]\nname = "adam"\n[[cb]]\nk = 1\n[[cb]]\nk = 2\n'
    config = read_config(saved(tmp_path, "config.toml", text))
    assert [(s.key, s.value, s.line) for s in config.settings] == [
        ("lr", 0.001, 1),
        ("opt.name", "adam", 3),
        ("cb.0.k", 1, 5),
        ("cb.1.k", 2, 7),
    ]


def test_broken_toml_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError, match="TOML"):
        read_config(saved(tmp_path, "config.toml", "lr = \n"))


def test_a_printed_namespace_is_read_with_its_line(tmp_path: Path) -> None:
    text = "start\nINFO Namespace(lr=0.001, device=device(type='cuda'), name='a, b', sizes=[1, 2], amp=True)\n"
    config = read_config(saved(tmp_path, "args.txt", text))
    assert config.values == {"lr": 0.001, "device": "device(type='cuda')", "name": "a, b", "sizes": [1, 2], "amp": True}
    assert {s.line for s in config.settings} == {2}


def test_a_namespace_that_is_no_python_is_read_by_its_commas() -> None:
    found = find_settings_in_text("Namespace(lr=1e-4, device=cuda:0, fn=<object at 0x7f>, seed=3)")
    assert {s.key: s.value for s in found} == {"lr": 0.0001, "device": "cuda:0", "fn": "<object at 0x7f>", "seed": 3}


@pytest.mark.parametrize("text", ["", "Namespace(", "Namespace(lr=", "Namespace(" + "(" * 9000, "no namespace here"])
def test_a_namespace_cut_short_is_none(text: str) -> None:
    assert find_settings_in_text(text) == []


def test_option_lines_are_read(tmp_path: Path) -> None:
    text = "------- Options -------\n  batch_size: 1   [default: 4]\n  lr: 0.0002\n  name: exp 1\n------ End ------\n"
    assert read_config(saved(tmp_path, "train_opt.txt", text)).values == {
        "batch_size": 1,
        "lr": 0.0002,
        "name": "exp 1",
    }


def test_an_ini_file_has_its_sections_before_the_key(tmp_path: Path) -> None:
    assert read_config(saved(tmp_path, "run.cfg", "[train]\nlr = 0.1\n; note\n")).values == {"train.lr": 0.1}


def test_a_hydra_folder_is_its_resolved_config(tmp_path: Path) -> None:
    saved(tmp_path, ".hydra/config.yaml", "lr: 0.1\n")
    saved(tmp_path, "config.yaml", "lr: 0.9\n")
    config = read_config(str(tmp_path), shown="run")
    assert (config.path, config.values) == ("run/.hydra/config.yaml", {"lr": 0.1})


def test_a_folder_of_parameters_is_read(tmp_path: Path) -> None:
    saved(tmp_path, "params/lr", "0.01")
    saved(tmp_path, "params/optimizer", "adam")
    assert read_config(str(tmp_path)).values == {"lr": 0.01, "optimizer": "adam"}


def test_a_folder_without_a_config_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError) as error:
        read_config(str(tmp_path))
    assert "--config-file" in error.value.hint


@pytest.mark.parametrize("data", [b"\x80\x04\x95\0\0pickle", b"PK\x03\x04", b""])
def test_binary_and_empty_files_are_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "training_args.bin"
    path.write_bytes(data)
    with pytest.raises(UnreadableError):
        read_config(str(path))


def test_a_missing_file_says_so() -> None:
    with pytest.raises(UnreadableError, match="no such config"):
        read_config("gone.yaml")


def test_the_digest_is_of_the_bytes_and_the_path_as_shown(tmp_path: Path) -> None:
    path = saved(tmp_path, "c.yaml", "lr: 0.1\n")
    config = read_config(path, shown="c.yaml")
    assert config.sha256 == hashlib.sha256(b"lr: 0.1\n").hexdigest()
    assert config.path == "c.yaml"
    assert config.settings[0].file == "c.yaml"


def test_a_utf_16_config_is_read(tmp_path: Path) -> None:
    path = tmp_path / "c.yaml"
    path.write_bytes("lr: 0.1\r\nname: größe\r\n".encode("utf-16"))
    assert read_config(str(path)).values == {"lr": 0.1, "name": "größe"}


@settings(max_examples=50, deadline=None)
@given(st.lists(st.sampled_from(['"a"', ":", ",", "{", "}", "[", "]", "1", "NaN", "true", " ", "\n", "//x", "-", '"'])))
def test_any_text_is_json_or_refused(parts: list[str]) -> None:
    with contextlib.suppress(DiagnoseError, TooDeepError):
        read_json("{" + "".join(parts), "x.json")
