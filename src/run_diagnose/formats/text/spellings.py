"""Single lines that one program or language spells in its own way, put into plain ``name: value`` pairs."""

from __future__ import annotations

import re

from run_diagnose.formats.text import words
from run_diagnose.patterns import pattern

NUMBER = r"[-+]?\d{1,20}(?:\.\d{0,30})?(?:[eE][-+]?\d{1,3})?"


NAMED_LIST = pattern(
    r"(?P<split>\b[A-Za-z]{3,12} )?\[(?P<names>[A-Za-z][\w ]{0,60})\] ?= ?\[(?P<figures>[^\[\]]{1,120})\]"
)


def named_lists(line: str) -> str:
    """``Validation [Loss Acc]=[0.69 0.68]``."""
    return NAMED_LIST.sub(_paired, line)


def _paired(found: re.Match[str]) -> str:
    names, figures = found["names"].split(), found["figures"].replace(",", " ").split()
    if len(names) != len(figures):
        return found[0]
    before = found["split"] or ""
    each = before if words.split_of(before.strip()) else ""
    return ("" if each else before) + ", ".join(f"{each}{n}: {x}" for n, x in zip(names, figures, strict=True))


ROUND = pattern(rf"fit progress: \((\d{{1,9}}), ({NUMBER}), (.{{0,400}}?)(?:, {NUMBER})?\)\s*$")


def rounds(line: str) -> str:
    """``fit progress: (3, 1.2, {'accuracy': 0.8}, 12.3)`` (Flower): round, loss and metrics on the server, seconds."""
    return ROUND.sub(r"round: \1 | val loss: \2 | val metrics: \3", line)


_TUPLE = pattern(r"\('(.{1,2000})'\)\s*$")


def tuples(line: str) -> str:
    """``('epoch 1 step 50 ', 'loss: 0.5 ')``: a print of several texts in one pair of brackets."""
    return _TUPLE.sub(lambda found: found[1].replace("', '", " | "), line)


LOSSES = pattern(r"(\bLosses\b[^{]{0,40}\{)([^{}]{1,2000})\}")
_KEY = pattern(r"'(\w{1,40})':")


def losses(line: str) -> str:
    """``Losses at iteration 3 {'ner': 12.3}`` (spaCy's loops): the names are of what is lost."""
    return LOSSES.sub(lambda found: found[1] + _KEY.sub(r"'\1 loss':", found[2]) + "}", line)


TOTALS = pattern(r"\btot_loss\[([^\[\]]{1,400})\]")
_EQUAL = pattern(r"(\w{1,40})=")


def totals(line: str) -> str:
    """``loss[loss=0.5, ..], tot_loss[loss=0.6, ..]`` (icefall): the second are averages over the batches before."""
    return TOTALS.sub(lambda found: _EQUAL.sub(r"tot_\1=", found[1]), line)


_EXPERIENCE = {"pg": "policy_loss", "rm": "reward", "ret": "return", "cri": "critic_loss", "vals": "values"}
SHORT = pattern(r"\b(pg|rm|ret|cri|vals)=")


def experience(line: str) -> str:
    """``pg=0.01, rm=0.45, glen=212`` (OpenRLHF)."""
    return SHORT.sub(lambda found: f"{_EXPERIENCE[found[1]]}=", line) if "glen=" in line else line


_TERMS = pattern(r"\s*(\d{1,12})\s+\[([^\[\]]{1,400})\]\s+\[([^\[\]]{1,400})\]\s+\[([^\[\]]{0,400})\]\s*$")


def terms(line: str) -> str:
    """``1000  [1.2e-03, 3.4e-04]  [1.3e-03, 3.6e-04]  [2.1e-02]`` (DeepXDE): the loss is the sum of its terms."""
    found = _TERMS.match(line)
    if found is None:
        return line
    step, train, test, metric = found.groups()
    told = [f"step {step}", *_summed("train loss", train), *_summed("test loss", test)]
    told += [f"test metric{i or ''}: {x.strip()}" for i, x in enumerate(metric.split(",")) if x.strip()]
    return ", ".join(told)


def _summed(name: str, terms: str) -> list[str]:
    """The loss, and its terms where there are several."""
    try:
        figures = [float(term) for term in terms.split(",")]
    except ValueError:
        return []
    each = [f"{name} term{i}: {x:g}" for i, x in enumerate(figures, 1)] if len(figures) > 1 else []
    return [f"{name}: {sum(figures):.6g}", *each]
