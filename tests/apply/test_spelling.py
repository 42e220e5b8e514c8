"""Values as every reader of the language takes them for what they are."""

from __future__ import annotations

import json
from datetime import date

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from run_diagnose.apply.refusal import RefusedError
from run_diagnose.apply.spelling import spell, spell_key

FINITE = st.floats(allow_nan=False, allow_infinity=False)
VALUES = FINITE | st.integers() | st.booleans() | st.text(max_size=12).filter(lambda s: s.isprintable())


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1e-4, "0.0001"),
        (1e-5, "1.0e-5"),
        (2.5e-5, "2.5e-5"),
        (1e22, "1.0e+22"),
        (3.0, "3.0"),
        (0.1234567891, "0.1234567891"),
    ],
)
def test_floats_are_written_with_dot_and_signed_exponent(value: float, text: str) -> None:
    assert spell(value, "yaml") == text
    assert yaml.safe_load(text) == json.loads(text) == value


@pytest.mark.parametrize(
    "word", ["yes", "off", "010", "12:30:45", "1e-3", "null", "None", "~", "", " x", "a: b", "a #b"]
)
def test_words_that_a_reader_would_take_for_something_else_are_quoted(word: str) -> None:
    assert spell(word, "yaml").startswith('"')
    assert yaml.safe_load(spell(word, "yaml")) == word


@settings(max_examples=50)
@given(VALUES)
def test_what_is_spelled_is_read_again(value: object) -> None:
    assert yaml.safe_load(spell(value, "yaml")) == value
    assert yaml.safe_load(f"[{spell(value, 'yaml')}]") == [value]
    assert json.loads(spell(value, "json")) == value


def test_what_a_language_cannot_hold_is_refused() -> None:
    for value, language in ((float("nan"), "json"), (None, "toml"), (date(2024, 1, 1), "yaml")):
        with pytest.raises(RefusedError):
            spell(value, language)


def test_keys_are_quoted_where_they_must_be() -> None:
    assert [spell_key(k, "yaml") for k in ("lr", "on", "a b")] == ["lr", '"on"', '"a b"']
    assert spell_key("a.b", "toml") == '"a.b"'
