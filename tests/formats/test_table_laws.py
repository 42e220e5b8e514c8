"""Laws of the table readers: damage is read or refused, pieces read like the whole, columns may stand in any order."""

from __future__ import annotations

import math
import random
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from run_diagnose.errors import DiagnoseError
from run_diagnose.formats import FAMILIES, detect
from run_diagnose.formats.base import Head
from run_diagnose.formats.tabular.block import read_block
from run_diagnose.formats.tabular.cells import Kind, kind, number
from run_diagnose.formats.tabular.reader import table
from run_diagnose.formats.tabular.sniffing import dialect
from run_diagnose.model.record import Block, Point, Record
from run_diagnose.model.run import Source
from run_diagnose.names.gather import Table
from run_diagnose.sources.head import make_head

FIXTURES = Path(__file__).parents[2] / "fixtures" / "formats"
FILES = sorted(
    path
    for name in FAMILIES["table"]
    for path in (FIXTURES / name).iterdir()
    if not path.name.endswith((".yaml", ".gz"))
)
DATA = {path: path.read_bytes() for path in FILES}
VALUES = st.one_of(st.floats(width=32), st.sampled_from([math.nan, math.inf, -math.inf, 0.0, 1e300]))


def read(data: bytes, name: str, pieces: tuple[int, ...] = ()) -> list[Record] | None:
    """The records of these bytes, fed in pieces of these sizes; None where they are refused."""
    head, decoder = make_head(data, name, whole=True)
    form = detect(head)
    if form is None or decoder is None:
        return None
    try:
        reader = form.reader(head)
    except DiagnoseError:
        return None
    records: list[Record] = []
    at = 0
    for size in (*pieces, len(data)):
        for line_number, line in decoder.feed(data[at : at + size]):
            records += reader.feed(line_number, line)  # type: ignore[call-arg, arg-type]
        at += size
    for line_number, line in decoder.close():
        records += reader.feed(line_number, line)  # type: ignore[call-arg, arg-type]
    return [*records, *reader.close()]


@settings(max_examples=50, deadline=None)
@given(st.sampled_from(FILES), st.data())
def test_a_file_cut_at_any_byte_is_read_or_refused(path: Path, data: st.DataObject) -> None:
    cut = data.draw(st.integers(0, len(DATA[path])))
    read(DATA[path][:cut], path.name)


@settings(max_examples=50, deadline=None)
@given(st.sampled_from(FILES), st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 255)), max_size=12))
def test_flipped_bytes_are_read_or_refused(path: Path, flips: list[tuple[int, int]]) -> None:
    damaged = bytearray(DATA[path])
    for at, value in flips:
        damaged[at % len(damaged)] = value
    read(bytes(damaged), path.name)


@settings(max_examples=50, deadline=None)
@given(st.sampled_from(FILES), st.randoms(use_true_random=False))
def test_shuffled_doubled_and_glued_lines_are_read_or_refused(path: Path, chance: random.Random) -> None:
    lines = DATA[path].split(b"\n")
    lines += chance.choices(lines, k=3) + chance.choice(list(DATA.values())).split(b"\n")[:4]
    chance.shuffle(lines)
    read(b"\n".join(lines), path.name)
    read(b"".join(lines), path.name)


@settings(max_examples=50, deadline=None)
@given(st.sampled_from(FILES), st.lists(st.integers(1, 60), max_size=20))
def test_feeding_in_pieces_equals_feeding_at_once(path: Path, pieces: list[int]) -> None:
    whole = read(DATA[path], path.name)
    assert repr(read(DATA[path], path.name, tuple(pieces))) == repr(whole)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(VALUES, VALUES, VALUES), min_size=2, max_size=12), st.permutations(range(4)))
def test_the_order_of_columns_does_not_matter(rows: list[tuple[float, ...]], order: list[int]) -> None:
    names = ["epoch", "train_loss", "val_loss", "lr"]
    full = [(float(i), *row) for i, row in enumerate(rows)]

    def points(places: list[int]) -> list[dict[str, str]]:
        text = "\n".join(
            [",".join(names[p] for p in places), *(",".join(repr(row[p]) for p in places) for row in full)]
        )
        records = read(text.encode(), "log.csv") or []
        return [{k: repr(v) for k, v in sorted(r.values.items())} for r in records if isinstance(r, Point)]

    assert points([0, 1, 2, 3]) == points(order)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(VALUES, st.one_of(VALUES, st.just("")), VALUES), min_size=1, max_size=20))
