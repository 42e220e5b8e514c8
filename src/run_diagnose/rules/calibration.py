"""How often findings were right on labelled runs, by family of rules: what a stated confidence is worth.

Source: 104 small models really trained with known faults or none (44), 73 findings at warning or above that their labels
decide, November 2026; made by ``benchmarks/accuracy.py``, see ``docs/accuracy.md``. ``P(right) = logistic(a + b * e)`` with
``e = -log10(1 - stated)`` and a ridge prior, per family; below ten labelled findings all families speak together.
"""

from __future__ import annotations

import math
from typing import NamedTuple

DATE = "2026-11"
CERTAIN = 0.97
"""From here on a rule states what follows from a definition (a NaN is a NaN): no rate on other runs changes that."""


class Rates(NamedTuple):
    """One row of the table."""

    findings: int
    right: int
    a: float
    b: float


ALL = Rates(73, 73, 3.392, 1.158)
FAMILIES: dict[str, Rates] = {
    "PLA": Rates(11, 11, 2.163, 1.003),
}
"""Families with ten labelled findings or more; the others are uncalibrated by themselves."""
LABELLED = {
    "AMP": 2, "CFG": 1, "COL": 6, "DIV": 6, "FIT": 5, "GAN": 2, "GAP": 6, "GRD": 7, "LOG": 5, "LRS": 3, "NAN": 7,
    "RLT": 4, "SPD": 2, "STP": 6,
}  # fmt: skip
"""Labelled findings of the other families, all of them right; a family that is not named has none."""
FEWEST = 10
"""Labelled findings below which a family's own rate says less than that of all (its error is .15 and more)."""


def rate(code: str, stated: float) -> float:
    """The share of labelled findings of this family that were right at this stated confidence."""
    row = FAMILIES.get(code[:3], ALL)
    evidence = min(6.0, -math.log10(max(1.0 - stated, 1e-6)))
    return 1.0 / (1.0 + math.exp(-(row.a + row.b * evidence)))


def calibrated(code: str, stated: float) -> float:
    """The confidence that is printed: the rate on labelled runs where that is lower than what the rule states.

    The rules were written with these runs in sight, so a higher rate there adds nothing to what the rule claims.
    """
    return stated if stated >= CERTAIN else min(stated, rate(code, stated))


def basis(code: str) -> str:
    """Where the confidence of a rule comes from, in words."""
    row = FAMILIES.get(code[:3])
    if row is not None:
        return f"measured: {row.right} of {row.findings} labelled findings of family {code[:3]} were right"
    n = LABELLED.get(code[:3], 0)
    return f"uncalibrated: labelled findings of family {code[:3]} are {n}, {FEWEST} are needed; the rule states its own"
