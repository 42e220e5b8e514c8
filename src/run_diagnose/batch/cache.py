"""Rows of earlier scans, kept in one file that only grows: what was finished before a kill is not done again.

A line is a key, a tab and the rows as JSON. A line that was cut by a kill is passed over. Nothing is unpickled, and
where a key stands twice the later line counts.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import IO

from run_diagnose.batch.row import Row, from_json, to_json
from run_diagnose.errors import UnreadableError

FOLDER = ".diagnose_cache"
"""Beside where the command is run, as other tools keep theirs."""
_TAG = "Signature: 8a477f597d28d172789f06886806bc55\n# https://bford.info/cachedir/\n"


class Cache:
    """The rows of one rule set. Only the places of lines are held in memory, not the rows."""

    def __init__(self, folder: str, rules: str) -> None:
        self._path = Path(folder) / f"scan-{rules}.jsonl"
        self._places: dict[str, tuple[int, int]] = {}
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            for name, text in (("CACHEDIR.TAG", _TAG), (".gitignore", "*\n")):
                if not (mark := self._path.parent / name).exists():
                    mark.write_text(text, encoding="utf-8")
            self._file: IO[bytes] = self._path.open("a+b")
        except OSError as error:
            raise UnreadableError(
                f"the cache {folder} cannot be used: {error.strerror}", "--cache-dir FOLDER, or --no-cache"
            ) from error
        self._index()

    def _index(self) -> None:
        self._file.seek(0)
        at, line = 0, b""
        for line in self._file:
            key, tab, rest = line.partition(b"\t")
            if tab and line.endswith(b"]\n") and len(key) == 32:
                self._places[key.decode("ascii", "replace")] = (at + len(key) + 1, len(rest))
            at += len(line)
        if line and not line.endswith(b"\n"):
            self._file.write(b"\n")  # a cut line must not swallow the next one
            self._file.flush()

    def get(self, key: str | None) -> tuple[Row, ...] | None:
        """The rows under this key, None where there are none that can be read."""
        if key is None or key not in self._places:
            return None
        start, size = self._places[key]
        self._file.seek(start)
        try:
            rows = [from_json(json.dumps(data)) for data in json.loads(self._file.read(size))]
        except (ValueError, RecursionError):
            return None
        return tuple(row for row in rows if row is not None) if all(rows) else None

    def put(self, key: str | None, rows: Sequence[Row]) -> None:
        """Keep the rows of a unit; a cache that cannot be written to is no reason to stop."""
        if key is None:
            return
        line = f"{key}\t[{','.join(to_json(row) for row in rows)}]\n".encode(
            "utf-8", "surrogatepass"
        )  # names need not be UTF-8
        try:
            self._file.seek(0, os.SEEK_END)
            start = self._file.tell()
            self._file.write(line)
            self._file.flush()
        except OSError:
            return
        self._places[key] = (start + 33, len(line) - 33)

    def close(self) -> None:
        """Close the file."""
        self._file.close()
