"""Settings that a log prints about itself: ``Namespace(...)`` lines, starting lines with ``lr=0.002``, config dumps."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from run_diagnose.model.record import Setting

_NAMESPACE = re.compile(
    r"(?:Namespace|Config|Args|TrainingArguments|Hyperparameters|HParams)\((?P<body>\w+=.*)\)\s*,?\s*$"
)
_STARTING = re.compile(
    r"^\W*(?:(?:start(?:ing|ed)?|begin(?:ning)?)\s+(?:the\s+)?training|hyper-?param\w*|args|arguments|config(?:uration)?|settings|options|params)\b\s*[:\-]?\s*(?P<body>.*)$",
    re.IGNORECASE,
)
_PAIR = re.compile(r"([A-Za-z_][\w.]*)\s*=\s*('[^']*'|\"[^\"]*\"|\[[^\]]*\]|\([^)]*\)|[^,;\s)]+)")
_WORD_VALUE = re.compile(r"\b[A-Za-z_]\w*=(?!(?:nan|inf|-?inf|infinity)\b)(?:[A-Za-z/'\"\[.]|(?=,\s))", re.IGNORECASE)
_PAIRS_FIRST = re.compile(r"^\W*(?:[\w ]{0,30}[:(]\s*)?[A-Za-z_]\w*=")
_COUNT = re.compile(r"(?<![\w.])(\d+)\s+(epochs|steps|iterations)\b", re.IGNORECASE)
_LINE = re.compile(r"^\s*(?:--)?([A-Za-z_][\w.\-/ ]{0,60}?)\s*(?::|=|\s{3,}|\.{3,})\s*(.*?)\s*,?\s*$")
_ONE_VALUE = re.compile(r"^(?:[^\s\[({]{1,120}|'[^']*'|\"[^\"]*\"|\[[^\[\]]{0,120}\])$")
"""One word, one quoted text or one short list: anything longer is a sentence, no setting."""
MAX_BODY = 20_000
"""Characters of one line that are read for settings: a longer one is a dump of data, not of settings."""


def is_config_line(message: str) -> bool:
    """True for a line that prints settings, so that none of its numbers is a data point.

    A ``Namespace(...)``, a starting line with pairs, or five pairs of which three have words for values.
    """
    if "=" not in message and ":" not in message:
        return False
    if _NAMESPACE.search(message[:MAX_BODY]):
        return True
    if (
        _PAIRS_FIRST.match(message)
        and len(_WORD_VALUE.findall(message[:MAX_BODY])) >= 3
        and len(_PAIR.findall(message[:MAX_BODY])) >= 5
    ):
        return True
    found = _STARTING.match(message)
    return bool(found and (_PAIR.search(found["body"]) or _COUNT.search(found["body"])))


def settings_of(number: int, message: str) -> Iterator[Setting]:
    """Settings of a line for which ``is_config_line`` holds; nested ``Namespace``s stay text."""
    found = _NAMESPACE.search(message[:MAX_BODY]) or _STARTING.match(message[:MAX_BODY])
    body = found["body"] if found else message[:MAX_BODY]
    for key, raw in _PAIR.findall(body):
        yield Setting(key=key, value=value_of(raw), line=number, raw=raw)
    for count, word in _COUNT.findall(body) if found else ():
        yield Setting(key=word.lower(), value=int(count), line=number, raw=count)


def setting_line(number: int, message: str) -> Setting | None:
    """The setting of a ``key: value`` line of a dump, None for any other line."""
    found = _LINE.match(message)
    if found is None or not _ONE_VALUE.match(found[2]) or len(found[1].split()) > 3:
        return None
    return Setting(key=found[1].strip().replace(" ", "_"), value=value_of(found[2]), line=number, raw=found[2])


_DUMPED = re.compile(r"^\s*(?:--?)?[A-Za-z_][\w.\-]*\s*(?::|=)\s+\S")
MIN_DUMP = 3
"""Lines in a row of the form ``key: value`` that make a dump of settings; two may be a sentence and its echo."""


@dataclass
class DumpWatch:
    """Follows a block of ``key: value`` lines in front of the training.

    Only settings whose value is a word are given: lines with numbers go the way of all numbers, and end as settings
    where they prove to be no data.
    """

    _block: list[tuple[int, str]] = field(default_factory=list)
    _seen: int = 0

    def feed(self, number: int, message: str) -> Iterator[Setting]:
        """Settings of a block that has grown long enough."""
        if not _DUMPED.match(message):
            self._block, self._seen = [], 0
            return
        self._seen += 1
        self._block.append((number, message))
        if self._seen >= MIN_DUMP:
            for line, text in self._block:
                setting = setting_line(line, text)
                if setting is not None and (
                    not isinstance(setting.value, float | int) or isinstance(setting.value, bool)
                ):
                    yield setting
            self._block = []


def value_of(raw: str) -> object:
    """The plain value that a printed setting stands for; text that is no Python literal stays text."""
    try:
        value = ast.literal_eval(raw)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return {"true": True, "false": False, "none": None, "null": None}.get(raw.lower(), raw)
    if isinstance(value, tuple):
        value = list(value)
    if isinstance(value, list):
        return value if all(isinstance(v, (bool, int, float, str)) or v is None for v in value) else raw
    return value if isinstance(value, (bool, int, float, str)) or value is None else raw
