"""The HTML pages for everybody: what axe-core asks of a page, checked by hand, and the contrast of every colour."""

from __future__ import annotations

import itertools
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from run_diagnose.api import compare
from run_diagnose.render import compare_html
from run_diagnose.render.html import render
from run_diagnose.render.html.style import CSS

from .reports import REPORTS

RUNS = Path(__file__).parents[2] / "fixtures" / "runs"
PAGES = {name: render(report) for name, report in REPORTS.items()}
PAGES["compare"] = compare_html.render(
    compare([RUNS / "kept_in_collapse" / "run.csv", RUNS / "mode_collapse" / "full.csv"])
)
every_page = pytest.mark.parametrize("name", PAGES)
TEXT, GRAPHICS = 4.5, 3.0
"""Least contrast by WCAG 2.2: 1.4.3 for text, 1.4.11 for what is drawn."""
BACKGROUNDS = ("bg", "soft")
WORDS = ("fg", "dim", "failed", "suspect", "healthy", "undetermined")
LINES = ("k0", "k1", "k2", "k3", "k4", "k5")


class Tree(HTMLParser):
    """Every element with its attributes, its ancestors and the text under it."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.all: list[tuple[str, dict[str, str | None], tuple[str, ...], list[str]]] = []
        self.open: list[tuple[str, list[str]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        text: list[str] = []
        self.all.append((tag, dict(attrs), tuple(t for t, _ in self.open), text))
        if tag not in ("meta", "br", "wbr"):
            self.open.append((tag, text))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.all.append((tag, dict(attrs), tuple(t for t, _ in self.open), []))

    def handle_endtag(self, tag: str) -> None:
        self.open.pop()

    def handle_data(self, data: str) -> None:
        for _, text in self.open:
            text.append(data)

    def of(self, *tags: str) -> list[tuple[str, dict[str, str | None], tuple[str, ...], str]]:
        return [(t, a, above, "".join(text).strip()) for t, a, above, text in self.all if t in tags]


@every_page
def test_the_page_has_a_language_a_title_and_its_landmarks_once(name: str) -> None:
    tree = Tree(PAGES[name])
    assert [a.get("lang") for _, a, _, _ in tree.of("html")] == ["en"]
    assert all(text for _, _, _, text in tree.of("title", "h1"))
    assert [len(tree.of(tag)) for tag in ("h1", "main", "header", "footer")] == [1, 1, 1, 1]
    (viewport,) = [a["content"] or "" for _, a, _, _ in tree.of("meta") if a.get("name") == "viewport"]
    assert "maximum-scale" not in viewport
    assert "user-scalable" not in viewport


@every_page
def test_no_heading_is_empty_and_none_skips_a_level(name: str) -> None:
    headings = Tree(PAGES[name]).of("h1", "h2", "h3", "h4")
    assert all(text for _, _, _, text in headings)
    assert all(b - a <= 1 for a, b in itertools.pairwise(int(tag[1]) for tag, _, _, _ in headings))


@every_page
def test_every_heading_of_a_table_has_a_scope_and_a_name(name: str) -> None:
    tree = Tree(PAGES[name])
    for _, attributes, _, text in tree.of("th"):
        assert attributes.get("scope") in ("col", "row")
        assert text
    assert all(text for _, _, _, text in tree.of("caption"))
    assert len(tree.of("caption")) == len(tree.of("table"))


@every_page
def test_what_scrolls_is_reached_by_the_keyboard_and_has_a_name(name: str) -> None:
    for _, attributes, _, _ in Tree(PAGES[name]).of("div"):
        if attributes.get("class") == "wide":
            assert attributes.get("tabindex") == "0"
            assert attributes.get("role") == "group"
            assert attributes.get("aria-label")
    assert all(int(a["tabindex"] or 0) <= 0 for _, a, _, _ in Tree(PAGES[name]).of("div", "a") if "tabindex" in a)


@every_page
def test_every_reference_leads_to_an_element_of_the_page(name: str) -> None:
    tree = Tree(PAGES[name])
    every = [a for _, a, _, _ in tree.all]
    ids = [a["id"] for a in every if "id" in a]
    assert len(ids) == len(set(ids))
    wanted = [word for a in every for word in (a.get("aria-labelledby") or "").split()]
    wanted += [href[1:] for a in every if (href := a.get("href")) and href.startswith("#")]
    assert set(wanted) <= set(ids)
    assert "main" in wanted, "the first link skips to the report"


@every_page
def test_every_fold_says_what_it_holds(name: str) -> None:
    tree = Tree(PAGES[name])
    assert all(text for _, _, above, text in tree.of("summary") if above[-1] == "details")
    assert len(tree.of("summary")) == len(tree.of("details"))


@every_page
def test_list_items_lie_in_lists(name: str) -> None:
    assert all(above[-1] in ("ul", "ol") for _, _, above, _ in Tree(PAGES[name]).of("li"))


def colours() -> dict[str, dict[str, str]]:
    light, dark = re.findall(r":root\{(.*?)\}", CSS, re.DOTALL)
    return {"light": dict(re.findall(r"--(\w+):(#\w+)", light)), "dark": dict(re.findall(r"--(\w+):(#\w+)", dark))}


def over(shade: str, under: str) -> str:
    """``#rrggbbaa`` laid over ``#rrggbb``."""
    share = int(shade[7:9], 16) / 255
    mixed = [share * int(shade[i : i + 2], 16) + (1 - share) * int(whole(under)[i : i + 2], 16) for i in (1, 3, 5)]
    return "#" + "".join(f"{round(v):02x}" for v in mixed)


def whole(colour: str) -> str:
    return colour if len(colour) > 4 else "#" + "".join(2 * c for c in colour[1:])


def luminance(colour: str) -> float:
    """Relative luminance as WCAG defines it, 0 to 1."""
    parts = [int(whole(colour)[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    r, g, b = (v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_every_word_and_every_line_stands_out_from_what_it_lies_on(mode: str) -> None:
    known = colours()[mode]
    for under in (known[b] for b in BACKGROUNDS):
        for word in WORDS:
            assert contrast(known[word], under) >= TEXT, (word, under)
    for word in ("fg", "dim"):
        assert contrast(known[word], over(known["shade"], known["bg"])) >= TEXT, word
    twice = over(known["shade"], over(known["shade"], known["bg"]))
    for line in LINES:
        for under in (known["bg"], over(known["shade"], known["bg"]), twice):
            assert contrast(known[line], under) >= GRAPHICS, (line, under)


def test_contrast_is_measured_as_the_standard_does() -> None:
    assert contrast("#000", "#fff") == pytest.approx(21.0)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


def test_curves_differ_by_more_than_their_colour() -> None:
    for line in LINES[1:]:
        assert re.search(rf"\.line\.{line}\{{stroke-dasharray", CSS), line
