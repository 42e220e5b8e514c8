"""Dataclasses to JSON data and back, by their type hints: one codec for every part of the report."""

from __future__ import annotations

import types
import typing
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from enum import Enum
from typing import Any

from run_diagnose.facts import dataclass
from run_diagnose.render.scalars import ANY, SCALARS, Coder, Json, wrong

RENAMED: dict[str, dict[str, str]] = {"RankedCause": {"supports": "for"}}
"""Where the JSON's name cannot be the attribute's (``for`` is a Python keyword)."""


@dataclass(frozen=True, slots=True)
class Slot:
    """One field of a dataclass in the JSON."""

    name: str
    key: str
    coder: Coder
    required: bool


_CODERS: dict[type, Coder] = {}


def encode(value: Any) -> Json:
    """A dataclass of the model as JSON data."""
    return dataclass_coder(type(value)).encode(value)


def decode(cls: type, data: Json, path: str = "") -> Any:
    """The dataclass ``cls`` back from its JSON data; UnreadableError where it does not fit."""
    return dataclass_coder(cls).decode(data, path)


def dataclass_coder(cls: type) -> Coder:
    """The coder of a dataclass, worked out once from its hints."""
    if cls not in _CODERS:
        _CODERS[cls] = _of_dataclass(cls)
    return _CODERS[cls]


def _of_dataclass(cls: type) -> Coder:
    hints, renamed = typing.get_type_hints(cls), RENAMED.get(cls.__name__, {})
    slots = [
        Slot(f.name, renamed.get(f.name, f.name), coder(hints[f.name]), f.default is f.default_factory is MISSING)
        for f in fields(cls)
    ]

    def enc(value: Any) -> Json:
        return {slot.key: slot.coder.encode(getattr(value, slot.name)) for slot in slots}

    def dec(data: Json, path: str) -> Any:
        if not isinstance(data, dict):
            raise wrong(path, "an object", data)
        if lost := [slot.key for slot in slots if slot.required and slot.key not in data]:
            raise wrong(f"{path}.{lost[0]}".lstrip("."), "there", None)
        return cls(**{s.name: s.coder.decode(data[s.key], f"{path}.{s.key}") for s in slots if s.key in data})

    return Coder(enc, dec)


def coder(hint: Any) -> Coder:
    """The coder of a type hint: scalars, enums, tuples, mappings, dataclasses, each or None."""
    origin, args = typing.get_origin(hint), typing.get_args(hint)
    if origin in (typing.Union, types.UnionType):
        some = [a for a in args if a is not type(None)]
        return optional(coder(some[0])) if len(some) == 1 else ANY
    if origin is tuple:
        return sequence(coder(args[0]))
    if origin in (dict, Mapping):
        return mapping(coder(args[1]))
    if isinstance(hint, type) and is_dataclass(hint):
        return when_met(hint)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return enum(hint)
    return SCALARS.get(hint, ANY)


def when_met(cls: type) -> Coder:
    """The coder of a dataclass whose hints are worked out with its first value: a report holds half of the classes."""
    return Coder(lambda v: dataclass_coder(cls).encode(v), lambda d, path: dataclass_coder(cls).decode(d, path))


def optional(inner: Coder) -> Coder:
    """``inner`` or null."""
    return Coder(
        lambda v: None if v is None else inner.encode(v), lambda d, path: None if d is None else inner.decode(d, path)
    )


def sequence(inner: Coder) -> Coder:
    """A list of ``inner``."""

    def dec(data: Json, path: str) -> Any:
        if not isinstance(data, list):
            raise wrong(path, "a list", data)
        return tuple(inner.decode(item, f"{path}[{i}]") for i, item in enumerate(data))

    return Coder(lambda v: [inner.encode(item) for item in v], dec)


def mapping(inner: Coder) -> Coder:
    """An object whose values are ``inner``; the order of keys is kept."""

    def dec(data: Json, path: str) -> Any:
        if not isinstance(data, dict):
            raise wrong(path, "an object", data)
        return {k: inner.decode(v, f"{path}.{k}") for k, v in data.items()}

    return Coder(lambda v: {str(k): inner.encode(item) for k, item in v.items()}, dec)


def enum(cls: type[Enum]) -> Coder:
    """An enum by its value."""

    def dec(data: Json, path: str) -> Any:
        try:
            return cls(data)
        except ValueError:
            raise wrong(path, f"one of {', '.join(str(m.value) for m in cls)}", data) from None

    return Coder(lambda v: v.value, dec)