def test_a_block_of_lines_reads_like_its_lines(rows: list[tuple[object, ...]]) -> None:
    header = "step,loss,acc,lr"
    body = [f"{i},{','.join(str(cell) for cell in row)}" for i, row in enumerate(rows)]
    found = dialect(Head.of("log.csv", "\n".join([header, "0,1,1,1", "1,1,1,1"])))
    assert found is not None
    block = read_block(2, "\n".join(body), found, list(found.names), "")
    assert isinstance(block, Block)
    reader = table(Head.of("log.csv", header), found)
    list(reader.feed(1, header))
    single = [r for i, line in enumerate(body, 2) for r in reader.feed(i, line) if isinstance(r, Point)]
    for row, point in enumerate(single):
        assert block.lines[row] == point.line
        logged = {n: float(c[row]) for n, c in block.columns.items() if n not in block.present or block.present[n][row]}
        assert repr(logged) == repr(dict(point.values))


@pytest.mark.parametrize("odd", ["True", "FALSE", "1_000", '"1"', "", "1,1"])
def test_a_block_with_a_line_that_is_no_row_of_numbers_is_left_to_the_line_reader(odd: str) -> None:
    found = dialect(Head.of("log.csv", "step,loss\n0,1\n1,1"))
    assert found is not None
    assert read_block(2, f"0,1\n1,{odd}\n2,1" if odd else "0,1\n\n2,1", found, list(found.names), "") is None


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("-", Kind.PLACEHOLDER),
        ("None", Kind.PLACEHOLDER),
        ("#NUM!", Kind.PLACEHOLDER),
        ("NaN", Kind.NUMBER),
        ("-nan(ind)", Kind.NUMBER),
        ("inf", Kind.NUMBER),
        ("", Kind.BLANK),
        ("resnet50", Kind.TEXT),
        ("2024_01", Kind.TEXT),
        ("tensor(nan)", Kind.NUMBER),
        ("True", Kind.TEXT),
    ],
)
def test_not_logged_and_logged_as_nan_are_kept_apart(text: str, meaning: Kind) -> None:
    assert kind(text) is meaning


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("01:12", 72.0),
        ("1 day, 2:00:01", 93601.0),
        ("1.5G", 1.5e9),
        ("93.1%", 93.1),
        ("12ms", 0.012),
        ("1,234.5", 1234.5),
        ("0.53 ± 0.02", 0.53),
        ("81.2% +/- 0.4%", 81.2),
    ],
)
def test_numbers_in_other_clothes_are_numbers(text: str, value: float) -> None:
    assert number(text) == pytest.approx(value)


def test_a_comma_is_a_decimal_sign_only_where_the_table_says_so() -> None:
    assert number("0,98", comma=True) == 0.98
    assert number("0,98") is None


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(VALUES, st.one_of(VALUES, st.just("")), VALUES), min_size=1, max_size=20))
def test_rows_taken_together_read_like_single_ones(rows: list[tuple[object, ...]]) -> None:
    lines = ["step,loss,acc,lr", *(f"{i},{','.join(str(cell) for cell in row)}" for i, row in enumerate(rows))]
    found = dialect(Head.of("log.csv", "\n".join([lines[0], "0,1,1,1", "1,1,1,1"])))
    assert found is not None
    together, single = (table(Head.of("log.csv", lines[0]), found) for _ in range(2))
    seen = [r for i, line in enumerate(lines, 1) for r in single.feed(i, line)]
    taken: list[object] = []
    for record in together.feed_rows(1, "\n".join(lines)):
        if isinstance(record, Block):
            for row, line in enumerate(record.lines.tolist()):
                taken.append(Point(line, {name: float(column[row]) for name, column in record.columns.items()}))
        else:
            taken.append(record)
    assert repr(taken) == repr(seen)


def test_a_table_without_an_axis_counts_on_where_points_become_a_block() -> None:
    gathered = Table(Source("log.csv", "csv"))
    gathered.point(Point(2, {"loss": 1.0}))
    gathered.block(Block(np.arange(3, 6), {"loss": np.ones(3)}, {}, ""))
    gathered.point(Point(6, {"loss": 1.0}))
    assert gathered.ordinals.arrays()[1].tolist() == [1, 2, 3, 4, 5]


def test_trials_that_all_ended_alike_are_no_log_of_one() -> None:
    rows = "".join(f"t{n},0.00{n},{16 * n},0.8{n},10,12.5\n" for n in range(1, 5))
    head = Head.of(
        "trials.csv", "trial_id,config/lr,config/batch_size,val_accuracy,training_iteration,time_total_s\n" + rows
    )
    found = detect(head)
    assert found is not None
    with pytest.raises(DiagnoseError, match="are runs"):
        found.reader(head)
