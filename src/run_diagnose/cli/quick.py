"""The plainest command lines without their parser, whose import takes a third of a small diagnosis.

``diagnose [check] PATH... [--format FORMAT]`` with paths that exist is understood here. Any other word, a mistyped one
included, is left to the parser, which knows every option and says what is wrong.
"""

from __future__ import annotations

import os
from collections.abc import Sequence

from run_diagnose.cli.commands import COMMANDS
from run_diagnose.facts import dataclass

_FORMAT = ("--format", "-f")


@dataclass(frozen=True, slots=True)
class Plain:
    """What such a line asks for."""

    paths: tuple[str, ...]
    format: str | None = None


def understood(words: Sequence[str]) -> Plain | None:
    """The request of a plain line; None for every other."""
    if words and words[0] in COMMANDS and words[0] != "check":
        return None
    rest = list(words[1:] if words and words[0] == "check" else words)
    paths: list[str] = []
    form: str | None = None
    while rest:
        word = rest.pop(0)
        if word.startswith("--format="):
            word, equals = "--format", word.partition("=")[2]
            rest.insert(0, equals)
        if word in _FORMAT:
            if form is not None or not rest or rest[0].startswith("-"):
                return None
            form = rest.pop(0)
        elif word.startswith("-") or not os.path.exists(word):  # noqa: PTH110 - pathlib costs more than the question
            return None
        else:
            paths.append(word)
    return Plain(tuple(paths), form) if paths else None


def run(asked: Plain) -> int:
    """Judge, print, and say the exit status: what ``commands.check`` does without a flag. Raises DiagnoseError."""
    from run_diagnose.cli.judging import conclude, judged
    from run_diagnose.cli.output import Look

    look = Look(format=asked.format).checked()
    parts = judged(list(asked.paths), {}, {"configs": (), "isolated": False}, {})
    return conclude(parts, look, exit_zero=False)
