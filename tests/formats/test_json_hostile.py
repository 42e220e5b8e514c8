"""JSON that was cut, damaged, nested without end or never a log: records or a refusal, never another exception."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from run_diagnose import formats, pipeline
from run_diagnose.errors import DiagnoseError, NotALogError
from run_diagnose.formats.base import Head, Match

ROOT = Path(__file__).parents[2] / "fixtures" / "formats"
TEXTS = {
    f"{name}/{path.name}": path.read_text(encoding="utf-8")
    for name in formats.FAMILIES["json"]
    for path in sorted((ROOT / name).glob("*"))
    if not path.name.endswith(".expect.yaml")
}


def read(name: str, text: str, *, module: Any = None) -> list[Any]:
    head = Head.of(name, text)
    for one in formats.FAMILIES["json"]:
        formats.load(one).recognise(head)
    found = module or formats.detect(head)
    if found is None:
        return []
    reader = found.reader(head)
    fed = [record for number, line in enumerate(text.split("\n"), 1) for record in reader.feed(number, line)]
    return [*fed, *reader.close()]


@pytest.mark.parametrize("key", TEXTS)
@given(data=st.data())
@settings(max_examples=5, deadline=None)
def test_a_cut_or_damaged_log_gives_records_or_a_diagnose_error(key: str, data: st.DataObject) -> None:
    text = TEXTS[key]
    at = data.draw(st.integers(0, len(text)))
    junk = data.draw(st.text(max_size=3) | st.sampled_from(["{", "[", "]", '"', "NaN", "1e999", ",,", "\\u", "-"]))
    name = key.split("/")[1]
    for damaged in (text[:at], text[:at] + junk + text[at + 1 :], text + text[:at]):
        with suppress(DiagnoseError):
            read(name, damaged, module=formats.load(key.split("/", maxsplit=1)[0]))


leaves = st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=4) | st.just("NaN")
trees = st.recursive(
    leaves,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["loss", "epoch", "1", "2", "train", "config", "history", "", "x"]), inner, max_size=4
        )
    ),
    max_leaves=25,
)


@given(trees)
@settings(max_examples=40, deadline=None)
def test_any_json_is_read_or_refused_by_every_general_reader(tree: Any) -> None:
    text = json.dumps(tree, indent=1)
    for name in ("json_records", "json_columns", "jsonl", "json_metrics", "hf_trainer_state", "notebook"):
        with suppress(DiagnoseError):
            read("log.json", text, module=formats.load(name))


def test_json_nested_without_end_is_refused() -> None:
    with pytest.raises(NotALogError):
        read("log.json", '{"loss": ' + "[" * 200_000, module=formats.load("json_columns"))


def test_a_number_of_a_million_digits_is_no_crash() -> None:
    assert read("a.json", '[{"loss": ' + "9" * 100_000 + "}]", module=formats.load("json_records")) != []


@pytest.mark.parametrize(
    "text",
    [
        '{"name": "app", "version": "1.0.0", "dependencies": {"left-pad": "^1.3.0"}, "scripts": {"test": "jest"}}',
        '{"learning_rate": 0.001, "batch_size": 32, "loss": "mse", "num_layers": 4, "dropout": 0.1}',
        '{"model_type": "gpt2", "n_layer": 12, "vocab_size": 50257, "layer_norm_epsilon": 1e-05}',
        '{"type": "FeatureCollection", "features": [{"type": "Feature", "geometry": {"coordinates": [1.0, 2.0]}}]}',
        '[{"id": 1, "text": "hello", "label": 0}, {"id": 2, "text": "world", "label": 1}]',
        '{"time": "2024-01-01", "status": 200, "bytes": 512}\n{"time": "2024-01-02", "status": 404, "bytes": 12}\n',
        "[]",
        "{}",
        "[1, 2, 3]",
        "null",
    ],
)
def test_json_that_is_no_training_log_is_claimed_by_no_json_format(text: str) -> None:
    head = Head.of("file.json", text)
    claimed = [name for name in formats.FAMILIES["json"] if formats.load(name).recognise(head) is not Match.NO]
    assert claimed == []


def test_a_value_with_several_points_in_an_mlflow_store_is_no_number() -> None:
    text = "1700000000000 0.5 1\n1700000001000 1.797.797e+308 2\n1700000002000 0.4 3\n"
    points = [r for r in read("metrics/loss", text, module=formats.load("mlflow_store")) if hasattr(r, "values")]
    assert len(points) == 2


def test_half_a_character_in_a_notebook_is_read() -> None:
    cell = {"cell_type": "code", "outputs": [{"output_type": "stream", "text": "Epoch 1 loss: 0.5 \ud800\n"}]}
    assert read("fits.ipynb", json.dumps({"cells": [cell] * 3, "nbformat": 4}), module=formats.load("notebook"))


def test_a_clock_of_raised_digits_is_no_time() -> None:
    row = {"current_steps": 10, "total_steps": 100, "loss": 0.5, "elapsed_time": "0:0\u00b2:10", "epoch": 0.1}
    assert read("trainer_log.jsonl", json.dumps(row) + "\n", module=formats.load("llamafactory"))


def test_a_row_of_fifteen_thousand_values_is_read_or_refused_without_looking_at_each_for_each(tmp_path: Path) -> None:
    path = tmp_path / "run-train-tag-epoch_loss.json"
    path.write_text(f"[[1612793791.5, 0, 0.9], [1612793801.5, 1{', 0.' * 15_000}]]", encoding="utf-8")
    with suppress(DiagnoseError):
        pipeline.read(path.as_posix())
