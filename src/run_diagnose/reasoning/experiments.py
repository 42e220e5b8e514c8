"""The next runs, one change at a time, in order of what they tell per cost, each with its decision rule."""

from __future__ import annotations

from collections.abc import Iterator

from run_diagnose.model.cause import RankedCause
from run_diagnose.model.change import Change, NoEffect, Risk
from run_diagnose.model.report import Experiment
from run_diagnose.model.series import Moment
from run_diagnose.model.wording import at, listing, number, percent, place, setting
from run_diagnose.reasoning.next_run import criterion
from run_diagnose.stats.extrapolation import extrapolate
from run_diagnose.views import curves
from run_diagnose.views.case import Case

RIVALS = 0.7
"""Log-odds (2 to 1) within which the cheapest test comes before any change: the ranking alone cannot tell."""
AFTER = 1.25
"""A break that did not come back a quarter later than it came is taken for mended."""
THIRD = 1 / 3
"""A run that is to learn shows it within a third of its length."""
REFUTED = -1.5
"""Log-odds (1 to 4) below which a cause without any sign for it is not worth a run."""
SPARED = 3
"""So many runs that are not worth it are named."""
AHEAD = 0.5
"""How much longer a run is thought of when more of it is asked for."""


def plan(
    case: Case, causes: tuple[RankedCause, ...], changes: tuple[Change, ...], no_effect: tuple[NoEffect, ...] = ()
) -> tuple[Experiment, ...]:
    """Tests, then changes in their order, what tells them apart, and what this log already speaks against.

    Nothing where nothing serious was found.
    """
    if not case.serious:
        return ()
    options = _options(changes)
    found = [*_tests(causes), *_changes(case, causes, options), *_together(options), *_longer(case)]
    if any(c.risk is not Risk.SAFE for c in changes):
        found.append(_control(case))
    return (*found, *_spared(causes, changes, no_effect))


def _tests(causes: tuple[RankedCause, ...]) -> Iterator[Experiment]:
    """The cheapest test of the best cause, where another one is close."""
    likely = [c for c in causes if c.test and c.supports]
    if len(likely) < 2 or likely[0].score - likely[1].score > RIVALS:
        return
    for cause in likely[:1]:
        rival = f"; else look at the next: {_small(likely[1].title)}"
        yield Experiment(
            kind="test", title=_capital(cause.test), keys=(), cost="less than a run",
            expect=f"that, if {_small(cause.title)}", decide=f"if so, make its changes first{rival}",
        )  # fmt: skip


def _options(changes: tuple[Change, ...]) -> list[tuple[str, list[Change]]]:
    letters = dict.fromkeys(c.option or "" for c in changes)
    return [(letter, [c for c in changes if (c.option or "") == letter]) for letter in letters]


def _changes(
    case: Case, causes: tuple[RankedCause, ...], options: list[tuple[str, list[Change]]]
) -> Iterator[Experiment]:
    """A run per option; changes of one option belong together."""
    explained = {c.cause: c.findings for c in causes}
    for i, (letter, group) in enumerate(options):
        name = f"Option {letter}: " if letter else "Change "
        last = i == len(options) - 1
        yield Experiment(
            kind="change",
            title=f"{name}{listing([_edit(c) for c in group])}; all else as it was",
            keys=tuple(c.key for c in group),
            cost="one run, to be stopped early",
            expect=group[0].watch,
            decide=f"seen {_when(case, explained.get(group[0].cause, ()))}: keep it and go on; not seen: take it back and "
            + ("read the log anew, with what was missing logged" if last else "try the next"),
        )


def _together(options: list[tuple[str, list[Change]]]) -> Iterator[Experiment]:
    """An ablation where two options both may have helped."""
    named = [letter for letter, _ in options if letter]
    if len(named) < 2:
        return
    a, b = named[:2]
    yield Experiment(
        kind="ablation", title=f"If {a} and {b} each helped: {a} with {b}, with the same seed", keys=(), cost="one run",
        expect=f"better than {a} alone by more than two seeds differ",
        decide=f"so: keep both; else keep {a} alone, the simpler config",
    )  # fmt: skip


