"""Pages of rules, causes, log formats and commands, made from the code."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable, Iterator

from commands import commands

from run_diagnose import causes, changes, explain, formats
from run_diagnose.causes.base import Cause
from run_diagnose.explain import Page
from run_diagnose.formats.base import Format

HEAD = "<!-- made by docs/generate.py; edit the source, then run it -->\n"


def pages() -> dict[str, str]:
    """Path below ``docs/`` to text."""
    rules = (*explain.pages(), *explain.ABOUT_IGNORES)
    return {
        **{f"rules/{page.slug}.md": _rule(page) for page in rules},
        **{f"causes/{cause.slug}.md": _cause(cause, rules) for cause in causes.built_in()},
        **{f"formats/{form.NAME}.md": _format(form) for form in formats.every()},
        "rules/index.md": _rules(rules),
        "causes/index.md": _causes(),
        "formats/index.md": _formats(),
        "cli.md": HEAD + commands(),
    }


def prose(text: str) -> str:
    """Source text for Markdown: angle brackets outside code are text, lists stand apart from what is above them."""
    parts = re.split(r"(```.*?```|``.+?``|`[^`\n]+`)", text, flags=re.DOTALL)
    shown = "".join(part if i % 2 else part.replace("<", "&lt;") for i, part in enumerate(parts))
    return re.sub(r"(?m)^(?!\s*- )(.+)\n(- )", r"\1\n\n\2", shown)


def row(*cells: str) -> str:
    """A line of a table."""
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    return "\n".join([row(*head), row(*["---"] * len(head)), *(row(*r) for r in rows)]) + "\n"


def _rule(page: Page) -> str:
    why = [c for c in causes.built_in() if page.slug in c.explains or page.kind in c.explains]
    links = "\n".join(f"- [{prose(c.title)}](../causes/{c.slug}.md)" for c in why)
    explained = f"\n## Explained by\n\n{links}\n" if links else ""
    return f"{HEAD}{prose(explain.as_markdown(page))}{explained}"


def _rules(rules: tuple[Page, ...]) -> str:
    rows = [(p.code, f"[{p.slug}]({p.slug}.md)", prose(p.title)) for p in sorted(rules, key=lambda p: p.code)]
    table = _table(("code", "name", "what it sees"), rows)
    return f"{HEAD}# Rules\n\n`diagnose rule NAME` prints the same pages.\n\n{table}"


def _cause(cause: Cause, rules: tuple[Page, ...]) -> str:
    known = {p.slug: p.slug for p in rules} | {p.kind: "" for p in rules}
    lines = [HEAD.rstrip(), f"# {prose(cause.title)}", "", f"`{cause.slug}`", "", prose(cause.story), ""]
    explains = [f"[{s}](../rules/{s}.md)" if known.get(s) else f"`{s}`" for s in cause.explains]
    lines += ["## Explains", "", ", ".join(explains) + ".", ""]
    sources = list(dict.fromkeys(sign.source for sign in cause.signs if sign.source))
    lines += [f"It has {len(cause.signs)} signs that can speak for it or against it."]
    lines += ["They rest on:", "", *(f"- {prose(s)}" for s in sources), ""] if sources else [""]
    if cause.test:
        lines += ["## The cheapest test", "", prose(cause.test[0].upper() + cause.test[1:]) + ".", ""]
    recipes = changes.built_in()
    advised = [f"- `{slug}`: {_says(recipes[slug].propose)}" for slug in cause.changes if slug in recipes]
    lines += ["## Changes it leads to", "", *advised, ""] if advised else []
    return "\n".join(lines).rstrip() + "\n"


def _says(propose: object) -> str:
    """The first paragraph of a recipe's docstring."""
    return prose(" ".join((inspect.getdoc(propose) or "").split("\n\n")[0].split()))


def _causes() -> str:
    rows = [(f"[{prose(c.title)}]({c.slug}.md)", ", ".join(f"`{s}`" for s in c.explains)) for c in causes.built_in()]
    table = _table(("cause", "explains"), rows)
    return f"{HEAD}# Causes\n\nWhy runs fail, and which findings each cause explains.\n\n{table}"


def _format(form: Format) -> str:
    about = inspect.cleandoc(getattr(form, "__doc__", None) or form.TITLE)
    return "\n".join([HEAD.rstrip(), f"# {form.TITLE}", "", f"`{form.NAME}`", "", prose(about), *_example(form)]) + "\n"


def _example(form: Format) -> Iterator[str]:
    example = getattr(form, "EXAMPLE", "")
    if isinstance(example, str) and example.strip():
        fence = "~~~~" if "```" in example else "```"
        yield from (
            "",
            "## Such a log",
            "",
            f"{fence}text",
            *(line.rstrip() for line in example.strip("\n").splitlines()),
            fence,
        )


def _formats() -> str:
    rows = [(f"[{f.NAME}]({f.NAME}.md)", prose(f.TITLE)) for f in formats.every()]
    said = "The format of a log is told by its content; `diagnose inspect FILE` says which one was taken."
    return f"{HEAD}# Log formats\n\n{said}\n\n{_table(('name', 'what it is'), rows)}"
