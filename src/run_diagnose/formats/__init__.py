"""Bytes and lines in, records out: one module per log format, the most specific first."""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from functools import cache
from typing import cast

from run_diagnose.formats.base import Format, Head, Match

FAMILIES: dict[str, tuple[str, ...]] = {
    "binary": ("tfevents", "wandb_binary", "trackio_sqlite", "mlflow_sqlite"),
    "json": (
        "notebook",
        "wrapped_lines",
        "hf_trainer_state",
        "llamafactory",
        "detectron2_json",
        "mmcv_json",
        "mmengine_json",
        "chainer_log",
        "ludwig_json",
        "allennlp_json",
        "stylegan_jsonl",
        "catboost_json",
        "boosting_json",
        "sacred_json",
        "nnunet_json",
        "wandb_summary",
        "fairseq_json",
        "mlflow_store",
        "json_records",
        "json_columns",
        "jsonl",
        "json_metrics",
        "python_lists",
    ),
    "table": (
        "tensorboard_csv",
        "sb3_monitor",
        "flair_tsv",
        "catboost_tsv",
        "spinningup",
        "ultralytics_csv",
        "wandb_csv",
        "rllib_csv",
        "sb3_progress",
        "baselines_csv",
        "timm_summary",
        "fastai_csv",
        "lightning_csv",
        "transposed_csv",
        "keras_csv",
        "yolov5_results_txt",
        "markdown_table",
        "generic_csv",
    ),
    "text": (
        "hf_dict_lines",
        "keras_bars",
        "lightning_bars",
        "nanogpt",
        "build_nanogpt",
        "llmc",
        "megatron",
        "deepspeed",
        "torchtune",
        "fairseq_text",
        "marian",
        "opennmt",
        "joeynmt",
        "espnet",
        "kaldi",
        "caffe",
        "darknet",
        "tf1_estimator",
        "paddle",
        "yolox",
        "yolov5_stdout",
        "mmengine_log",
        "nnunet",
        "allennlp_stdout",
        "boxed_tables",
        "spacy_table",
        "fastai_table",
        "xgboost_stdout",
        "lightgbm_stdout",
        "catboost_stdout",
        "pytorch_imagenet_example",
        "pytorch_word_lm",
        "cyclegan",
        "darts",
        "general_text",
    ),
}
"""Module names under ``run_diagnose.formats`` by family, the most specific first, the general reader last.

Only the families that a file's head allows are imported: forty modules cost more to load than a small log to read.
"""


def families(head: Head) -> tuple[str, ...]:
    """The families that a file with this head can belong to, the likeliest first."""
    if not head.text:
        return ("binary",)
    first = head.text.lstrip()[:1]
    if first in ("{", "["):
        return ("json", "text", "table")
    return ("table",) if _delimited(head) else ("table", "text", "json")


def _delimited(head: Head) -> bool:
    """True for a plain table, which no other family could want: rows of numbers between equally many separators."""
    lines = head.lines[:3]
    if any("[" in line for line in lines):  # ``loss = [0.9, 0.7, ..]``
        return False
    separator = max(",;\t", key=lines[0].count) if len(lines) > 1 else ","
    widths = {line.count(separator) for line in lines}
    if len(widths) != 1 or widths == {0}:
        return False
    cells = [cell.strip().strip('"') for line in lines[1:] for cell in line.split(separator)]
    filled = [cell for cell in cells if cell]
    return 2 * sum(cell[-1].isdigit() and cell.lstrip("-+.")[:1].isdigit() for cell in filled) > len(filled)


@cache
def load(name: str) -> Format:
    """The format module of this name."""
    return cast(Format, importlib.import_module(f"run_diagnose.formats.{name}"))


def detect(head: Head, others: Sequence[Format] = ()) -> Format | None:
    """The format that owns a file with this head; None if nobody knows it.

    A format that is sure wins over one that is not; among equals the first of the list. ``others`` are the formats of
    other distributions: one that is sure comes before ours, for it was installed for such logs; one that is not, after.
    """
    guesses = [(form, _guess(form, head)) for form in others]
    sure = next((form for form, match in guesses if match is Match.SURE), None)
    return sure or _detect(head) or next((form for form, match in guesses if match is Match.MAYBE), None)


def _guess(form: Format, head: Head) -> Match:
    """What somebody else's format says of a head; one that raises knows nothing of it."""
    if bool(getattr(form, "BINARY", False)) is bool(head.text):
        return Match.NO
    try:
        return form.recognise(head)
    except Exception:
        return Match.NO


_LAST: list[tuple[Head, Format | None]] = []


def _detect(head: Head) -> Format | None:
    """Our format for this head; the last answer is kept, for a folder's files are looked at and then read."""
    if not _LAST or not _LAST[0][0].same(head):
        _LAST[:] = [(head, _asked(head))]
    return _LAST[0][1]


def _asked(head: Head) -> Format | None:
    maybe: Format | None = None
    likely = families(head)
    rest = ("text", "json") if likely == ("table",) else ()
    for family in (*likely, *rest):
        if maybe is not None and family in rest:
            break
        for name in FAMILIES[family]:
            module = load(name)
            match = module.recognise(head)
            if match is Match.SURE:
                return module
            if match is Match.MAYBE and maybe is None:
                maybe = module
    return maybe


def every() -> list[Format]:
    """All formats, family by family, for ``diagnose formats`` and the contract tests."""
    return [load(name) for names in FAMILIES.values() for name in names]
