"""Plain values read from source text: what a name or expression stands for, without running anything."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

HOME = Path(__file__).parents[1]
UNKNOWN = "(see the source)"
"""Stands for a value that would have to be computed."""


def constants_of(tree: ast.Module) -> dict[str, Any]:
    """Module constants that are plain values, those of ours that are imported too."""
    found: dict[str, Any] = {}
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("run_diagnose."):
            wanted = {alias.name for alias in node.names if alias.name.isupper()}
            theirs = constants_of(ast.parse(source_of(str(node.module)))) if wanted else {}
            found |= {name: theirs[name] for name in wanted & theirs.keys()}
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            found[node.targets[0].id] = value_of(node.value, found)
    return found


def source_of(module: str) -> str:
    """The text of one of our modules, which is not imported."""
    path = HOME.joinpath(*module.split(".")[1:])
    file = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    return file.read_text(encoding="utf-8")


def value_of(node: ast.expr, known: Mapping[str, Any]) -> Any:
    """A literal, a tuple of literals or a module constant; ``UNKNOWN`` for anything that must be computed."""
    if isinstance(node, ast.Name):
        return known.get(node.id, UNKNOWN)
    if isinstance(node, ast.Tuple):
        items: list[Any] = []
        for item in node.elts:
            if isinstance(item, ast.Starred):
                more = value_of(item.value, known)
                items += more if isinstance(more, tuple) else [more]
            else:
                items.append(value_of(item, known))
        return tuple(items)
    try:
        return ast.literal_eval(node)
    except ValueError:
        return _arithmetic(node, known)


def _arithmetic(node: ast.expr, known: Mapping[str, Any]) -> Any:
    """``1 / 64`` and ``2 * SHARE``, as limits are sometimes written."""
    if not isinstance(node, ast.BinOp):
        return UNKNOWN
    sides = value_of(node.left, known), value_of(node.right, known)
    work: dict[type, Callable[[Any, Any], Any]] = {
        ast.Add: lambda a, b: a + b,
        ast.Sub: lambda a, b: a - b,
        ast.Mult: lambda a, b: a * b,
        ast.Div: lambda a, b: a / b,
        ast.Pow: lambda a, b: a**b,
    }
    plain = all(isinstance(side, int | float) for side in sides) and type(node.op) in work
    return work[type(node.op)](*sides) if plain else UNKNOWN
