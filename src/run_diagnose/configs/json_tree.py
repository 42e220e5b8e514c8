"""JSON with the line of every value; comments and NaN are let through, as configs hold them."""

from __future__ import annotations

import json
import re
from bisect import bisect_right

from run_diagnose.configs.tree import Node, TooDeepError
from run_diagnose.errors import UnreadableError

_TOKEN = re.compile(
    r"\s+|//[^\n]*|/\*.*?\*/|(?P<string>\"(?:[^\"\\]|\\.)*\")|(?P<punct>[{}\[\],:])|(?P<word>[-+]?[A-Za-z0-9_.+-]+)",
    re.S,
)
_WORDS: dict[str, object] = {
    "true": True, "false": False, "null": None, "NaN": float("nan"), "Infinity": float("inf"), "-Infinity": float("-inf"),
}  # fmt: skip
_DEEPEST = 200


def read_json(text: str, name: str) -> Node:
    """The value of the file. Raises UnreadableError with the line and what to do."""
    starts = [0, *(m.end() for m in re.finditer("\n", text))]

    def complain(at: int, what: str) -> UnreadableError:
        line = bisect_right(starts, at)
        return UnreadableError(
            f"{name}, line {line}: not valid JSON ({what})",
            hint="look at this line and the one before: commas, quotes, brackets",
        )

    stack: list[Node] = []
    keys: list[tuple[str, int] | None] = []
    root: Node | None = None
    at = 0
    while at < len(text):
        token = _TOKEN.match(text, at)
        if token is None:
            raise complain(at, f"unexpected {text[at]!r}")
        kind, raw, line = token.lastgroup, token[0], bisect_right(starts, at)
        if kind is not None and root is not None and not stack:
            raise complain(at, "something follows the end")
        if raw in ("}", "]"):
            if not stack or (stack[-1].kind == "mapping") != (raw == "}"):
                raise complain(at, f"unexpected {raw!r}")
            stack.pop()
            keys.pop()
        elif kind == "string" and stack and stack[-1].kind == "mapping" and keys[-1] is None:
            keys[-1] = (_string(raw), line)
        elif kind is not None and raw not in (",", ":"):
            node = _node(raw, kind, line)
            if node is None:
                raise complain(at, f"unexpected {raw[:20]!r}")
            if root is None:
                root = node
            else:
                _attach(stack[-1], keys, node)
            if node.kind != "scalar":
                stack.append(node)
                keys.append(None)
                if len(stack) > _DEEPEST:
                    raise TooDeepError(f"nested more than {_DEEPEST} deep")
        at = token.end()
    if stack or root is None:
        raise complain(len(text), "it ends before it is closed" if stack else "it is empty")
    if root.kind != "mapping":
        raise UnreadableError(
            f"{name}: holds no keys at its top", hint='a training config is a mapping, as in: {"lr": 0.001}'
        )
    return root


def _node(raw: str, kind: str, line: int) -> Node | None:
    if raw in ("{", "["):
        return Node("mapping" if raw == "{" else "list", line)
    if kind == "string":
        return Node("scalar", line, _string(raw), raw)
    if raw in _WORDS:
        return Node("scalar", line, _WORDS[raw], raw)
    try:
        return Node("scalar", line, json.loads(raw), raw)
    except ValueError:
        return None


def _string(raw: str) -> str:
    try:
        return str(json.loads(raw, strict=False))
    except ValueError:
        return raw[1:-1]


def _attach(parent: Node, keys: list[tuple[str, int] | None], node: Node) -> None:
    key = keys[-1] if parent.kind == "mapping" else ("", node.line)
    parent.items.append((key[0] if key else "?", node.line, node))
    if parent.kind == "mapping":
        keys[-1] = None
