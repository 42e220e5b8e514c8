"""Mistakes that the config alone shows."""

from __future__ import annotations

from run_diagnose.causes.base import Cause, Sign
from run_diagnose.causes.signs import fired
from run_diagnose.views.case import Case


def _keys(rule: str) -> Sign:
    def look(case: Case) -> str | None:
        keys = case.value(rule, "keys")
        return f"{keys}" if isinstance(keys, str) and keys else None

    return Sign(+1.5, look)


MISREAD = Cause(
    slug="number-read-as-text",
    title="A number in the config is read as something else",
    story="A plain YAML 1.1 reader takes 1e-4 for text and 1_000 or 010 for other numbers: the program gets what nobody meant.",
    explains=("misread-value",),
    prior=0.5,
    signs=(_keys("misread-value"), Sign(+0.3, fired("misread-value"))),
    changes=("spell-number",),
    test="print the value and its type where the program uses it",
)

IMPOSSIBLE = Cause(
    slug="value-out-of-range",
    title="A value that its knob cannot have",
    story="A slip of the finger or of the unit: the program either stops at it or does something else than was meant.",
    explains=("impossible-value",),
    prior=0.5,
    signs=(_keys("impossible-value"),),
    changes=("possible-value",),
    test="print the value where the program uses it",
)
