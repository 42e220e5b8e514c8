"""Stable-Baselines and Gym ``monitor.csv``: a line of JSON behind ``#``, then ``r,l,t``, one row for each episode.

``r`` is the reward of the episode, ``l`` its length, ``t`` the seconds since the start; there is no step, the axis is
the episode. Further columns are what the environment was told to keep.
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from run_diagnose.formats.base import Head, Match
from run_diagnose.formats.tabular.reader import TableReader, table
from run_diagnose.formats.tabular.sniffing import dialect
from run_diagnose.model.record import NewRun, Point, Record, Setting

NAME = "sb3-monitor"
TITLE = "Stable-Baselines and Gym monitor.csv"
EXAMPLE = """\
#{"t_start": 1676577212.4, "env_id": "CartPole-v1"}
r,l,t
21.0,21,0.52
14.0,14,0.61
"""


def recognise(head: Head) -> Match:
    """Sure of the JSON behind ``#`` and the three letters."""
    lines = head.lines[:2]
    own = len(lines) == 2 and lines[0].startswith("#{") and lines[1].replace('"', "").startswith("r,l,t")
    return Match.SURE if own else Match.NO


class reader:  # noqa: N801 - a format's reader is called like a function
    """Push parser that counts the episodes."""

    def __init__(self, head: Head) -> None:
        self._rows: TableReader = table(head, dialect(head))
        self.detail = self._rows.detail
        self._episode = 0
        self._started = False

    def feed(self, number: int, line: str) -> Iterable[Record]:
        """One line; the JSON gives the environment, and where it comes again another run begins."""
        if line.startswith("#{"):
            again, self._started, self._episode = self._started, True, 0
            return [*([NewRun(number)] if again else []), *_settings(number, line)]
        return self._counted(self._rows.feed(number, line))

    def close(self) -> Iterable[Record]:
        """What waited."""
        return self._counted(self._rows.close())

    def _counted(self, records: Iterable[Record]) -> list[Record]:
        out: list[Record] = []
        for record in records:
            if isinstance(record, Point):
                self._episode += 1
                out.append(Point(record.line, {"episode": float(self._episode), **record.values}))
            elif not isinstance(record, NewRun):  # the header follows the JSON, which has said so already
                out.append(record)
        return out


def _settings(number: int, line: str) -> list[Record]:
    try:
        value = json.loads(line[1:])
    except (ValueError, RecursionError):
        return []
    env = value.get("env_id") if isinstance(value, dict) else None
    return [Setting("env_id", env, line=number, raw=env)] if isinstance(env, str) else []
