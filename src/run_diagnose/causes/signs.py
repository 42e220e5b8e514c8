"""Observations that several causes share, each a function of the case."""

from __future__ import annotations

from collections.abc import Callable

from run_diagnose.causes.base import Look, Missing
from run_diagnose.model.finding import Severity
from run_diagnose.model.record import Setting
from run_diagnose.model.wording import at, listing, number, setting
from run_diagnose.views.case import Case
from run_diagnose.views.framework import NAMES, default, framework

OFF = (None, False, 0, 0.0, "", "none", "None", "false", "null", "no")
"""What a knob says when it is off."""


def fired(*rules: str, words: str = "") -> Look:
    """One of these rules fired at warning or above."""

    def look(case: Case) -> str | None:
        found = [f for f in case.of(*rules) if f.severity is not Severity.NOTE]
        if not found:
            return None
        where = f" at {at(found[0].onset)}" if found[0].onset is not None else ""
        return words or f"{found[0].rule}{where}"

    return look


def clear(rule: str, words: str) -> Look:
    """This rule looked and found nothing."""
    return lambda case: words if case.clear(rule) else None


def knob(name: str, words: str = "") -> Look:
    """The config turns this knob on (neither absent, nor zero, nor none)."""

    def look(case: Case) -> str | None:
        s = case.run.config.knob(name)
        if s is None or s.value in OFF:
            return None
        return f"the config has {s.key}: {setting(s.value)}" + (f", {words}" if words else "")

    return look


def no_knob(name: str, words: str) -> Look:
    """There is a config, and it leaves this knob out or off."""

    def look(case: Case) -> str | None:
        if not case.run.config:
            return None
        s = case.run.config.knob(name)
        if s is None and default(case.run, name):
            return None  # silence then means the framework's own value
        return words if s is None or s.value in OFF else None

    return look


def by_default(name: str, words: str) -> Look:
    """The config leaves this knob out, and the framework has a value of its own for it that is not 0."""

    def look(case: Case) -> str | None:
        value, who = default(case.run, name), framework(case.run)
        return f"{NAMES.get(who, who)} {words} {number(value)} where the config is silent" if value else None

    return look


def not_logged(role: str, log: str) -> Look:
    """The role is absent, so a sign that needs it cannot be looked for."""
    return lambda case: None if case.run.has(role) else Missing(log)


def half_precision(case: Case) -> str | None:
    """The config asks for float16 (not bfloat16)."""
    config = case.run.config
    for name in ("precision", "fp16", "amp"):
        s = config.knob(name)
        if s is None:
            continue
        word = str(s.value).lower()
        if "bf16" in word or "bfloat" in word:
            return None
        if word in ("16", "fp16", "float16", "half", "16-mixed", "16-true") or (name != "precision" and word == "true"):
            return f"the config has {s.key}: {setting(s.value)}, whose largest number is 65504"
    return None


def full_precision(case: Case) -> str | None:
    """The config says that nothing was computed in float16."""
    s = case.run.config.knob("precision")
    if s is None:
        return None
    word = str(s.value).lower()
    return f"the config has {s.key}: {setting(s.value)}" if "32" in word or "bf" in word or word == "no" else None


def off(name: str, words: str = "") -> Look:
    """The config has this knob and it is off."""

    def look(case: Case) -> str | None:
        s = is_off(case, name)
        return None if s is None else f"the config has {_said(s)}" + (f": {words}" if words else "")

    return look


def is_off(case: Case, name: str) -> Setting | None:
    """The setting, where the config has this knob and turns it off."""
    s = case.run.config.knob(name)
    return s if s is not None and not isinstance(s.value, list) and s.value in OFF else None


def listed(name: str, words: str) -> Look:
    """The config names something under this knob: a list that is not empty, a word, or true."""

    def look(case: Case) -> str | None:
        s = names_something(case, name)
        return None if s is None else f"the config has {_said(s)}, {words}"

    return look


def names_something(case: Case, name: str) -> Setting | None:
    """The setting, where this knob is neither off nor an empty list."""
    s = case.run.config.knob(name)
    return s if s is not None and s.value != [] and (isinstance(s.value, list) or s.value not in OFF) else None


def sums_the_loss(case: Case) -> str | None:
    """The config sums the training loss over the batch, by its own key or by one for both splits."""
    config = case.run.config
    own = config.knob("train_reduction")
    said = own if own is not None else config.knob("reduction")
    return f"the config has {_said(said)}: a sum over the batch" if said is not None and said.value == "sum" else None


def one_of(name: str, *words: str) -> Callable[[Case], bool]:
    """The config's word under this knob is one of these; an absent knob is none."""
    return lambda case: case.run.config.knob(name) is not None and (case.run.config.text(name) or "none") in words


def beyond(name: str, high: float, words: str) -> Look:
    """The knob's number lies above ``high``."""

    def look(case: Case) -> str | None:
        value, s = case.run.config.number(name), case.run.config.knob(name)
        if value is None or s is None or value <= high:
            return None
        return f"the config has {_said(s)}, {words} {number(high)}"

    return look


def number_of(case: Case, name: str) -> float:
    """The knob's number; 0 where there is none."""
    return case.run.config.number(name) or 0.0


def _said(s: Setting) -> str:
    value = f"[{listing([str(v) for v in s.value])}]" if isinstance(s.value, list) else setting(s.value)
    return f"{s.key}: {'none' if s.value is None else value}"


def validation_only(case: Case) -> str | None:
    """Only the validation loss broke."""
    train, val = case.value("non-finite-loss", "train_broken"), case.value("non-finite-loss", "val_broken")
    if val and train is False:
        return "only the validation loss breaks: what is in that split, not what the training did"
    return None


def spikes_return(case: Case) -> str | None:
    """Spikes are all there is, and the loss is back after each."""
    alone = all(f.rule == "loss-spike" for f in case.serious)
    if not alone or case.value("loss-spike", "lingering") is not False:
        return None
    return "the loss is back at once: the weights were not thrown out"
