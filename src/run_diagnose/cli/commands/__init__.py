"""One file per command, each with a function ``command``; its docstring is the help."""

from __future__ import annotations

COMMANDS: dict[str, str] = {
    "check": "Say what went wrong in a run, and what to change.",
    "compare": "Hold runs against each other: one table, and what makes it deceive.",
    "apply": "Write the recommended changes into the run's own config, or show the diff.",
    "scan": "Judge every run below a folder, one line each.",
    "config": "Check training configs alone, before a run.",
    "inspect": "Show how a log was read: format, axis, columns and their roles.",
    "rule": "Explain a rule, with the limits in force.",
    "render": "Print a saved JSON report in another format.",
    "formats": "List the log formats that are read.",
    "schema": "Print the JSON Schema of the report.",
    "settings": "Show every setting in force and where it comes from.",
}
"""Command to its line of help; the module ``commands/NAME.py`` holds a function ``command``."""
