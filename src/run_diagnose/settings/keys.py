"""The settings there are: name, what it may hold, its default, and one line on what it does."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from run_diagnose.errors import UsageError
from run_diagnose.facts import dataclass
from run_diagnose.near import did_you_mean
from run_diagnose.settings.criteria import levels
from run_diagnose.settings.ignores import wishes

SEVERITIES = ("error", "warning", "note")
FAIL_ON = (*SEVERITIES, "never")
CONFIDENCES: Mapping[str, float] = {"low": 0.0, "medium": 0.60, "high": 0.85}
"""The words of the report for a finding's confidence, by the least share that earns them."""
TASKS = ("classification", "regression", "lm", "detection", "rl", "gan", "vae", "ssl", "boosting")

Reader = Callable[[str, Any], Any]


@dataclass(frozen=True)
class Key:
    """One setting."""

    name: str
    read: Reader
    """``read(name, raw)`` gives the value, or raises UsageError."""
    default: Any
    about: str
    merges: bool = False
    """True where a nearer layer adds to a farther one instead of replacing it."""


def words(name: str, raw: Any) -> tuple[str, ...]:
    """A list of words; a string is split at commas."""
    items = raw.split(",") if isinstance(raw, str) else raw
    if not isinstance(items, list | tuple) or not all(isinstance(i, str) for i in items):
        raise UsageError(f"{name} must be a list of names, not {raw!r}", f'{name} = ["..."]')
    return tuple(i.strip() for i in items if i.strip())


def text(name: str, raw: Any) -> str:
    """One word or sentence."""
    if not isinstance(raw, str):
        raise UsageError(f"{name} must be text, not {raw!r}", f'{name} = "{raw}"')
    return raw


def one_of(choices: tuple[str, ...]) -> Reader:
    """A reader that takes one of ``choices``."""

    def read(name: str, raw: Any) -> str:
        if raw in choices:
            return str(raw)
        hint = did_you_mean(str(raw), choices) or f"one of {', '.join(choices)}"
        raise UsageError(f"{name}: `{raw}` is not known", hint)

    return read


def confidence(name: str, raw: Any) -> float:
    """low, medium, high, or a share from 0 to 1."""
    if isinstance(raw, str) and raw.strip().lower() in CONFIDENCES:
        return CONFIDENCES[raw.strip().lower()]
    try:
        share = float(raw)
    except (TypeError, ValueError):
        share = -1.0
    if isinstance(raw, bool) or not 0 <= share <= 1:
        hint = f"{name} medium" if name.startswith("--") else f'{name} = "medium"'
        raise UsageError(f"{name}: `{raw}` is neither low, medium, high nor a number from 0 to 1", hint)
    return share


def table(value: Reader) -> Reader:
    """A reader of a table with ``value`` for each entry; ``a=b,c=d`` is one too."""

    def read(name: str, raw: Any) -> dict[str, Any]:
        if isinstance(raw, str):
            raw = dict(_pair(name, item) for item in raw.split(",") if item.strip())
        if not isinstance(raw, dict):
            raise UsageError(f"{name} must be a table, not {raw!r}", f"[tool.diagnose.{name}]")
        return {k: value(f"{name}.{k}", v) for k, v in raw.items()}

    return read


def _pair(name: str, item: str) -> tuple[str, str]:
    left, equals, right = item.partition("=")
    if not equals:
        raise UsageError(f"{name}: `{item}` should be NAME=VALUE", f"{name} NAME=VALUE")
    return left.strip(), right.strip()


def anything(name: str, raw: Any) -> dict[str, Any]:
    """The table of limits: what may stand in it is known to the rules alone, see ``limits``."""
    if isinstance(raw, dict) and all(isinstance(fields, dict) for fields in raw.values()):
        return raw
    raise UsageError(f"{name} must hold a table for each rule", "[tool.diagnose.rules.RULE]")


def whole(name: str, raw: Any) -> int:
    """A whole number from 2 up."""
    if isinstance(raw, bool) or not str(raw).strip().isdecimal() or int(raw) < 2:
        raise UsageError(f"{name}: `{raw}` is not a whole number from 2 up", f"{name} = 10")
    return int(raw)


KEYS: dict[str, Key] = {
    key.name: key
    for key in (
        Key("select", words, (), "only these rules: names, codes, prefixes of codes, kinds"),
        Key("ignore", words, (), "not these rules", merges=True),
        Key("extend-select", words, (), "these rules too", merges=True),
        Key(
            "suppress",
            wishes,
            (),
            "findings not to count: [[ignore]] with rule, path, until, reason",
            merges=True,
        ),
        Key("per-run-ignores", table(words), {}, "rules not to count in runs whose path matches a glob", merges=True),
        Key("severity", table(one_of(SEVERITIES)), {}, "severity by rule instead of its own", merges=True),
        Key("fail-on", one_of(FAIL_ON), "error", "exit status 1 from this severity up"),
        Key("min-confidence", confidence, 0.0, "leave out findings less sure than this"),
        Key("task", one_of(TASKS), None, "the kind of training, where the log does not show it"),
        Key("num-classes", whole, None, "number of classes, for the loss of a guess"),
        Key("primary-metric", text, None, "the metric that decides which checkpoint is best"),
        Key("higher-is-better", words, (), "metrics of which more is better", merges=True),
        Key("lower-is-better", words, (), "metrics of which less is better", merges=True),
        Key("columns", table(text), {}, "column of the log = role it plays", merges=True),
        Key("criteria", levels, {}, "minimum, good and excellent by metric: criteria.METRIC.LEVEL", merges=True),
        Key("rules", anything, {}, "limits by rule: rules.RULE.LIMIT", merges=True),
    )
}


def key(name: str, where: str) -> Key:
    """The setting of this name; UsageError with the nearest one if there is none."""
    found = KEYS.get(name.strip().replace("_", "-"))
    if found is None:
        hint = did_you_mean(name, KEYS) or f"settings: {', '.join(KEYS)}"
        raise UsageError(f"{where}: there is no setting `{name}`", hint)
    return found
