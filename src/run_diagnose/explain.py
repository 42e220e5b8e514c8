"""A rule's page: its docstring, what it needs, and its limits as they stand now.

Read from the rule's source, not from the rule: so ``diagnose rule plateau`` needs no numpy, and the reasons written
under every limit, which Python forgets, are there to be shown.
"""

from __future__ import annotations

import ast
import inspect
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from run_diagnose import rules
from run_diagnose.errors import UsageError
from run_diagnose.near import did_you_mean

UNKNOWN = "(see the source)"
"""Shown for a default that is not written as a plain value."""


@dataclass(frozen=True, kw_only=True)
class Limit:
    """One limit of a rule: its value in force, its default, and why the default is what it is."""

    name: str
    default: Any
    value: Any
    why: str
    origin: str = "default"


@dataclass(frozen=True, kw_only=True)
class Page:
    """Everything that is to be said of a rule."""

    code: str
    slug: str
    kind: str
    title: str
    needs: tuple[tuple[str, ...], ...]
    about: str
    """The docstring, without its first line."""
    summary: str
    """The docstring's first line."""
    limits: tuple[Limit, ...]
    tasks: tuple[str, ...] = ()
    not_for: tuple[str, ...] = ()


def pages(mention: str = "") -> Iterator[Page]:
    """The pages of all built-in rules, in the order of their table; only those whose source holds ``mention``."""
    for family, names in rules.MODULES.items():
        for name in names:
            source = _source(f"run_diagnose.rules.{family}.{name}")
            if mention in source:
                yield from _pages_of(ast.parse(source))


def find(word: str) -> tuple[Page, ...]:
    """Pages that ``word`` names: a slug, a code, a prefix of codes, a kind. UsageError with the nearest if none."""
    exact = tuple(p for p in pages(f'"{word.lower()}"') if p.slug == word.lower())
    if exact:
        return exact
    everything = tuple(pages())
    found = tuple(p for p in everything if p.kind == word or p.code.startswith(word.upper()))
    if not found:
        names = [n for p in everything for n in (p.slug, p.code, p.kind)]
        raise UsageError(f"there is no rule `{word}`", did_you_mean(word, names) or "`diagnose rule` lists them")
    return found


def _pages_of(tree: ast.Module) -> Iterator[Page]:
    constants = _constants(tree)
    limits = {node.name: tuple(_limits(node, constants)) for node in tree.body if isinstance(node, ast.ClassDef)}
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            for call in node.decorator_list:
                if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "rule":
                    yield _page(node, call, constants, limits)


def _page(
    node: ast.FunctionDef, call: ast.Call, constants: Mapping[str, Any], limits: Mapping[str, tuple[Limit, ...]]
) -> Page:
    given = {k.arg: k.value for k in call.keywords if k.arg}
    values = {name: _value(item, constants) for name, item in given.items() if name != "limits"}
    made = given.get("limits")
    owner = made.func.id if isinstance(made, ast.Call) and isinstance(made.func, ast.Name) else ""
    code, slug = (_value(a, constants) for a in call.args[:2])
    summary, _, about = inspect.cleandoc(ast.get_docstring(node) or "").partition("\n")
    needs = values.get("needs", ())
    return Page(
        code=code,
        slug=slug,
        kind=values.get("kind", ""),
        title=values.get("title", ""),
        needs=tuple((n,) if isinstance(n, str) else tuple(n) for n in needs) if isinstance(needs, tuple) else (),
        about=about.strip(),
        summary=summary,
        limits=limits.get(owner, ()),
        tasks=_names(values.get("tasks")),
        not_for=_names(values.get("not_for")),
    )


def _names(value: Any) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else ()


def _limits(node: ast.ClassDef, constants: Mapping[str, Any]) -> Iterator[Limit]:
    """Fields with a default, each with the text that stands under it."""
    for item, after in zip(node.body, [*node.body[1:], None], strict=True):
        if isinstance(item, ast.AnnAssign) and isinstance(item.target, ast.Name) and item.value is not None:
            value = _value(item.value, constants)
            text = after.value if isinstance(after, ast.Expr) else None
            why = text.value if isinstance(text, ast.Constant) and isinstance(text.value, str) else ""
            yield Limit(name=item.target.id, default=value, value=value, why=" ".join(why.split()))


def _constants(tree: ast.Module) -> dict[str, Any]:
    """Module constants that are plain values, those of ours that are imported too."""
    found: dict[str, Any] = {}
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("run_diagnose."):
            wanted = {alias.name for alias in node.names if alias.name.isupper()}
            theirs = _constants(ast.parse(_source(str(node.module)))) if wanted else {}
            found |= {name: theirs[name] for name in wanted & theirs.keys()}
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            found[node.targets[0].id] = _value(node.value, found)
    return found


