"""RLlib and Ray Tune ``progress.csv``: ``training_iteration`` and whatever the trainable reports.

``timesteps_total``, ``episode_reward_mean``, ``info/learner/...``: hundreds of columns, among them dates, hosts,
whole lists in quotes and the config once in every row (``config/...``), which is taken from the first row. The axis
is ``training_iteration`` beside ``timesteps_total``. ``progress.csv`` is written anew at every restart,
``result.json`` beside it holds the same as JSON lines.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from run_diagnose.formats.base import Head, Match
from run_diagnose.formats.tabular.cells import PLACEHOLDERS, number
from run_diagnose.formats.tabular.dialect import split_line
from run_diagnose.formats.tabular.reader import Options, TableReader, table
from run_diagnose.formats.tabular.runs_table import refuse_table_of_runs
from run_diagnose.formats.tabular.sniffing import dialect
from run_diagnose.model.record import Point, Record, Setting

NAME = "rllib-csv"
TITLE = "RLlib and Ray Tune progress.csv"
EXAMPLE = """\
episode_reward_mean,episode_len_mean,timesteps_total,training_iteration,date,info/learner/default_policy/total_loss,config/lr
21.4,21.4,4000,1,2024-05-01_10-11-12,8.41,0.0003
33.0,33.0,8000,2,2024-05-01_10-11-22,8.02,0.0003
"""
_CONFIG = "config/"
_OWN = frozenset(
    ("timesteps_total", "time_this_iter_s", "time_total_s", "episode_reward_mean", "trial_id", "num_env_steps_sampled")
)


def recognise(head: Head) -> Match:
    """Sure of Tune's count of iterations beside its clocks or RLlib's reward."""
    found = dialect(head)
    if found is None or found.separator != "," or "training_iteration" not in found.names:
        return Match.NO
    own = {
        "timesteps_total",
        "time_this_iter_s",
        "time_total_s",
        "episode_reward_mean",
        "trial_id",
        "num_env_steps_sampled",
    }
    return Match.SURE if own & set(found.names) else Match.NO


class reader:  # noqa: N801 - a format's reader is called like a function
    """The rows, without the config columns; the config once, as settings."""

    def __init__(self, head: Head) -> None:
        found = dialect(head)
        refuse_table_of_runs(head, found)
        self._names = found.names if found else ()
        self._rows: TableReader = table(head, found, Options(rename=_series))
        self.detail = self._rows.detail
        self._told = False

    def feed(self, at: int, line: str) -> Iterable[Record]:
        """One line."""
        records = list(self._rows.feed(at, line))
        if not self._told and any(isinstance(record, Point) for record in records):
            self._told = True
            return [*self._settings(at, split_line(line, ",")), *records]
        return records

    def close(self) -> Iterable[Record]:
        """What waited."""
        return self._rows.close()

    def _settings(self, at: int, cells: list[str]) -> Iterator[Record]:
        for name, cell in zip(self._names, cells, strict=False):
            if name.startswith(_CONFIG) and cell and cell.lower() not in PLACEHOLDERS:
                words: object = {"True": True, "False": False}.get(cell, cell)
                value = number(cell)
                yield Setting(
                    name[len(_CONFIG) :].replace("/", "."), words if value is None else value, line=at, raw=cell
                )


def _series(name: str) -> str | None:
    return None if name.startswith((_CONFIG, "hist_stats/")) or name in ("pid", "trial_id", "experiment_id") else name
