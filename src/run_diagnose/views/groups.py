"""Gradient norms by parameter group: the groups, the statistics over them, and how finely they were written."""

from __future__ import annotations

import re

import numpy as np

from run_diagnose.model.record import Floats
from run_diagnose.model.run import Run
from run_diagnose.model.series import Series
from run_diagnose.patterns import pattern

_STATISTIC = re.compile(
    r"(?:^|[^a-z])(min|max|mean|avg|median|std|total|global|all|clipped|norm_sum)(?:imum)?(?:$|[^a-z])"
)
_SPLIT = pattern(r"^(?:train|training|val|valid|grads?|gradients?)/+", re.IGNORECASE)
_ENDINGS = pattern(r"[./](?:weight|bias|w|b|kernel|gamma|beta)$")


def groups(run: Run) -> tuple[Series, ...]:
    """Gradient norms of single parameter groups, in the order of the log (usually that of the depth)."""
    return tuple(s for s in run.all("grad_norm_part") if statistic(s) is None)


def statistic(series: Series) -> str | None:
    """``min``, ``max``, ``mean`` ... where a series is a statistic over the groups and not one of them."""
    word = series.role.part.lower() if series.role.part else series.name.lower().rsplit("/", 1)[-1]
    found = _STATISTIC.search(word)
    if found is None or (series.role.name == "grad_norm_part" and word != found[1] and "grad" not in word):
        return None
    return found[1]


def smallest_of_groups(run: Run) -> Series | None:
    """The smallest gradient norm over all groups, where the log has such a column."""
    return next((s for s in run.all("grad_norm", "grad_norm_part", "other") if _is_smallest(s)), None)


def _is_smallest(series: Series) -> bool:
    return statistic(series) == "min" and "grad" in series.name.lower()


def group_name(series: Series) -> str:
    """The group as the log calls it: ``encoder_b`` of ``encoder_b grad_norm``."""
    return _SPLIT.sub("", series.role.part or series.name).strip("/ ._-") or series.name


def stems(names: list[str]) -> list[str]:
    """Names without their weight/bias endings, each once, in order."""
    return list(dict.fromkeys(_ENDINGS.sub("", n) for n in names))


def decimals(values: Floats) -> int:
    """Decimals the values were written with, at most 12; small numbers of a few decimals are rounded ones."""
    seen = values[np.isfinite(values)][:2000]
    for places in range(13):
        if np.allclose(np.round(seen, places), seen, rtol=0, atol=1e-15):
            return places
    return 12
