"""From spelling to meaning: roles, axes, segments; the only makers of a Run."""

from __future__ import annotations

from run_diagnose.names.build import build
from run_diagnose.names.builder import RunBuilder
from run_diagnose.names.inputs import FileRecords
from run_diagnose.names.options import Options

__all__ = ["FileRecords", "Options", "RunBuilder", "build"]
