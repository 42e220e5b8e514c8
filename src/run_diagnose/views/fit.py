"""How well final predictions fit, in words and as evidence: spread, bias, correlation and what each costs of R2."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

from run_diagnose.model.finding import Evidence, contrast, reading
from run_diagnose.model.wording import number, percent


def told(known: Mapping[str, float], n: int | None) -> str:
    """The spread, the bias and its price, and the identity R2 = 2rs - s^2 - b^2 where all of it is known."""
    text = f"predictions spread {percent(known['s'])} as wide as the targets" + (f" on {n} samples" if n else "")
    if "b" in known:
        text += f"; they are off by {number(known['b'], 2)} target standard deviations on average, which alone costs "
        text += f"{number(known['b'] ** 2, 2)} of R2"
    if _finite(known, "r", "b"):
        s, r, b = known["s"], known["r"], known["b"]
        text += f"; R2 = 2rs - s^2 - b^2 = {number(2 * r * s, 2)} - {number(s * s, 2)} - {number(b * b, 2)}"
        text += f" = {number(2 * r * s - s * s - b * b, 2)}"
    return text


def evidence(known: Mapping[str, float], limit: float) -> tuple[Evidence, ...]:
    """Every figure that is known, the spread first."""
    return tuple(_rows(known, limit))


def _rows(known: Mapping[str, float], limit: float) -> Iterator[Evidence]:
    yield reading("pred std / target std", known["s"], limit=limit, unit="%")
    if _finite(known, "pred_std", "target_std"):
        yield contrast("pred std", known["pred_std"], known["target_std"], "target std")
    if _finite(known, "range", "target_range"):
        yield contrast("range of predictions", known["range"], known["target_range"], "range of targets")
    words = {
        "b": "bias in target standard deviations",
        "r": "correlation",
        "r2": "R2",
        "mae": "MAE",
        "rmse": "RMSE",
    }
    for key, label in words.items():
        if _finite(known, key):
            yield reading(label, known[key])
    if _finite(known, "distinct"):
        yield reading("share of distinct predictions", known["distinct"], unit="%")


def _finite(known: Mapping[str, float], *keys: str) -> bool:
    return all(math.isfinite(known.get(key, math.nan)) for key in keys)
