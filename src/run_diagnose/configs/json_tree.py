"""JSON with the line of every value; comments and NaN are let through, as configs hold them."""

from __future__ import annotations

import json
import re
from bisect import bisect_right

from run_diagnose.configs.tree import Node, TooDeepError
from run_diagnose.errors import UnreadableError

_TOKEN = re.compile(
    r"(?P<blank>\s+|//[^\n]*|/\*.*?\*/|[,:])|(?P<string>\"(?:[^\"\\]|\\.)*\")|(?P<close>[}\]])|(?P<open>[{\[])"
    r"|(?P<word>[-+]?[A-Za-z0-9_.+-]+)",
    re.S,
)
_WORDS: dict[str, object] = {
    "true": True,
    "false": False,
    "null": None,
    "NaN": float("nan"),
    "Infinity": float("inf"),
    "-Infinity": float("-inf"),
}
_DEEPEST = 200


def read_json(text: str, name: str) -> Node:
    """The mapping of the file. Raises UnreadableError with the line and what to do."""
    root = _Parser(text, name).parse()
    if root.kind != "mapping":
        raise UnreadableError(
            f"{name}: holds no keys at its top", hint='a training config is a mapping, as in: {"lr": 0.001}'
        )
    return root


class _Parser:
    """Walks the tokens with a stack of open nodes, so that no depth of nesting can exhaust Python's own."""

    def __init__(self, text: str, name: str) -> None:
        self._text, self._name = text, name
        self._starts = [0, *(m.end() for m in re.finditer("\n", text))]
        self._open: list[Node] = []
        self._key: list[str | None] = []
        """The key that waits for its value, one per open node."""
        self._root: Node | None = None

    def parse(self) -> Node:
        at = 0
        while at < len(self._text):
            token = _TOKEN.match(self._text, at)
            if token is None:
                raise self._complaint(at, f"unexpected {self._text[at]!r}")
            if token.lastgroup != "blank":
                self._take(token[0], str(token.lastgroup), at)
            at = token.end()
        if self._open or self._root is None:
            raise self._complaint(at, "it ends before it is closed" if self._open else "it is empty")
        return self._root

    def _take(self, raw: str, kind: str, at: int) -> None:
        if self._root is not None and not self._open:
            raise self._complaint(at, "something follows the end")
        if kind == "close":
            if (self._open[-1].kind == "mapping") != (raw == "}"):
                raise self._complaint(at, f"unexpected {raw!r}")
            self._open.pop()
            self._key.pop()
        elif kind == "string" and self._open and self._open[-1].kind == "mapping" and self._key[-1] is None:
            self._key[-1] = _string(raw)
        else:
            self._put(self._node(raw, kind, at))

    def _node(self, raw: str, kind: str, at: int) -> Node:
        line = bisect_right(self._starts, at)
        if kind == "open":
            return Node("mapping" if raw == "{" else "list", line)
        if kind == "string":
            return Node("scalar", line, _string(raw), raw)
        if raw in _WORDS:
            return Node("scalar", line, _WORDS[raw], raw)
        try:
            return Node("scalar", line, json.loads(raw), raw)
        except ValueError:
            raise self._complaint(at, f"unexpected {raw[:20]!r}") from None

    def _put(self, node: Node) -> None:
        if self._root is None:
            self._root = node
        else:
            parent = self._open[-1]
            parent.items.append((self._key[-1] or "", node.line, node))
            self._key[-1] = None
        if node.kind != "scalar":
            self._open.append(node)
            self._key.append(None)
            if len(self._open) > _DEEPEST:
                raise TooDeepError(f"nested more than {_DEEPEST} deep")

    def _complaint(self, at: int, what: str) -> UnreadableError:
        return UnreadableError(
            f"{self._name}, line {bisect_right(self._starts, at)}: not valid JSON ({what})",
            hint="look at this line and the one before: commas, quotes, brackets",
        )


def _string(raw: str) -> str:
    try:
        return str(json.loads(raw, strict=False))
    except ValueError:
        return raw[1:-1]
