"""``trainer_state.json`` of the Hugging Face Trainer (and of TRL, Axolotl, Unsloth on top of it).

``log_history`` is a list of rows: training rows (``loss``, ``grad_norm`` from 4.39 on, ``learning_rate``), evaluation
rows (``eval_*``; several evaluation sets give ``eval_<set>_loss`` and no plain ``eval_loss``), and one last row of
sums over the run (``train_runtime``, ``train_loss``). That ``train_loss`` is the mean over all steps: no point of the
curve, used only where nothing else was logged. ``epoch`` is rounded in older versions; ``step`` is the axis.
``max_steps``, ``num_train_epochs``, intervals and batch size become totals and settings, the best checkpoint an event.
A file is written with every checkpoint, so the one of the last checkpoint holds the whole run.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from run_diagnose.formats.base import Head, Match
from run_diagnose.formats.json_flat import number
from run_diagnose.formats.json_reading import DocumentReader, head_members
from run_diagnose.formats.json_rows import Rows
from run_diagnose.formats.json_scan import Document, Member
from run_diagnose.model.record import Event, Record, Setting, Total

NAME, TITLE = "hf-trainer-state", "Hugging Face trainer_state.json"
EXAMPLE = """\
{"best_metric": null, "global_step": 20, "log_history": [
  {"epoch": 0.5, "grad_norm": 3.1, "learning_rate": 5e-05, "loss": 1.99, "step": 10},
  {"epoch": 0.5, "eval_loss": 1.87, "eval_runtime": 2.1, "step": 10}],
 "max_steps": 20}
"""

_SETTINGS = ("eval_steps", "logging_steps", "save_steps", "train_batch_size", "num_train_epochs", "max_steps")
_TOTALS = {"max_steps": "step", "num_train_epochs": "epoch"}
_OF_THE_RUN = "train_runtime"


def recognise(head: Head) -> Match:
    """Sure by the key ``log_history``."""
    return Match.SURE if "log_history" in head_members(head) else Match.NO


class Reader(DocumentReader):
    """Reads the history, then what stands around it."""

    def read(self, document: Document, root: Member) -> Iterable[Record]:
        """Rows in order; settings, totals and the best checkpoint."""
        for member in document.members(root.at):
            if member.key == "log_history":
                yield from _history(document, member)
            elif member.key in _SETTINGS and number(member.value) is not None:
                yield from _setting(member.key, member.value, document.line(member.at))
            elif member.key == "best_model_checkpoint" and isinstance(root.value, dict):
                yield from _best(root.value, document.line(member.at))
            elif member.key == "stateful_callbacks" and isinstance(member.value, dict):
                yield from _patience(member.value, document.line(member.at))


def _history(document: Document, node: Member) -> Iterator[Record]:
    rows, losses = Rows(), 0
    for element in document.elements(node.at):
        row = element.value
        if not isinstance(row, dict):
            continue
        losses += "loss" in row
        if _OF_THE_RUN in row and losses:
            row = {key: value for key, value in row.items() if key != "train_loss"}
        yield from rows.records(document.line(element.at), row)


def _setting(key: str, value: float, line: int) -> Iterator[Record]:
    if key in _TOTALS and value > 0:
        yield Total(_TOTALS[key], float(value))
    yield Setting(key, value, line=line, raw=str(value))


def _best(state: dict[str, Any], line: int) -> Iterator[Event]:
    """Which checkpoint the trainer calls the best; the folder of the path says at which step."""
    checkpoint, metric = state.get("best_model_checkpoint"), number(state.get("best_metric"))
    if not isinstance(checkpoint, str):
        return
    folder = checkpoint.replace("\\", "/").rstrip("/").rsplit("/", 1)[-1]
    step = number(folder.rsplit("-", 1)[-1])
    text = f"best checkpoint {folder}" + ("" if metric is None else f", best_metric {metric:g}")
    yield Event("checkpoint", line, text, {} if step is None else {"step": step})


def _patience(callbacks: dict[str, Any], line: int) -> Iterator[Setting]:
    early = callbacks.get("EarlyStoppingCallback")
    args = early.get("args") if isinstance(early, dict) else None
    for key, value in args.items() if isinstance(args, dict) else ():
        yield Setting(key, value, line=line, raw=str(value))


def reader(head: Head) -> Reader:  # noqa: ARG001 - the interface of every format
    """A fresh reader."""
    return Reader()
