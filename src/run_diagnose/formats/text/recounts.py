"""A log whose beginning is cut off: counts of batches stand above the first heading that names an epoch."""

from __future__ import annotations

import re
from collections.abc import Sequence

from run_diagnose.patterns import pattern

_HEADING = pattern(r"^\W{0,8}(?:train(?:ing)? )?epoch\W{0,3}(\d{1,6})\b", re.IGNORECASE)
_COUNT = pattern(r"\[\s{0,12}(\d{1,12})\s?/\s{0,12}\d{1,12}\]")
_LOOKED_AT = 400
"""Characters of a line that are looked at."""


def begun_epoch(lines: Sequence[str]) -> int | None:
    """The epoch in which a log begins that has lost its first heading; None where it has not.

    ``[560/800]`` above ``Epoch 2`` and ``[80/800]`` below it counts batches of epoch 1. A count that goes on across
    the heading, as ``[3/80]`` above ``Epoch 3 done``, is that of the epochs itself.
    """
    before, first, headed = -1, None, False
    for line in lines:
        looked = line[:_LOOKED_AT]
        if found := _HEADING.match(looked):
            if before < 0:
                return None
            first, headed = int(found[1]) if first is None else first, True
        elif "/" in looked and (found := _COUNT.search(looked)):
            count = int(found[1])
            if headed and count < before:
                return None if first is None else max(first - 1, 0)
            before, headed = count, False
    return None
