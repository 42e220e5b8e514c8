"""What diagnose can read, as text: the list behind ``diagnose formats``."""

from __future__ import annotations

import json

from run_diagnose import formats
from run_diagnose.errors import UsageError
from run_diagnose.formats.base import Format
from run_diagnose.near import did_you_mean
from run_diagnose.plugins import other_formats


def formats_text() -> str:
    """A line per format: its name and title."""
    known = _every()
    width = max((len(f.NAME) for f in known), default=0)
    return "".join(f"{f.NAME:<{width}}  {f.TITLE}\n" for f in known)


def formats_json() -> str:
    """The same as a JSON list of name, title and example."""
    rows = [{"name": f.NAME, "title": f.TITLE, "example": _example(f)} for f in _every()]
    return json.dumps(rows, indent=1, ensure_ascii=False) + "\n"


def format_page(name: str) -> str:
    """Title, description and example of one format. Raises UsageError with the nearest name."""
    known = {f.NAME: f for f in _every()}
    if name not in known:
        raise UsageError(
            f"there is no log format `{name}`", did_you_mean(name, known) or "`diagnose formats` lists them"
        )
    found = known[name]
    about = (getattr(found, "__doc__", None) or found.TITLE).strip()
    example = "\n".join("    " + line for line in _example(found).splitlines())
    return f"{found.NAME}: {found.TITLE}\n\n{about}\n" + (f"\nExample:\n\n{example}\n" if example else "")


def _every() -> list[Format]:
    return [*formats.every(), *other_formats()]


def _example(found: Format) -> str:
    example = getattr(found, "EXAMPLE", "")
    return example if isinstance(example, str) else ""
