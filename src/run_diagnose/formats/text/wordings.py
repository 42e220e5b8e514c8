"""Spellings that one program or language has to itself, put into plain ``name: value`` pairs.

Each has a mark, a text that its lines hold, and is used only in a log whose head shows it in several rows: what reads
``Epoch | 3 | loss | 0.5`` must not touch a table. A log without any of the marks pays one search of its head.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from run_diagnose.facts import dataclass
from run_diagnose.formats.text.calm import calm
from run_diagnose.formats.text.declare import Rewrite, every
from run_diagnose.formats.text.remembering import AVERAGED, DRAWN, SPLIT_HEAD, averaging, bars_of_two, by_split
from run_diagnose.formats.text.shape import MAX_LINE
from run_diagnose.formats.text.spellings import (
    LOSSES,
    NAMED_LIST,
    NUMBER,
    ROUND,
    SHORT,
    TOTALS,
    experience,
    losses,
    named_lists,
    rounds,
    terms,
    totals,
    tuples,
)
from run_diagnose.patterns import pattern


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


def _rows(text: str) -> re.Pattern[str]:
    return pattern(text, re.IGNORECASE)


_WORDINGS: tuple[Wording, ...] = (
    Wording("]=[", NAMED_LIST, named_lists),
    Wording("fit progress: (", ROUND, rounds),
    Wording("', '", pattern(r"\('[^']{0,80}\d[^']{0,80}', '"), tuples),
    Wording("Losses", LOSSES, losses),
    Wording("tot_loss[", TOTALS, totals),
    Wording("glen=", SHORT, experience),
    Wording("Averaged stats:", AVERAGED, averaging(), fresh=averaging),
    Wording("Train loss", pattern(r"^\s*Step\s+Train loss\s+Test loss"), terms, rows=1),
    Wording("| Tot: ", DRAWN, bars_of_two(), fresh=bars_of_two),
    Wording("rain", SPLIT_HEAD, by_split(), rows=1, fresh=by_split),
    Wording(  # values of JAX and numpy, printed as they are
        "rray(",
        _rows(rf"\barray\({NUMBER}, "),
        every((rf"\b[Aa]rray\(\s?({NUMBER})(?:, (?:dtype|weak_type)=[\w.']{{1,30}}){{0,3}}\)", r"\1")),
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
        _rows(rf"^\W{{0,3}}epoch \| \d+ \|.{{0,200}}[a-z_]\w* \| {NUMBER}\s*(?:\||$)"),
        every((rf"([A-Za-z_][\w/]{{0,40}}) \| (?={NUMBER}(?:\s{{0,9}}\||\s{{0,9}}$))", r"\1: ")),
    ),
    Wording(  # DeepFaceLab: ``[10:00:00][#000100][0512ms][0.51][0.53]``
        "][#",
        _rows(rf"\]\[#\d+\]\[\d+ms\]\[{NUMBER}\]"),
        every(
            (rf"\[#(\d+)\]\[\d+ms\]\[({NUMBER})\]\[({NUMBER})\]", r" iter \1, src_loss: \2, dst_loss: \3"),
            (rf"\[#(\d+)\]\[\d+ms\]\[({NUMBER})\]", r" iter \1, loss: \2"),
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
        _rows(rf"^\s*\d+m \d+s \(-? ?\d+m \d+s\) \(\d+ \d+%\) {NUMBER}|^\s*\d+ \d+% \(\d+m \d+s\) {NUMBER} "),
        every(
            (rf"^\s*\d+m \d+s \(-? ?\d+m \d+s\) \((\d+) \d+%\) ({NUMBER})", r"step \1, loss: \2"),
            (rf"^\s*(\d+) \d+% \(\d+m \d+s\) ({NUMBER}) .*", r"step \1, loss: \2"),
        ),
    ),
    Wording(
        " tr ",
        _rows(rf"\btr {NUMBER}[,| ]{{1,5}}va {NUMBER}"),
        every(
            (rf"\btr (?={NUMBER})", "train loss "),
            (rf"\bva (?={NUMBER})", "val loss "),
            (rf"\bte (?={NUMBER})", "test loss "),
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
