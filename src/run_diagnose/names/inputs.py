"""What the sources stage hands over: the records of one file."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from run_diagnose.facts import dataclass
from run_diagnose.model.record import Record
from run_diagnose.model.run import Source


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRecords:
    """The records of one file, in the order of the file."""

    source: Source
    records: Iterable[Record]
    split: str = ""
    """``train``, ``val`` or ``test`` where the file's or the folder's name says so."""
    run: str = ""
    """Files with the same word here make one run."""
    finished: Callable[[], Source] | None = None
    """Called when the records are exhausted: the source with what only the whole file tells (lines, encoding)."""
