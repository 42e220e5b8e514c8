"""An edit that is not made, and why."""

from __future__ import annotations

from run_diagnose.errors import DiagnoseError


class RefusedError(DiagnoseError):
    """The config is left as it is: ``reason`` says why, ``hint`` what to do by hand."""
