"""What to change and which checkpoint to keep, in words."""

from __future__ import annotations

from run_diagnose.model.change import Change, NoEffect
from run_diagnose.model.report import CheckpointAdvice, RunReport
from run_diagnose.model.wording import multiple, number, place, places, setting
from run_diagnose.render.phrases.runs import config_file, sentence


def old(change: Change | NoEffect, run: RunReport) -> str:
    """Today's value in words."""
    if change.old is not None:
        return setting(change.old)
    if _stands_empty(change):
        return "null"
    return "not in the config" if config_file(run) else "not logged"


def _stands_empty(change: Change | NoEffect) -> bool:
    """True for a key that is in the config without a value."""
    return isinstance(change, Change) and change.line is not None


def new(change: Change) -> str:
    """The value to try, or the multiple of a value that was not logged."""
    if change.new is not None:
        return setting(change.new)
    return "to be chosen" if change.factor is None else multiple(change.factor)


def values(nothing: NoEffect, run: RunReport) -> str:
    """``1.0 -> 5.0`` of a change that would do nothing; empty where it has no values."""
    if nothing.new is None:
        return ""
    return setting(nothing.new) if nothing.old is None else f"{old(nothing, run)} -> {setting(nothing.new)}"


def unknown(change: Change, run: RunReport) -> str:
    """What to say of a key whose value today is not known."""
    if change.new is None:
        return "today's value is not in the config" if config_file(run) else "today's value is not logged"
    return "added: not in the config" if config_file(run) else "today's value is not logged"


def edit(change: Change, run: RunReport) -> str:
    """``variance_lambda: 0.5 -> 2.0``."""
    return f"{change.key}: {old(change, run)} -> {new(change)}"


def stands(change: Change) -> str:
    """``configs/run4.yaml:14`` where the key stands, else empty."""
    return f"{change.file}:{change.line}" if change.file and change.line else change.file or ""


def options(run: RunReport) -> list[tuple[str, list[Change]]]:
    """Changes in the order to make them: those for any case under an empty label, then options A, B, C."""
    groups: dict[str, list[Change]] = {}
    for change in sorted(run.changes, key=lambda c: c.option or ""):
        groups.setdefault(change.option or "", []).append(change)
    return list(groups.items())


def first_change(run: RunReport) -> Change | None:
    """The change to make first: one for the likeliest cause, else the first of all."""
    to_make = [c for c in run.changes if c.option in (None, "A")]
    likeliest = run.causes[0].cause if run.causes else ""
    return next((c for c in to_make if c.cause == likeliest), to_make[0] if to_make else None)


def keep(checkpoint: CheckpointAdvice) -> str:
    """Which checkpoint to keep, in a sentence."""
    picked, better = checkpoint.picked, checkpoint.recommended
    if not checkpoint.usable:
        said = "no checkpoint of this run should be used"
        return f"{said}; the least bad is {place(checkpoint.axis, better.at)}" if better else said
    if better and picked and better.at != picked.at:
        return f"keep {place(checkpoint.axis, better.at)}, not {number(picked.at, 6)}, the one picked by {picked.by}"
    at_ = better.at if better else picked.at if picked else None
    return "keep the checkpoint that was picked" if at_ is None else f"keep {place(checkpoint.axis, at_)}"


def reasons(checkpoint: CheckpointAdvice) -> list[str]:
    """Why this one, how the other was picked, what is tied with it: each said once."""
    better, pick = checkpoint.recommended, checkpoint.picked
    said = [checkpoint.why]
    if better and better.why and better.why not in checkpoint.why:
        said.append(f"{place(checkpoint.axis, better.at)}: {better.why}")
    if pick and not (pick.assumed and better and better.at == pick.at):
        said.append(picked(checkpoint))
    if len(checkpoint.tied) > 1:
        said.append(f"tied within the noise: {checkpoint.axis}s {places(checkpoint.tied)}")
    return [sentence(text) for text in said if text]


def picked(checkpoint: CheckpointAdvice) -> str:
    """How the checkpoint was picked, in a sentence; empty where nothing was."""
    if checkpoint.picked is None:
        return ""
    pick = checkpoint.picked
    how = "neither log nor config says how, so the best is assumed" if pick.assumed else ""
    said = f"picked: {place(checkpoint.axis, pick.at)}, by {pick.by} ({pick.mode})"
    return f"{said}; {how}" if how else said
