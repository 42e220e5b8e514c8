"""Each run told beside the others, metric by metric: better than whom, how many times wider than whom."""

from __future__ import annotations

from collections.abc import Mapping

from run_diagnose.comparison.columns import SPREADS, Board
from run_diagnose.model.comparison import Column
from run_diagnose.model.wording import listing, number

MOST = 8
"""Runs up to which each is told beside each other; of more the table alone speaks."""


def against(label: str, board: Board) -> tuple[str, ...]:
    """A sentence for every held-out metric in which this run and another have a figure."""
    if len(board.samples) > MOST:
        return ()
    said = (_told(label, column, board.values(column.key)) for column in board.columns if _worth(column))
    return tuple(sentence for sentence in said if sentence)


def _worth(column: Column) -> bool:
    return column.role in SPREADS or (column.goal is not None and not column.role.startswith("train"))


def _told(label: str, column: Column, values: Mapping[str, float]) -> str:
    if label not in values or len(set(values.values())) < 2:
        return ""
    own, others = values[label], {k: v for k, v in values.items() if k != label}
    if column.role in SPREADS:
        return f"{column.key} {number(own)}: {_times(own, others)}" if own > 0 and min(others.values()) > 0 else ""
    sign = 1.0 if column.goal == "min" else -1.0
    beaten = [k for k, v in others.items() if sign * own < sign * v]
    return f"{column.key} {number(own)}: {_beats(beaten, [k for k in others if k not in beaten])}"


def _beats(beaten: list[str], unbeaten: list[str]) -> str:
    if not unbeaten:
        return "better than every other run" if len(beaten) > 1 else f"better than {beaten[0]}"
    if not beaten:
        return "better than no other run" if len(unbeaten) > 1 else f"no better than {unbeaten[0]}"
    only = " only" if len(beaten) == 1 and len(unbeaten) > 1 else ""
    return f"better than {listing(beaten)}{only}"


def _times(own: float, others: Mapping[str, float]) -> str:
    """``5.7 times run2's, 6.6 times run3's, about half of run1's``: a share is said of what is wider."""
    wider = [f"{_share(own / v)} {k}'s" for k, v in others.items() if v > own]
    narrower = [
        f"{number(own / v, 2)} times {k}'s" if own / v >= 1.05 else f"equal to {k}'s"
        for k, v in others.items()
        if v <= own
    ]
    return ", ".join(narrower + wider)


def _share(share: float) -> str:
    for value, word in ((0.5, "about half of"), (1 / 3, "about a third of"), (0.25, "about a quarter of")):
        if abs(share - value) <= 0.12 * value:
            return word
    if share > 0.95:
        return "about equal to"
    return f"{number(100 * share, 2)} % of"
