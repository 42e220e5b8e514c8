"""What to type where the config is no file that can be edited."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Sequence

from run_diagnose.apply.spelling import spell
from run_diagnose.model.change import Change
from run_diagnose.model.report import ConfigSummary

HYDRA = ".hydra/"
"""Hydra composes the files of this folder anew at every start: they are a record, edits have no effect."""


def is_hydra_record(path: str) -> bool:
    """True for the files that hydra writes beside a run."""
    return HYDRA in path.replace("\\", "/")


def hydra(changes: Sequence[Change], config: ConfigSummary) -> str:
    """``optimizer.lr=3.0e-4 +min_lr=1.0e-6``: a plus where the key is new."""
    return _words(changes, lambda c: ("" if c.key in config.values else "+") + c.key)


def typed_anew(changes: Sequence[Change]) -> str:
    """``++optimizer.lr=3.0e-4``, which hydra takes whether the composed config has the key or not."""
    return _words(changes, lambda c: "++" + c.key)


def arguments(changes: Sequence[Change]) -> str:
    """``--learning_rate=3.0e-4``, as argparse and its kin take it."""
    return _words(changes, lambda c: "--" + c.key)


def _words(changes: Sequence[Change], name: Callable[[Change], str]) -> str:
    return " ".join(shlex.quote(f"{name(c)}={_bare(c.new)}") for c in changes if c.new is not None)


def _bare(value: object) -> str:
    return value if isinstance(value, str) else spell(value, "yaml")
