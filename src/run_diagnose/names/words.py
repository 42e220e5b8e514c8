"""A raw name taken apart: its words, the split they name, the layer or class that is left."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from run_diagnose.facts import dataclass
from run_diagnose.model.roles import Split
from run_diagnose.names.table import FOREIGN, SPLIT_WORDS
from run_diagnose.patterns import pattern

_TOGETHER = re.compile(r"mAP|mIoU|IoU|mAcc|aAcc|mDice|mPrecision|ROUGE-?L(?=sum)|AUC|R²|McNemar|chrF|gNorm")
_CAMEL = re.compile(
    r"(?<=[a-z])(?=[A-Z][a-z])|(?<=[a-z])(?=[A-Z]$)|(?<=[A-Z])(?=[A-Z][a-z]{2})|(?<=[A-Za-z][a-z]{2})(?=[A-Z]{2,}|[A-Z]\d)"
)
_WORD = re.compile(r"[a-z0-9]+|[^\W\d_a-z]+")
_UNIT = pattern(
    r"[(\[]\s*(?:%|ms|s|sec|seconds?|gb|mb|gib|mib|b|m|k|min|hours?|h|db|step|epoch|avg|average)\s*[)\]]\s*$", re.I
)
_PER = pattern(
    r"\b(tok|tokens?|samples?|it|iters?|iter|steps?|img|images?|words?|s|ms|sentences|sents)\s*/\s*(s|sec|second|it|iter|step|batch|words?|tok)\b",
    re.I,
)
_ASIDE = pattern(r"(?<=\w)\s+\([a-z ]*(?:loss|batch)[a-z ]*\)$", re.I)
"""An explanation behind a name: ``raw_loss (full batch loss)``."""
_GLUED = re.compile(
    r"(?<![a-z])(d|g|disc|gen|train|training|test|testing|val|valid|validation|eval|dev)(loss(?:es)?|acc|accs|accuracy|accuracies|error|err|cost|f1|auc)(?![a-z])"
)
"""A split and its quantity in one word, in lower case: ``Testloss``; an adversary and its loss: ``gloss``."""
_AVERAGED = pattern(r"(?i)\b(macro|micro|weighted|samples)[ _-]avg\b")
"""A classification report's ``macro avg``: its precision is no average precision."""
_HELD_OUT = pattern(r"\bh[eo]ld[-_ ]out\b", re.I)
_LOSSES = pattern(r"(?i)^losses/(?=.*(?:loss|kl|clip|frac|variance|entropy))")
"""A folder that says nothing of the losses in it."""
_MARK = pattern(r"\((avg|step|epoch)\)\s*$", re.I)
_MAX_NAME = 400
"""Longer names are cut: a name is data, and no metric's name is that long."""


@dataclass(frozen=True, slots=True)
class Name:
    """``raw`` taken apart; ``words`` without those that name the split."""

    raw: str
    words: tuple[str, ...]
    split: Split
    glued: str
    """All words of the whole name in one, the split's included."""
    mark: str = ""
    """``step``, ``epoch`` or ``avg`` where a twin suffix says so."""
    prefix: str = ""
    """First word before a slash, lower case: ``metrics``, ``eval``, ``rollout``."""

    @property
    def rest_glued(self) -> str:
        """The words without the split, in one."""
        return "".join(self.words)


def glue(text: str) -> str:
    """Lower case, letters and digits only."""
    return "".join(c for c in unicodedata.normalize("NFKC", text).lower() if c.isalnum())


@lru_cache(maxsize=1 << 17)
def take_apart(raw: str) -> Name:
    """The words of ``raw`` in order, lower case, with the split word found and removed."""
    text = raw.strip()[:_MAX_NAME]
    if ")" in text:
        text = _ASIDE.sub("", text) or text
    words = split_words(text)
    split, rest = _split_of(words)
    head = re.split(r"[/|]", text.lower(), maxsplit=1)
    prefix = head[0].strip() if len(head) > 1 else ""
    return Name(raw, rest, split, "".join(words), _mark(text, words), prefix)


def split_words(text: str) -> tuple[str, ...]:
    """``trainLoss`` -> train, loss; ``metrics/mAP50-95(B)`` -> metrics, map50, 95; ``tok/s`` -> toks."""
    text = unicodedata.normalize("NFKC", text)
    lower = text.lower()
    for word, english in FOREIGN.items():
        if word in lower:
            text = re.sub(re.escape(word), english, text, flags=re.I)
            lower = text.lower()
    if ")" in text or "]" in text:
        text = _UNIT.sub("", text)
    if "avg" in lower:
        text = _AVERAGED.sub(r"\1", text)
    if "out" in lower:
        text = _HELD_OUT.sub("heldout", text)
    if "/" in text:
        text = _PER.sub(lambda m: m[1] + m[2], _LOSSES.sub("", text))
    text = _TOGETHER.sub(lambda m: m[0].lower(), text)
    text = _CAMEL.sub(" ", text).lower().replace("'s ", " ").replace("’s ", " ")
    return tuple(_WORD.findall(_GLUED.sub(r"\1 \2", text)))


def _split_of(words: tuple[str, ...]) -> tuple[Split, tuple[str, ...]]:
    """The split that the words name; test and validation win over train, the first word over later ones."""
    found = [(i, SPLIT_WORDS[w]) for i, w in enumerate(words) if w in SPLIT_WORDS]
    if not found or len(words) == 1:
        return (found[0][1] if found and words[0] not in ("fit", "learn", "te", "tr") else Split.NONE), words
    held_out = [f for f in found if f[1] is not Split.TRAIN]
    chosen = (held_out or found)[0][1]
    drop = {i for i, _ in found}
    return chosen, tuple(w for i, w in enumerate(words) if i not in drop)


def _mark(text: str, words: tuple[str, ...]) -> str:
    """``train_loss_step`` -> step; ``loss (avg)`` -> avg; ``epoch_loss`` -> epoch."""
    if ")" in text and (m := _MARK.search(text)):
        return m[1].lower()
    if len(words) > 1 and words[-1] in ("step", "epoch"):
        return words[-1]
    return "epoch" if len(words) > 1 and words[0] == "epoch" else ""
