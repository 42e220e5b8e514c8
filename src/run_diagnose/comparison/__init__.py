"""Many runs beside each other: one table, what the configs differ in, and what makes the table deceive."""

from __future__ import annotations

from run_diagnose.comparison.comparing import Choices, compare_gathered, compare_paths, compare_reports, comparison_of

__all__ = ["Choices", "compare_gathered", "compare_paths", "compare_reports", "comparison_of"]
