"""The files beside a log: its config, its predictions, its final metrics; known by layout, then by content."""

from __future__ import annotations

import json
import os
import re
from itertools import islice
from pathlib import Path, PurePosixPath

from run_diagnose.patterns import pattern

_CONFIG_NAMES = (
    "hparams.yaml", "args.yaml", ".hydra/config.yaml", "files/config.yaml", "config.yaml", "config.yml",
    "train_config.yaml", "training_config.yaml", "params.yaml", "hyperparameters.yaml", "hyperparams.yaml", "opt.yaml",
    "cfg.yaml", "args.yml", "hparams.yml", "train.yaml", "training.yaml", "experiment.yaml", "settings.yaml",
    "training_args.json", "args.json", "hparams.json", "train_config.json", "training_config.json", "params.json",
    "hyperparameters.json", "config.json", "config.toml", "train.toml", "training.toml", "args.toml",
    "configuration.json", "run_config.json",
)  # fmt: skip
"""Lightning, Ultralytics, Hydra, W&B, then what people write; the surer name first."""
_CONFIG_SUFFIXES = (".yaml", ".yml", ".json", ".toml")
_FEW = 500
"""Names of a folder that are looked at at once; in one of ten thousand logs it is cheaper to ask for single files."""
_MODEL_CONFIG = ("model_type", "architectures", "transformers_version")
_METRICS = pattern(
    r"(?:^|[._-])(?:final_?)?(?:metrics|summary|results|scores|evaluation)(?:[._-]|$)|"
    r"^(?:eval|all|test|train|predict)_results",
    re.IGNORECASE,
)
_TRUE = pattern(
    r"^(?:y|y_?true|true|targets?|labels?|actual|gt|ground_?truth|observed|expected)(?:_(?!std|mean|var|min|max)\w+)?$",
    re.IGNORECASE,
)
_PRED = pattern(
    r"^(?:y_?pred|y_?hat|preds?|predicted|predictions?|outputs?|forecast)(?:_(?!std|mean|var|min|max)\w+)?$",
    re.IGNORECASE,
)
_LOG_FOLDERS = re.compile(
    r"^(?:logs?|lightning_logs|version_\d+|tb|tb_logs|tensorboard|events?|csv(?:_logs?)?|metrics|files|vis_data|runs?|train|"
    r"training|val|validation|test|eval|history|output|checkpoint-\d+|\d{8}_\d{6})$"
)
"""Folders that hold the logs of a run whose other files lie above."""


def config_beside(log: str, stop: str = "") -> str | None:
    """The training config of a log: beside it, or above where the log lies in a folder only for logs.

    ``stop`` is the run's folder: up to there the search goes in any case, and one folder above a ``logs``.
    """
    folder, stem = _folder(log), _stem(log)
    for level in range(5):
        there = _Entries(folder)
        if found := _own_config(there, stem) or _named_config(there):
            return found
        name = folder.name if folder.name not in ("", "..") else folder.resolve().name
        inside = stop and folder != Path(stop) and Path(stop) in folder.parents
        if level == 4 or not (inside or is_log_folder(name)):
            return None
        folder = folder.parent if folder.name not in ("", "..") else folder / ".."
    return None


class _Entries:
    """Asks for files of a folder; one look at its names spares sixty questions to the file system."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        try:
            with os.scandir(folder) as found:
                names = [entry.name.lower() for entry in islice(found, _FEW + 1)]
        except OSError:
            names = []
        self._names = frozenset(names) if len(names) <= _FEW else None

    def file(self, name: str) -> Path | None:
        """The path of a file of this name, None where there is none; letters count as the file system counts them."""
        if self._names is not None and name.partition("/")[0].lower() not in self._names:
            return None
        path = self._folder / name
        return path if path.is_file() else None


def is_log_folder(name: str) -> bool:
    """True for the name of a folder that loggers make inside a run's own folder."""
    return bool(_LOG_FOLDERS.match(name))


def _folder(log: str) -> Path:
    return Path(log).parent


def _stem(log: str) -> str:
    name = PurePosixPath(log).name
    return name.split(".", 1)[0] if not name.startswith(".") else name


def _named_config(there: _Entries) -> str | None:
    for name in _CONFIG_NAMES:
        path = there.file(name)
        if path is not None and not (name == "config.json" and is_model_config(path)):
            return path.as_posix()
    return None


def _own_config(there: _Entries, stem: str) -> str | None:
    """``run7_config.yaml`` or ``run7.yaml`` for ``run7.csv`` and for ``run7_epochs.csv``."""
    parts = re.split(r"(?<=[^_\-])[_\-]", stem)
    for end in range(len(parts), 0, -1):
        prefix = "_".join(parts[:end])
        for name in (
            f"{prefix}_config",
            f"{prefix}-config",
            f"config_{prefix}",
            f"{prefix}_args",
            f"{prefix}_hparams",
            prefix,
        ):
            for suffix in _CONFIG_SUFFIXES:
                path = there.file(name + suffix)
                if path is not None and (suffix != ".json" or name != prefix):
                    return path.as_posix()
    return None


def is_model_config(path: Path) -> bool:
    """True for the ``config.json`` of a model: its shape, not how it was trained."""
    value = small_json(path)
    return isinstance(value, dict) and any(key in value for key in _MODEL_CONFIG)


def small_json(path: Path) -> object:
    """The value of a JSON file of less than a megabyte; None where it is none."""
    try:
        return None if path.stat().st_size > 1 << 20 else json.loads(path.read_text("utf-8-sig"))
    except (OSError, ValueError, RecursionError):
        return None


def is_config_name(name: str) -> bool:
    """True for files that hold settings by their name."""
    low = name.lower()
    stem, _, suffix = low.rpartition(".")
    if f".{suffix}" not in _CONFIG_SUFFIXES:
        return False
    if suffix in ("yaml", "yml", "toml"):
        return True
    return low in _CONFIG_NAMES or stem.endswith(("config", "_args", "hparams", "_params"))


def is_metrics(path: Path) -> bool:
    """True for a JSON of final values: a mapping of numbers without any list of them, named like one."""
    if path.suffix.lower() != ".json" or not _METRICS.search(path.stem):
        return False
    value = small_json(path)
    return isinstance(value, dict) and _has_number(value) and not _has_curve(value)


def _has_number(value: object) -> bool:
    if isinstance(value, dict):
        return any(_has_number(v) for v in value.values())
    return isinstance(value, int | float) and not isinstance(value, bool)


def _has_curve(value: object, depth: int = 0) -> bool:
    if isinstance(value, dict):
        return depth > 6 or any(_has_curve(v, depth + 1) for v in value.values())
    return isinstance(value, list) and len(value) > 1 and any(isinstance(v, int | float | dict) for v in value)


def is_predictions(path: Path, first_line: str) -> bool:
    """True for a table of true and predicted values, by its header; the name alone is no proof."""
    if path.suffix.lower() not in (".csv", ".tsv", ".txt"):
        return False
    cells = [cell.strip().strip('"') for cell in re.split(r"[,;\t]", first_line)]
    pair = any(map(_TRUE.match, cells)) and any(map(_PRED.match, cells))
    counted = any(re.match(r"^(?:epochs?|(?:global_)?step|iter(?:ation)?)$", cell, re.I) for cell in cells)
    return pair and not counted


def overrides_of(config: str | None) -> str | None:
    """Hydra's overrides beside its config."""
    if config is None or not config.endswith(".hydra/config.yaml"):
        return None
    path = Path(config).with_name("overrides.yaml")
    return path.as_posix() if path.is_file() else None
