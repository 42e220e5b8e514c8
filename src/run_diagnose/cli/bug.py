"""What is written down when diagnose itself breaks: versions, the traceback, and the shape of the input.

Never a value: the report can be pasted into a public issue.
"""

from __future__ import annotations

import os
import platform
import re
import sys
import tempfile
import traceback
from pathlib import Path

from run_diagnose.cli.trouble import say
from run_diagnose.version import __version__

STATUS = 3
ISSUES = "the project's issue tracker"


def report_bug(error: Exception, words: list[str]) -> int:
    """Write the report, tell where it lies, return the exit status."""
    say("error: diagnose broke; this is a bug of ours, not of your run")
    try:
        handle, name = tempfile.mkstemp(prefix="diagnose-bug-", suffix=".txt")
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(describe(error, words))
        say(f"  hint: attach {name} to {ISSUES}; it holds names and shapes, no values of yours")
    except OSError:
        say(f"  hint: run it again where a temporary file can be written ({type(error).__name__})")
    return STATUS


def describe(error: Exception, words: list[str]) -> str:
    """The report's text."""
    lines = [
        f"run-diagnose {__version__}, Python {platform.python_version()}, {platform.system()} {platform.machine()}",
        *(
            f"{name} {getattr(sys.modules.get(name), '__version__', 'not loaded')}"
            for name in ("numpy", "pandas", "typer")
        ),
        f"flags: {' '.join(w.partition('=')[0] for w in words if w.startswith('-'))}",
        *(f"input: {_shape(Path(w))}" for w in words if not w.startswith("-") and Path(w).is_file()),
        "",
        *_frames(error),
    ]
    return "\n".join(lines) + "\n"


def _frames(error: BaseException) -> list[str]:
    """The traceback without paths above the packages and without values in the message."""
    frames = [
        f"  {'/'.join(Path(f.filename).parts[-3:])}:{f.lineno} in {f.name}"
        for f in traceback.extract_tb(error.__traceback__)
    ]
    message = re.sub(r"[-+]?\d[\d.eE+-]*", "#", str(error))[:200]
    own = [*frames, f"{type(error).__name__}: {message}"]
    return own if error.__cause__ is None else [*_frames(error.__cause__), "then", *own]


def _shape(path: Path) -> str:
    """Suffix, size, and the names in the first line if it holds names."""
    with path.open("rb") as file:
        head = file.read(2000)
    first = head.split(b"\n", 1)[0].decode("utf-8", "replace")
    names = first[:300] if re.fullmatch(r"[A-Za-z_][\w/ .|()-]*([,;\t][\w/ .|()-]*)+", first.strip()) else "(no header)"
    return f"{''.join(path.suffixes)}, {path.stat().st_size} bytes, {names}"
