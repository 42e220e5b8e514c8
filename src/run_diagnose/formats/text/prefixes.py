"""Logger prefixes: time stamps, levels, module names and process ids before the message.

>>> strip("2026-11-20 22:39:49,692 - trainer - INFO - Epoch 1/45")
'Epoch 1/45'
"""

from __future__ import annotations

import re

_LEVEL = r"(?:DEBUG|INFO|WARNING|WARN|ERROR|CRITICAL|FATAL|SUCCESS|TRACE|VERBOSE|debug|info|warning|error|I|W|E)"
_CLOCK = r"\d\d?:\d\d:\d\d(?:[.,]\d+)?"
_DATE = r"(?:\d{4}[-/.]\d\d[-/.]\d\d|\d\d[-/.]\d\d(?:[-/.]\d{2,4})?|(?:[A-Z][a-z]{2} )?[A-Z][a-z]{2} +\d\d?)"
_STAMP = (
    rf"(?:{_DATE}[ T_,-]+{_CLOCK}(?: ?(?:Z|[+-]\d\d:?\d\d|[AP]M))?(?: \d{{4}})?"
    rf"|{_CLOCK}|\d{{4}}[-/.]\d\d[-/.]\d\d(?=[\s\]|]))"
)
_SOURCE = r"[A-Za-z_][\w.]*(?:\.py)?(?::[\w<>]+(?=:\d))?(?::\d+)?"

PREFIX = re.compile(
    "^(?:"
    rf"\s*\[{_DATE} {_CLOCK}\]\[\d{{5,}}\]\s+"  # [2023-02-22 10:00:01,123][00123]
    rf"|\s*[\[(|<]{{0,2}}{_STAMP}(?:\s+[\w.-]+(?=\]))?[\])>|]?\s*[-|:]*\s*"  # [2026-11-20 22:39:00,059]
    rf"|\s*[\[(|<]?\s*{_LEVEL}\s*[\])|>]\s*[-|:]*\s*"  # [INFO], (INFO), INFO |
    rf"|\s*{_LEVEL}(?::{_SOURCE}:|\s*(?::(?=\S)|[:\-|]\s|\s(?=[\[(|*]|[A-Z]|\w+\s*[:=])))\s*"  # INFO:root:, INFO -
    rf"|\s*[IWEF]\d{{4}} {_CLOCK}\s+\d+ [\w.]+:\d+\]\s?"  # glog
    r"|\s*(?:[IWEF] )?[\w./-]+\.(?:cc|cpp|cu|h):\d+\]\s*"  # I tensorflow/core/platform/x.cc:12]
    rf"|\s*\({_SOURCE}[ :]?\d*\)\s*[-:]?\s*"  # (main.py 107):
    rf"|\s*\[?(?:rank|Rank|RANK)[ :]?\d+\]?\s*[:|]\s*"  # [rank0]:
    rf"|\s*{_LEVEL}\s+(?={_SOURCE}\s+[-|]\s)"  # INFO     fairseq2 -
    rf"|\s*{_SOURCE}\t(?={_LEVEL}\t)|\s*{_LEVEL}\t"
    rf"|\s*{_SOURCE}\s+(?:-|\|)\s+(?={_LEVEL}\b|\d{{4}}-|\w)"  # trainer - INFO -
    rf"|\s*\[(?!(?i:train(?:ing)?|val(?:id(?:ation)?)?|eval(?:uation)?|test|dev)\]){_SOURCE}\]\s*(?={_LEVEL}\b|\[|\()"
    rf"|\s*(?:wandb|stdout|stderr|out|err):\s+"
    r'|\s*(?:time|ts|timestamp)=(?:"[^"]*"|[^\s"]+)\s+(?=\w+=)'  # logfmt: time="..." level=info msg="..."
    r'|\s*(?:level|lvl)=\w+\s+(?=\w+=)|\s*msg="[^"]*"\s*'
    r"|\s*\(\w+ pid=\d+(?:, ip=[\d.]+)?\)\s*"  # (TaskRunner pid=12)
    r"|\s*host:\d+\t"
    r"|\s*\[default\d+\]:\s*|\s*\[\d+,\d+\]<std(?:out|err)>:\s?"  # torchrun's and mpirun's mark of the process
    rf"|\s*\| (?={_LEVEL}\b)"
    ")"
)
"""One piece of a prefix; a prefix is a few of them in a row."""

_WORD_DASH = re.compile(r"^\s*([A-Za-z_][\w.]*)(?::\d+)?\s+[-|]\s")
_IS_LEVEL = re.compile(r"DEBUG|INFO|WARNING|WARN|ERROR|CRITICAL|FATAL")
_NOT_A_LOGGER = re.compile(r"^(?:epoch|train\w*|val\w*|test\w*|step|iter\w*|loss|acc\w*|eval\w*)$", re.IGNORECASE)


def prefix_end(line: str) -> int:
    """Where the message begins in ``line``; 0 for a line without a prefix.

    A logger's name (``trainer - ``) counts only behind a time stamp or a level: a plain line may begin
    with a word and a dash of its own.
    """
    end = 0
    for _ in range(6):
        match = PREFIX.match(line[end:])
        if match is None or match.end() == 0:
            break
        word = _WORD_DASH.match(line[end:])
        if word and not _IS_LEVEL.fullmatch(word[1]) and (end == 0 or _NOT_A_LOGGER.match(word[1])):
            break
        end += match.end()
    return end


def strip(line: str) -> str:
    """``line`` without its logger prefix."""
    return line[prefix_end(line) :]
