"""What the person said about names: maps, aliases, directions, task."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from run_diagnose.facts import dataclass
from run_diagnose.model.roles import Goal


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """Overrides of what the names stage would guess."""

    maps: Mapping[str, str] = field(default_factory=dict)
    """``--map``: role to column. A role is one of ``model.roles.ROLE_NAMES``, ``axis``, ``val_metric:f1``, or a
    metric's name with or without its split (``f1``, ``val_f1``)."""
    aliases: Mapping[str, str] = field(default_factory=dict)
    """From the settings: column to role, in the same words; columns that a log lacks are no error."""
    goals: Mapping[str, Goal] = field(default_factory=dict)
    """Column or quantity to its direction."""
    task: str = ""
    primary: str = ""
    name: str = ""
