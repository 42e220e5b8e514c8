"""Rows of JSON to records: what every JSON logger shares, whether a row is a line or an element of a list."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from run_diagnose.formats.json_flat import Flat, flatten, is_axis, is_learning
from run_diagnose.model.record import Event, NewRun, Placeholder, Point, Record, Setting, Total

SPLITS = {
    "train": "train",
    "training": "train",
    "train_inner": "train",
    "tr": "train",
    "val": "val",
    "valid": "val",
    "validation": "val",
    "validate": "val",
    "eval": "val",
    "evaluation": "val",
    "evaluate": "val",
    "dev": "val",
    "test": "test",
    "testing": "test",
}
"""Words for a part of the data, as loggers write them beside the numbers."""

_SPLIT_KEYS = (
    "split",
    "phase",
    "mode",
    "stage",
    "subset",
    "set",
    "dataset",
    "partition",
    "type",
    "kind",
    "event",
    "tag",
)
_RUN_KEYS = ("run_id", "run_name", "run", "fold", "trial", "trial_id", "experiment")
_CONFIG_WORDS = frozenset({"config", "hparams", "hyperparameters", "args", "settings", "header", "run_start", "setup"})
_TOTALS = {
    "total_steps": "step",
    "max_steps": "step",
    "total_epochs": "epoch",
    "max_epochs": "epoch",
    "num_epochs": "epoch",
    "num_train_epochs": "epoch",
}
_MESSAGES = ("event", "message", "msg", "error", "exception", "type", "status")
_OF_TOTAL = re.compile(r"\s*(\d+)\s*/\s*(\d+)\s*")
_HAPPENED = (
    ("traceback", re.compile(r"Traceback \(most recent call last\)|\b[A-Z]\w+Error\b")),
    ("oom", re.compile(r"out of memory|OutOfMemory", re.IGNORECASE)),
    ("early_stop", re.compile(r"early[ _-]?stop", re.IGNORECASE)),
    ("resume", re.compile(r"\bresum(e|ed|ing)\b", re.IGNORECASE)),
    ("checkpoint", re.compile(r"checkpoint|new best|\bsaved\b", re.IGNORECASE)),
)


SPECIAL = frozenset((*_SPLIT_KEYS, *_RUN_KEYS, *_TOTALS, *_MESSAGES))
"""Keys that say more than a number; a row that has one is looked at by itself."""


class Rows:
    """Turns objects into records; remembers what it has told once: names seen, totals, settings, the run's label."""

    def __init__(self) -> None:
        self._seen: set[str] = set()
        self._told: set[object] = set()
        self._run = ""
        self._phase = ""

    def records(self, line: int, row: Mapping[str, Any], split: str = "") -> Iterator[Record]:
        """The records of one object that stands on ``line``."""
        flat = flatten(row)
        if flat.words and ("value" in flat.values or "metricValue" in flat.values):
            _name_value(flat)
        if flat.words or "fold" in flat.values or "trial" in flat.values:
            yield from self._label(line, flat)
        if flat.words or flat.config:
            yield from self._settings(line, flat, row)
            yield from happened(line, flat)
            yield from self._phase_of(line, flat)
        yield from self._totals(flat)
        for name, text in flat.absent.items():
            if name in self._seen:
                yield Placeholder(line, name, text)
        if any(not is_axis(name) for name in flat.values):
            self._seen.update(flat.values)
            yield Point(line, flat.values, split or (split_of(flat.words) if flat.words else ""))

    def saw(self, names: Iterable[str]) -> None:
        """Tells of names that have had a number elsewhere, so that a ``null`` of theirs counts."""
        self._seen.update(names)

    def _phase_of(self, line: int, flat: Flat) -> Iterator[Event]:
        """``"stage": "finetune"``: words under these keys that name no part of the data name a phase."""
        for key in ("phase", "stage"):
            text = flat.words.get(key, "").strip()
            if text and text.lower() not in SPLITS and flat.values:
                if text != self._phase:
                    self._phase = text
                    yield Event("phase", line, text[:80])
                return

    def _label(self, line: int, flat: Flat) -> Iterator[NewRun]:
        for key in _RUN_KEYS:
            label = flat.words.get(key, "")
            if not label and key in ("fold", "trial") and key in flat.values:
                label = f"{key} {flat.values[key]:g}"
            if label:
                if label != self._run:
                    self._run = label
                    yield NewRun(line, label)
                return

    def _settings(self, line: int, flat: Flat, row: Mapping[str, Any]) -> Iterator[Setting]:
        header = any(flat.words.get(key, "").lower() in _CONFIG_WORDS for key in _SPLIT_KEYS)
        if header and "epoch" not in flat.values and "step" not in flat.values:
            flat.config.update(
                {k: v for k, v in row.items() if isinstance(v, (bool, int, float, str)) and k not in _SPLIT_KEYS}
            )
            flat.values.clear()
        for key, value in flat.config.items():
            if (key, str(value)) not in self._told:
                self._told.add((key, str(value)))
                yield Setting(key, value, line=line, raw=str(value))

    def _totals(self, flat: Flat) -> Iterator[Total]:
        found = {_TOTALS[name]: flat.values.pop(name) for name in _TOTALS.keys() & flat.values.keys()}
        for name, text in flat.words.items():
            if is_axis(name) and (pair := _OF_TOTAL.fullmatch(text)):
                flat.values[name] = float(pair[1])
                found["epoch" if "epoch" in name.lower() else "step"] = float(pair[2])
        for total in (Total(axis, value) for axis, value in found.items()):
            if total not in self._told:
                self._told.add(total)
                yield total


_NAME_KEYS = ("metric", "metric_name", "metricName", "name", "tag", "key")
_CLOCKS = frozenset({"value", "metricValue", "timestamp", "time", "ts", "wall_time", "walltime"})


def _name_value(flat: Flat) -> None:
    """``{"name": "train/loss", "value": 0.5, "step": 3}``: one figure a row, its name beside it."""
    said = next((flat.words[key] for key in _NAME_KEYS if flat.words.get(key)), "")
    if is_learning(said) and all(name in _CLOCKS or is_axis(name) for name in flat.values):
        flat.values[said] = flat.values.pop("value" if "value" in flat.values else "metricValue")


def split_of(words: Mapping[str, str]) -> str:
    """``train``, ``val`` or ``test`` where a column of words says so."""
    for key in _SPLIT_KEYS:
        split = SPLITS.get(words.get(key, "").strip().lower(), "")
        if split:
            return split
    return ""


def happened(line: int, flat: Flat) -> Iterator[Event]:
    """Events that the words of a row tell: an error, an early stop, a saved checkpoint."""
    for key in _MESSAGES:
        text = flat.words.get(key, "")
        for kind, pattern in _HAPPENED:
            if text and pattern.search(text):
                at = {name: value for name, value in flat.values.items() if name in ("epoch", "step")}
                yield Event(kind, line, text[:500], at)
                break
