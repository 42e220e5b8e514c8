"""What can go wrong for the person at the keyboard; every class carries its exit status."""

from __future__ import annotations


class DiagnoseError(Exception):
    """Something the person can mend: what happened, and the exact next thing to try.

    ``reason`` says what happened and what was expected, ``hint`` is a command or an edit.
    """

    status = 2

    def __init__(self, reason: str, hint: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.hint = hint


class UsageError(DiagnoseError):
    """A flag, a setting or a name that does not exist."""


class UnreadableError(DiagnoseError):
    """A file that cannot be opened or decoded."""


class NotALogError(DiagnoseError):
    """A readable file that holds neither a loss nor a metric."""


class ContractError(Exception):
    """A part of diagnose broke its own contract: always a bug of ours."""
