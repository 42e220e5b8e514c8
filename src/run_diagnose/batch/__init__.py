"""Thousands of runs: every one a row, as soon as it is finished, from one processor or from a cluster."""

from __future__ import annotations

from run_diagnose.batch.row import Row
from run_diagnose.batch.scanning import Plan, Progress, Scan, scan, scan_rows
from run_diagnose.batch.statistics import Statistics

__all__ = ["Plan", "Progress", "Row", "Scan", "Statistics", "scan", "scan_rows"]
