"""One run as it lies on disk: its logs and what belongs to them."""

from __future__ import annotations

from run_diagnose.facts import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """The files of one run. Paths are as the person gave them, with ``/``; ``-`` is standard input."""

    name: str
    logs: tuple[str, ...]
    """The most complete first; several may hold the same series."""
    config: str | None = None
    overrides: str | None = None
    """Hydra's ``overrides.yaml`` beside the config."""
    predictions: str | None = None
    metrics: str | None = None
    root: str = ""
    """The folder of the run, empty for a file that was named by itself."""
    notes: tuple[str, ...] = ()
    """What was left aside, in words."""
