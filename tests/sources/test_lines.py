"""Bytes into lines: encodings, line ends, bars, colours."""

from __future__ import annotations

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from run_diagnose.sources.encoding import legacy_encoding, text_encoding
from run_diagnose.sources.head import HEAD_BYTES, make_head
from run_diagnose.sources.lines import LineDecoder
from run_diagnose.sources.opening import Opened
from run_diagnose.sources.reading import first_bytes


def lines(data: bytes, encoding: str = "utf-8") -> list[tuple[int, str]]:
    decoder = LineDecoder(encoding)
    return decoder.feed(data) + decoder.close()


def test_crlf_and_a_missing_last_line_end_make_no_difference() -> None:
    assert lines(b"a\r\nb\r\n") == lines(b"a\nb\n") == lines(b"a\nb") == [(1, "a"), (2, "b")]


def test_redraws_of_a_bar_share_the_number_of_their_line() -> None:
    assert lines(b" 10%|#\r 50%|##\r\n100%\n") == [(1, " 10%|#"), (1, " 50%|##"), (2, "100%")]


def test_backspaces_of_old_keras_redraw_too() -> None:
    assert lines(b"1/10 loss: 2\x08\x08\x08\x082/10 loss: 1\n") == [(1, "1/10 loss: 2"), (1, "2/10 loss: 1")]


def test_colours_links_and_nul_padding_are_taken_out() -> None:
    assert lines(b"\x1b[1;31mloss\x1b[0m 0.5\0\0\n\x1b]8;;http://x\x07y\x1b]8;;\x07\n") == [(1, "loss 0.5"), (2, "y")]


def test_odd_separators_inside_a_line_do_not_end_it() -> None:
    assert lines("a\u2028b\x0cc\n".encode()) == [(1, "a\u2028b\x0cc")]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-8-sig"])
def test_wide_encodings_are_told_by_mark_or_pattern(encoding: str) -> None:
    data = "epoch,loss\n1,0.5\n2,0.4\n".encode(encoding)
    head, decoder = make_head(data, "log.csv", whole=True)
    assert decoder is not None
    assert head.lines == ["epoch,loss", "1,0.5", "2,0.4"]
    assert [text for _, text in decoder.feed(data) + decoder.close()] == head.lines


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("训练损失: 0.5 验证准确率: 0.8", "gb18030"),
        ("훈련 손실: 0.5 검증 정확도: 0.8", "euc-kr"),
        ("précision: 0,5 à la fin", "latin-1"),
    ],
)
def test_legacy_encodings_are_told_apart(text: str, encoding: str) -> None:
    data = text.encode(encoding)
    assert legacy_encoding(data) == encoding
    assert lines(b"plain\n" + data + b"\n") == [(1, "plain"), (2, text)]


def test_a_file_may_mix_utf8_with_lines_that_are_not() -> None:
    assert [t for _, t in lines("é 1\n".encode() + "损失 2\n".encode("gbk"))] == ["é 1", "损失 2"]


@pytest.mark.parametrize(
    "data", [b"PK\x03\x04zip", b"\x80\x04\x95" + bytes(range(256)) * 4, b"\0" * 100, b":W&B\0\0\0", b"\x89PNG\r\n"]
)
def test_binary_files_are_told(data: bytes) -> None:
    assert text_encoding(data) is None


@settings(max_examples=50)
@given(st.binary(max_size=200), st.lists(st.integers(1, 40), max_size=10))
def test_pieces_give_the_lines_of_the_whole(data: bytes, pieces: list[int]) -> None:
    for encoding in ("utf-8", "utf-16"):
        whole = LineDecoder(encoding)
        wanted = whole.feed(data) + whole.close()
        decoder, at, got = LineDecoder(encoding), 0, []
        for size in (*pieces, len(data)):
            got += decoder.feed(data[at : at + size])
            at += size
        assert got + decoder.close() == wanted


def test_a_bar_drawn_a_thousand_times_on_its_first_line_is_no_table() -> None:
    drawn = [f"\rEpoch 0:  10%|#  | {i}/1000 [00:01<00:09, 8.1it/s, v_num=0, loss=0.5]" for i in range(1000)]
    data = "".join(drawn).encode()
    _, decoder = make_head(data, "out.log", whole=False)
    assert decoder is not None
    assert {number for number, _ in decoder.feed(data) + decoder.close()} == {1}
    assert first_bytes(Opened(io.BytesIO(data * 20), "out.log", None)) == (data * 20)[:HEAD_BYTES]
