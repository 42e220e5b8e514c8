"""For our own tests and for strangers' rules and formats: the contracts, and small runs made by hand.

``rule_contract(rule)`` and ``format_contract(module)`` raise AssertionError with a sentence where something is not
kept; ``run_of({...})`` makes a run from columns. Needs no test framework.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from run_diagnose.testing.formats import format_contract
    from run_diagnose.testing.rules import rule_contract
    from run_diagnose.testing.runs import run_of

_HOMES = {"rule_contract": "rules", "format_contract": "formats", "run_of": "runs"}

__all__ = ["format_contract", "rule_contract", "run_of"]


def __getattr__(name: str) -> Any:
    """Each is loaded when it is asked for: a test that makes a run by hand needs no format."""
    import importlib

    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)
