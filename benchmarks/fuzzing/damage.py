"""Ways to damage a log: at the level of bytes, of lines, of cells and numbers, and of the file as a whole."""

from __future__ import annotations

import gzip
import random
import re
from collections.abc import Callable

from fuzzing.seeds import Seed

Damage = Callable[[bytes, random.Random], bytes]
TOKENS = (
    b"nan", b"NaN", b"-inf", b"Infinity", b"1e999", b"-1e-999", b"9" * 400, b"0." + b"1" * 400, b"1e400", b"--", b"",
    b" ", b"null", b"None", b"true", b"N/A", b"2024-01-01", b"2024-02-30T25:61:00Z", b"12:34:56", b"1,5", b"1.234,5",
    b"0x1F", b"1_000", b"99%", b"1.2k", b"3.4M", b"tensor(0.5)", b"[1, 2, 3]", b"{}", b"[", b"]", b"{", b"}", b'"',
    b"'",
    b"\\", b"\\u0000", b"\\ud800", b",", b";", b"\t", b"|", b"=", b":", b"/", b"#", b"%s", b"{0}", b"\n", b"\r",
    b"\r\n",
    b"\x08", b"\0", b"\x1b[31m", b"\x1b]0;", b"\xef\xbb\xbf", b"\xff\xfe", b"\xff", b"\xc3", b"\xe2\x80\xa8", b"\x0c",
    b"\x1c", b"\x85", "\u0661\u0662".encode(), "\u00b2".encode(), "\u221e".encode(), b"step", b"epoch", b"loss",
    b"Epoch 1/", b"epoch=", b"loss: ", b"it/s", b"100%|", b"Traceback (most recent call last):\n", b"4294967296",
    b"-9223372036854775809", b"1e308", b"-0", b"<script>", b"[" * 2000, b'{"a":' * 2000, b"(" * 500, b"x" * 3000,
)  # fmt: skip
_NUMBER = re.compile(rb"-?\d+(?:\.\d+)?(?:e[-+]?\d+)?")


def damaged(seed: Seed, known: list[Seed], chance: random.Random) -> bytes:
    """The seed after one to six kinds of damage; now and then of two seeds together, or none at all."""
    data = seed.data
    if chance.random() < 0.08:
        other = chance.choice(known).data
        data = data[: chance.randrange(len(data) + 1)] + other[chance.randrange(len(other) + 1) :]
    for _ in range(chance.choice((0, 1, 1, 2, 2, 3, 6))):
        data = chance.choice(KINDS)(data, chance)[: 256 << 10]
    if chance.random() < 0.03:
        data = chance.choice(WHOLES)(data, chance)
    return data


def flip(data: bytes, chance: random.Random) -> bytes:
    """Some bytes are others."""
    out = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 8, 40)) if out else 0):
        out[chance.randrange(len(out))] = chance.randrange(256)
    return bytes(out)


def insert(data: bytes, chance: random.Random) -> bytes:
    """A hostile piece appears somewhere, or takes the place of what was there."""
    at = chance.randrange(len(data) + 1)
    return data[:at] + chance.choice(TOKENS) + data[at + chance.choice((0, 0, 1, 5)) :]


def cut(data: bytes, chance: random.Random) -> bytes:
    """The file ends early, or a stretch is gone."""
    first, last = sorted(chance.randrange(len(data) + 1) for _ in range(2))
    return data[:first] if chance.random() < 0.5 else data[:first] + data[last:]


def numbers(data: bytes, chance: random.Random) -> bytes:
    """One number, or every number of a kind, is something else."""
    found = list(_NUMBER.finditer(data))
    if not found:
        return data
    match, word = chance.choice(found), chance.choice(TOKENS)
    if chance.random() < 0.2:
        return data.replace(match[0], word, 200)
    return data[: match.start()] + word + data[match.end() :]


def lines(data: bytes, chance: random.Random) -> bytes:
    """Lines go missing, come twice, come many times, or stand elsewhere."""
    rows = data.split(b"\n")
    i, j = chance.randrange(len(rows)), chance.randrange(len(rows))
    kind = chance.randrange(5)
    if kind == 0:
        del rows[i]
    elif kind == 1:
        rows[i], rows[j] = rows[j], rows[i]
    elif kind == 2:
        rows[i:i] = [rows[j]] * chance.choice((1, 2, 50, 400))
    elif kind == 3:
        rows = rows[max(i, j) :] + rows[: max(i, j)]
    else:
        rows[i] = b""
    return b"\n".join(rows)


def repeat(data: bytes, chance: random.Random) -> bytes:
    """A stretch comes many times over."""
    first = chance.randrange(len(data) + 1)
    piece = data[first : first + chance.choice((1, 4, 30, 200))]
    return data[:first] + piece * chance.choice((2, 10, 300)) + data[first:]


def ends(data: bytes, chance: random.Random) -> bytes:
    """Other line ends, or none."""
    return data.replace(b"\n", chance.choice((b"\r\n", b"\r", b"\n\n", b" ", b"\x0b", b"\n\0")))


def separators(data: bytes, chance: random.Random) -> bytes:
    """One separator becomes another, here or everywhere."""
    old, new = chance.choice(b",;\t|:= ."), chance.choice(b",;\t|:= ._")
    return data.replace(bytes((old,)), bytes((new,)), chance.choice((1, 3, -1)))


def lengths(data: bytes, chance: random.Random) -> bytes:
    """A stretch of bytes becomes a huge or negative number, as in a broken length field."""
    at = chance.randrange(len(data) + 1)
    width = chance.choice((1, 2, 4, 8))
    return data[:at] + chance.choice((b"\xff", b"\x7f", b"\0", b"\x80")) * width + data[at + width :]


def wide(data: bytes, chance: random.Random) -> bytes:
    """The same text in another encoding."""
    return data.decode("utf-8", "replace").encode(
        chance.choice(("utf-16", "utf-16-le", "utf-32", "utf-8-sig", "gb18030"))
    )


def packed(data: bytes, chance: random.Random) -> bytes:
    """Compressed, and the compressed bytes damaged."""
    out = gzip.compress(data, mtime=0)
    return flip(out, chance) if chance.random() < 0.5 else cut(out, chance)


KINDS: tuple[Damage, ...] = (
    flip,
    insert,
    insert,
    cut,
    numbers,
    numbers,
    lines,
    lines,
    repeat,
    ends,
    separators,
    lengths,
)
WHOLES: tuple[Damage, ...] = (wide, packed)
