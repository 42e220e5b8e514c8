"""What one name alone can mean: a loss, a metric, a signal or none of these, and which words are left over."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from itertools import product

from run_diagnose.facts import dataclass
from run_diagnose.names import table
from run_diagnose.names.words import Name

LOSS, METRIC, SIGNAL, OTHER = "loss", "metric", "signal", "other"


@dataclass(frozen=True, slots=True)
class Guess:
    """One name's meaning before the other names are known."""

    kind: str
    """``loss``, ``metric``, ``signal`` or ``other``."""
    quantity: str
    """Kind of loss, canonical metric, or the signal's role."""
    left: tuple[str, ...] = ()
    """Words that are neither the quantity, nor the split, nor decoration."""
    whole: bool = False
    """A loss that calls itself the total."""
    explicit: bool = True
    """A loss whose name holds the word loss; False for ``mse`` or ``logloss``."""
    derived: bool = False
    """A running best, a spread or a difference of the quantity."""
    generic: bool = False
    """The spelling means something else in other trades."""


def _spellings(lists: Iterable[tuple[str, str]]) -> dict[str, str]:
    return {word: name for name, words in lists for word in words.split()}


_LOSS_WORDS = _spellings(table.LOSSES.items())
_METRIC_WORDS = _spellings((name, words) for name, (_, words) in table.METRICS.items())
_SIGNAL_WORDS = _spellings(table.SIGNALS.items())
_OTHER_WORDS = _spellings(table.OTHER_NAMES.items())
_PLAIN_LOSS = frozenset(table.LOSSES["loss"].split())
_LOSS_FILLER = (table.FILLER | table.WHOLE_WORDS) - {"value"}
_NOT_OF_L = frozenset({"r", "rate", "norm", "inf", "bfgs", "infinity"})
"""``l_pix`` and ``L_pde`` are losses, ``l_norm`` is none."""
_LONGEST = 5
"""Words that one spelling can spread over: ``elapsed time per iteration ms``."""


@lru_cache(maxsize=1 << 17)
def guess(name: Name) -> Guess:
    """The meaning of ``name`` by its own words."""
    words = name.words
    if not words:
        return Guess(OTHER, "other")
    if name.glued in _OTHER_WORDS or name.rest_glued in _OTHER_WORDS:
        return Guess(OTHER, _OTHER_WORDS.get(name.glued) or _OTHER_WORDS[name.rest_glued])
    if words[0] == "l" and len(words) > 1 and words[1].isalpha() and words[1] not in _NOT_OF_L:
        words = ("loss", *words[1:])
    return _spread(words) or _best_span(name, words)


def _spread(words: tuple[str, ...]) -> Guess | None:
    """``y_pred std``, ``true_mean``, ``avg_pred_std``: predictions and targets in figures, averaged or not."""
    known = _spread_words()
    meaning = known.get("".join(words)) or known.get("".join(w for w in words if w not in table.MEAN_WORDS))
    return Guess(SIGNAL, meaning) if meaning else None


@cache
def _spread_words() -> dict[str, str]:
    """Every spelling of the four, the first meaning of each."""
    out: dict[str, str] = {}
    for kind, subjects in (("pred", table.PRED_WORDS), ("target", table.TARGET_WORDS)):
        for stat, stats in (("std", table.STD_WORDS), ("mean", table.MEAN_WORDS)):
            for s, t in product(subjects, stats):
                for spelling in (s + t, t + s, t + "of" + s):
                    out.setdefault(spelling, f"{kind}_{stat}")
    return out


def _best_span(name: Name, words: tuple[str, ...]) -> Guess:
    signal = _longest(words, _SIGNAL_WORDS)
    loss = _longest(words, _LOSS_WORDS)
    metric = _longest(words, _METRIC_WORDS)
    if signal and _wins(signal, (loss, metric), words):
        return _signal(name, words, signal)
    if loss and metric and metric[0] == "perplexity" and metric[2] == len(words):
        return _metric(words, metric)
    if loss and any(w in _PLAIN_LOSS and w not in table.GENERIC for w in words):
        return _loss(words, loss)
    if metric and (not loss or metric[2] - metric[1] >= 1) and not (loss and _surer(loss, metric)):
        return _metric(words, metric)
    if loss:
        return _loss(words, loss)
    return Guess(OTHER, "other", words)


