"""A path, a pipe or a URL into bytes, expanded where they are compressed."""

from __future__ import annotations

import io
import sys
from pathlib import Path
from types import TracebackType
from typing import IO

from run_diagnose.errors import UnreadableError
from run_diagnose.sources.bounded import SUFFIXES, ByteSource, Expanding, compression
from run_diagnose.sources.missing import no_such_file

BLOCK = 1 << 20
"""Bytes taken at a time: large enough for speed, small beside the numbers that come out."""


class Opened:
    """An open log: ``read`` gives its bytes, expanded; close it, or use it in a ``with``."""

    def __init__(self, raw: IO[bytes], path: str, size: int | None) -> None:
        self._raw = raw
        self.path = path
        buffered = raw if isinstance(raw, io.BufferedReader) else io.BufferedReader(raw)  # type: ignore[type-var]
        self.compression = compression(buffered.peek(6)[:6])
        self.size = size
        """Bytes of the expanded file, None where they are not known beforehand."""
        self._bytes: ByteSource = buffered
        if self.compression:
            try:
                self._bytes = Expanding(buffered, self.compression, path)
            except UnreadableError:
                self.close()
                raise
            self.size = None

    @property
    def cut(self) -> bool:
        """True once a compressed file was found to end before its own end."""
        return isinstance(self._bytes, Expanding) and self._bytes.cut

    def read(self, size: int = BLOCK) -> bytes:
        """The next bytes, at most ``size``; empty at the end."""
        try:
            return self._bytes.read(size)
        except OSError as error:
            raise UnreadableError(f"{self.path} could not be read: {error.strerror or error}") from error
        except Exception as error:
            if "://" not in self.path:
                raise
            raise self._broken_off(error) from error

    def _broken_off(self, error: Exception) -> UnreadableError:
        """A connection that ended in the middle."""
        return UnreadableError(
            f"{self.path} broke off: {error or type(error).__name__}", "try again, or copy the log here"
        )

    def close(self) -> None:
        """Close the file; standard input stays open."""
        if self.path != "-":
            self._raw.close()

    def __enter__(self) -> Opened:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def open_bytes(path: str) -> Opened:
    """The bytes of ``path``: a file, ``-`` for standard input, or a URL that fsspec knows.

    Raises ``UnreadableError`` with a sentence for a missing file, a folder, a forbidden file, a missing extra.
    """
    if path == "-":
        return Opened(sys.stdin.buffer, path, None)
    if "://" in path:
        from run_diagnose.sources.remote import open_remote, told

        raw = open_remote(path)
        try:
            return Opened(raw, path, None)
        except UnreadableError:
            raise
        except Exception as error:  # the first bytes come over the network
            raise told(path, error) from error
    try:
        size = Path(path).stat().st_size
        return Opened(Path(path).open("rb"), path, size)
    except FileNotFoundError as error:
        raise no_such_file(path) from error
    except IsADirectoryError as error:
        raise UnreadableError(f"{path} is a folder, not a file", f"diagnose {path}") from error
    except PermissionError as error:
        raise UnreadableError(f"{path} may not be read: permission denied", f"ls -l {path}") from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise UnreadableError(f"{path!r} could not be opened: {reason}", "check the path") from error


def plain_name(path: str) -> str:
    """File name without folders and without a compression suffix: ``logs/run.csv.gz`` is ``run.csv``."""
    name = path.rstrip("/").rsplit("/", 1)[-1]
    for suffix in SUFFIXES:
        if name.lower().endswith(suffix):
            return name[: -len(suffix)]
    return name


def stem_of(path: str) -> str:
    """What a run is called by its file: ``logs/run4.csv.gz`` is ``run4``; event files keep their whole name."""
    name = plain_name(path)
    stem = name.rsplit(".", 1)[0] if "." in name.strip(".") and "tfevents" not in name else name
    return stem or name
