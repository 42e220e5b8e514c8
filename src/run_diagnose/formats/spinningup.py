"""Spinning Up ``progress.txt``: tab-separated, one row an epoch.

``Epoch``, ``AverageEpRet``, ``TotalEnvInteracts``, ``LossPi``, ``LossV``. The losses mean little: that of the policy
is about 1e-8 before every update by construction, DDPG's grow with the return. What counts is the average return of
an episode. ``config.json`` lies beside it.
"""

from __future__ import annotations

from run_diagnose.formats.base import Head, Match
from run_diagnose.formats.tabular.reader import TableReader, table
from run_diagnose.formats.tabular.sniffing import dialect

NAME = "spinningup"
TITLE = "Spinning Up progress.txt"
EXAMPLE = """\
Epoch\tAverageEpRet\tStdEpRet\tEpLen\tTotalEnvInteracts\tLossPi\tLossV\tTime
0\t-78.74\t19.29\t150.0\t10000\t1.41e-07\t21.48\t16.5
1\t-77.15\t17.96\t150.0\t20000\t3.72e-08\t15.79\t33.4
"""


def recognise(head: Head) -> Match:
    """Sure of the average return under its name, separated by tabs."""
    found = dialect(head)
    if found is None or found.separator != "\t":
        return Match.NO
    own = {"AverageEpRet", "AverageTestEpRet", "TotalEnvInteracts"} & set(found.names)
    return Match.SURE if own and "Epoch" in found.names else Match.NO


def reader(head: Head) -> TableReader:
    """The rows as they stand."""
    return table(head, dialect(head))
