"""The few shapes that the page is made of."""

from __future__ import annotations

from collections.abc import Sequence

from run_diagnose.render.escape import html_prose, in_html, name

Row = Sequence[str]


def text(words: object) -> str:
    """A sentence of ours that may quote the log."""
    return html_prose(words)


def code(word: object) -> str:
    """A name, a path, a key: it may be broken behind / and _."""
    return f"<code>{joints(in_html(name(word)))}</code>"


def joints(escaped: str) -> str:
    """Where a long name, or a file and its line, may go on in the next line."""
    return escaped.replace("/", "/<wbr>").replace("_", "_<wbr>").replace(":", "<wbr>:")


def table(head: Row, rows: Sequence[Row], caption: str = "") -> str:
    """Cells that are escaped already; columns without any content are left out, the first cell names its row."""
    if not rows:
        return ""
    kept = [i for i in range(len(head)) if any(row[i] for row in rows)]
    top = "".join(f'<th scope="col">{head[i]}</th>' if head[i] else "<td></td>" for i in kept)
    body = "".join(f"<tr>{''.join(_cell(row[i], first=i == kept[0]) for i in kept)}</tr>" for row in rows)
    said = f"<caption>{caption}</caption>" if caption else ""
    scroll = f'<div class="wide" role="group" tabindex="0" aria-label="{caption or "table"}">'
    return f"{scroll}<table>{said}<thead><tr>{top}</tr></thead><tbody>{body}</tbody></table></div>"


def _cell(content: str, *, first: bool) -> str:
    whole = content.replace("-&gt;", '<span class="j">-&gt;</span>')  # a browser would break it behind the dash
    return f'<th scope="row">{whole}</th>' if first else f'<td class="n">{whole}</td>'


def bullets(items: Sequence[str], kind: str = "ul") -> str:
    """A list of items that are escaped already."""
    return f"<{kind}>{''.join(f'<li>{item}</li>' for item in items)}</{kind}>" if items else ""


def section(title: str, content: str) -> str:
    """A heading and what is under it; nothing where there is nothing."""
    return f"<section><h3>{title}</h3>{content}</section>" if content else ""


def raised(content: str) -> str:
    """The same with its headings a level higher: no level may be skipped. Log text never holds a raw tag."""
    for level in (2, 3):
        content = content.replace(f"<h{level + 1}>", f"<h{level}>").replace(f"</h{level + 1}>", f"</h{level}>")
    return content


def fold(title: str, content: str) -> str:
    """A part that opens on a click or on the Enter key."""
    return f"<details><summary>{in_html(title)}</summary>{content}</details>" if content else ""
