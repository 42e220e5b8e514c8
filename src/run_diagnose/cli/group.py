"""Which commands there are, each loaded when it is used, and what a command line without one means."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

import typer
import typer.core
import typer.main

from run_diagnose.cli.commands import COMMANDS
from run_diagnose.errors import UsageError
from run_diagnose.near import nearest

_OWN_OPTIONS = {"-h", "--help", "-V", "--version"}


class Front(typer.core.TyperGroup):
    """Loads a command's module when the command is named; ``diagnose PATH`` means ``diagnose check PATH``."""

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002 - typer's signature
        """The names, in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ARG002
        """The command of this name, its module imported now."""
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"run_diagnose.cli.commands.{cmd_name}")
        alone = typer.Typer(
            add_completion=False, rich_markup_mode=None, context_settings={"help_option_names": ["-h", "--help"]}
        )
        alone.command(cmd_name, help=module.__doc__)(module.command)
        return typer.main.get_command(alone)

    def format_commands(self, ctx: Any, formatter: Any) -> None:  # noqa: ARG002
        """The list in ``--help``, from the table: no command is loaded for it."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Put ``check`` in front of a path or an option of check."""
        if args and args[0] not in COMMANDS and args[0] not in _OWN_OPTIONS:
            _refuse_mistyped_command(args[0])
            args = ["check", *args]
        return super().parse_args(ctx, args)


def _refuse_mistyped_command(word: str) -> None:
    """A bare word that is no file, looks like none and is near a command: say so instead of "no such file"."""
    looks_like_path = any(c in word for c in "./\\*?[:") or word.startswith("-") or Path(word).exists()
    if looks_like_path:
        return
    near = nearest(word, COMMANDS)
    hint = f"did you mean `diagnose {near}`?" if near else "`diagnose --help` lists the commands"
    raise UsageError(f"`{word}` is neither a command nor a file", hint)
