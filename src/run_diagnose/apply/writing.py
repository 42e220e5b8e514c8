"""A config replaced at once or not at all, the old one kept beside it."""

from __future__ import annotations

import contextlib
import os
import stat
import tempfile
from pathlib import Path

from run_diagnose.apply.refusal import RefusedError
from run_diagnose.errors import UnreadableError


def write_config(name: str, data: bytes, *, expected: bytes | None = None, backup: bool = True) -> str | None:
    """Put ``data`` into the file ``name``, atomically and with its mode; returns the backup's path.

    ``expected`` is what the file held when it was read: RefusedError if it holds something else by now. A file that
    does not exist yet gets no backup. Raises UnreadableError where it cannot be written.
    """
    target = Path(os.path.realpath(name)) if Path(name).is_symlink() else Path(name)
    try:
        old = target.read_bytes() if target.exists() else None
        if expected is not None and old != expected:
            raise RefusedError(f"{name} was changed while this ran; nothing is written", "run this again")
        if old is not None and _read_only(target):
            raise UnreadableError(f"{name} is read-only", f"chmod u+w {name}, or write a copy with --out FILE")
        kept = _keep(target, old) if old is not None and backup else None
        _replace(target, data)
    except OSError as error:
        missing = not target.parent.is_dir()
        reason = "its folder does not exist" if missing else (error.strerror or type(error).__name__)
        hint = f"mkdir -p {Path(name).parent.as_posix()}" if missing else "write a copy elsewhere with --out FILE"
        raise UnreadableError(f"{name} cannot be written: {reason}", hint) from error
    return kept


def _read_only(target: Path) -> bool:
    """True where the mode lets nobody write, which says that it is not meant: root could all the same."""
    return not os.access(target, os.W_OK) or not stat.S_IMODE(target.stat().st_mode) & 0o222


def _keep(target: Path, data: bytes) -> str:
    """The old bytes as ``NAME.bak``, ``NAME.bak.1`` ...: no backup is ever overwritten."""
    number = 0
    while True:
        path = target.with_name(f"{target.name}.bak{f'.{number}' if number else ''}")
        try:
            with path.open("xb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
        except FileExistsError:
            number += 1
            continue
        path.chmod(stat.S_IMODE(target.stat().st_mode))
        return path.as_posix()


def _replace(target: Path, data: bytes) -> None:
    handle, name = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".part", dir=target.parent)
    neighbour = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        neighbour.chmod(stat.S_IMODE(target.stat().st_mode) if target.exists() else 0o666 & ~_umask())
        neighbour.replace(target)
    except BaseException:
        neighbour.unlink(missing_ok=True)
        raise
    _sync_folder(target.parent)


def _umask() -> int:
    """The process's own mask; it can only be read by setting it."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask


def _sync_folder(folder: Path) -> None:
    """Make the rename itself durable, where the system lets a folder be opened."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
