"""The light dataclass behaves as the standard library's does, wherever this project uses one."""

from __future__ import annotations

import copy
import dataclasses
import pickle
from dataclasses import FrozenInstanceError, field
from functools import cached_property
from typing import Any

import pytest

from run_diagnose import facts


@facts.dataclass(frozen=True, slots=True, kw_only=True)
class Light:
    first: int
    second: tuple[int, ...] = ()
    third: dict[str, int] = field(default_factory=dict, compare=False, repr=False)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Plain:
    first: int
    second: tuple[int, ...] = ()
    third: dict[str, int] = field(default_factory=dict, compare=False, repr=False)


@facts.dataclass(frozen=True)
class Base:
    a: int
    b: str = "b"

    @cached_property
    def double(self) -> int:
        return 2 * self.a


@facts.dataclass(frozen=True)
class Below(Base):
    c: float = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "c", self.a / 2)


@facts.dataclass
class Open:
    values: list[int] = field(default_factory=list)


def test_values_defaults_and_factories_are_as_in_the_original() -> None:
    light, plain = Light(first=1), Plain(first=1)
    assert dataclasses.asdict(light) == dataclasses.asdict(plain)
    assert repr(light).replace("Light", "Plain") == repr(plain)
    assert hash(light) == hash(plain)
    assert light == Light(first=1, third={"x": 1})
    assert light != Light(first=2)
    assert light != plain
    assert light.third is not Light(first=1).third


def test_a_field_keeps_its_place_its_name_and_its_keyword() -> None:
    assert [f.name for f in dataclasses.fields(Light)] == [f.name for f in dataclasses.fields(Plain)]
    assert dataclasses.replace(Light(first=1), second=(2,)) == Light(first=1, second=(2,))
    assert Below(3, "x") == Below(a=3, b="x")
    assert Below(3).c == 1.5
    assert Base(2).double == 4


@pytest.mark.parametrize("words", [{}, {"first": 1, "fourth": 2}], ids=["missing", "unknown"])
def test_wrong_values_are_a_type_error(words: dict[str, Any]) -> None:
    for cls in (Light, Plain):
        with pytest.raises(TypeError):
            cls(**words)


def test_too_many_and_doubled_values_are_a_type_error() -> None:
    with pytest.raises(TypeError):
        Base(1, "b", 3)  # type: ignore[call-arg]
    with pytest.raises(TypeError):
        Base(1, a=2)  # type: ignore[misc]
    with pytest.raises(TypeError):
        Light(1)  # type: ignore[misc]
    with pytest.raises(TypeError):
        Below(1, c=2.0)  # type: ignore[call-arg]


def test_a_frozen_one_cannot_be_changed_and_an_open_one_cannot_be_hashed() -> None:
    with pytest.raises(FrozenInstanceError):
        Light(first=1).first = 2  # type: ignore[misc]
    with pytest.raises(FrozenInstanceError):
        del Base(1).a
    one = Open()
    one.values.append(1)
    assert one == Open([1])
    with pytest.raises(TypeError):
        hash(one)


@pytest.mark.parametrize("value", [Light(first=1, second=(2,), third={"x": 3}), Below(3, "x"), Open([1])], ids=repr)
def test_copies_and_pickles_are_equal(value: Any) -> None:
    assert pickle.loads(pickle.dumps(value)) == value
    assert copy.deepcopy(value) == value
    assert copy.copy(value) == value


def test_methods_written_by_hand_stay() -> None:
    @facts.dataclass(frozen=True, eq=False)
    class Own:
        a: int

        def __repr__(self) -> str:
            return "own"

    assert repr(Own(1)) == "own"
    assert Own(1) != Own(1)
    assert len({Own(1), Own(1)}) == 2


def test_a_class_of_which_many_are_made_keeps_its_defaults_and_its_refusals() -> None:
    @facts.dataclass(frozen=True, slots=True)
    class Kept:
        name: str
        seen: list[int] = field(default_factory=list)
        place: int = field(default=5, init=False)
        end: int = field(default=3, kw_only=True)

    made = [Kept("a") for _ in range(1000)]
    assert made[0] == made[-1] == Kept(name="a", seen=[], end=3)
    assert made[-1].seen is not made[-2].seen
    assert (Kept("a", [1], end=9).end, made[-1].place) == (9, 5)
    for wrong in ({}, {"name": "a", "place": 1}, {"name": "a", "other": 1}):
        with pytest.raises(TypeError):
            Kept(**wrong)  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        Kept("a", [], 3)  # type: ignore[misc]
