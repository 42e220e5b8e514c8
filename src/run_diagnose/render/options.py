"""What a caller may choose about the look of a report."""

from __future__ import annotations

from run_diagnose.facts import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """Same report and same options, same bytes; nothing is read from the environment here."""

    ascii: bool = False
    """Only ASCII characters: for logs of build servers and old consoles."""
    charts: bool = True
    color: bool = False
    """Terminal only; False means no escape code at all, no bold either. The caller decides it."""
    width: int = 100
    """Columns of the terminal."""
    top: int | None = None
    """At most so many findings, causes and changes of every run; None: all. JSON is never cut."""
    budget: int = 60_000
    """Characters of Markdown: a GitHub comment holds 65,536, a job summary 1 MiB."""
    suppressed: bool = False
    """List the findings that do not count; they are counted in any case."""
    verbose: bool = False
    """Terminal and Markdown: everything that was checked, one by one."""


PLAIN = Options()
"""The look when nobody chose one."""
