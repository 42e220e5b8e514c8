"""The key under which a unit's rows are kept: its content, and everything that the verdict depends on besides."""

from __future__ import annotations

import hashlib
import os
from functools import lru_cache
from pathlib import Path

from run_diagnose import pipeline
from run_diagnose.batch.units import Unit, is_loglike
from run_diagnose.sources.companions import is_config_name

BLOCK = 1 << 20
ABOVE = 5
"""Folders above a log in which its config may lie (``sources.companions``)."""
_CONFIG = (".yaml", ".yml", ".toml", ".json")


def rule_set(options: pipeline.Options, *, full: bool) -> str:
    """What the rows depend on besides the files: program, rules, limits and options."""
    rules = [f"{rule.code} {rule.slug} {rule.limits!r}" for rule in pipeline.chosen_rules(options)]
    parts = [_program(), *rules, repr(options), str(full)]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:24]


@lru_cache(maxsize=1)
def _program() -> str:
    """The program as it lies on disk: an edited copy is another program, whatever its version says."""
    top = Path(__file__).parents[1]
    marks = []
    for path in sorted(top.rglob("*.py")):
        seen = path.stat()
        marks.append(f"{path.relative_to(top).as_posix()} {seen.st_size} {seen.st_mtime_ns}")
    return hashlib.sha256("\n".join(marks).encode()).hexdigest()


def content(unit: Unit) -> str | None:
    """A digest of the files a unit's verdict can rest on; None where one cannot be read."""
    digest = hashlib.sha256(repr((unit.folder, unit.label, unit.several)).encode())
    try:
        for path in _files(unit):
            digest.update(path.as_posix().encode("utf-8", "surrogateescape"))
            _add(digest, path)
        digest.update(_configs(unit.folder).encode())
    except OSError:
        return None
    return digest.hexdigest()[:32]


def forget() -> None:
    """What was seen of folders is looked at anew: a second scan in one session may find other configs."""
    _configs.cache_clear()
    _configs_in.cache_clear()


def _files(unit: Unit) -> list[Path]:
    folder = Path(unit.folder)
    if unit.names is not None:
        return [folder / name for name in unit.names]
    found = []
    for here, folders, names in os.walk(folder):
        folders[:] = sorted(folders)
        found += [Path(here) / n for n in sorted(names) if is_loglike(n) or n.lower().endswith(_CONFIG)]
    return found


def _add(digest: hashlib._Hash, path: Path) -> None:
    with path.open("rb") as file:
        while data := file.read(BLOCK):
            digest.update(data)


@lru_cache(maxsize=4096)
def _configs(folder: str) -> str:
    """A digest of the configs beside and above, which may be taken for the run's own."""
    here = Path(folder)
    return " ".join(_configs_in(str(level)) for level in [here, *here.parents][: ABOVE + 1])


@lru_cache(maxsize=4096)
def _configs_in(folder: str) -> str:
    """A digest of one folder's configs, once: ten thousand runs beside each other have the same folder above them."""
    digest = hashlib.sha256()
    level = Path(folder)
    try:
        names = sorted(n for n in os.listdir(level) if n.lower().endswith(_CONFIG) or n == ".hydra")  # noqa: PTH208
    except OSError:
        return ""
    for name in names:
        path = level / name / "config.yaml" if name == ".hydra" else level / name
        if path.is_file() and (name == ".hydra" or is_config_name(name)):
            _add(digest, path)
    return digest.hexdigest()
