"""A plain scalar: what a person means by it, and what a YAML 1.1 reader makes of it instead.

YAML 1.1, which PyYAML follows, takes ``on`` and ``yes`` for true, ``010`` for 8 and ``12:30:45`` for 45045, and wants a
dot and a signed exponent in a float, so that ``1e-3`` stays text (https://yaml.org/type/float.html).
"""

from __future__ import annotations

import re

from run_diagnose.facts import dataclass

_INT = re.compile(r"[-+]?(?:0|[1-9][0-9_]*)")
_HEX = re.compile(r"[-+]?0x[0-9a-fA-F_]+")
_FLOAT = re.compile(r"[-+]?(?:[0-9][0-9_]*\.?[0-9_]*|\.[0-9][0-9_]*)(?:[eE][-+]?[0-9]+)?")
_FLOAT_11 = re.compile(r"[-+]?(?:[0-9][0-9_]*)\.[0-9_]*(?:[eE][-+][0-9]+)?|[-+]?\.[0-9_]+(?:[eE][-+][0-9]+)?")
_OCTAL = re.compile(r"[-+]?0[0-7_]+")
_LEADING_ZERO = re.compile(r"[-+]?0[0-9_]+")
_SIXTY = re.compile(r"[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*")
_TRUE_WORDS, _FALSE_WORDS = ("yes", "on"), ("no", "off")
_NAMED = {".inf": float("inf"), "+.inf": float("inf"), "-.inf": float("-inf"), ".nan": float("nan")}


@dataclass(frozen=True, slots=True)
class Scalar:
    """The value meant; ``reads_as`` and ``hint`` where a plain YAML 1.1 reader sees another."""

    value: bool | int | float | str | None
    reads_as: str = ""
    hint: str = ""


def scalar(raw: str) -> Scalar:
    """A plain (unquoted) scalar of a YAML file."""
    text = raw.strip()
    return _misread(text) or _number_or_word(text)


def _misread(text: str) -> Scalar | None:
    """Words and numbers that a person means as text and YAML 1.1 as something else."""
    low = text.lower()
    if low in _TRUE_WORDS + _FALSE_WORDS and text in (low, low.capitalize(), low.upper()):
        flag = "true" if low in _TRUE_WORDS else "false"
        return Scalar(text, f"the flag {flag}", f'write {flag}, or "{text}" for the text')
    if text == "None":
        return Scalar(None, 'the text "None", which is not empty', "write null")
    if _SIXTY.fullmatch(text):
        return Scalar(text, f"the number {_base_sixty(text)}", f'write "{text}"')
    if _OCTAL.fullmatch(text) and text.strip("+-0_"):
        octal = int(text.replace("_", ""), 8)
        return Scalar(text, f"the number {octal}", f'write "{text}" for the text, {_decimal(text)} for the number')
    return Scalar(text) if _LEADING_ZERO.fullmatch(text) else None


def _number_or_word(text: str) -> Scalar:
    value = plain_value(text)
    if isinstance(value, float) and text.lower() not in _NAMED and not _FLOAT_11.fullmatch(text):
        return Scalar(value, f'the text "{text}"', f"write {dotted(text)}")
    return Scalar(value)


_WORDS: dict[str, bool | float | None] = {
    **dict.fromkeys(("", "~", "null", "none")),
    "true": True,
    "false": False,
    **_NAMED,
}
_LONGEST = 300
"""Digits of an integer; Python refuses to convert endless ones."""


def plain_value(text: str) -> bool | int | float | str | None:
    """The value a person means by an unquoted word or number."""
    low = text.lower()
    if low in _WORDS:
        return _WORDS[low]
    if len(text) < _LONGEST and _INT.fullmatch(text):
        return int(text.replace("_", ""))
    if _HEX.fullmatch(text):
        return int(text.replace("_", ""), 16)
    if _FLOAT.fullmatch(text) and not _LEADING_ZERO.fullmatch(text):
        return float(text.replace("_", ""))
    return text


def dotted(text: str) -> str:
    """``1e-3`` -> ``1.0e-3``, ``1.0e5`` -> ``1.0e+5``: the spelling that every reader takes for a float."""
    mantissa, _, exponent = text.lower().partition("e")
    mantissa = mantissa if "." in mantissa else mantissa + ".0"
    if not exponent:
        return mantissa
    return f"{mantissa}e{exponent if exponent[0] in '+-' else '+' + exponent}"


def _base_sixty(text: str) -> str:
    sign = -1 if text.startswith("-") else 1
    total = 0.0
    for part in text.lstrip("+-").replace("_", "").split(":"):
        total = total * 60 + float(part or 0)
    return f"{sign * total:.10g}"


def _decimal(text: str) -> str:
    sign = "-" if text.startswith("-") else ""
    return sign + (text.lstrip("+-0_").replace("_", "") or "0")
