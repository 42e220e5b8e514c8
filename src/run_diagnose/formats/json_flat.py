"""From one JSON object to numbers: nested names joined with dots, what is no number kept apart."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import field
from functools import lru_cache
from typing import Any

from run_diagnose.facts import dataclass
from run_diagnose.patterns import pattern

_NUMBER = pattern(r"[+-]?(?:\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?|nan|inf(?:inity)?)", re.IGNORECASE)
_DEPTH = 8
"""Levels of nesting that can still be a metric's name; RLlib, the deepest logger seen, uses six."""
_WIDTH = 16
"""A longer list inside a row is data (a histogram, a confusion matrix), not one value per class or group."""

_PLACEHOLDERS = frozenset({"", "-", "--", "none", "null", "n/a", "na", "#num!", "#n/a", "#value!", "#div/0!"})

CONFIG_KEYS = frozenset(
    {"config", "cfg", "args", "hparams", "hyperparameters", "hyper_parameters", "hyperparams", "settings", "params"}
)
"""Keys under which a logger writes the run's settings beside its numbers."""

_LEARNING = """
loss losses acc accuracy err error f1 fscore auc auroc auprc precision recall bleu rouge perplexity ppl reward rewards
rew return returns r2 rmse mse mae mape logloss mlogloss iou miou dice fid nll elbo bpd bpb bpc wer cer corr pearson
spearman entropy kl map ap ap50 psnr ssim mcc kappa top1 top5 crossentropy bce l1 l2 ndcg mrr cost gnorm
"""
_AXES = "epoch epochs step steps iter iteration iterations update updates kimg timesteps round batch"
_SETTINGS = """
optimizer batch seed dropout hidden layers layer vocab heads embed dim size num max min weight alpha beta lambda gamma
threshold decay momentum warmup smoothing rate workers device path dir version
"""

LEARNING = frozenset(_LEARNING.split())
"""Words of a name that only a training log uses for a number (lower case, one piece of the name each)."""
AXES = frozenset(_AXES.split())
"""Words of a name that count how far training has come."""
SETTINGS = frozenset(_SETTINGS.split())
"""Words that make a number look like a setting: ``loss_weight``, ``label_smoothing``, ``num_layers``."""


def number(value: Any) -> float | None:
    """The number that a JSON value stands for; ``"NaN"`` and ``"91.2%"`` are numbers, ``true`` is none."""
    if isinstance(value, float):
        return value
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        try:
            return float(value)
        except OverflowError:
            return float("inf") if value > 0 else float("-inf")
    if isinstance(value, str) and len(value) < 64:
        word = value.strip().removesuffix("%")
        if _NUMBER.fullmatch(word):
            return float(word)
    return None


def pieces(name: str) -> list[str]:
    """The lower-case words of a name: ``val_Loss/boxAP`` gives val, loss, box, ap."""
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", name)
    return [word for word in re.split(r"[^a-z0-9]+", spaced.lower()) if word]


@lru_cache(maxsize=4096)
def is_learning(name: str) -> bool:
    """True where the name can only belong to a loss, a metric or a reward."""
    words = pieces(name)
    return any(word in LEARNING or word.endswith(("loss", "accuracy", "error")) for word in words)


@lru_cache(maxsize=4096)
def is_axis(name: str) -> bool:
    """True where the name counts epochs, steps or the like."""
    words = pieces(name)
    return bool(words) and (words[-1] in AXES or words[-1].rstrip("s") in ("globalstep", "currentstep"))


def looks_like_training(names: Mapping[str, Any]) -> bool:
    """True where these names of numbers are those of a training log: something learnt, or an axis with company."""
    learnt = sum(is_learning(name) and not SETTINGS.intersection(pieces(name)) for name in names)
    return learnt > 0 or (len(names) > 1 and any(is_axis(name) for name in names))


@dataclass
class Flat:
    """One JSON object taken apart."""

    values: dict[str, float] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)
    """Strings that are no numbers."""
    absent: dict[str, str] = field(default_factory=dict)
    """Names whose value says "not logged", with its spelling."""
    config: dict[str, Any] = field(default_factory=dict)
    """Settings written beside the numbers, dotted."""


def flatten(row: Mapping[str, Any]) -> Flat:
    """Numbers, words, placeholders and settings of one object."""
    flat = Flat()
    data = row.get("data")
    if isinstance(data, dict) and isinstance(step := row.get("step"), list | str):
        _put_dllogger(flat, step, data)
        return flat
    for key, value in row.items():
        if type(value) is float and key:  # nearly every value of a long log
            flat.values[key] = value
        elif isinstance(value, dict) and key.lower() in CONFIG_KEYS:
            flat.config.update(dotted(value))
        elif key:
            _put(flat, key, value, 1)
    return flat


def _put_dllogger(flat: Flat, step: list[Any] | str, data: Mapping[str, Any]) -> None:
    """A row of NVIDIA's DLLogger: ``"step": [epoch, iteration]`` or ``"PARAMETER"``, the figures under ``data``."""
    if isinstance(step, str):
        flat.config.update(dotted(data))
        return
    for axis, count in zip(("epoch", "iteration"), step, strict=False):
        if (value := number(count)) is not None:
            flat.values[axis] = value
    for key, value in data.items():
        _put(flat, key, value, 1)


def _put(flat: Flat, name: str, value: Any, depth: int) -> None:
    found = number(value)
    if found is not None:
        flat.values[name] = found
    elif value is None:
        flat.absent[name] = "null"
    elif isinstance(value, str):
        (flat.absent if value.strip().lower() in _PLACEHOLDERS else flat.words)[name] = value
    elif depth >= _DEPTH:
        return
    elif isinstance(value, dict) and "_type" not in value:
        for key, inner in value.items():
            _put(flat, f"{name}.{key}", inner, depth + 1)
    elif isinstance(value, list) and 0 < len(value) <= _WIDTH and all(number(one) is not None for one in value):
        for index, inner in enumerate(value):
            _put(flat, name if len(value) == 1 else f"{name}[{index}]", inner, depth + 1)


def dotted(tree: Mapping[str, Any], prefix: str = "", depth: int = 0) -> dict[str, Any]:
    """A settings tree as dotted keys; lists of plain values stay lists, anything deeper becomes its text."""
    out: dict[str, Any] = {}
    for key, value in tree.items():
        name = f"{prefix}{key}"
        if isinstance(value, dict) and depth < _DEPTH:
            out.update(dotted(value, f"{name}.", depth + 1))
        elif isinstance(value, dict) or (isinstance(value, list) and any(isinstance(v, (dict, list)) for v in value)):
            continue
        else:
            out[name] = value
    return out
