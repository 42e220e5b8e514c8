"""Recommended changes written into the run's own config: text is spliced, nothing else moves."""

from __future__ import annotations

from run_diagnose.apply.choose import Choice, chosen
from run_diagnose.apply.diff import unified
from run_diagnose.apply.plan import Outcome, Wanted, prepare
from run_diagnose.apply.refusal import RefusedError
from run_diagnose.apply.writing import write_config

__all__ = ["Choice", "Outcome", "RefusedError", "Wanted", "chosen", "prepare", "unified", "write_config"]
