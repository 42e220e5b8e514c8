"""Learning rates, gradient norms and other figures that are neither loss nor metric."""

from __future__ import annotations

import re
from collections.abc import Sequence

from run_diagnose.names.columns import Meaning
from run_diagnose.names.guess import METRIC, SIGNAL
from run_diagnose.patterns import pattern

_GRAD = pattern(r"(?:grad(?:ient)?s?[\W_]*(?:2(?:\.0)?[\W_]*)?(?:global[\W_]*)?norm|g_?norm|grads?|gradients?)", re.I)
_WHOLE_NORM = frozenset(
    {"total", "clipped", "unclipped", "clip", "pre", "post", "before", "after", "l2", "2", "0", "optim"}
)
"""Words beside a gradient norm that leave it the norm of all gradients."""


def settle_signals(meanings: Sequence[Meaning]) -> None:
    """Gives every signal its role; the spread or the best of one is no signal."""
    for m in meanings:
        if not m.open or m.guess.kind != SIGNAL:
            _settle_gradient_group(m)
            continue
        if m.guess.derived and m.guess.quantity not in ("grad_norm", "weight_norm", "pred_std", "target_std"):
            m.settle("other", m.guess.quantity, certainty=0.5)
        elif m.guess.quantity == "grad_norm":
            _settle_grad_norm(m)
        else:
            part = "_".join(m.left)
            m.settle(m.guess.quantity, m.guess.quantity, part=part, certainty=0.95 if not part else 0.8)


def _settle_grad_norm(m: Meaning) -> None:
    words = [w for w in m.name.words if w in ("min", "max", "minimum", "maximum")]
    rest = _GRAD.sub("", m.column.name, count=1).strip(" /._-|:[]()") if m.left else ""
    part = words[0][:3] if words and not m.left else rest
    if set(m.left) <= _WHOLE_NORM and not words:
        m.settle("grad_norm", "grad_norm", part="clipped" if {"clipped", "post", "after"} & set(m.left) else "")
    else:
        m.settle("grad_norm_part", "grad_norm", part=part or "_".join(m.left), certainty=0.9)


def _settle_gradient_group(m: Meaning) -> None:
    """``grads/encoder``: a folder of gradient figures."""
    if m.open and m.name.prefix in ("grad", "grads", "gradient", "gradients") and m.guess.kind not in (METRIC,):
        part = m.column.name.split("/", 1)[-1]
        m.settle("grad_norm_part", "grad_norm", part=part, certainty=0.6)
