"""Errors as a person reads them on stderr: what happened, what was expected, what to try next."""

from __future__ import annotations

import sys
from collections.abc import Iterable

from run_diagnose.near import nearest


def plain(text: str) -> str:
    """``text`` without anything a terminal would obey: escape codes and other control characters shown as ``\\x1b``."""
    return "".join(c if c == "\n" or c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def say(text: str) -> None:
    """One note on stderr."""
    try:
        encoding = getattr(sys.stderr, "encoding", None) or "utf-8"
        sys.stderr.write(plain(text).encode(encoding, "replace").decode(encoding) + "\n")
        sys.stderr.flush()
    except OSError:  # stderr is closed: nobody is left to tell
        return


def tell(reason: str, hint: str = "", path: str = "") -> None:
    """An error, and under it the next thing to try."""
    say(f"error: {path + ': ' if path and path not in reason else ''}{reason}")
    if hint:
        say(f"  hint: {hint}")


def wrong_use(error: Exception, words: list[str], commands: Iterable[str]) -> int:
    """Tell of a command line that typer refused; 2, or 0 if ``error`` is something else."""
    if not _from_typer(error):
        return 0
    if type(error).__name__ == "NoArgsIsHelpError":
        say(str(getattr(error, "message", "")))
        return 2
    command = next((w for w in words if w in commands), "check")
    message = str(getattr(error, "message", error)).rstrip(".")
    message = message.replace("is not a valid int range", "is not a whole number")
    name = getattr(error, "option_name", None)
    near = nearest(str(name), getattr(error, "possibilities", None) or ()) if name else None
    param = getattr(error, "param", None)
    if type(error).__name__ == "MissingParameter":
        message = f"`diagnose {command}` needs {getattr(param, 'metavar', None) or getattr(param, 'name', '')}"
    elif param is not None and getattr(param, "opts", None):
        message = f"{param.opts[0]}: {message}"
    hint = f"{near}, or " if near else ""
    tell(message, f"{hint}`diagnose {command} --help`")
    return 2


def _from_typer(error: Exception) -> bool:
    """True for the command-line errors of typer, whose base class it does not export under one name in all versions."""
    import typer

    base = next(c for c in typer.BadParameter.__mro__ if c.__name__ == "ClickException")
    return isinstance(error, base)
