"""A value as text of one language, in the manner of the value it replaces."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping

from run_diagnose.apply.refusal import RefusedError
from run_diagnose.configs.scalars import dotted, scalar
from run_diagnose.model.wording import setting

_PLAIN_KEY = {"yaml": r"[A-Za-z_][\w.\-/]*", "toml": r"[A-Za-z0-9_-]+", "json": r"(?!)"}
_PLAIN_WORD = re.compile(r"[A-Za-z_./][\w./+*() \-]*")
"""Letters and signs that start no other kind of YAML node; what such a word is read as is asked besides."""


def spell(value: object, language: str, *, quote: str = "", like: str = "", ascii_only: bool = False) -> str:
    """``value`` as ``yaml``, ``json`` or ``toml``; collections in flow style.

    ``quote`` is that of the text it replaces and is kept by a text; ``like`` is the plain word it replaces, whose
    capitals a flag keeps. Raises RefusedError for what the language cannot hold.
    """
    value = plain(value)
    if isinstance(value, bool):
        return _flag(value, language, like)
    if isinstance(value, int | float):
        return _number(value, language)
    if value is None:
        return _null(language)
    if isinstance(value, str):
        return _text(value, language, quote, ascii_only)
    if isinstance(value, list):
        return f"[{', '.join(spell(v, language, ascii_only=ascii_only) for v in value)}]"
    if isinstance(value, Mapping):
        between = " = " if language == "toml" else ": "
        pairs = [
            spell_key(str(k), language) + between + spell(v, language, ascii_only=ascii_only) for k, v in value.items()
        ]
        return f"{{{', '.join(pairs)}}}"
    raise RefusedError(f"a value of type {type(value).__name__} cannot be written into a config")


def plain(value: object) -> object:
    """numpy's scalars as Python's own, tuples as lists."""
    item = getattr(value, "item", None)
    if callable(item):
        value = item()
    return list(value) if isinstance(value, tuple) else value


def spell_key(key: str, language: str, quote: str = "") -> str:
    """A key, quoted where it must be, or where its neighbours are."""
    read = scalar(key)
    plain_word = read.value == key and not read.reads_as
    if not quote and re.fullmatch(_PLAIN_KEY[language], key) and (language != "yaml" or plain_word):
        return key
    if quote == "'" and "'" not in key and language != "json":
        return f"'{key}'"
    return json.dumps(key, ensure_ascii=False)


def _flag(value: bool, language: str, like: str) -> str:
    word = "true" if value else "false"
    if language == "yaml" and like in ("True", "False", "TRUE", "FALSE"):
        return word.capitalize() if like.istitle() else word.upper()
    return word


def _number(value: int | float, language: str) -> str:
    """All digits that the value has, in a form that YAML 1.1 takes for a number: ``1.0e-4``, never ``1e-4``."""
    if isinstance(value, int):
        return str(value)
    if not math.isfinite(value):
        return _nonfinite(value, language)
    text = setting(value)
    return text if float(text) == value else dotted(repr(value))


def _nonfinite(value: float, language: str) -> str:
    if language == "json":
        raise RefusedError("JSON has no way to write NaN or infinity")
    word = "nan" if math.isnan(value) else "inf" if value > 0 else "-inf"
    return word if language == "toml" else word.replace("nan", ".nan").replace("inf", ".inf")


def _null(language: str) -> str:
    if language == "toml":
        raise RefusedError("TOML has no null")
    return "null"


def _text(value: str, language: str, quote: str, ascii_only: bool) -> str:
    printable = value.isprintable()
    if language == "json":
        return json.dumps(value, ensure_ascii=ascii_only or not printable)
    if quote == "'" and printable and (language == "yaml" or "'" not in value):
        return "'" + value.replace("'", "''") + "'"
    if language == "yaml" and not quote and _safe_plain(value):
        return value
    written = json.dumps(value, ensure_ascii=False)
    return "".join(c if c.isprintable() else _escape(c) for c in written)


def _escape(char: str) -> str:
    """``\\u`` and ``\\U`` as YAML and TOML alike have them; JSON's pairs of surrogates they do not know."""
    return f"\\u{ord(char):04x}" if ord(char) < 0x10000 else f"\\U{ord(char):08x}"


def _safe_plain(value: str) -> bool:
    """True where every reader takes the bare word for this very text, in block and in flow style."""
    import yaml

    if not _PLAIN_WORD.fullmatch(value) or value != value.strip() or scalar(value) != type(scalar(value))(value):
        return False
    try:
        return bool(yaml.load(f"[{value}]", Loader=yaml.SafeLoader) == [value])
    except yaml.YAMLError:
        return False
