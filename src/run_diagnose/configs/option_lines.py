"""Option files without a format: ``lr: 0.001   [default: 0.0002]``, ``epochs = 10``, ``--batch_size 32``."""

from __future__ import annotations

import re

from run_diagnose.configs.scalars import plain_value
from run_diagnose.model.record import Setting

_LINE = re.compile(r"\s*(?:-{0,2})([A-Za-z_][\w.\-/]*)\s*(?:=|:\s|:$|\s(?=\S+$))\s*(.*?)\s*(?:\[default:.*\])?\s*$")
_SKIP = re.compile(r"\s*(?:[#;]|-{3,}|={3,}|$)")
_SECTION = re.compile(r"\s*\[([^\]]+)\]\s*$")
_SHARE = 0.8
"""Share of lines that must be options: prose with a colon here and there is none."""


def read_option_lines(text: str, file: str) -> list[Setting]:
    """Settings of a file of option lines; none if too few lines are options or values nest below their keys."""
    out: list[Setting] = []
    lines = section = 0
    prefix = ""
    for number, line in enumerate(text.splitlines(), 1):
        if _SKIP.match(line):
            continue
        if head := _SECTION.match(line):
            prefix, section = head[1].strip() + ".", section + 1
            continue
        lines += 1
        pair = _LINE.match(line)
        if pair and (pair[2] or "=" in line):
            raw = re.sub(r"\s+#.*$", "", pair[2])
            out.append(Setting(prefix + pair[1], plain_value(raw.strip("\"'")), file, number, raw))
    return out if lines and len(out) >= _SHARE * lines else []