Span = tuple[str, int, int]
"""Meaning, first word, word after the last."""


def _longest(words: tuple[str, ...], spellings: Mapping[str, str]) -> Span | None:
    """The longest run of words that spells something; a surer spelling beats a generic one, a later an earlier."""
    best: tuple[tuple[bool, int, int], Span] | None = None
    for i in range(len(words)):
        for j in range(i + 1, min(i + _LONGEST, len(words)) + 1):
            glued = "".join(words[i:j])
            if glued in spellings:
                rank = (glued not in table.GENERIC, len(glued), j)
                if best is None or rank > best[0]:
                    best = (rank, (spellings[glued], i, j))
    return best[1] if best else None


def _length(span: Span, words: tuple[str, ...]) -> int:
    return len("".join(words[span[1] : span[2]]))


def _wins(signal: Span, others: Iterable[Span | None], words: tuple[str, ...]) -> bool:
    """A signal wins when it spans the other reading, or when nothing else was read."""
    role, first, last = signal
    for other in others:
        if other is None:
            continue
        inside = first <= other[1] and other[2] <= last
        apart = other[2] <= first or last <= other[1]
        if inside and _length(signal, words) > _length(other, words):
            continue
        if apart and role in ("grad_norm", "weight_norm", "update_ratio", "lr", "throughput", "step_time", "data_time"):
            if other[0] == "loss":
                return False
            continue
        return False
    return True


def _surer(loss: Span, metric: Span) -> bool:
    return (loss[2] - loss[1]) > (metric[2] - metric[1])


def _left(words: tuple[str, ...], span: Span) -> tuple[str, ...]:
    rest = (*words[: span[1]], *words[span[2] :])
    return tuple(w for w in rest if w not in table.FILLER and w not in table.DERIVED_WORDS)


def _derived(words: tuple[str, ...], span: Span) -> bool:
    return any(w in table.DERIVED_WORDS for w in (*words[: span[1]], *words[span[2] :]))


def _signal(name: Name, words: tuple[str, ...], span: Span) -> Guess:
    left = _left(words, span)
    return Guess(SIGNAL, span[0], left, derived=_derived(words, span), generic=len(name.glued) < 3)


_OF_A_LOSS = frozenset({"weight", "weights", "coef", "coeff", "coefficient", "lambda"})
"""What a loss is multiplied by: ``kl_loss_weight``."""


def _loss(words: tuple[str, ...], span: Span) -> Guess:
    if len(words) > 1 and words[-1] in _OF_A_LOSS:
        return Guess(OTHER, "other", words)
    plain = [i for i, w in enumerate(words) if w in _PLAIN_LOSS]
    spoken = "".join(words[span[1] : span[2]])
    kind = span[0]
    rest = (*words[: span[1]], *words[span[2] :])
    left = tuple(w for w in rest if w not in _LOSS_FILLER and w not in table.DERIVED_WORDS)
    whole = any(w in table.WHOLE_WORDS for w in words)
    explicit = bool(plain)
    if plain and not span[1] <= plain[0] < span[2]:
        left = tuple(w for w in left if w not in _PLAIN_LOSS)
        if left or kind != "loss":
            left = (*left, spoken)
    elif explicit and kind not in ("loss", spoken):
        left = (*left, spoken.removesuffix("loss") or spoken)
    return Guess(LOSS, kind, left, whole, explicit, _derived(words, span), generic=spoken in table.GENERIC)


def _metric(words: tuple[str, ...], span: Span) -> Guess:
    spoken = "".join(words[span[1] : span[2]])
    return Guess(METRIC, span[0], _left(words, span), derived=_derived(words, span), generic=spoken in table.GENERIC)
