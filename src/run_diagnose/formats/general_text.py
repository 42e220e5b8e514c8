"""Any text log: a print loop nobody has seen before.

The reader learns the log's own line shapes. It knows ``name=value`` and ``name: value`` pairs in any order and with
any separator, logger prefixes, epoch headers with the values on the lines below, train and validation on separate
lines, ``Epoch [3/10], Step [100/500]``, unlabelled counters ``[100/200000]``, percent signs, units, ``value
(average)`` pairs, comma pairs ``loss, 0.838``, dictionaries on one line or many, progress bars, decimal commas
(``Verlust: 0,87``) and the words of French, German, Spanish, Portuguese, Russian, Chinese, Japanese and Korean print
loops. Numbers in tracebacks, clocks, versions, paths and settings are no data.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from run_diagnose.formats.base import Head, Match
from run_diagnose.formats.text import words
from run_diagnose.formats.text.coco import one_figure
from run_diagnose.formats.text.commas import has_decimal_commas, with_points
from run_diagnose.formats.text.entities import told_apart
from run_diagnose.formats.text.events import TRACEBACK
from run_diagnose.formats.text.joining import JoiningReader
from run_diagnose.formats.text.placing import UNNAMED
from run_diagnose.formats.text.reader import TextReader
from run_diagnose.formats.text.recounts import begun_epoch
from run_diagnose.formats.text.ties import tied
from run_diagnose.formats.text.tongues import narrow
from run_diagnose.formats.text.wordings import worded
from run_diagnose.model.record import Event, Point, Record

NAME = "text"
TITLE = "Any text log with names and numbers"
EXAMPLE = """\
Epoch 1/80 - train_loss: 0.9551 - val_loss: 0.9980
Epoch 2/80 - train_loss: 0.9190 - val_loss: 0.9610
"""
_MARKUP = re.compile(r"^\s*(?:<!DOCTYPE|<html|<\?xml|%PDF|\{\\rtf)", re.IGNORECASE)


def recognise(head: Head) -> Match:
    """Maybe, if the head gives a point that measures learning, or a crash.

    A preamble that is longer than the head may be a log's.
    """
    return Match.NO if _is_foreign(head) else _found(head)


def only_crashes(head: Head) -> bool:
    """True for the console output of a program that died and logged no value: it belongs to another log's run."""
    return head.whole and TRACEBACK in head.text and not any(isinstance(r, Point) for r in _trial(head))


def _is_foreign(head: Head) -> bool:
    return not head.lines or bool(_MARKUP.match(head.text)) or _is_config(head)


def _trial(head: Head) -> Iterator[Record]:
    """The records of the head."""
    trial = reader(head)
    for number, line in enumerate(head.lines, 1):
        yield from trial.feed(number, line)
    yield from trial.close()


def _found(head: Head) -> Match:
    if any(_counts(record) for record in _trial(head)):
        return Match.MAYBE
    return Match.NO if head.whole else Match.MAYBE


def _counts(record: Record) -> bool:
    """True for a record that only a training log has, or that ends one."""
    if isinstance(record, Event):
        return record.kind in ("traceback", "oom", "abort")
    names = record.values if isinstance(record, Point) else ()
    return any(words.METRIC.search(name) or name == UNNAMED for name in names) or len(_TERMS & {*names}) > 1


_TERMS = frozenset({"Box", "Obj", "Cls", "box", "obj", "cls"})
"""Terms of a detector's loss that say nothing else."""
_KEY = re.compile(r"^\s*(?:- )?[\w.\-]+\s*[:=](?:\s|$)")


def _is_config(head: Head) -> bool:
    """True for a settings file: one key a line, no key twice, and most keys measure nothing."""
    keys = [line.split(":")[0].split("=")[0].strip() for line in head.lines if _KEY.match(line)]
    plain = [line for line in head.lines if not line.lstrip().startswith(("#", "-", "["))]
    measured = sum(bool(words.LEARNING.search(k)) for k in keys)
    return (
        len(plain) >= 8
        and len(keys) >= 0.9 * len(plain)
        and len({re.sub(r"\d+", "", key) for key in keys}) >= 0.9 * len(keys)  # ``epoch1: ..`` counts, it sets nothing
        and measured <= 0.3 * len(keys)
    )


def reader(head: Head) -> JoiningReader:
    """A fresh reader: for the decimal sign, the marks and the dictionaries that the head shows."""
    plain = _plain_with_points if has_decimal_commas(head.lines) else _plain
    rewrite = worded(head.lines, plain)
    rewrite = told_apart(head.lines, tied(head.lines, rewrite))
    spares = _spared if rewrite is _plain else None
    return JoiningReader(TextReader(rewrite=rewrite, spares=spares, epoch=begun_epoch(head.lines)))


def _spared(text: str) -> bool:
    """True where ``_plain`` changes nothing."""
    return text.isascii() and "maxDets" not in text and "==[" not in text


def _plain(line: str) -> str:
    if "maxDets" in line:
        return one_figure(line)
    return narrow(_SUMMED.sub(_terms, line) if "==[" in line else line)


_SUMMED = re.compile(r"(\w+)==\[([^\]=]+)=([^\]]*)\]")


def _terms(found: re.Match[str]) -> str:
    """``train==[0.47=0.46 + 0.01]`` (NGCF, LightGCN and their many children) as a loss and its terms."""
    split, total, terms = found.groups()
    parts = [f"{split}_loss_term{i}: {term.strip()}" for i, term in enumerate(terms.split("+"), 1)]
    return ", ".join([f"{split}_loss: {total.strip()}", *parts])


def _plain_with_points(line: str) -> str:
    return with_points(_plain(line))
