"""Logs behind addresses: in memory, on a web server of this machine, and what is said where there is none."""

from __future__ import annotations

import contextlib
import functools
import gzip
import http.server
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from run_diagnose import pipeline
from run_diagnose.errors import UnreadableError
from run_diagnose.sources.reading import read_records

fsspec = pytest.importorskip("fsspec")
LOG = b"epoch,train_loss,val_loss\n" + b"".join(b"%d,%.3f,%.3f\n" % (i, 2 / i, 2 / i + 0.1) for i in range(1, 9))


@pytest.fixture
def memory() -> Iterator[str]:
    with fsspec.open("memory://diagnose/run.csv", "wb") as file:
        file.write(LOG)
    with fsspec.open("memory://diagnose/run.csv.gz", "wb") as file:
        file.write(gzip.compress(LOG))
    yield "memory://diagnose"
    fsspec.filesystem("memory").rm("/diagnose", recursive=True)


@pytest.mark.parametrize("name", ["run.csv", "run.csv.gz"])
def test_a_log_in_a_store_is_read_like_a_file(memory: str, name: str) -> None:
    (run,) = pipeline.read(f"{memory}/{name}")
    assert (run.name, [s.name for s in run.series], len(run.series[0])) == ("run", ["train_loss", "val_loss"], 8)


def test_a_file_by_its_address_is_read(tmp_path: Path) -> None:
    (tmp_path / "run.csv").write_bytes(LOG)
    (run,) = pipeline.read((tmp_path / "run.csv").as_uri())
    assert len(run.series) == 2


@pytest.mark.parametrize(
    ("url", "said", "hint"),
    [
        ("memory://nowhere.csv", "there is no file at memory://nowhere.csv", "check the address"),
        ("file:///nowhere/run.csv", "there is no file at", "check the address"),
        ("nosuch://bucket/run.csv", "begin with nosuch://", "s3://"),
    ],
)
def test_an_address_without_a_log_says_what_to_do(url: str, said: str, hint: str) -> None:
    with pytest.raises(UnreadableError) as caught:
        read_records(url)
    assert said in caught.value.reason and hint in caught.value.hint


def test_a_package_that_an_address_needs_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(*_: object, **__: object) -> None:
        raise ImportError("Install s3fs to access S3")

    monkeypatch.setattr(fsspec, "open", missing)
    with pytest.raises(UnreadableError) as caught:
        read_records("s3://bucket/run.csv")
    assert caught.value.hint == "pip install s3fs"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[str]:
    pytest.importorskip("aiohttp")
    (tmp_path / "run.csv").write_bytes(LOG)

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            """Nothing on stderr."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=tmp_path)) as httpd:
        threading.Thread(target=httpd.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{httpd.server_address[1]}"
        httpd.shutdown()


def test_a_web_server_gives_its_logs(server: str) -> None:
    (run,) = pipeline.read(f"{server}/run.csv")
    assert len(run.series[0]) == 8
    with pytest.raises(UnreadableError, match="there is no file at"):
        read_records(f"{server}/other.csv")


def test_a_port_where_nobody_listens_is_no_missing_file() -> None:
    pytest.importorskip("aiohttp")
    with contextlib.closing(__import__("socket").socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(UnreadableError, match="could not be reached"):
        read_records(f"http://127.0.0.1:{port}/run.csv")