def _longer(case: Case) -> Iterator[Experiment]:
    """What half as much again would bring, where the run ended while it learned."""
    if not case.has("underfitting"):
        return
    loss = curves.val_loss(case.run) or curves.train_loss(case.run)
    if loss is None or len(loss.finite) < 6:
        return
    ahead = max(1, round(AHEAD * len(loss.finite)))
    seen = extrapolate(loss.finite.losslike, ahead)
    if seen is None or seen.refused:
        return
    worth = "worth it even if it goes badly" if seen.worth_it else "within the noise if it goes badly"
    yield Experiment(
        kind="longer", title="Half as long again, everything else as it was", keys=(), cost="half a run",
        expect=f"{loss.name} from {number(seen.level)} to about {number(seen.middle)} ({number(seen.low)} to {number(seen.high)}), "
        f"{percent(seen.gain_share)} of its gain so far: {worth}",
        decide="above that: the schedule is used up, raise or lengthen it; below: go on as long as it pays",
    )  # fmt: skip


def _spared(
    causes: tuple[RankedCause, ...], changes: tuple[Change, ...], no_effect: tuple[NoEffect, ...]
) -> Iterator[Experiment]:
    """Runs that this log has answered already; never one whose change is recommended."""
    wanted = {slug for c in causes if c.supports or c.cause in {made.cause for made in changes} for slug in c.changes}
    refuted = {
        c.against[0]: f"What would help against: {_small(c.title)}"
        for c in causes
        if c.against and not c.supports and c.score < REFUTED and not wanted & set(c.changes)
    }
    nothing = [(n.why, _capital(n.key) if " " in n.key else f"Another value of {n.key}") for n in no_effect]
    for why, title in (*nothing, *refuted.items())[:SPARED]:
        yield Experiment(
            kind="spared", title=title, keys=(), cost="none: not to be run",
            expect="nothing gained", decide=f"this log speaks against it: {why}",
        )  # fmt: skip


def _control(case: Case) -> Experiment:
    return Experiment(
        kind="control", title="The old config once more, with another seed", keys=(), cost="one run, beside the first",
        expect=f"{case.serious[0].rule} again",
        decide="comes back: the change is what helped; does not: it was the seed, and two more are needed of each",
    )  # fmt: skip


def _when(case: Case, codes: tuple[str, ...]) -> str:
    """Where to look for the absence of what the cause explains: a quarter after its onset, or at a third of the run."""
    first = next((f for f in case.serious if f.code in codes), case.serious[0])
    length = max((float(s.x[-1]) for s in case.run.series if s.axis == case.run.axis and len(s)), default=0.0)
    start = first.onset
    late = start is not None and start.axis == case.run.axis and start.value > THIRD * length
    if start is not None and late:
        return f"past {place(start.axis, _round(AFTER * start.value))} (it came at {at(_plain(start))})"
    look = _round(THIRD * length)
    goal = criterion(case, first.rule)
    where = f"by {place(case.run.axis, look)}" if length > 3 and case.run.axis else "in the first third"
    return f"{where} ({goal})" if goal else where


def _plain(moment: Moment) -> Moment:
    return Moment(moment.axis, moment.value, 0, "")


def _round(value: float) -> float:
    return float(f"{value:.2g}") if value >= 10 else float(max(1, round(value)))


def _edit(change: Change) -> str:
    if change.new is None and change.factor is not None:
        return f"{change.key} times {number(change.factor, 2)}"
    old = "" if change.old is None else f" from {setting(change.old)}"
    return f"{change.key}{old} to {setting(change.new)}"


def _small(text: str) -> str:
    return text[:1].lower() + text[1:]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
