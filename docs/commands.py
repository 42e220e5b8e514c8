"""The page of the command line, from the same declarations as ``--help``."""

from __future__ import annotations

import importlib
import inspect
import re
from collections.abc import Iterator
from typing import Any

from run_diagnose.cli.group import COMMANDS, Front

STATUS = """Exit status: 0 nothing at or above `--fail-on` (by default an error), 1 findings, 2 wrong use or an input
that cannot be read, 3 a bug in diagnose, 130 Ctrl-C. A run that could not be judged counts like a warning.
The report goes to standard output; notes, progress and errors go to standard error.
"""


def commands() -> str:
    """Every command with its arguments and options."""
    listed = "\n".join(f"- [`diagnose {name}`](#diagnose-{name}): {about}" for name, about in COMMANDS.items())
    parts = ["# Command line", "`diagnose PATH...` is `diagnose check PATH...`.", listed, STATUS.rstrip()]
    return "\n\n".join([*parts, *(_command(name) for name in COMMANDS)]) + "\n"


def _command(name: str) -> str:
    module = importlib.import_module(f"run_diagnose.cli.commands.{name}")
    made = Front.get_command(Front(name="diagnose"), None, name)
    about = _text(inspect.cleandoc(module.__doc__ or ""))
    rows = [row for param in made.params for row in _row(param)]
    table = "\n".join(["| | |", "| --- | --- |", *rows])
    return f"## diagnose {name}\n\n{about}\n\n{table}"


def _row(param: Any) -> Iterator[str]:
    if getattr(param, "hidden", False) or "--help" in param.opts:
        return
    value = "" if getattr(param, "is_flag", False) else (param.metavar or param.name.upper())
    names = ", ".join(f"`{opt}`" for opt in param.opts if opt.startswith("-"))
    left = f"{names} `{value}`".replace("``", "").strip() if names else f"`{value}`"
    yield f"| {_cell(left)} | {_cell(_text(getattr(param, 'help', None) or ''))} |"


def _text(text: str) -> str:
    """Flags and placeholders as code, so that Markdown leaves them alone."""
    return re.sub(r"(?<![\w`])(--[a-z][a-z-]*)", r"`\1`", text)


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|").replace("<", "&lt;")
