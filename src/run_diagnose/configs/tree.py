"""A parsed config before it is flattened: nodes with lines; and the flattening, bounded against bombs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import field
from typing import Any

from run_diagnose.facts import dataclass
from run_diagnose.model.config import ConfigProblem
from run_diagnose.model.record import Setting

_DEEPEST = 64
_MOST = 20_000
"""Settings of one config; an alias bomb of nine levels would make a billion."""


class TooDeepError(Exception):
    """The config nests or repeats beyond any use."""


@dataclass
class Node:
    """A scalar (``value``, ``raw``), a mapping (``items``: key, line, node) or a list (``items`` with empty keys)."""

    kind: str
    """``scalar``, ``mapping`` or ``list``."""
    line: int
    value: Any = None
    raw: str = ""
    reads_as: str = ""
    """What a plain YAML 1.1 reader makes of the scalar where that is something else."""
    hint: str = ""
    items: list[tuple[str, int, Node]] = field(default_factory=list)
    merged: set[str] = field(default_factory=set)
    """Keys that came in by ``<<`` and yield to the mapping's own."""


def flatten(root: Node, file: str) -> tuple[list[Setting], list[ConfigProblem]]:
    """Settings by dotted key, in file order; the last of equal keys counts, as every reader has it."""
    found: dict[str, Setting] = {}
    problems: list[ConfigProblem] = []
    told: set[tuple[int, str]] = set()
    for key, node in _walk(root):
        value = [n.value for _, _, n in node.items] if node.kind == "list" else node.value
        setting = Setting(key, value, file, node.line, node.raw)
        if key in found:
            problems.append(_clash(found[key], setting))
            found.pop(key)
        found[key] = setting
        scalars = [n for _, _, n in node.items] if node.kind == "list" else [node]
        for n in scalars:
            if n.reads_as and (n.line, n.raw) not in told:
                told.add((n.line, n.raw))
                problems.append(ConfigProblem(Setting(key, n.value, file, n.line, n.raw), n.reads_as, n.hint))
        if len(found) > _MOST:
            raise TooDeepError(f"more than {_MOST} settings")
    return list(found.values()), problems


def _clash(first: Setting, second: Setting) -> ConfigProblem:
    lost = f"{first.raw or first.value} of line {first.line}"
    return ConfigProblem(
        second,
        f"{second.raw or second.value} of line {second.line}; {lost} is overwritten",
        f"keep one of the two lines that set {second.key}",
    )


def _walk(root: Node) -> Iterator[tuple[str, Node]]:
    """Leaves with their dotted keys; lists of plain values are leaves."""
    stack: list[tuple[str, Node, int]] = [("", root, 0)]
    seen = 0
    while stack:
        key, node, depth = stack.pop()
        seen += 1
        if depth > _DEEPEST or seen > 10 * _MOST:
            raise TooDeepError(f"nested more than {_DEEPEST} deep, or repeated through aliases without end")
        if node.kind == "mapping" and _is_wandb(node):
            stack.append((key, next(n for k, _, n in node.items if k == "value"), depth + 1))
        elif node.kind == "mapping":
            stack.extend((_join(key, k), n, depth + 1) for k, _, n in reversed(node.items) if k != "_wandb")
        elif node.kind == "list" and any(n.kind != "scalar" for _, _, n in node.items):
            stack.extend((_join(key, str(i)), n, depth + 1) for i, (_, _, n) in reversed(list(enumerate(node.items))))
        elif key:
            yield key, node


def _is_wandb(node: Node) -> bool:
    """``lr: {desc: null, value: 0.001}``, as Weights & Biases writes every setting."""
    keys = {k for k, _, _ in node.items}
    return keys == {"desc", "value"} or (keys == {"value"} and node.items[0][2].kind == "scalar")


def _join(key: str, part: str) -> str:
    return f"{key}.{part}" if key else part
