"""Ultralytics ``results.csv``, of YOLOv5 and v7 (padded header) and of v8 and later.

YOLOv5 pads every name and value to 20 characters, counts epochs from 0 and names rates ``x/lr0``; v8 pads nothing,
counts from 1, adds ``time`` and names rates ``lr/pg0``. There is no total loss, only parts. ``cls_loss`` is 0
throughout with one class, and the rate of the bias group starts at .07 to .1 by its warm-up: neither is a fault.
``args.yaml`` lies beside it.
"""

from __future__ import annotations

from run_diagnose.formats.base import Head, Match
from run_diagnose.formats.tabular.reader import TableReader, table
from run_diagnose.formats.tabular.sniffing import dialect

NAME = "ultralytics-csv"
TITLE = "Ultralytics YOLO results.csv"
EXAMPLE = """\
               epoch,      train/box_loss,     metrics/mAP_0.5,        val/box_loss,               x/lr0
                   0,            0.063533,          2.4681e-06,            0.047041,             0.00212
                   1,            0.047852,             0.13245,            0.041204,             0.00411
"""
_RATES = ("x/lr0", "lr/pg0")


def recognise(head: Head) -> Match:
    """Sure of ``epoch`` with the ``metrics/`` columns and the rates of the parameter groups."""
    found = dialect(head)
    if found is None or found.separator != "," or "epoch" not in found.names:
        return Match.NO
    metrics = any(name.startswith("metrics/") for name in found.names)
    rates = any(name in _RATES for name in found.names)
    losses = any(name.startswith("train/") and name.endswith("loss") for name in found.names)
    return Match.SURE if (metrics and (rates or losses)) or (rates and losses) else Match.NO


def reader(head: Head) -> TableReader:
    """The rows as they stand."""
    return table(head, dialect(head))
