"""Which of the recommended changes are meant: one option, or what one rule, cause or key asks for."""

from __future__ import annotations

from collections.abc import Sequence

from run_diagnose.errors import UsageError
from run_diagnose.facts import dataclass
from run_diagnose.model.change import Change
from run_diagnose.model.report import RunReport
from run_diagnose.model.wording import listing
from run_diagnose.near import did_you_mean


@dataclass(frozen=True, slots=True)
class Choice:
    """The changes to make, and the letters there were to choose from."""

    changes: tuple[Change, ...]
    option: str | None
    """The letter taken; None where the report has no alternatives."""
    letters: tuple[str, ...]


def chosen(run: RunReport, *, option: str | None = None, only: Sequence[str] = ()) -> Choice:
    """Changes of ``option`` (by default the first there is) and those without a letter, of these only ``only``.

    Raises UsageError for a letter, rule, cause or key that the report does not have.
    """
    letters = tuple(sorted({c.option for c in run.changes if c.option}))
    if option is not None and option.upper() not in letters:
        there = f"the options {listing(letters)}" if letters else "one plan and no options"
        raise UsageError(f"--option: there is no option `{option}`; this report has {there}", "leave --option out")
    wanted = [c for c in run.changes if not only or any(_meant(run, word, c) for word in _known(run, only))]
    own = sorted({c.option for c in wanted if c.option})
    letter = option.upper() if option else (own[0] if own else None)
    return Choice(tuple(c for c in wanted if c.option in (None, letter)), letter, letters)


def _known(run: RunReport, words: Sequence[str]) -> Sequence[str]:
    """The words, once each names something in the report."""
    rules = {name for f in run.findings for name in (f.code, f.rule, f.kind)}
    names = {c.cause for c in run.changes} | {c.key for c in run.changes} | rules
    for word in words:
        if word not in names and not any(f.code.startswith(word) for f in run.findings):
            quiet = word in {name for c in run.checks for name in (c.code, c.rule)}
            why = "found nothing in this run" if quiet else "is no rule, cause or key with a change in this report"
            there = ", ".join(dict.fromkeys(c.cause for c in run.changes)) or "no changes at all"
            raise UsageError(f"--only: `{word}` {why}", did_you_mean(word, names) or f"there are: {there}")
    return words


def _meant(run: RunReport, word: str, change: Change) -> bool:
    if word in (change.cause, change.key):
        return True
    codes = {f.code for f in run.findings if word in (f.code, f.rule, f.kind) or f.code.startswith(word)}
    return any(c.cause == change.cause and codes & set(c.findings) for c in run.causes)
