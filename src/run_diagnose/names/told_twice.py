"""What two files, or two lines, tell of one run is said once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from pathlib import PurePosixPath

import numpy as np

from run_diagnose.model.record import Floats
from run_diagnose.model.roles import Role
from run_diagnose.model.series import Series

Pair = tuple[Series, Series]
"""The judged and the logged view of one series."""
_SURE = 0.93
"""Certainty of a role whose split the name itself says."""
_ENOUGH = 3
"""Equal values from which on two series are one."""
_SAME = 1e-3
"""Relative difference up to which two files tell the same value: text logs print three to four digits."""


def once(pairs: list[Pair], notes: list[str]) -> list[Pair]:
    """The same series told by two files is kept from the one that tells more of it."""
    kept: list[Pair] = []
    told: dict[tuple[str, str], list[str]] = {}
    several = len({series.file for series, _ in pairs}) > 1
    roles = Counter(series.role.name for series, _ in pairs)
    for pair in pairs:
        if (whole := _whole_of(pair[0], pairs, roles)) is not None:
            notes.append(f"{pair[0].name} equals {whole.name} everywhere, its only term: taken once")
            continue
        twin = next((i for i, other in enumerate(kept) if _same_series(other[0], pair[0])), None) if several else None
        if twin is None:
            kept.append(pair)
            continue
        files = (PurePosixPath(kept[twin][0].file).name, PurePosixPath(pair[0].file).name)
        told.setdefault(files, []).append(pair[0].name)
        kept[twin] = max(kept[twin], pair, key=lambda p: _tells(p[0]))
    for (first, second), names in told.items():
        notes.append(f"{first} and {second} tell the same of {', '.join(names)}: taken once")
    return kept


def _tells(series: Series) -> tuple[bool, int, int]:
    """What makes one telling better: a name that says the split, more points, lines of their own."""
    return (_says_split(series), len(series), len(np.unique(series.line)))


def _says_split(series: Series) -> bool:
    return series.role.certainty >= _SURE


def _whole_of(part: Series, pairs: list[Pair], roles: Mapping[str, int]) -> Series | None:
    """The whole loss that a term equals at every place, where it is the only term."""
    if not part.role.name.endswith("_loss_part") or len(part) < _ENOUGH:
        return None
    if roles[part.role.name] + roles["kl"] > 1:
        return None
    whole = (s for s, _ in pairs if s.role.name == part.role.name.removesuffix("_part"))
    return next((s for s in whole if np.array_equal(s.x, part.x) and np.array_equal(s.y, part.y, equal_nan=True)), None)


def _same_series(a: Series, b: Series) -> bool:
    if a.file == b.file or (a.role.quantity, a.role.part) != (b.role.quantity, b.role.part):
        return False
    if a.role.name != b.role.name and (_says_split(a) == _says_split(b) or not _judged_alike(a, b)):
        return False
    if a.role.name == "other" and a.name != b.name:
        return False
    if a.axis == b.axis:
        x, ia, ib = np.intersect1d(a.x, b.x, return_indices=True)
        enough = len(x) >= max(1, 0.8 * min(len(a), len(b)))
        return enough and _close(a.y[ia], b.y[ib])
    return len(a) == len(b) and len(a) > 2 and _close(a.y, b.y)


def _judged_alike(a: Series, b: Series) -> bool:
    """Two metrics, or two losses, of enough different values to be known by them."""
    same_kind = (a.role.is_metric and b.role.is_metric) or (a.role.is_loss and b.role.is_loss)
    return same_kind and min(len(np.unique(a.y)), len(np.unique(b.y))) >= _ENOUGH


def _close(a: Floats, b: Floats) -> bool:
    return float(np.isclose(a, b, rtol=_SAME, atol=1e-12, equal_nan=True).mean()) >= 0.9


def unique_names(pairs: list[Pair]) -> list[Pair]:
    """No two series of one run share a name: the file tells them apart."""
    taken: set[str] = set()
    out = []
    for judged, logged in pairs:
        name = judged.name
        if name in taken:
            name = f"{name} [{PurePosixPath(judged.file).name}]"
        base, n = name, 2
        while name in taken:
            name, n = f"{base} ({n})", n + 1
        taken.add(name)
        same = name == judged.name == logged.name
        out.append((judged, logged) if same else (replace(judged, name=name), replace(logged, name=name)))
    return out


def demote_summaries(pairs: list[Pair]) -> list[Pair]:
    """A single value beside a curve of the same role, in one file, is a closing figure, not a curve of its own."""
    longest: dict[tuple[str, str, str], int] = {}
    for s, _ in pairs:
        key = (s.role.name, s.role.part, s.file)
        longest[key] = max(longest.get(key, 0), len(s))
    out = []
    for judged, logged in pairs:
        role = judged.role
        if role.name == "train_loss" and len(judged) == 1 and longest[role.name, role.part, judged.file] >= _ENOUGH:
            closing = Role(name="other", quantity="mean_loss", split=role.split, certainty=0.6)
            out.append((replace(judged, role=closing), replace(logged, role=closing)))
        else:
            out.append((judged, logged))
    return out
