"""The weights of a loss's terms: from the config where they explain the total, else worked out from total and terms."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from run_diagnose.facts import dataclass
from run_diagnose.model.record import Floats, Setting
from run_diagnose.model.run import Run
from run_diagnose.model.series import Series
from run_diagnose.patterns import pattern
from run_diagnose.stats.arrays import median
from run_diagnose.views import curves

AUXILIARY = pattern(
    r"aux|var|spread|reg|penalt|l1|l2|contrast|consist|smooth|entropy|commit|balance|distill|divers|orth|decorr|tv|prior|kl"
)
"""Names of terms that are added to what is wanted."""
FITS = 0.02
"""Weights explain a total that they miss by less than this share of it at half of the places: logs round to 3 digits."""
MOST = 6
"""More terms than this are not told apart by a curve of some dozens of places."""
SPARE = 4
"""Places beyond one per term without which a fit proves nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One term of the training loss."""

    series: Series
    weight: float
    share: float
    """Weight times value, as a share of the total: the median of the last half."""
    setting: Setting | None
    """The config's own key for the weight."""
    fitted: bool
    """True where the weight comes from least squares, not from the config."""

    @property
    def auxiliary(self) -> bool:
        """True for a term whose name says that it is added to the main one."""
        return AUXILIARY.search(stem(self.series.name)) is not None


def terms(run: Run) -> tuple[Term, ...]:
    """The terms of the training loss with their weights; none where total and terms do not fit together."""
    return run.remember("loss terms", lambda: _terms(run))


def stem(name: str) -> str:
    """``train/variance_loss`` as ``variance``."""
    words = [
        w
        for w in re.split(r"[^a-z0-9]+", name.lower())
        if w not in ("train", "tr", "training", "loss", "term", "step", "epoch", "")
    ]
    return "_".join(words)


def _terms(run: Run) -> tuple[Term, ...]:
    total = curves.train_loss(run)
    parts = [s for s in run.all("train_loss_part") if "accum" not in s.name.lower()][: MOST + 1]
    if total is None or not 2 <= len(parts) <= MOST or run.task in ("rl", "gan"):
        return ()
    grid = run.aligned(total, *parts)
    y = grid.y.get(total.name, np.empty(0))
    columns = np.column_stack([grid.y[s.name] for s in parts]) if len(grid) else np.empty((0, len(parts)))
    known = np.isfinite(y) & np.isfinite(columns).all(axis=1)
    y, columns = y[known], columns[known]
    if len(y) < len(parts) + SPARE or not np.any(y):
        return ()
    settings = [_setting(run, s) for s in parts]
    weights, fitted = _weights(y, columns, settings)
    if weights is None:
        return ()
    half = len(y) // 2
    shares = [float(median(w * columns[half:, i] / y[half:])) for i, w in enumerate(weights)]
    return tuple(
        Term(series=s, weight=float(w), share=share, setting=at, fitted=fitted)
        for s, w, share, at in zip(parts, weights, shares, settings, strict=True)
    )


def _weights(y: Floats, columns: Floats, settings: Sequence[Setting | None]) -> tuple[Floats | None, bool]:
    """The config's weights (1 where it names none), 1 for all (terms logged with their weight in), or least squares."""
    said = np.array([_number(s) for s in settings])
    for guess in (said, np.ones(len(settings))):
        if _explains(y, columns, guess):
            return guess, False
    solved, _, rank, _ = np.linalg.lstsq(columns, y, rcond=None)
    found = np.asarray(solved, dtype=np.float64)
    sure = rank == columns.shape[1] and bool((found > 0).all()) and _explains(y, columns, found)
    return (found if sure else None), True


def _explains(y: Floats, columns: Floats, weights: Floats) -> bool:
    return float(median(np.abs(columns @ weights - y) / np.maximum(np.abs(y), 1e-300))) < FITS


def _number(s: Setting | None) -> float:
    return (
        float(s.value) if s is not None and isinstance(s.value, int | float) and not isinstance(s.value, bool) else 1.0
    )


def _setting(run: Run, part: Series) -> Setting | None:
    """``variance_lambda``, ``lambda_variance``, ``loss_weights.variance`` for the term ``variance``."""
    own = stem(part.name)
    names = {own, *(w for w in own.split("_") if len(w) > 2)}
    for s in run.config.settings:
        low = s.key.lower().replace("-", "_")
        parent, _, last = low.rpartition(".")
        words = [
            w
            for w in last.split("_")
            if w not in ("loss", "lambda", "weight", "w", "coef", "coeff", "scale", "beta", "alpha")
        ]
        weighs = len(words) < len(last.split("_")) or "weight" in parent or "lambda" in parent
        if weighs and words and ("_".join(words) in names or _short(words, own)) and isinstance(s.value, int | float):
            return s
    return None


def _short(words: list[str], own: str) -> bool:
    """``var`` for ``variance``."""
    return len(words) == 1 and len(words[0]) >= 3 and own.startswith(words[0])
