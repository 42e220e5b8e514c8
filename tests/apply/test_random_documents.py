"""Random documents, edited: an independent parser reads the intended values, no other line has changed."""

from __future__ import annotations

import copy
import importlib
import json
import sys
from typing import Any

import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from run_diagnose.apply.document import open_document
from run_diagnose.apply.editing import Edit, edit_document

toml = importlib.import_module("tomllib" if sys.version_info >= (3, 11) else "tomli")

few = settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
keys = st.text("abcdefgh_", min_size=3, max_size=6).map(lambda s: "k" + s)
texts = st.text(
    st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs"), exclude_characters="$%{"), max_size=8
)
numbers = st.floats(allow_nan=False, allow_infinity=False) | st.integers(-(10**12), 10**12)
scalars = numbers | st.booleans() | texts
leaves = scalars | st.lists(st.integers(0, 99), min_size=1, max_size=4)
trees = st.dictionaries(
    keys,
    st.recursive(leaves, lambda inner: st.dictionaries(keys, inner, min_size=1, max_size=4), max_leaves=12),
    min_size=1,
    max_size=6,
)


def paths(tree: dict[str, Any], above: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    """Scalars of the tree; a mapping {value: ...} is how a tracker wraps a setting and is left out."""
    out = []
    for key, value in tree.items():
        if isinstance(value, dict):
            out += paths(value, (*above, key))
        elif not isinstance(value, list):
            out.append((*above, key))
    return out


def put(tree: dict[str, Any], path: tuple[str, ...], value: object) -> None:
    for key in path[:-1]:
        tree = tree[key]
    tree[path[-1]] = value


def number(value: float) -> str:
    text = repr(value)
    return text if "e" not in text or "." in text.split("e")[0] else text.replace("e", ".0e")


def word(value: object, draw: Any) -> str:
    """A value as a person or a program might have spelled it in YAML."""
    if isinstance(value, bool):
        return str(value) if draw(st.booleans()) else str(value).lower()
    if isinstance(value, int | float):
        return number(value)
    if isinstance(value, list):
        return f"[{', '.join(map(str, value))}]"
    return "'" + str(value).replace("'", "''") + "'" if draw(st.booleans()) else json.dumps(value, ensure_ascii=False)


def block(tree: dict[str, Any], draw: Any, indent: str = "") -> list[str]:
    rows = []
    step = draw(st.sampled_from(["  ", "    ", " "]))
    for key, value in tree.items():
        name = draw(st.sampled_from([key, f'"{key}"', f"'{key}'"]))
        note = draw(st.sampled_from(["", "", "   # note: lr = 3", " #"]))
        if draw(st.integers(0, 5)) == 0:
            rows.append(draw(st.sampled_from(["", indent + "# a comment: 1", "  # odd"])))
        if not isinstance(value, dict):
            rows.append(f"{indent}{name}:{draw(st.sampled_from([' ', '   ']))}{word(value, draw)}{note}")
        elif draw(st.booleans()):
            rows.append(f"{indent}{name}: {flow(value, draw)}{note}")
        else:
            rows += [f"{indent}{name}:{note}", *block(value, draw, indent + step)]
    return rows


def flow(tree: dict[str, Any], draw: Any) -> str:
    pairs = [f"{k}: {flow(v, draw) if isinstance(v, dict) else word(v, draw)}" for k, v in tree.items()]
    return "{" + draw(st.sampled_from([", ", ",  ", " , "])).join(pairs) + "}"


def edited(name: str, text: str, edits: dict[tuple[str, ...], object]) -> str:
    document = open_document(text.encode(), name)
    after, _ = edit_document(document, [Edit(".".join(path), new) for path, new in edits.items()])
    return after.data().decode()


def choose(draw: Any, tree: dict[str, Any]) -> dict[tuple[str, ...], object]:
    there = paths(tree)
    picked = draw(st.lists(st.sampled_from(there), unique=True, min_size=1, max_size=3)) if there else []
    return {path: draw(scalars) for path in picked}


def changed_lines(before: str, after: str) -> int:
    old, new = before.split("\n"), after.split("\n")
    assert len(old) == len(new)
    return sum(a != b for a, b in zip(old, new, strict=True))


def same(a: object, b: object) -> bool:
    if isinstance(a, dict) and isinstance(b, dict):
        return list(a) == list(b) and all(same(a[k], b[k]) for k in a)
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(map(same, a, b))
    return type(a) is type(b) and a == b


@few
@given(st.data(), trees)
def test_yaml_reads_as_intended_and_keeps_its_other_lines(data: st.DataObject, tree: dict[str, Any]) -> None:
    end = data.draw(st.sampled_from(["\n", "\r\n"]))
    text = end.join(block(tree, data.draw)) + data.draw(st.sampled_from(["", end]))
    assert same(yaml.safe_load(text), tree)
    edits = choose(data.draw, tree)
    after = edited("c.yaml", text, edits)
    meant = copy.deepcopy(tree)
    for path, new in edits.items():
        put(meant, path, new)
    assert same(yaml.safe_load(after), meant)
    assert changed_lines(text, after) <= len(edits)


@few
@given(st.data(), trees, st.sampled_from([None, 2, 4, "\t"]))
def test_json_reads_as_intended_and_keeps_its_other_lines(
    data: st.DataObject, tree: dict[str, Any], indent: int | str | None
) -> None:
    separators = (",", ":") if indent is None and data.draw(st.booleans()) else None
    text = json.dumps(tree, indent=indent, separators=separators, ensure_ascii=data.draw(st.booleans()))
    edits = choose(data.draw, tree)
    after = edited("c.json", text, edits)
    meant = copy.deepcopy(tree)
    for path, new in edits.items():
        put(meant, path, new)
    assert same(json.loads(after), meant)
    assert changed_lines(text, after) <= len(edits)


def tables(tree: dict[str, Any], draw: Any, above: tuple[str, ...] = ()) -> list[str]:
    """Keys before tables; small mappings as dotted keys or inline tables now and then."""
    rows, later = [], []
    for key, value in tree.items():
        if isinstance(value, dict) and draw(st.booleans()):
            later += [f"[{'.'.join((*above, key))}]{draw(st.sampled_from(['', '  # table']))}"]
            later += tables(value, draw, (*above, key))
        elif isinstance(value, dict) and not any(isinstance(v, dict) for v in value.values()) and draw(st.booleans()):
            rows += [f"{key}.{k} = {toml_word(v)}" for k, v in value.items()]
        else:
            rows.append(f"{key} = {toml_word(value)}{draw(st.sampled_from(['', ' # note = 3']))}")
    return [*rows, *later]


def toml_word(value: Any) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{k} = {toml_word(v)}" for k, v in value.items()) + " }"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return number(value)
    return str(value) if isinstance(value, list) else json.dumps(value, ensure_ascii=False)


@few
@given(st.data(), trees)
def test_toml_reads_as_intended_and_keeps_its_other_lines(data: st.DataObject, tree: dict[str, Any]) -> None:
    text = "\n".join(tables(tree, data.draw)) + "\n"
    assert toml.loads(text) == tree
    edits = choose(data.draw, tree)
    after = edited("c.toml", text, edits)
    meant = copy.deepcopy(tree)
    for path, new in edits.items():
        put(meant, path, new)
    assert toml.loads(after) == meant
    assert changed_lines(text, after) <= len(edits)


@few
@given(st.data(), trees, scalars)
def test_a_key_added_to_yaml_is_one_more_line_or_one_more_pair(
    data: st.DataObject, tree: dict[str, Any], new: object
) -> None:
    text = "\n".join(block(tree, data.draw)) + "\n"
    sections = [(), *{path[:-1] for path in paths(tree)}]
    path = (*data.draw(st.sampled_from(sections)), "zz_new")
    after = edited("c.yaml", text, {path: new})
    meant = copy.deepcopy(tree)
    put(meant, path, new)
    assert yaml.safe_load(after) == meant
    old, now = text.split("\n"), after.split("\n")
    kept = [line for line in old if line in now]
    assert len(now) == len(old) + 1 or (len(now) == len(old) and len(kept) >= len(old) - 1)


@few
@given(trees, scalars, st.sampled_from([None, 2, 4]))
def test_a_key_added_to_json_leaves_the_others_alone(tree: dict[str, Any], new: object, indent: int | None) -> None:
    text = json.dumps(tree, indent=indent, ensure_ascii=False)
    after = edited("c.json", text, {("zz_new",): new})
    assert json.loads(after) == {**tree, "zz_new": new}
    assert len(after.split("\n")) - len(text.split("\n")) == (1 if indent else 0)
