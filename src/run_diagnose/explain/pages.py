"""A rule's page: its docstring, what it needs, and its limits as they stand now.

Read from the rule's source, not from the rule: so ``diagnose rule plateau`` needs no numpy, and the reasons written
under every limit, which Python forgets, are there to be shown.
"""

from __future__ import annotations

import ast
import inspect
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from run_diagnose import plugins, rules
from run_diagnose.errors import UsageError
from run_diagnose.explain import ignores
from run_diagnose.explain.literals import constants_of, source_of, value_of
from run_diagnose.explain.page import Limit, Page
from run_diagnose.near import did_you_mean


def pages(mention: str = "") -> Iterator[Page]:
    """The pages of all rules, our own in the order of their table; only those whose source holds ``mention``."""
    for family, names in rules.MODULES.items():
        for name in names:
            source = source_of(f"run_diagnose.rules.{family}.{name}")
            if mention in source:
                yield from _pages_of(ast.parse(source))
    for file in _files_of_others():
        source = file.read_text(encoding="utf-8")
        if mention in source:
            yield from _pages_of(ast.parse(source))


def _files_of_others() -> list[Path]:
    """The sources of the rules that other distributions add."""
    found = plugins.rules().objects
    return sorted({Path(file) for rule in found if (file := inspect.getsourcefile(rule.check))})


def find(word: str) -> tuple[Page, ...]:
    """Pages that ``word`` names: a slug, a code, a prefix of codes, a kind. UsageError with the nearest if none."""
    named = (*pages(f'"{word.lower()}"'), *ignores.PAGES)
    exact = tuple(p for p in named if word.lower() in (p.slug, p.code.lower()))
    if exact:
        return exact
    everything = tuple(pages())
    found = tuple(p for p in everything if p.kind == word or p.code.startswith(word.upper()))
    if not found:
        names = [n for p in everything for n in (p.slug, p.code, p.kind)]
        raise UsageError(f"there is no rule `{word}`", did_you_mean(word, names) or "`diagnose rule` lists them")
    return found


def _pages_of(tree: ast.Module) -> Iterator[Page]:
    constants = constants_of(tree)
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
    values = {name: value_of(item, constants) for name, item in given.items() if name != "limits"}
    made = given.get("limits")
    owner = made.func.id if isinstance(made, ast.Call) and isinstance(made.func, ast.Name) else ""
    code, slug = (value_of(a, constants) for a in call.args[:2])
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
            value = value_of(item.value, constants)
            text = after.value if isinstance(after, ast.Expr) else None
            why = text.value if isinstance(text, ast.Constant) and isinstance(text.value, str) else ""
            yield Limit(name=item.target.id, default=value, value=value, why=" ".join(why.split()))


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
