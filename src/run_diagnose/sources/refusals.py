"""Files that are no training log, each refused with what it is and what to do instead."""

from __future__ import annotations

import json
import re
from pathlib import PurePosixPath

from run_diagnose.errors import DiagnoseError, NotALogError, UnreadableError
from run_diagnose.formats.base import Head
from run_diagnose.patterns import pattern

_CONFIG_SUFFIXES = (".yaml", ".yml", ".toml", ".ini", ".cfg")
_SETTING = pattern(r"^\s*(?:-\s+|[\w.\-\"']+\s*(?::|=)(?:\s|$)|\[[\w.\-]+\]\s*$|#|---)")
_CODE = pattern(r"^\s*(?:import \w|from \w[\w.]* import |def \w+\(|class \w+[(:]|#!/|#include)")
_WORDS = pattern(r"[^\W\d][\w ./()@%-]{0,60}")
MAP_HINT = "say which column is what with --map train_loss=COLUMN, or see diagnose inspect {path}"


def shape_refusal(head: Head, path: str) -> DiagnoseError | None:
    """The refusal that a file's looks call for before any format is asked: nothing in it, a web page, a config."""
    if not head.data.strip():
        return UnreadableError(f"{path} is empty: a training log was expected", "did the run write its log elsewhere?")
    if is_own_report(head):
        return NotALogError(
            f"{path} is a report that diagnose wrote, not a log",
            "give the log that the report names at its end; a JSON report is shown again by: diagnose render FILE",
        )
    start = head.text.lstrip()[:2000].lower()
    if start.startswith(("<!doctype html", "<html")) or (start.startswith("<") and "<body" in start):
        return NotALogError(
            f"{path} is a web page, not a log",
            "download the raw file instead (on GitHub: the Raw button, or raw.githubusercontent.com)",
        )
    if start.startswith("version https://git-lfs"):
        return NotALogError(f"{path} is a Git LFS pointer, not the log itself", "fetch it with: git lfs pull")
    if looks_like_config(head):
        return NotALogError(f"{path} is a training config, not a log", f"diagnose config {path}")
    return None


def is_own_report(head: Head) -> bool:
    """True for Markdown, HTML, JSON and SARIF that diagnose itself wrote."""
    start = head.text.lstrip()[:4000]
    if start.startswith("<!-- diagnose:report") or 'content="run-diagnose' in start:
        return True
    return start.startswith("{") and '"run-diagnose"' in start


def looks_like_config(head: Head) -> bool:
    """True for settings in YAML, TOML or INI by name and by line shape."""
    if PurePosixPath(head.name.lower()).suffix not in _CONFIG_SUFFIXES or not head.lines:
        return False
    fitting = sum(bool(_SETTING.match(line)) for line in head.lines)
    return fitting >= 0.6 * len(head.lines)


def unknown_refusal(head: Head, path: str) -> DiagnoseError:
    """The refusal of a file that no format knows, as exact as its content allows."""
    if not head.text:
        return UnreadableError(f"{path} is a binary file ({_kind(head.data)}), not a log", _binary_hint(head.data))
    if _header_only(head):
        names = ", ".join(head.lines[0].replace("\t", ",").replace(";", ",").split(",")[:4])
        return NotALogError(
            f"{path} holds a header ({names.strip()} ...) and no row: nothing was logged",
            "did the run stop before its first epoch? look at its text output",
        )
    if _settings_json(head):
        return NotALogError(f"{path} holds settings, not a log", f"diagnose config {path}")
    if sum(bool(_CODE.match(line)) for line in head.lines[:60]) >= 2:
        return NotALogError(f"{path} is program text, not a log", "give the log that the program writes")
    return NotALogError(
        f"{path} is no training log that diagnose can read: no loss and no metric over epochs or steps was found in it",
        MAP_HINT.format(path=path),
    )


def _header_only(head: Head) -> bool:
    lines = [line for line in head.lines if not line.startswith("#")]
    if len(lines) != 1 or not head.whole:
        return False
    cells = re.split(r"[,;\t]", lines[0])
    return len(cells) > 1 and all(_WORDS.fullmatch(cell.strip().strip('"')) or not cell.strip() for cell in cells)


def _settings_json(head: Head) -> bool:
    if not head.whole or not head.text.lstrip().startswith("{"):
        return False
    try:
        value = json.loads(head.text)
    except (ValueError, RecursionError):
        return False
    words = ("lr", "learning_rate", "batch_size", "optimizer", "epochs", "num_train_epochs", "model_type", "seed")
    return isinstance(value, dict) and any(word in str(key).lower() for key in value for word in words)


def _kind(data: bytes) -> str:
    kinds = (
        (b"PK", "a zip archive or a PyTorch checkpoint"), (b"\x80", "a Python pickle"), (b"\x89PNG", "a PNG picture"),
        (b"\xff\xd8", "a JPEG picture"), (b"%PDF", "a PDF"), (b"SQLite", "an SQLite database"), (b"\x89HDF", "HDF5"),
        (b"\x93NUMPY", "a NumPy array"), (b"PAR1", "Parquet"), (b"\x7fELF", "a program"),
    )  # fmt: skip
    if data[257:262] == b"ustar":
        return "a tar archive"
    return next((name for start, name in kinds if data.startswith(start)), "of no known kind")


def _binary_hint(data: bytes) -> str:
    if data[257:262] == b"ustar" or data.startswith(b"PK"):
        return "if it is an archive, unpack it and give diagnose the folder; checkpoints are never opened"
    return "give the text, CSV or JSON log of the run, or its event file; `diagnose formats` lists what can be read"
