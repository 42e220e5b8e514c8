"""``dataclass`` without generated code, for the two hundred small frozen classes that every command defines.

The standard library writes the methods of each class as text and compiles them, which costs more at start-up than
numpy's whole import (0.9 ms a class; here 0.08 ms). This one leaves the bookkeeping to the standard library, so that
``fields``, ``replace``, ``asdict`` and ``match`` work as ever, and shares one set of methods between all classes.
Making an instance takes about five times as long, until many have been made.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

__all__ = ["dataclass"]

_set = object.__setattr__
_OFTEN = 300
"""Instances of one class from which on a written ``__init__`` is worth its compilation: a scan, not a single log."""
_FACTORY = object()


class _Plan:
    """How instances of one class are made and compared."""

    __slots__ = ("compared", "fields", "hashed", "made", "names", "positional", "shown", "then")

    def __init__(self, cls: type) -> None:
        every = dataclasses.fields(cls)
        made = [f for f in every if f.init]
        self.positional = tuple(f.name for f in made if not f.kw_only)
        self.names = frozenset(f.name for f in made)
        self.fields = tuple((f.name, f.default, f.default_factory, f.init) for f in every)
        self.compared = tuple(f.name for f in every if f.compare)
        self.hashed = tuple(f.name for f in every if (f.compare if f.hash is None else f.hash))
        self.shown = tuple(f.name for f in every if f.repr)
        self.then = hasattr(cls, "__post_init__")
        self.made = 0
        """Instances made the slow way so far."""


_plans: dict[type, _Plan] = {}


def _plan(cls: type) -> _Plan:
    found = _plans.get(cls)
    if found is None:
        found = _plans[cls] = _Plan(cls)
    return found


def _init(self: Any, /, *args: Any, **given: Any) -> None:
    cls = type(self)
    plan = _plan(cls)
    plan.made += 1
    if plan.made == _OFTEN and cls.__init__ is _init:
        cls.__init__ = _compiled(cls)
    if args:
        if len(args) > len(plan.positional):
            raise TypeError(f"{cls.__name__} takes {len(plan.positional)} positional values, {len(args)} were given")
        for name, value in zip(plan.positional, args, strict=False):
            if name in given:
                raise TypeError(f"{cls.__name__} got two values for {name!r}")
            given[name] = value
    left = len(given)
    for name, default, factory, init in plan.fields:
        if init and name in given:
            _set(self, name, given[name])
            left -= 1
        elif factory is not dataclasses.MISSING:
            _set(self, name, factory())
        elif default is not dataclasses.MISSING:
            _set(self, name, default)
        elif init:
            raise TypeError(f"{cls.__name__} needs a value for {name!r}")
    if left:
        unknown = next(name for name in given if name not in plan.names)
        raise TypeError(f"{cls.__name__} has no field {unknown!r}")
    if plan.then:
        self.__post_init__()


def _compiled(cls: type) -> Any:
    """The ``__init__`` that the standard library would have written, for a class of which many are made."""
    every = sorted(dataclasses.fields(cls), key=lambda f: bool(f.kw_only))
    known: dict[str, Any] = {"_set": _set, "_factory": _FACTORY}
    words, lines = ["self"], []
    for i, f in enumerate(every):
        if f.init and f.kw_only and "*" not in words:
            words.append("*")
        known[f"_made{i}"], known[f"_default{i}"] = f.default_factory, f.default
        value, default = f.name, "" if f.default is dataclasses.MISSING else f"_default{i}"
        if f.default_factory is not dataclasses.MISSING:
            value, default = (f"_made{i}() if {f.name} is _factory else {f.name}", "_factory")
        if f.init:
            words.append(f"{f.name}={default}" if default else f.name)
        elif default:
            value = f"_made{i}()" if default == "_factory" else default
        else:
            continue
        lines.append(f"_set(self, {f.name!r}, {value})")
    lines += ["self.__post_init__()"] if _plan(cls).then else []
    exec(f"def __init__({', '.join(words)}):\n " + "\n ".join(lines or ["pass"]), known)
    return known["__init__"]


def _repr(self: Any) -> str:
    cls = type(self)
    return f"{cls.__qualname__}({', '.join(f'{name}={getattr(self, name)!r}' for name in _plan(cls).shown)})"


def _eq(self: Any, other: object) -> Any:
    cls = type(self)
    if type(other) is not cls:
        return NotImplemented
    names = _plan(cls).compared
    return all(getattr(self, n) is getattr(other, n) or getattr(self, n) == getattr(other, n) for n in names)


def _hash(self: Any) -> int:
    return hash(tuple(getattr(self, n) for n in _plan(type(self)).hashed))


def _no_set(self: Any, name: str, value: object) -> None:  # noqa: ARG001 - Python's own signature
    raise dataclasses.FrozenInstanceError(f"cannot assign to field {name!r}")


def _no_delete(self: Any, name: str) -> None:  # noqa: ARG001 - Python's own signature
    raise dataclasses.FrozenInstanceError(f"cannot delete field {name!r}")


def _get_state(self: Any) -> list[Any]:
    return [getattr(self, f.name) for f in dataclasses.fields(self)]


def _set_state(self: Any, state: list[Any]) -> None:
    for field, value in zip(dataclasses.fields(self), state, strict=True):
        _set(self, field.name, value)


def _tell(cls: type, words: dict[str, Any]) -> None:
    """The annotations as they were written, which the standard library was not shown: it looks three times into each
    word for a ``ClassVar``, a tenth of the start-up."""
    cls.__annotations__ = words
    for field in dataclasses.fields(cls):
        field.type = words.get(field.name, field.type)


def _light(
    *, frozen: bool = False, slots: bool = False, kw_only: bool = False, eq: bool = True
) -> Callable[[type], type]:
    def made(cls: type) -> type:
        own = vars(cls)
        methods: dict[str, Any] = {"__init__": _init, "__repr__": _repr}
        if eq:
            methods |= {"__eq__": _eq, "__hash__": _hash if frozen else None}
        if frozen:
            methods |= {"__setattr__": _no_set, "__delattr__": _no_delete}
        if frozen and slots:
            methods |= {"__getstate__": _get_state, "__setstate__": _set_state}
        methods = {name: method for name, method in methods.items() if own.get(name) is None}
        if not cls.__doc__:
            cls.__doc__ = cls.__name__  # else the standard library works out a signature for it
        words = dict(cls.__annotations__)
        cls.__annotations__ = {name: word if "Var" in str(word) else object for name, word in words.items()}
        built: type = dataclasses.dataclass(init=False, repr=False, eq=False, slots=slots, kw_only=kw_only)(cls)
        _tell(built, words)
        for name, method in methods.items():
            setattr(built, name, method)
        return built

    return made


if TYPE_CHECKING:
    from dataclasses import dataclass
else:

    def dataclass(cls: type | None = None, /, **options: bool) -> Any:
        """As ``dataclasses.dataclass``; of its options ``frozen``, ``slots``, ``kw_only`` and ``eq``."""
        return _light(**options) if cls is None else _light(**options)(cls)
