"""Hydra's ``.hydra/overrides.yaml``: a list of what was typed behind the program, ``- optimizer.lr=0.001``.

Grammar: https://hydra.cc/docs/advanced/override_grammar/basic/ (``+`` adds a key, ``++`` adds or sets it, ``~`` takes
it away).
"""

from __future__ import annotations

import re

from run_diagnose.configs.scalars import plain_value
from run_diagnose.model.record import Setting

_ITEM = re.compile(
    r"""-\s+(?P<quote>['"]?)(?P<sign>\+{0,2}|~)(?P<key>[A-Za-z_][\w./@-]*)(?:=(?P<value>.*))?(?P=quote)\s*$"""
)
_SKIP = re.compile(r"\s*(?:#.*|---.*)?$")


def read_override_list(text: str, file: str) -> list[Setting]:
    """Settings of a list of overrides; none unless every line is one of them."""
    out: list[Setting] = []
    for number, line in enumerate(text.splitlines(), 1):
        if _SKIP.match(line):
            continue
        item = _ITEM.match(line)
        if item is None or (item["value"] is None) is not (item["sign"] == "~"):
            return []
        if item["value"] is not None:
            raw = item["value"]
            out.append(Setting(item["key"], plain_value(raw.strip("\"'")), file, number, raw))
    return out


def is_override_list(data: bytes) -> bool:
    """True for the bytes of such a list."""
    return bool(read_override_list(data.decode("utf-8-sig", "replace"), ""))
