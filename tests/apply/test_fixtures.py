"""Configs of many frameworks, edited: the named lines change, every other byte stays."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from run_diagnose.apply.document import open_document
from run_diagnose.apply.editing import Edit, edit_document
from run_diagnose.apply.refusal import RefusedError

FOLDER = Path(__file__).parents[2] / "fixtures" / "configs"
CASES: list[dict[str, Any]] = yaml.safe_load((FOLDER / "expect.yaml").read_text(encoding="utf-8"))
EDITED = [case for case in CASES if "refused" not in case]
REFUSED = [case for case in CASES if "refused" in case]


def named(case: Mapping[str, Any]) -> str:
    return f"{case['config']}: {', '.join(case['edits'])}"


def edited(case: Mapping[str, Any]) -> bytes:
    document = open_document((FOLDER / case["config"]).read_bytes(), case["config"])
    return edit_document(document, [Edit(k, v) for k, v in case["edits"].items()])[0].data()


def expected(case: Mapping[str, Any]) -> bytes:
    """The file's own bytes with the lines of the case put in."""
    data = (FOLDER / case["config"]).read_bytes()
    encoding = "utf-16-le" if data.startswith(b"\xff\xfe") else "latin-1" if "latin1" in case["config"] else "utf-8"
    text = data.decode(encoding)
    line_end = "\r\n" if "\r\n" in text else "\n"
    lines = text.split(line_end)
    changed, added = case.get("changed", {}), case.get("added", {})
    out = list(added.get(0, []))
    for number, line in enumerate(lines, 1):
        mark = "\ufeff" if line.startswith("\ufeff") else ""
        if number not in case.get("removed", ()):
            out.append(mark + changed[number] if number in changed else line)
        out.extend(added.get(number, []))
    return line_end.join(out).encode(encoding)


def test_every_config_is_edited_or_refused() -> None:
    configs = {p.name for p in FOLDER.iterdir() if p.is_file()} - {"expect.yaml", ".gitattributes"}
    assert len(configs) >= 40
    assert configs == {case["config"] for case in CASES}


@pytest.mark.parametrize("case", EDITED, ids=named)
def test_only_the_named_lines_change(case: Mapping[str, Any]) -> None:
    assert edited(case) == expected(case)


@pytest.mark.parametrize("case", REFUSED, ids=named)
def test_what_is_not_certain_is_refused_with_the_reason(case: Mapping[str, Any]) -> None:
    with pytest.raises(RefusedError) as refusal:
        edited(case)
    assert case["refused"] in refusal.value.reason
