"""Outputs shown in hand-written guides are the tool's own: a ``console`` block holds commands and what they print.

A line that begins with ``$ `` is a command, run from the root of the repository; what stands under it is replaced by
its output. ``<!-- lines: 26 -->`` above the block shows the first 26 lines of each.
"""

from __future__ import annotations

import io
import os
import re
import shlex
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

from run_diagnose.cli.app import main

BLOCK = re.compile(r"(?ms)^(?P<head>(?:<!-- lines: (?P<most>\d+) -->\n\n?)?```console\n)(?P<body>.*?)^```$")
GENERATED = "<!-- made by docs/generate.py"


def guides(docs: Path) -> list[Path]:
    """Pages that are written by hand."""
    return [path for path in sorted(docs.glob("*.md")) if GENERATED not in path.read_text(encoding="utf-8")[:80]]


def commands_of(text: str) -> list[str]:
    """The commands of all console blocks."""
    return [line[2:] for block in BLOCK.finditer(text) for line in block["body"].splitlines() if line.startswith("$ ")]


def renewed(text: str, root: Path) -> str:
    """The page with today's outputs."""
    return BLOCK.sub(lambda match: f"{match['head']}{_block(match['body'], int(match['most'] or 0), root)}```", text)


def _block(block: str, most: int, root: Path) -> str:
    commands = [line for line in block.splitlines() if line.startswith("$ ")]
    return "".join(f"{command}\n{_shown(output(command[2:], root), most)}" for command in commands)


def _shown(text: str, most: int) -> str:
    lines = text.strip("\n").splitlines()
    return "".join(f"{line}\n" for line in ([*lines[:most], "..."] if 0 < most < len(lines) else lines))


def output(command: str, root: Path) -> str:
    """What ``diagnose ...`` prints into a pipe, without settings from the environment."""
    words = shlex.split(command)
    assert words[0] == "diagnose", command
    kept, here = dict(os.environ), Path.cwd()
    printed, said = io.StringIO(), io.StringIO()
    for name in [n for n in kept if n.startswith(("DIAGNOSE_", "GITHUB_"))]:
        del os.environ[name]
    os.chdir(root)
    try:
        with redirect_stdout(printed), redirect_stderr(said):
            status = main(words[1:])
    finally:
        os.chdir(here)
        os.environ.update(kept)
    assert status in (0, 1), f"{command}: {said.getvalue()}"
    return "".join(f"{line.rstrip()}\n" for line in printed.getvalue().splitlines())
