"""How numbers and places are said, everywhere alike: in messages, reports and changes."""

from __future__ import annotations

import math

from run_diagnose.model.series import Moment


def number(value: float | None, digits: int = 4) -> str:  # noqa: PLR0911 - a case a line
    """``value`` with ``digits`` significant digits, never in a form that hides its size.

    0.99931 -> ``0.9993``, 0.0001 -> ``0.0001``, 2.5e-05 -> ``2.5e-05``, 14538 -> ``14538``, NaN -> ``NaN``.
    """
    if value is None:
        return "not logged"
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "infinity" if value > 0 else "-infinity"
    if value == 0:
        return "0"
    if float(value).is_integer() and abs(value) < 1e7:
        return str(int(value))
    size = abs(value)
    if size < 1e-4 or size >= 1e7:
        return _exponent(f"{value:.{max(digits - 2, 1)}e}")
    places = max(digits - 1 - math.floor(math.log10(size)), 0)
    text = f"{value:.{places}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _exponent(text: str) -> str:
    mantissa, _, exponent = text.partition("e")
    if "." in mantissa:
        mantissa = mantissa.rstrip("0").rstrip(".")
    return f"{mantissa}e{exponent}"


def setting(value: object) -> str:
    """A config value as a plain YAML 1.1 reader takes it for what it is: ``1.0e-05``, never ``1e-05``."""
    if value is None:
        return "(not set)"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return _yaml_float(value) if math.isfinite(value) else number(value)
    if isinstance(value, dict):
        return "{" + ", ".join(f"{k}: {setting(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(setting(v) for v in value) + "]"
    return str(value)


def _yaml_float(value: float) -> str:
    if float(value).is_integer() and abs(value) < 1e6:
        return f"{value:.1f}"
    text = f"{value:.6g}"
    if "e" not in text:
        return text
    mantissa, _, exponent = text.partition("e")
    return f"{mantissa if '.' in mantissa else mantissa + '.0'}e{int(exponent):+d}"


def percent(share: float, digits: int = 2) -> str:
    """0.0837 -> ``8.4 %``."""
    return f"{number(100 * share, digits)} %" if math.isfinite(share) else number(share)


def count(n: int, noun: str, plural: str = "") -> str:
    """``1 epoch``, ``3 epochs``, ``2 losses``."""
    return f"{n} {noun if n == 1 else plural or noun + 's'}"


def place(axis: str, value: float | None) -> str:
    """``epoch 37``, ``step 14538``; the log's own word otherwise."""
    if value is None:
        return "an unknown place"
    return f"{axis} {number(value, 6)}"


def at(moment: Moment | None) -> str:
    """A moment in words: ``epoch 37``."""
    return "an unknown place" if moment is None else place(moment.axis, moment.value)


def line_of(moment: Moment | None) -> str:
    """``run.csv:38`` where the line is known, else empty."""
    if moment is None or moment.line <= 0:
        return ""
    return f"{moment.file}:{moment.line}" if moment.file else f"line {moment.line}"


def listing(words: list[str] | tuple[str, ...], last: str = "and") -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    items = list(words)
    if len(items) <= 1:
        return "".join(items)
    return f"{', '.join(items[:-1])} {last} {items[-1]}"


def places(values: list[float] | tuple[float, ...]) -> str:
    """``30 to 36, 38 and 39``: neighbours from three on as a stretch, so that a long list is not read one by one."""
    rows: list[list[float]] = []
    for value in values:
        if rows and value == rows[-1][-1] + 1:
            rows[-1].append(value)
        else:
            rows.append([value])
    said = [_stretch(row) for row in rows if row]
    return listing([word for words in said for word in words])


def _stretch(row: list[float]) -> list[str]:
    words = [number(value, 6) for value in row]
    return [f"{words[0]} to {words[-1]}"] if len(words) > 2 else words


def span(axis: str, first: float, last: float) -> str:
    """``epochs 31-47`` or ``epoch 31``."""
    if first == last:
        return place(axis, first)
    return f"{axis}s {number(first, 6)}-{number(last, 6)}"


TIMES = {
    1 / 100: "a hundredth of", 1 / 10: "a tenth of", 1 / 5: "a fifth of", 1 / 4: "a quarter of", 1 / 3: "a third of",
    1 / 2: "half of", 2 / 3: "two thirds of", 3 / 4: "three quarters of", 1.0: "the same as", 2.0: "twice",
    3.0: "three", 4.0: "four", 5.0: "five", 6.0: "six", 7.0: "seven", 8.0: "eight", 9.0: "nine", 10.0: "ten",
    100.0: "a hundred",
}  # fmt: skip
"""Multiples that have a word; whole ones from three on are followed by "times"."""


def multiple(factor: float, of: str = "today's value") -> str:
    """0.1 -> ``a tenth of today's value``, 1.5 -> ``half as much again as today's value``, 3 -> ``three times ...``."""
    if math.isclose(factor, 1.5, rel_tol=0.02):
        return f"half as much again as {of}"
    word = next((word for times, word in TIMES.items() if math.isclose(times, factor, rel_tol=0.02)), number(factor, 2))
    return f"{word} times {of}" if factor > 2.02 or word[0].isdigit() else f"{word} {of}"


HIGH, MEDIUM = 0.85, 0.6
"""From these shares of right findings on, a confidence is called high, medium; the JSON keeps the number."""


def certainty(share: float) -> str:
    """0.97 -> ``high``, 0.7 -> ``medium``, 0.4 -> ``low``."""
    return "high" if share >= HIGH else "medium" if share >= MEDIUM else "low"


def tally(counts: list[tuple[int, str]], nothing: str = "nothing found") -> str:
    """``3 errors, 1 warning``: the counts that are not 0, each with its noun."""
    return ", ".join(count(n, noun) for n, noun in counts if n) or nothing
