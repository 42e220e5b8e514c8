"""Pages as a list, as Markdown and as JSON."""

from __future__ import annotations

import json

from run_diagnose.explain.page import Page
from run_diagnose.rules.calibration import basis


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
    sentences.append(f"Confidence {basis(page.code)}.")
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
