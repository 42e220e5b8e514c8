"""A path that is not there: the nearest name that is."""

from __future__ import annotations

from pathlib import Path

from run_diagnose.errors import UnreadableError


def no_such_file(path: str) -> UnreadableError:
    """The error for a missing path; its hint names the nearest file, or where the path breaks off."""
    nearest = nearest_path(path)
    hint = f"did you mean {nearest}?" if nearest else "check the path, or give the folder that holds the log"
    return UnreadableError(f"no such file or folder: {path}", hint)


def nearest_path(path: str) -> str | None:
    """The path with its first wrong part mended, None if nothing there is like it."""
    parts = Path(path).parts
    for end in range(len(parts)):
        here = Path(*parts[:end]) if end else Path()
        if (here / parts[end]).exists():
            continue
        from difflib import get_close_matches

        near = get_close_matches(parts[end], _names(here), n=1, cutoff=0.6)
        if not near:
            return None
        whole = here.joinpath(near[0], *parts[end + 1 :])
        return (whole if whole.exists() else here / near[0]).as_posix()
    return None


def _names(folder: Path) -> list[str]:
    try:
        return sorted(child.name for child in folder.iterdir())
    except OSError:
        return []
