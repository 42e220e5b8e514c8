"""Opening, expanding and refusing."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import os
import sqlite3
import sys
from pathlib import Path

import pytest

from run_diagnose.errors import DiagnoseError, NotALogError, UnreadableError
from run_diagnose.model.record import Block, Point, Unread
from run_diagnose.sources import bounded
from run_diagnose.sources.reading import read_records

LOG = b"epoch,train_loss,val_loss\n1,0.91,0.93\n2,0.84,0.90\n"


def write(folder: Path, name: str, data: bytes) -> str:
    (folder / name).write_bytes(data)
    return (folder / name).as_posix()


def points(path: str) -> list[Point]:
    return [record for record in read_records(path).records if isinstance(record, Point)]


@pytest.mark.parametrize(("pack", "word"), [(gzip.compress, "gzip"), (bz2.compress, "bzip2"), (lzma.compress, "xz")])
def test_a_compressed_log_reads_like_the_plain_one_whatever_it_is_called(tmp_path: Path, pack, word: str) -> None:  # type: ignore[no-untyped-def]
    path = write(tmp_path, "log.csv", pack(LOG))
    assert points(path) == points(write(tmp_path, "plain.csv", LOG))
    assert word in read_records(path).source.detail


def test_a_bomb_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounded, "FREE_BYTES", 1 << 20)
    path = write(tmp_path, "log.csv.gz", gzip.compress(LOG + b"3,0.5,0.5\n" * 2_000_000))
    with pytest.raises(UnreadableError, match="expands to more than"):
        list(read_records(path).records)


def test_a_cut_archive_gives_what_it_has_and_says_so(tmp_path: Path) -> None:
    rows = b"".join(b"%d,0.%d,0.9\n" % (i, i * 7919 % 10_000) for i in range(3, 40_000))
    packed = gzip.compress(LOG + rows)
    records = list(read_records(write(tmp_path, "log.csv.gz", packed[: len(packed) // 2])).records)
    assert isinstance(records[-1], Unread)
    rows_read = sum(len(r.lines) if isinstance(r, Block) else isinstance(r, Point) for r in records)
    assert rows_read > 1000


def test_zstandard_without_its_package_names_the_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "zstandard", None)
    with pytest.raises(UnreadableError) as caught:
        read_records(write(tmp_path, "log.csv.zst", b"\x28\xb5\x2f\xfd" + bytes(20)))
    assert caught.value.hint == 'pip install "run-diagnose[zstd]"'


def test_a_url_without_its_package_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "fsspec", None)
    with pytest.raises(UnreadableError) as caught:
        read_records("s3://bucket/log.csv")
    assert caught.value.hint == 'pip install "run-diagnose[remote]"'


def test_standard_input_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    class Pipe:
        buffer = io.BufferedReader(io.BytesIO(LOG))  # type: ignore[arg-type]

    monkeypatch.setattr(sys, "stdin", Pipe)
    assert len(points("-")) == 2


REFUSED = {
    "empty.csv": (b"", UnreadableError, "is empty"),
    "blank.log": (b"\n \n", UnreadableError, "is empty"),
    "header.csv": (b"epoch,train_loss,val_loss\n", NotALogError, "no row"),
    "page.csv": (b"<!DOCTYPE html>\n<html><body>404</body></html>", NotALogError, "web page"),
    "model.bin": (b"PK\x03\x04" + bytes(range(256)), UnreadableError, "binary file"),
    "args.yaml": (b"task: detect\nepochs: 100\nlr0: 0.01\nmodel: yolo\n", NotALogError, "training config"),
    "pointer.csv": (b"version https://git-lfs.github.com/spec/v1\noid sha256:ab\nsize 9\n", NotALogError, "LFS"),
    "runs.csv": (b"run,r2,mae\na,0.5,0.2\nb,0.4,0.3\n", NotALogError, "are runs"),
    "paper.csv": (b"Method,Data,Accuracy\nA,x,0.5\nA,y,0.4\nB,x,0.6\nB,y,0.7\n", NotALogError, "are runs"),
    "grid.csv": (
        b"cell,optimizer,length,accuracy\n"
        + b"".join(
            b"%s,%s,%d,0.7\n" % (c, o, n) for c in (b"rnn", b"lstm") for o in (b"sgd", b"adam") for n in (25, 50, 100)
        ),
        NotALogError,
        "are runs",
    ),
    "prose.csv": (b"title,text\nA,hello world\nB,more words\n", NotALogError, "no training log"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_log_is_refused_with_a_sentence_and_a_hint(tmp_path: Path, name: str) -> None:
    data, error, words = REFUSED[name]
    with pytest.raises(error, match=words) as caught:
        list(read_records(write(tmp_path, name, data)).records)
    assert caught.value.hint


def test_a_table_of_runs_is_pointed_to_compare(tmp_path: Path) -> None:
    path = write(tmp_path, "runs.csv", REFUSED["runs.csv"][0])
    with pytest.raises(NotALogError) as caught:
        read_records(path)
    assert caught.value.hint == f"diagnose compare {path}"


def test_a_missing_file_names_its_neighbour(tmp_path: Path) -> None:
    write(tmp_path, "training_log.csv", LOG)
    with pytest.raises(UnreadableError) as caught:
        read_records((tmp_path / "trainng_log.csv").as_posix())
    assert caught.value.hint.endswith("training_log.csv?")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_forbidden_file_says_so(tmp_path: Path) -> None:
    path = write(tmp_path, "log.csv", LOG)
    Path(path).chmod(0)
    with pytest.raises(UnreadableError, match="permission denied"):
        read_records(path)


def test_a_name_with_nul_is_an_error_of_ours() -> None:
    with pytest.raises(DiagnoseError):
        read_records("a\0b")


def test_a_big_table_comes_in_blocks_with_the_same_numbers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [f"{i},{'' if i % 3 else i / 7},{'nan' if i == 9000 else i / 3}" for i in range(12_000)]
    rows[9_500] = "9500,-,1.0"
    path = write(tmp_path, "log.csv", "\n".join(["step,val_loss,train_loss", *rows]).encode())
    single = [(p.line, n, repr(v)) for p in points(path) for n, v in p.values.items()]
    monkeypatch.setattr("run_diagnose.sources.reading.BIG", 1)
    many: list[tuple[int, str, str]] = []
    blocks = 0
    for record in read_records(path).records:
        if isinstance(record, Point):
            many += [(record.line, n, repr(v)) for n, v in record.values.items()]
        elif isinstance(record, Block):
            blocks += 1
            for name, column in record.columns.items():
                keep = record.present.get(name)
                many += [
                    (int(line), name, repr(float(value)))
                    for i, (line, value) in enumerate(zip(record.lines, column, strict=True))
                    if keep is None or keep[i]
                ]
    assert sorted(many) == sorted(single)


def test_a_store_in_an_archive_is_read_through_its_bytes(tmp_path: Path) -> None:
    store = tmp_path / "trackio.db"
    with sqlite3.connect(store) as base:
        base.execute("create table metrics (timestamp text, run_name text, step integer, metrics text)")
        rows = [("2026-01-01T00:00:00", "one", step, f'{{"train_loss": {1 / (step + 1)}}}') for step in range(5)]
        base.executemany("insert into metrics values (?, ?, ?, ?)", rows)
    base.close()
    plain = list(read_records(store.as_posix()).records)
    packed = list(read_records(write(tmp_path, "packed.db.gz", gzip.compress(store.read_bytes()))).records)
    assert plain
    assert repr(packed) == repr(plain)
