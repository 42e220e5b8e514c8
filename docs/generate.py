"""Make every page and every shown output that comes from the code: ``python docs/generate.py``.

``--check`` changes nothing and is status 1 where something is stale. Needs the package installed and no settings file.
"""

from __future__ import annotations

import sys
from pathlib import Path

import console
import reference
import refresh

DOCS = Path(__file__).parent
ROOT = DOCS.parent
FOLDERS = ("rules", "causes", "formats")
"""Folders in which nothing is written by hand: a page that is not made any more is removed."""


def made() -> dict[Path, str]:
    """Everything that is generated, by path."""
    pages = {DOCS / name: text for name, text in reference.pages().items()}
    for guide in console.guides(DOCS):
        if guide not in pages:
            pages[guide] = console.renewed(guide.read_text(encoding="utf-8"), ROOT)
    readme = ROOT / "README.md"
    pages[readme] = refresh.renewed(readme.read_text(encoding="utf-8"))
    return pages


def stale(pages: dict[Path, str]) -> list[Path]:
    """Pages that differ from the tree, and pages in the tree that nothing makes."""
    changed = [path for path, text in pages.items() if not path.exists() or path.read_text(encoding="utf-8") != text]
    left_over = [path for folder in FOLDERS for path in (DOCS / folder).glob("*.md") if path not in pages]
    return [*changed, *left_over]


def main() -> int:
    """Write what is stale, or only tell."""
    pages = made()
    found = stale(pages)
    for path in found:
        sys.stdout.write(f"{path.relative_to(ROOT).as_posix()}\n")
        if "--check" in sys.argv:
            continue
        if path in pages:
            path.parent.mkdir(exist_ok=True)
            path.write_text(pages[path], encoding="utf-8", newline="\n")
        else:
            path.unlink()
    return int(bool(found) and "--check" in sys.argv)


if __name__ == "__main__":
    sys.exit(main())
