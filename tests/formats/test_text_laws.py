"""Laws of the text readers: damage is read or refused, the same bytes give the same records however they come."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from run_diagnose.errors import DiagnoseError
from run_diagnose.formats import FAMILIES, detect, load
from run_diagnose.formats.text.numbers import SPLIT, number
from run_diagnose.formats.text.patterns import exact
from run_diagnose.formats.text.prefixes import strip
from run_diagnose.formats.text.reader import TextReader
from run_diagnose.formats.text.shapes import learn
from run_diagnose.model.record import Point, Record
from run_diagnose.sources.head import make_head

ROOT = Path(__file__).parents[2] / "fixtures" / "formats"
FILES = sorted(p for name in FAMILIES["text"] for p in (ROOT / name).glob("*") if not p.name.endswith(".yaml"))
DATA = {path: path.read_bytes() for path in FILES}
LINES = sorted({line for data in DATA.values() for line in data.decode().splitlines()})
few = settings(max_examples=50, deadline=None)


def records(data: bytes, name: str, pieces: tuple[int, ...] = (), form: str = "") -> list[Record]:
    """The records of these bytes, fed in pieces of these sizes; none where they are refused."""
    head, decoder = make_head(data, name, whole=True)
    module = load(form) if form else detect(head)
    if module is None or decoder is None:
        return []
    reader: Any = module.reader(head)
    out: list[Record] = []
    at = 0
    for size in (*pieces, len(data)):
        for line_number, line in decoder.feed(data[at : at + size]):
            out += reader.feed(line_number, line)
        at += size
    for line_number, line in decoder.close():
        out += reader.feed(line_number, line)
    return [*out, *reader.close()]


def read_or_refused(data: bytes, path: Path) -> None:
    try:
        records(data, path.name)
        records(data, path.name, form=path.parent.name)
    except DiagnoseError:
        pass


@few
@given(st.sampled_from(FILES), st.data())
def test_a_log_cut_at_any_byte_is_read_or_refused(path: Path, data: st.DataObject) -> None:
    read_or_refused(DATA[path][: data.draw(st.integers(0, len(DATA[path])))], path)


@few
@given(st.sampled_from(FILES), st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 255)), max_size=30))
def test_a_log_with_flipped_bytes_is_read_or_refused(path: Path, flips: list[tuple[int, int]]) -> None:
    broken = bytearray(DATA[path])
    for place, value in flips:
        broken[place % len(broken)] = value
    read_or_refused(bytes(broken), path)


@few
@given(st.lists(st.sampled_from(LINES), min_size=1, max_size=40))
def test_lines_of_all_formats_shuffled_together_are_read(lines: list[str]) -> None:
    for name in ("general_text", "yolov5_stdout", "boxed_tables", "marian"):
        records("\n".join(lines).encode(), "x.log", form=name)


@few
@given(st.text(max_size=200), st.sampled_from(LINES), st.integers(0, 200))
def test_any_text_glued_into_a_line_is_read(text: str, line: str, place: int) -> None:
    reader = TextReader()
    for number_, one in enumerate([line[:place] + text + line[place:], line, text], 1):
        list(reader.feed(number_, one.replace("\n", " ")))
    list(reader.close())


@few
@given(st.sampled_from(FILES), st.lists(st.integers(1, 400), max_size=8))
def test_pieces_read_like_the_whole(path: Path, pieces: list[int]) -> None:
    whole = records(DATA[path], path.name, form=path.parent.name)
    fed = records(DATA[path], path.name, tuple(pieces), form=path.parent.name)
    assert repr(whole) == repr(fed)


@few
@given(st.sampled_from(FILES), st.integers(0, 10_000))
def test_a_log_read_many_times_over_reads_each_part_alike(path: Path, seed: int) -> None:
    """The patterns compiled after some sights of a shape must not change what is read."""
    lines = [line for line in DATA[path].decode().splitlines() if learn(line).kind == "data" and learn(line).axes]
    random.Random(seed).shuffle(lines)
    reader = TextReader()
    seen: dict[str, Any] = {}
    for number_, line in enumerate(lines * 40, 1):
        points = [r for r in reader.feed(number_, line) if isinstance(r, Point)]
        if number_ > len(lines) * 2 and not learn(line).bar:
            now = repr([(dict(p.values), p.split) for p in points])
            assert seen.setdefault(line, now) == now


@few
@given(st.sampled_from(LINES))
def test_a_pattern_of_a_line_finds_the_numbers_that_a_split_finds(line: str) -> None:
    parts = SPLIT.split(line)
    pattern = exact(parts[::2], parts[1::2])
    if pattern is not None:
        found = pattern.fullmatch(line)
        assert found is not None
        assert list(found.groups()) == parts[1::2]


@few
@given(st.floats(), st.sampled_from(["{}", "{:.4e}", "{:+.3f}", "{:,.2f}"]))
def test_every_printed_float_is_found_whole(value: float, form: str) -> None:
    printed = form.format(value)
    parts = SPLIT.split(f"loss: {printed} | next")
    assert parts[1::2] == [printed]
    assert repr(number(printed)) == repr(float(printed.replace(",", "")))


@few
@given(st.sampled_from(LINES))
def test_a_prefix_taken_off_leaves_the_end_of_the_line(line: str) -> None:
    assert line.endswith(strip(line))
