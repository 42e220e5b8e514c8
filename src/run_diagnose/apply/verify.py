"""The new text read again: exactly the intended values, and every other key as it was."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from run_diagnose.apply.document import Document
from run_diagnose.apply.pieces import walk
from run_diagnose.apply.refusal import RefusedError
from run_diagnose.errors import DiagnoseError
from run_diagnose.model.record import Setting
from run_diagnose.model.wording import listing, setting


def verify(before: Document, after: Document, wanted: Mapping[str, object]) -> None:
    """Raises RefusedError if ``after`` does not parse or differs from ``before`` in more or less than ``wanted``."""
    _compare_values(before, after, wanted)
    _compare_spelling(before, after, wanted)


def _compare_values(before: Document, after: Document, wanted: Mapping[str, object]) -> None:
    old = _values(before.read()[0])
    try:
        settings, problems = after.read()
    except DiagnoseError as error:
        raise RefusedError(f"the edited config could not be read again ({error.reason})", _BY_HAND) from None
    new = _values(settings)
    meant = _leaves(wanted)
    strays = [k for k in {**old, **new} if k not in meant and not _same(old.get(k, _GONE), new.get(k, _GONE))]
    strays = [k for k in strays if not (old.get(k, _GONE) is None and any(m.startswith(k + ".") for m in meant))]
    if strays:
        edited, also = listing([f"`{k}`" for k in wanted]), listing([f"`{k}`" for k in strays[:4]])
        tied = ", which an anchor or a merge ties to it" if "&" in before.text else ", whose text reaches to that place"
        raise RefusedError(f"writing {edited} would also change {also}{tied}", _BY_HAND)
    several = len(before.pieces()) > 1  # only the first document is read as the config
    for key, value in meant.items():
        if not _same(new.get(key, _GONE), value) and not (several and key not in old):
            raise RefusedError(f"`{key}` would not be read as {setting(value)} after the edit", _BY_HAND)
    for problem in problems:
        if problem.setting.key in meant:
            raise RefusedError(f"`{problem.setting.key}` would be read as {problem.reads_as}", _BY_HAND)


_BY_HAND = "edit the config by hand, or choose other changes with --only or --option"
_GONE = object()


def _compare_spelling(before: Document, after: Document, wanted: Mapping[str, object]) -> None:
    """Every scalar of every document, but for the keys meant, is spelled as it was, in the same order."""
    if _spelled(before, wanted) != _spelled(after, wanted):
        raise RefusedError(f"the edit of {listing(list(wanted))} would touch other keys", _BY_HAND)


def _spelled(document: Document, wanted: Mapping[str, object]) -> list[tuple[int, str, str]]:
    meant = tuple(wanted)
    return [
        (i, at.key, document.text[at.value.start : at.value.end])
        for i, root in enumerate(document.pieces())
        for at in walk(root)
        if at.value.kind in ("scalar", "alias")
        and not any(at.key == k or k.startswith(at.key + ".") or at.key.startswith(k + ".") for k in meant)
    ]


def _values(settings: Sequence[Setting]) -> dict[str, object]:
    return {s.key: s.value for s in settings}


def _leaves(wanted: Mapping[str, object]) -> dict[str, object]:
    """``{"a": {"b": 1}}`` as ``{"a.b": 1}``."""
    out: dict[str, object] = {}
    for key, value in wanted.items():
        if isinstance(value, Mapping):
            out.update(_leaves({f"{key}.{k}": v for k, v in value.items()}))
        else:
            out[key] = value
    return out


def _same(a: object, b: object) -> bool:
    """Equal in value and in type; NaN equals NaN."""
    if isinstance(a, float) and isinstance(b, float):
        return a == b or (math.isnan(a) and math.isnan(b))
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(_same(x, y) for x, y in zip(a, b, strict=True))
    return type(a) is type(b) and a == b
