"""What every format keeps, ours and yours: ``format_contract(my_format)`` says where yours does not."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import cast

from run_diagnose.errors import DiagnoseError
from run_diagnose.formats import every
from run_diagnose.formats.base import BinaryReader, Format, Head, Match, Reader
from run_diagnose.model.record import Block, Point, Record

STRANGE = (
    "", " ", "\x00\x01\x02", "\ufffd" * 40, "{", "[", "]", "'", '"', ",,,,,", "nan nan nan", "1e999 -1e999",
    "Traceback (most recent call last):", "=" * 200, "\u202eepoch 1 loss 2", "epoch: loss: ", "a=b=c", "9" * 400,
)  # fmt: skip
"""Lines that stand in real logs between those a format knows, and a few that only an enemy writes."""
_KEBAB = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def format_contract(form: Format) -> None:
    """Check that a format module keeps what the reading of logs relies on. AssertionError with a sentence if not.

    - ``NAME`` is kebab-case, ``TITLE`` one line, ``EXAMPLE`` a log that ``recognise`` knows and ``reader`` reads.
    - It is not sure of an empty file or of prose.
    - Cut after any line, with strange lines between, or twice over, the example is read or refused, never a crash.
    - A reader holds nothing between runs: two of them fed alike, one line after the other, say the same.
    - Points stand on lines that were fed, in order; blocks have a line for every row.

    A binary format is held to its names and to surviving any bytes.
    """
    assert _KEBAB.fullmatch(form.NAME), f"{form.NAME!r} is not kebab-case"
    assert form.TITLE.strip() == form.TITLE != "", f"{form.NAME}: TITLE is blank or padded"
    assert "\n" not in form.TITLE, f"{form.NAME}: TITLE is one line"
    if getattr(form, "BINARY", False):
        _survives_bytes(form)
        return
    lines = form.EXAMPLE.strip("\n").splitlines()
    assert lines, f"{form.NAME}: EXAMPLE is empty"
    _knows_its_own(form, lines)
    _survives(form, lines)


def _knows_its_own(form: Format, lines: list[str]) -> None:
    for text in ("", "\n\n", "Dear Sir,\nthank you for your letter.\nYours\n"):
        match = form.recognise(Head.of("letter.txt", text))
        assert match is not Match.SURE, f"{form.NAME} is sure that {text!r} is one of its logs"
    head = _head(lines)
    whole = _fed(form, head, lines)
    assert any(isinstance(r, Point | Block) for r in whole), f"{form.NAME} reads no point from its own EXAMPLE"
    assert repr(whole) == repr(_fed(form, head, lines)), f"{form.NAME}: a second reader says something else"
    _lines(form, whole, len(lines))


def _lines(form: Format, records: Sequence[Record], count: int) -> None:
    for record in records:
        if isinstance(record, Point):
            assert 0 <= record.line <= count, f"{form.NAME}: {record} stands on no line that was fed"
        elif isinstance(record, Block):
            lengths = {len(column) for column in record.columns.values()}
            assert lengths <= {len(record.lines)}, f"{form.NAME}: a block's columns and lines differ in length"


def _survives(form: Format, lines: list[str]) -> None:
    for end in range(len(lines) + 1):
        _tried(form, lines[:end], f"cut after line {end}")
    for strange in STRANGE:
        _tried(form, [lines[0], strange, *lines[1:], strange], f"with {strange[:20]!r} in it")
        _tried(form, [strange, *lines], f"below {strange[:20]!r}")
    _tried(form, lines + lines, "twice over")
    _tried(form, lines[::-1], "upside down")
    for other in every():
        if not getattr(other, "BINARY", False):
            _tried(form, [*lines, *other.EXAMPLE.splitlines()], f"with a {other.NAME} log behind it")


def _tried(form: Format, lines: list[str], what: str) -> None:
    try:
        match = form.recognise(_head(lines))
        assert isinstance(match, Match), f"{form.NAME}: recognise gives {match!r}"
        _lines(form, _fed(form, _head(lines), lines), len(lines))
    except DiagnoseError:
        return
    except Exception as error:
        if isinstance(error, AssertionError):
            raise
        raise AssertionError(f"{form.NAME}, {what}: {type(error).__name__}: {error}") from error


def _head(lines: list[str]) -> Head:
    return Head.of("run.log", "".join(line + "\n" for line in lines))


def _fed(form: Format, head: Head, lines: list[str]) -> list[Record]:
    reader = cast(Reader, form.reader(head))
    records = [record for number, line in enumerate(lines, 1) for record in reader.feed(number, line)]
    return [*records, *reader.close()]


def _survives_bytes(form: Format) -> None:
    if getattr(form, "NEEDS_PATH", False):
        return
    for data in (b"", b"\x00", b"\xff" * 64, bytes(range(256)) * 4):
        try:
            reader = cast(BinaryReader, form.reader(Head(name="run.bin", text="", data=data, whole=True)))
            list(reader.feed(data))
            list(reader.close())
        except DiagnoseError:
            continue
        except Exception as error:
            raise AssertionError(f"{form.NAME}: {type(error).__name__}: {error} on {data[:8]!r}...") from error
