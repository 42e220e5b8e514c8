"""Put the tool's own output into the README: ``python docs/refresh.py``. ``--check`` only tells whether it is stale."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
FIRST, LAST = "<!-- output: made by docs/refresh.py -->\n", "<!-- end of output -->"
END = "   in the code:"
"""The line before which the excerpt stops."""


def excerpt() -> str:
    """What the README's main command shows on a terminal, up to the changes of the config."""
    (log,) = re.findall(r"&& diagnose (\S+)", README.read_text(encoding="utf-8"))
    words = [sys.executable, "-m", "run_diagnose", log, "--isolated", "--format", "terminal", "--color", "never"]
    words += ["--top", "2"]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False)
    lines = done.stdout.splitlines()
    shown = lines[: next((i for i, line in enumerate(lines) if line.startswith(END)), len(lines))]
    return "```text\n" + "\n".join(line.rstrip() for line in shown).strip("\n") + "\n ...\n```\n"


def renewed(text: str) -> str:
    """The README with today's output."""
    before, _, rest = text.partition(FIRST)
    _, _, after = rest.partition(LAST)
    return f"{before}{FIRST}{excerpt()}{LAST}{after}"


def main() -> int:
    """0 where nothing had to change."""
    old = README.read_text(encoding="utf-8")
    new = renewed(old)
    if "--check" not in sys.argv:
        README.write_text(new, encoding="utf-8")
    return int(new != old and "--check" in sys.argv)


if __name__ == "__main__":
    sys.exit(main())
