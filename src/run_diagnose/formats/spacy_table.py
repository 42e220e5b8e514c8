"""spaCy's table (``spacy train``): a header, a rule of dashes that shows the columns, a row per evaluation.

``E`` is the epoch, ``#`` the step; scores are those of the development set.
"""

from __future__ import annotations

from run_diagnose.formats.base import Head, Match
from run_diagnose.formats.text.declare import rewriting, sure
from run_diagnose.formats.text.reader import TextReader

NAME = "spacy-table"
TITLE = "spaCy training table"
EXAMPLE = """\
E    #       LOSS TOK2VEC  LOSS NER  ENTS_F  ENTS_P  ENTS_R  SCORE
---  ------  ------------  --------  ------  ------  ------  ------
  0       0          0.00     45.27    0.00    0.00    0.00    0.00
  0     200         12.33   1200.41   55.10   58.00   52.47    0.55
"""

_REWRITE = rewriting((r"^E( +)#      ", r"epoch\1step"), (r"^(---)  ------ ", r"\1  ------ "))


def recognise(head: Head) -> Match:
    """Sure of the wording that only this program prints."""
    return sure(head, r"^E +# +LOSS ", r"^--- +-{6} ")


def reader(head: Head) -> TextReader:  # noqa: ARG001 - the signature of every format
    """A fresh reader."""
    return TextReader(rewrite=_REWRITE)
