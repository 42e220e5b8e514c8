"""Spellings that one program or language has to itself, put into plain ``name: value`` pairs.

Each has a mark, a text that its lines hold, and is used only in a log whose head shows it in several rows: what reads
``Epoch | 3 | loss | 0.5`` must not touch a table. A log without any of the marks pays one search of its head.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from run_diagnose.formats.text import words
from run_diagnose.formats.text.calm import calm
from run_diagnose.formats.text.declare import Rewrite, every
from run_diagnose.formats.text.numbers import number_or_none
from run_diagnose.formats.text.shape import MAX_LINE
from run_diagnose.patterns import pattern

_NUMBER = r"[-+]?\d{1,20}(?:\.\d{0,30})?(?:[eE][-+]?\d{1,3})?"


@dataclass(frozen=True, slots=True)
class Wording:
    """How some lines are written, and how they would be written plainly."""

    mark: str
    """In every log that is written so."""
    shown: re.Pattern[str]
    """In the rows that are."""
    plainly: Rewrite
    rows: int = 2
    """Rows that must show it."""
    fresh: Callable[[], Rewrite] | None = None
    """Makes ``plainly`` anew for each log, where it remembers lines."""


_NAMED_LIST = pattern(
    r"(?P<split>\b[A-Za-z]{3,12} )?\[(?P<names>[A-Za-z][\w ]{0,60})\] ?= ?\[(?P<figures>[^\[\]]{1,120})\]"
)


def _named_lists(line: str) -> str:
    """``Validation [Loss Acc]=[0.69 0.68]``."""
    return _NAMED_LIST.sub(_paired, line)


def _paired(found: re.Match[str]) -> str:
    names, figures = found["names"].split(), found["figures"].replace(",", " ").split()
    if len(names) != len(figures):
        return found[0]
    before = found["split"] or ""
    each = before if words.split_of(before.strip()) else ""
    return ("" if each else before) + ", ".join(f"{each}{n}: {x}" for n, x in zip(names, figures, strict=True))


_ROUND = pattern(rf"fit progress: \((\d{{1,9}}), ({_NUMBER}), (.{{0,400}}?)(?:, {_NUMBER})?\)\s*$")


def _rounds(line: str) -> str:
    """``fit progress: (3, 1.2, {'accuracy': 0.8}, 12.3)`` (Flower): round, loss and metrics on the server, seconds."""
    return _ROUND.sub(r"round: \1 | val loss: \2 | val metrics: \3", line)


_TUPLE = pattern(r"\('(.{1,2000})'\)\s*$")


def _tuples(line: str) -> str:
    """``('epoch 1 step 50 ', 'loss: 0.5 ')``: a print of several texts in one pair of brackets."""
    return _TUPLE.sub(lambda found: found[1].replace("', '", " | "), line)


_LOSSES = pattern(r"(\bLosses\b[^{]{0,40}\{)([^{}]{1,2000})\}")
_KEY = pattern(r"'(\w{1,40})':")


def _losses(line: str) -> str:
    """``Losses at iteration 3 {'ner': 12.3}`` (spaCy's loops): the names are of what is lost."""
    return _LOSSES.sub(lambda found: found[1] + _KEY.sub(r"'\1 loss':", found[2]) + "}", line)


_TOTALS = pattern(r"\btot_loss\[([^\[\]]{1,400})\]")
_EQUAL = pattern(r"(\w{1,40})=")


def _totals(line: str) -> str:
    """``loss[loss=0.5, ..], tot_loss[loss=0.6, ..]`` (icefall): the second are averages over the batches before."""
    return _TOTALS.sub(lambda found: _EQUAL.sub(r"tot_\1=", found[1]), line)


_EXPERIENCE = {"pg": "policy_loss", "rm": "reward", "ret": "return", "cri": "critic_loss", "vals": "values"}
_SHORT = pattern(r"\b(pg|rm|ret|cri|vals)=")


def _experience(line: str) -> str:
    """``pg=0.01, rm=0.45, glen=212`` (OpenRLHF)."""
    return _SHORT.sub(lambda found: f"{_EXPERIENCE[found[1]]}=", line) if "glen=" in line else line


_TERMS = pattern(r"\s*(\d{1,12})\s+\[([^\[\]]{1,400})\]\s+\[([^\[\]]{1,400})\]\s+\[([^\[\]]{0,400})\]\s*$")


def _terms(line: str) -> str:
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


_AVERAGED = pattern(r"^\s{0,20}Averaged stats:\s{0,20}")
_WITH_MEAN = pattern(rf"([\w@/.]{{1,60}}): {_NUMBER} \(({_NUMBER})\)")


def _averaging() -> Rewrite:
    """``Averaged stats: lr: 0.001  loss: 25.1 (2.3)``: means over the epoch, or over the test set just gone through.

    By the logger of DETR, which a hundred programs have copied.
    """
    part = ""

    def rewrite(line: str) -> str:
        nonlocal part
        if not _AVERAGED.match(line):
            part = "Test - " if line.startswith("Test:") else "" if line.startswith("Epoch:") else part
            return line
        return part + _AVERAGED.sub("", _WITH_MEAN.sub(r"\1 (epoch): \2", line))

    return rewrite


_SPLIT_HEAD = pattern(
    r"^\s*[|│┃]\s*[A-Za-z ]{0,30}[|│┃]\s*train(?:ing)?\s*[|│┃]\s*(?:val|valid|validation|dev|test)\s*[|│┃]",
    re.IGNORECASE,
)
_BARS = pattern(r"[|│┃]")


def _by_split() -> Rewrite:
    """A table with a row per metric and a column per split (Ludwig's, many a hand-made one)::

    | Metric | Train | Val  |
    | loss   | 0.51  | 0.62 |
    """
    splits: list[str] = []

    def rewrite(line: str) -> str:
        nonlocal splits
        if not _BARS.search(line):
            splits = splits if not any(map(str.isalnum, line)) else []
            return line
        cells = [cell.strip() for cell in _BARS.split(line.strip().strip("|│┃"))]
        if _SPLIT_HEAD.match(line):
            splits = cells[1:] if all(words.split_of(cell) for cell in cells[1:]) else []
            return ""
        if len(cells) != len(splits) + 1 or not cells[0]:
            return line
        told = zip(splits, cells[1:], strict=True)
        return ", ".join(f"{split} {cells[0]}: {cell}" for split, cell in told if number_or_none(cell) is not None)

    return rewrite


_DRAWN = pattern(r"\bStep: .{1,40}\| Tot: .{1,40}\| Loss: .{1,200}\s(\d+)/(\d+)\s*$")


def _bars_of_two() -> Rewrite:
    """The bars of pytorch-cifar: the first full one of an epoch is training, one of another length the test set."""
    length = ""

    def rewrite(line: str) -> str:
        nonlocal length
        bar = _DRAWN.search(line) if "| Tot: " in line else None
        if bar is None:
            length = "" if line.lstrip().startswith("Epoch") else length
            return line
        if bar[1] != bar[2]:
            return ""
        length = length or bar[2]
        return ("" if bar[2] == length else "Test - ") + line[bar.start() :]

    return rewrite


def _rows(text: str) -> re.Pattern[str]:
    return pattern(text, re.IGNORECASE)


_WORDINGS: tuple[Wording, ...] = (
    Wording("]=[", _NAMED_LIST, _named_lists),
    Wording("fit progress: (", _ROUND, _rounds),
    Wording("', '", pattern(r"\('[^']{0,80}\d[^']{0,80}', '"), _tuples),
    Wording("Losses", _LOSSES, _losses),
    Wording("tot_loss[", _TOTALS, _totals),
    Wording("glen=", _SHORT, _experience),
    Wording("Averaged stats:", _AVERAGED, _averaging(), fresh=_averaging),
    Wording("Train loss", pattern(r"^\s*Step\s+Train loss\s+Test loss"), _terms, rows=1),
    Wording("| Tot: ", _DRAWN, _bars_of_two(), fresh=_bars_of_two),
    Wording("rain", _SPLIT_HEAD, _by_split(), rows=1, fresh=_by_split),
    Wording(  # values of JAX and numpy, printed as they are
        "rray(",
        _rows(rf"\barray\({_NUMBER}, "),
        every((rf"\b[Aa]rray\(\s?({_NUMBER})(?:, (?:dtype|weak_type)=[\w.']{{1,30}}){{0,3}}\)", r"\1")),
    ),
    Wording(  # L-BFGS-B, with Fortran's exponents
        "At iterate",
        _rows(r"^\s*At iterate\s+\d"),
        every(
            (r"(\d\.\d{0,30})D([-+]\d\d)\b", r"\1E\2"),
            (r"^\s*At iterate\s+(\d+)\s+f=\s*(\S+)\s+\|proj g\|=", r"iteration \1, objective: \2, grad norm: "),
        ),
    ),
    Wording(  # ``Epoch | 3 | Train | loss | 0.5 | bc_loss | 0.3``
        "poch | ",
        _rows(rf"^\W{{0,3}}epoch \| \d+ \|.{{0,200}}[a-z_]\w* \| {_NUMBER}\s*(?:\||$)"),
        every((rf"([A-Za-z_][\w/]{{0,40}}) \| (?={_NUMBER}(?:\s{{0,9}}\||\s{{0,9}}$))", r"\1: ")),
    ),
    Wording(  # DeepFaceLab: ``[10:00:00][#000100][0512ms][0.51][0.53]``
        "][#",
        _rows(rf"\]\[#\d+\]\[\d+ms\]\[{_NUMBER}\]"),
        every(
            (rf"\[#(\d+)\]\[\d+ms\]\[({_NUMBER})\]\[({_NUMBER})\]", r" iter \1, src_loss: \2, dst_loss: \3"),
            (rf"\[#(\d+)\]\[\d+ms\]\[({_NUMBER})\]", r" iter \1, loss: \2"),
        ),
    ),
    Wording(  # SageMaker's own algorithms: ``epoch=3, validation accuracy <score>=0.8``
        "#quality_metric",
        _rows(r"#quality_metric: .{0,200}<\w+>="),
        every(
            (r"#quality_metric: host=[\w.-]{1,60}, ", ""),
            (r" <(loss|rmse|objective)>=", r" \1="),
            (r" <\w{1,40}>=", "="),
        ),
    ),
    Wording(  # PyTorch's tutorials: ``0m 41s (- 9m 40s) (5000 6%) 2.85``, ``5000 5% (0m 8s) 2.64 Ng / Greek``
        "m ",
        _rows(rf"^\s*\d+m \d+s \(-? ?\d+m \d+s\) \(\d+ \d+%\) {_NUMBER}|^\s*\d+ \d+% \(\d+m \d+s\) {_NUMBER} "),
        every(
            (rf"^\s*\d+m \d+s \(-? ?\d+m \d+s\) \((\d+) \d+%\) ({_NUMBER})", r"step \1, loss: \2"),
            (rf"^\s*(\d+) \d+% \(\d+m \d+s\) ({_NUMBER}) .*", r"step \1, loss: \2"),
        ),
    ),
    Wording(
        " tr ",
        _rows(rf"\btr {_NUMBER}[,| ]{{1,5}}va {_NUMBER}"),
        every(
            (rf"\btr (?={_NUMBER})", "train loss "),
            (rf"\bva (?={_NUMBER})", "val loss "),
            (rf"\bte (?={_NUMBER})", "test loss "),
        ),
    ),
    Wording("Epochs ", _rows(r"\bepochs \d+/\d+"), every((r"\bEpochs (?=\d+/\d+)", "Epoch "))),
    Wording(  # pylearn2
        "Epochs seen:",
        _rows(r"^\s*epochs seen: "),
        every((r"^\s*Epochs seen: ", "Epoch "), (r"^\s*(?:Batches|Examples) seen:.*", "")),
    ),
    Wording(  # PaddleOCR
        "cur metric, ",
        _rows(r"\bcur metric, "),
        every((r"\bcur metric, ", "Eval - "), (r"\bbest metric, .*", "")),
        rows=1,
    ),
)  # fmt: skip


def worded(lines: Sequence[str], rewrite: Rewrite) -> Rewrite:
    """``rewrite``, and in front of it the plain spelling of all that these lines show."""
    text = "\n".join(lines)
    used = [w.fresh() if w.fresh else w.plainly for w in _WORDINGS if w.mark in text and _shows(w, lines)]
    return _in_turn(used, rewrite) if used else rewrite


def _shows(wording: Wording, lines: Sequence[str]) -> bool:
    rows = (line for line in lines if wording.mark in line)
    return sum(wording.shown.search(calm(line[:_LOOKED_AT])) is not None for line in rows) >= wording.rows


_LOOKED_AT = 2_000
"""Characters of a line that are looked at."""


def _in_turn(first: Sequence[Callable[[str], str]], then: Rewrite) -> Rewrite:
    def rewrite(line: str) -> str:
        line = calm(line[:MAX_LINE], longest=MAX_LINE)
        for plainly in first:
            line = plainly(line)
        return then(line)

    return rewrite
