"""The table that pycocotools prints behind every evaluation, whatever framework called it.

`` Average Precision  (AP) @[ IoU=0.50:0.95 | area=   all | maxDets=100 ] = 0.312`` holds one figure; the others are
the conditions it was measured under.
"""

from __future__ import annotations

import re

_LINE = re.compile(
    r"Average (?P<what>Precision|Recall) +\((?P<short>AP|AR)\) +@\[ *IoU=(?P<low>[\d.]+)(?::[\d.]+)? *\| *"
    r"area= *(?P<area>\w+) *\| *maxDets= *(?P<most>\d+) *\] *= *(?P<value>-?[\d.]+|nan)"
)


def one_figure(line: str) -> str:
    """The line with its conditions in the figure's name: ``val AP: 0.312``, ``val AP50: ..``, ``val AR small: ..``."""
    found = _LINE.search(line)
    if found is None:
        return line
    name = found["short"]
    if found["low"] in ("0.50", "0.75") and ":" not in line[found.start("low") : found.end("low") + 1]:
        name += found["low"][2:]
    if found["area"] != "all":
        name += f" {found['area']}"
    if name == "AR" and found["most"] in ("1", "10"):
        name += f"@{found['most']}"
    value = "nan" if found["value"].startswith("-1") else found["value"]
    return f"val {name}: {value}"
