"""Progress bars: tqdm, rich (Lightning) and Keras. The counter is an axis, clocks and rates are not data."""

from __future__ import annotations

import re
from dataclasses import dataclass

_COUNT = r"[\d.]+[kKM]?"
TQDM = re.compile(
    rf"(?P<pct>(?<!\d)\d{{1,6}})%\s*\|(?P<bar>[^|]*)\|?\s*(?P<n>{_COUNT})\s*/\s*(?P<total>{_COUNT}|\?)\s*"
    rf"\[(?P<clock>[^\],]*)(?P<rate>,\s*(?:[\d.?]+\s*\w+/\w+|\?\w+/\w+|[\d.]+\w+))?(?P<open>[^\]]*)(?P<close>\]?)"
)
"""``Epoch 0:  50%|#####     | 14538/29077 [30:00<30:01, 8.08it/s, v_num=0, train_loss_step=nan]``"""

RICH = re.compile(
    r"(?P<bar>(?<![━╸╺─])[━╸╺─]{4}[━╸╺─ ]*)\s*(?P<n>\d+)/(?P<total>\d+)"
    r"(?P<clock>\s+[\d:-]+\s*•\s*[\d:-]+)(?P<rate>\s+[\d.]+\s*it/s)?"
)
"""``Epoch 3/9  ━━━━━━━━ 50/50 0:00:01 • 0:00:00 55.20it/s v_num: 0.000 train_loss: 0.51``"""

KERAS = re.compile(
    r"(?P<n>\d+)/(?P<total>\d+)\s*(?:\[(?P<bar>[=>.\s]+)\]|(?P<bar3>[━\s]{5,}))\s*-?\s*"
    r"(?P<clock>(?P<eta>ETA:\s*)?[\d:]+(?:ms|us|s|m|h)?(?:\s+[\d.]+\s*(?:ms|us|s|ns)/(?:step|sample|epoch))?)"
)
"""``1875/1875 [=======] - 2s 1ms/step - loss: 0.4830``, Keras 3 with ``━`` and without the dash."""

KERAS_PLAIN = re.compile(
    r"^\s*(?P<n>\d+)/(?P<total>\d+) - (?P<clock>[\d.]+(?:ms|s|m|h)\b(?: [\d.]+m?s/(?:step|sample|epoch))?)"
)
"""``1875/1875 - 2s - loss: 0.4830``: Keras with ``verbose=2``."""


@dataclass(frozen=True)
class Bar:
    """Where a bar stands in its line."""

    kind: str
    """``tqdm``, ``rich`` or ``keras``."""
    start: int
    n: tuple[int, int]
    """Span of the counter."""
    total: tuple[int, int]
    """Span of the total; empty where it is ``?``."""
    end: int
    """Where the text behind clock and rate begins."""


def find_bar(line: str) -> Bar | None:
    """The bar of a line; None for a line without one."""
    if "%|" in line or "% |" in line:
        match, kind = TQDM.search(line), "tqdm"
    elif "━" in line or "─" in line:
        match, kind = RICH.search(line), "rich"
        if match is None:
            match, kind = KERAS.search(line), "keras"
    elif "/" in line and " - " in line:
        match, kind = KERAS_PLAIN.search(line) or KERAS.search(line), "keras"
    else:
        return None
    if match is None:
        return None
    end = match.end("rate") if "rate" in match.groupdict() and match["rate"] else match.end("clock")
    total = match.span("total") if match["total"].isdigit() else (match.end("n"), match.end("n"))
    return Bar(kind=kind, start=match.start(), n=match.span("n"), total=total, end=end)
