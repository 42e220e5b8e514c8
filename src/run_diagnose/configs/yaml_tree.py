"""YAML by its events: lines are kept, tags are never constructed, aliases are references."""

from __future__ import annotations

from typing import Any

from run_diagnose.configs.scalars import scalar
from run_diagnose.configs.tree import Node, TooDeepError
from run_diagnose.errors import UnreadableError

_DEEPEST = 200


def read_yaml(text: str, name: str) -> Node:
    """The first document. Raises UnreadableError with the line and what to do."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        root = _document(yaml.parse(text, Loader=loader), yaml)
    except yaml.YAMLError as error:
        raise _complaint(error, text, name) from None
    if root is None or root.kind != "mapping":
        raise UnreadableError(
            f"{name}: holds no 'key: value' pairs at its top", hint="a training config is a mapping, as in: lr: 1.0e-3"
        )
    return root


def _document(events: Any, yaml: Any) -> Node | None:
    """Nodes of the first document from parser events, by a stack of our own instead of recursion."""
    anchors: dict[str, Node] = {}
    open_nodes: list[Node] = []
    keys: list[tuple[str, int] | None] = []
    root: Node | None = None
    for event in events:
        if isinstance(event, yaml.DocumentEndEvent):
            break
        if isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            open_nodes.pop()
            keys.pop()
            continue
        node = _node(event, anchors, yaml)
        if node is None:
            continue
        if root is None:
            root = node
        elif open_nodes:
            _attach(open_nodes[-1], keys, node)
        if isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
            open_nodes.append(node)
            keys.append(None)
            if len(open_nodes) > _DEEPEST:
                raise TooDeepError(f"nested more than {_DEEPEST} deep")
    return root


def _node(event: Any, anchors: dict[str, Node], yaml: Any) -> Node | None:
    if isinstance(event, yaml.AliasEvent):
        return anchors.get(event.anchor)
    line = event.start_mark.line + 1 if event.start_mark else 0
    if isinstance(event, yaml.ScalarEvent):
        node = _scalar(event, line)
    elif isinstance(event, yaml.MappingStartEvent):
        node = Node("mapping", line)
    elif isinstance(event, yaml.SequenceStartEvent):
        node = Node("list", line)
    else:
        return None
    if event.anchor:
        anchors[event.anchor] = node
    return node


def _scalar(event: Any, line: int) -> Node:
    """Quoted scalars and those tagged as text stay text; a tag of any other kind is ignored."""
    text = event.value
    if event.style in ("'", '"', "|", ">") or (event.tag or "").endswith(":str"):
        return Node("scalar", line, text, text)
    read = scalar(text)
    if (event.tag or "").endswith(":float"):
        read = type(read)(read.value)
    return Node("scalar", line, read.value, text, read.reads_as, read.hint)


def _attach(parent: Node, keys: list[tuple[str, int] | None], node: Node) -> None:
    if parent.kind == "list":
        parent.items.append(("", node.line, node))
        return
    key = keys[-1]
    if key is None:
        keys[-1] = (node.raw if node.kind == "scalar" else "?", node.line)
        return
    keys[-1] = None
    if key[0] == "<<":
        _merge(parent, node)
        return
    if key[0] in parent.merged:
        parent.merged.discard(key[0])
        parent.items = [item for item in parent.items if item[0] != key[0]]
    parent.items.append((key[0], key[1], node if node.kind != "scalar" else _at(node, key[1])))


def _at(node: Node, line: int) -> Node:
    """A value counts as standing on the line of its key, unless it came from an alias."""
    return Node(node.kind, node.line or line, node.value, node.raw, node.reads_as, node.hint)


def _merge(parent: Node, node: Node) -> None:
    """``<<: *defaults``: the parent's own keys win."""
    sources = [n for _, _, n in node.items] if node.kind == "list" else [node]
    for source in sources:
        have = {k for k, _, _ in parent.items}
        if source.kind == "mapping" and source is not parent:
            new = [item for item in source.items if item[0] not in have]
            parent.items.extend(new)
            parent.merged.update(item[0] for item in new)


def _complaint(error: Any, text: str, name: str) -> UnreadableError:
    mark = getattr(error, "problem_mark", None)
    line = mark.line + 1 if mark is not None else 0
    what = str(getattr(error, "problem", "") or "cannot be parsed")
    lines = text.splitlines()
    own = lines[line - 1] if 0 < line <= len(lines) else ""
    hint = (
        "indent with spaces: YAML allows no tabs"
        if "\t" in own
        else "look at this line and the one before: indentation, quotes, ': ' after a key"
    )
    return UnreadableError(f"{name}, line {line}: not valid YAML ({what[:120]})", hint=hint)
