"""Whatever a log, a config or a path holds, every format shows it as text: laws, with texts that nobody thought of."""

from __future__ import annotations

import io
import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path

import pytest
import xmlschema
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from run_diagnose.model.report import Failure, Report
from run_diagnose.render import FORMATS, Options, render
from run_diagnose.render.json_v1 import dumps, loads

from .reports import NASTY, hostile, report
from .test_html import Page
from .test_markdown import ALLOWED

XSD = xmlschema.XMLSchema(str(Path(__file__).parent / "schemas" / "junit-10.xsd"))
UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
BITS = st.sampled_from(
    [*"<>&'\"`|\\[](){}#@*_~$!:%\n\r\t\x00\x1b\u202e\u2066\ud800\U0001f600", *(n[:40] for n in NASTY)]
)
WORDS = st.lists(
    st.one_of(st.text(max_size=12), st.lists(BITS, max_size=8).map("".join)), min_size=len(NASTY), max_size=len(NASTY)
)
Reader = Callable[[str, Report], None]


def as_lines_of_json(text: str, told: Report) -> None:
    assert sum(json.loads(line)["type"] == "run" for line in text.splitlines()) == 1


def as_json(text: str, told: Report) -> None:
    assert dumps(loads(text)) == text


def as_sarif(text: str, told: Report) -> None:
    results = json.loads(text)["runs"][0]["results"]
    assert len(results) == len(told.runs[0].findings)
    assert not any("](" in result["message"]["text"] for result in results)


def as_gitlab(text: str, told: Report) -> None:
    issues = json.loads(text)
    assert len({issue["fingerprint"] for issue in issues}) == len(issues) >= len(told.runs[0].findings)


def as_junit(text: str, told: Report) -> None:
    ET.fromstring(text)
    XSD.validate(io.StringIO(text))


def as_annotations(text: str, told: Report) -> None:
    assert all(re.fullmatch(r"::(error|warning|notice) title=[^:]*?::.*", line) for line in text.splitlines())


def as_lines(text: str, told: Report) -> None:
    assert len(text.splitlines()) == len(told.runs[0].findings) + len(told.runs) + len(told.errors)


def as_html(text: str, told: Report) -> None:
    page = Page(text)
    assert (page.wrong, page.open) == ([], [])
    assert not {"script", "img", "link", "iframe"} & {tag for tag, _ in page.tags}
    assert all((attributes.get("href") or "#").startswith("#") for _, attributes in page.tags)


def as_markdown(text: str, told: Report) -> None:
    parser = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    tokens = [t for block in parser.parse(text) for t in (block, *(block.children or ()))]
    html = " ".join(t.content for t in tokens if t.type in ("html_inline", "html_block"))
    assert set(re.findall(r"</?([a-z]+)", html)) <= ALLOWED
    assert not {"link_open", "image", "em_open", "s_open"} & {t.type for t in tokens}


def as_terminal(text: str, told: Report) -> None:
    assert "FAILED" in text


READERS: dict[str, Reader] = {
    "terminal": as_terminal,
    "markdown": as_markdown,
    "html": as_html,
    "json": as_json,
    "jsonl": as_lines_of_json,
    "sarif": as_sarif,
    "junit": as_junit,
    "github": as_annotations,
    "gitlab": as_gitlab,
    "concise": as_lines,
}


def test_every_format_is_read_back() -> None:
    assert set(READERS) == set(FORMATS)


@pytest.mark.parametrize("form", READERS)
@settings(max_examples=15, deadline=None)
@given(words=WORDS)
def test_any_text_is_shown_as_text(form: str, words: list[str]) -> None:
    told = report(hostile(tuple(words)), errors=(Failure(path=words[0], reason=words[1], hint=words[2]),))
    text = render(told, form)
    assert not UNSEEN.search(text)
    text.encode("utf-8")
    READERS[form](text, told)
    assert render(told, form, Options(ascii=True)).isascii()
