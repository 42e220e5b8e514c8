"""How a table is written: its separator, its decimal sign, its columns."""

from __future__ import annotations

import re
from collections.abc import Sequence

from run_diagnose.facts import dataclass
from run_diagnose.formats.text import tongues

COMMENTS = ("#", "//", "%")
_RULE = re.compile(r"[\s|+:=_-]*")
_SPLIT_WORDS = {
    "train": "train", "training": "train", "trn": "train", "val": "val", "valid": "val", "validation": "val",
    "dev": "val", "eval": "val", "evaluation": "val", "test": "test", "testing": "test",
}  # fmt: skip
AXES = (
    "epoch", "epochs", "ep", "step", "steps", "global_step", "iter", "iters", "iteration", "iterations", "round",
    "update", "updates", "n_iter", "it", "iter_num", "training_iteration", "total_steps", "comm_round",
    "communication_round", "server_round", "batch", "episode",
    *tongues.AXES,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a table is written. ``names[i]`` belongs to cell ``i`` of a row; empty names are cells to pass over."""

    separator: str
    names: tuple[str, ...]
    header: tuple[str, ...] = ()
    """The cells of the header line as they stand, empty for a table without one."""
    comma: bool = False
    """The comma is the decimal sign."""
    split: int | None = None
    """The column that names the split of its row: ``train``, ``val``."""
    label: int | None = None
    """The column that names the quantity, in a table with one value a row."""
    value: int | None = None
    text: frozenset[int] = frozenset()
    """Columns of words, which are no series."""
    phase: int | None = None
    """The column of words that names the phase of the training: ``pretrain``, ``finetune``."""

    @property
    def axis(self) -> int | None:
        """The column that counts epochs or steps, None without one."""
        plain = [name.lower().replace(" ", "_") for name in self.names]
        return next((plain.index(a) for a in AXES if a in plain), None)

    def with_header(self, cells: Sequence[str]) -> Dialect:
        """The same dialect below another header; columns of words stay so by their names."""
        words = {self.names[i] for i in self.text if i < len(self.names)}
        text = frozenset(i for i, cell in enumerate(cells) if cell in words)
        return Dialect(self.separator, tuple(cells), tuple(cells), self.comma, text=text)

    @property
    def columns(self) -> list[str]:
        """Names of the columns that hold numbers."""
        return [n for i, n in enumerate(self.names) if n and i not in self.text]

    @property
    def detail(self) -> str:
        """Words for "how the log was read"."""
        spelled = {",": "comma", "\t": "tab", ";": "semicolon", "|": "bar", "": "one column"}.get(
            self.separator, "blanks"
        )
        words = [f"separator {spelled}" if self.separator else spelled]
        words += ["decimal comma"] if self.comma else []
        words += [] if self.header else ["no header"]
        return ", ".join(words)


def split_line(line: str, separator: str) -> list[str]:
    """The cells of a line, outer blanks and quotes removed."""
    if separator in (",", "\t", ";"):
        if '"' in line:
            import csv

            try:
                return [cell.strip() for cell in next(csv.reader([line], delimiter=separator, skipinitialspace=True))]
            except (csv.Error, StopIteration):
                pass  # a NUL or a monstrous cell: take the line as it stands
        cells = line.split(separator)
        return cells if line.split(None, 1) == [line] else [cell.strip() for cell in cells]
    if separator == "|":
        return [cell.strip() for cell in line.strip().strip("|").split("|")]
    if separator == "  ":
        return re.split(r"\s{2,}|\t", line.strip())
    return line.split() if separator == " " else [line.strip().strip('"')]


def is_rule(line: str) -> bool:
    """True for a line that only draws: ``|---|---|``, ``+----+``, ``=====``."""
    return bool(_RULE.fullmatch(line)) and (sum(c in "-=+" for c in line) >= 3 or "___" in line)


def split_word(cell: str) -> str:
    """``train``, ``val`` or ``test`` for the words that mean one of them, else empty."""
    return _SPLIT_WORDS.get(cell.lower(), "")
