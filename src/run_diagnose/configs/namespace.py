"""``Namespace(lr=0.001, epochs=10)`` and its kin, as scripts print their arguments."""

from __future__ import annotations

import ast
import re

from run_diagnose.model.record import Setting

_HEAD = re.compile(r"\b(?:Namespace|TrainingArguments|Config|Args|Arguments|HParams|SimpleNamespace)\(\s*(?=[A-Za-z_])")
_LONGEST = 50_000
"""Characters of one printed namespace."""


def find_settings_in_text(text: str, file: str = "", first_line: int = 1) -> list[Setting]:
    """Settings of the first printed namespace in ``text``; none if there is none that can be read."""
    head = _HEAD.search(text)
    if head is None:
        return []
    end = _closing(text, head.end() - 1, min(len(text), head.end() + _LONGEST))
    if end is None:
        return []
    line = first_line + text.count("\n", 0, head.start())
    return _settings(text[head.end() : end], file, line)


def _closing(text: str, start: int, stop: int) -> int | None:
    """Where the bracket that was open before ``start`` closes, quotes respected."""
    depth, quote = 1, ""
    for i in range(start + 1, stop):
        c = text[i]
        if quote:
            if c == quote and text[i - 1] != "\\":
                quote = ""
        elif c in "'\"":
            quote = c
        elif c in "([{":
            depth += 1
        elif c in ")]}":
            depth -= 1
            if depth == 0:
                return i
    return None


def _settings(inside: str, file: str, line: int) -> list[Setting]:
    try:
        call = ast.parse(f"f({inside})", mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return _by_commas(inside, file, line)
    out = []
    for word in call.keywords if isinstance(call, ast.Call) else []:
        raw = ast.get_source_segment(f"f({inside})", word.value) or ""
        if word.arg is not None:
            out.append(Setting(word.arg, _value(word.value, raw), file, line, raw))
    return out


def _value(node: ast.expr, raw: str) -> object:
    try:
        value = ast.literal_eval(node)
    except (ValueError, SyntaxError, TypeError, RecursionError, MemoryError):
        return raw
    if isinstance(value, tuple | list):
        return [v if isinstance(v, bool | int | float | str) or v is None else str(v) for v in value]
    return value if isinstance(value, bool | int | float | str) or value is None else raw


def _by_commas(inside: str, file: str, line: int) -> list[Setting]:
    """What is printed is no Python (``device=cuda:0``, ``<object at 0x..>``): pairs between commas."""
    from run_diagnose.configs.scalars import plain_value

    pairs = re.findall(r"([A-Za-z_]\w*)=((?:'[^']*'|\"[^\"]*\"|\[[^\]]*\]|\([^)]*\)|[^,])*)", inside)
    return [Setting(k, plain_value(v.strip().strip("'\"")), file, line, v.strip()) for k, v in pairs]