def _source(module: str) -> str:
    """The text of one of our modules, which is not imported."""
    path = Path(rules.__file__).parents[1].joinpath(*module.split(".")[1:])
    file = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    return file.read_text(encoding="utf-8")


def _value(node: ast.expr, constants: Mapping[str, Any]) -> Any:
    """A literal, a tuple of literals or a module constant; ``UNKNOWN`` for anything that must be computed."""
    if isinstance(node, ast.Name):
        return constants.get(node.id, UNKNOWN)
    if isinstance(node, ast.Tuple):
        items: list[Any] = []
        for item in node.elts:
            if isinstance(item, ast.Starred):
                more = _value(item.value, constants)
                items += more if isinstance(more, tuple) else [more]
            else:
                items.append(_value(item, constants))
        return tuple(items)
    try:
        return ast.literal_eval(node)
    except ValueError:
        return _arithmetic(node, constants)


def _arithmetic(node: ast.expr, constants: Mapping[str, Any]) -> Any:
    """``1 / 64`` and ``2 * SHARE``, as limits are sometimes written."""
    if not isinstance(node, ast.BinOp):
        return UNKNOWN
    sides = _value(node.left, constants), _value(node.right, constants)
    work: dict[type, Callable[[Any, Any], Any]] = {
        ast.Add: lambda a, b: a + b,
        ast.Sub: lambda a, b: a - b,
        ast.Mult: lambda a, b: a * b,
        ast.Div: lambda a, b: a / b,
        ast.Pow: lambda a, b: a**b,
    }
    known = all(isinstance(side, int | float) for side in sides) and type(node.op) in work
    return work[type(node.op)](*sides) if known else UNKNOWN


def in_force(page: Page, tables: Mapping[str, Mapping[str, Any]], origin: Callable[[str], str]) -> Page:
    """The page with the limits that the settings set; ``origin`` tells where a dotted key was written."""
    given = {
        name.replace("-", "_"): (value, origin(f"rules.{word}.{name}"))
        for word, fields in tables.items()
        if word == page.slug or word.upper() == page.code
        for name, value in fields.items()
    }
    limits = (
        replace(x, value=given[x.name][0], origin=given[x.name][1]) if x.name in given else x for x in page.limits
    )
    return replace(page, limits=tuple(limits))


def as_list(found: tuple[Page, ...]) -> str:
    """A line per rule: code, name, title."""
    width = max((len(p.slug) for p in found), default=0)
    return "".join(f"{p.code}  {p.slug:<{width}}  {p.title}\n" for p in found)


def as_markdown(page: Page) -> str:
    """The page as Markdown."""
    head, foot = page.about, ""
    if "## References" in head:
        head, _, foot = head.partition("## References")
    parts = [f"# {page.slug} ({page.code})", page.summary, _facts(page), head.strip(), _limits_text(page)]
    parts.append(f"## References\n{foot.strip()}" if foot else "")
    return "\n\n".join(part for part in parts if part) + "\n"


def _facts(page: Page) -> str:
    needs = " and ".join(" or ".join(f"`{n}`" for n in group) for group in page.needs)
    sentences = [f"Kind `{page.kind}`.", f"Needs {needs}." if needs else "Needs no particular series."]
    if page.tasks:
        sentences.append(f"Only for {', '.join(page.tasks)}.")
    if page.not_for:
        sentences.append(f"Not for {', '.join(page.not_for)}.")
    return " ".join(sentences)


def _limits_text(page: Page) -> str:
    if not page.limits:
        return ""
    lines = []
    for x in page.limits:
        changed = f" (from {x.origin}; the default is {x.default})" if x.origin != "default" else ""
        lines.append(f"- `{x.name}` = {x.value}{changed}" + (f": {x.why}" if x.why else ""))
    return f"## Limits\nSet with `rules.{page.slug}.NAME` in the settings.\n\n" + "\n".join(lines)


def as_json(found: tuple[Page, ...]) -> str:
    """A JSON list of pages."""
    rows = [
        {
            "code": p.code,
            "name": p.slug,
            "kind": p.kind,
            "title": p.title,
            "needs": [list(group) for group in p.needs],
            "tasks": list(p.tasks),
            "not_for": list(p.not_for),
            "explanation": "\n\n".join(t for t in (p.summary, p.about) if t),
            "limits": [{"name": x.name, "value": x.value, "default": x.default, "why": x.why} for x in p.limits],
        }
        for p in found
    ]
    return json.dumps(rows, indent=1, ensure_ascii=False) + "\n"
