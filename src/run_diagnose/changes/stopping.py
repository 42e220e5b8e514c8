"""When to stop, and by what: early stopping in the config's own shape."""

from __future__ import annotations

from collections.abc import Iterator

from run_diagnose.changes.base import Proposal, edit, recipe, rounded
from run_diagnose.model.change import Change, Risk
from run_diagnose.model.roles import Goal
from run_diagnose.model.series import Series
from run_diagnose.stats.noise import noise
from run_diagnose.views import curves, planned_steps
from run_diagnose.views.case import Case
from run_diagnose.views.framework import TRANSFORMERS, framework
from run_diagnose.views.pick import mode_setting, monitor

SHARE, LEAST, MOST = 0.1, 3, 20
"""A tenth of the epochs without a new best is enough to wait, but at least 3 and at most 20 of them."""
FEWEST_ROUNDS, MOST_ROUNDS = 10, 100
"""The same of boosting, whose rounds are small, cheap, and many."""
_OFF = (None, False, "none", "null", "")
"""What a config says where nothing stops the run."""
_WATCH = "the run ends soon after its best, and its best is what is kept"


@recipe("stop-at-best")
def stop_at_best(case: Case, cause: str) -> Iterator[Proposal]:
    """Early stopping on what turned: a shorter patience, a block of its own, or the one key."""
    config = case.run.config
    whole, patience, of = _wait(case)
    why = f"the run went on after its best {of}; a tenth of the {of}s without a new best is enough to wait"
    old, set_ = config.number("patience"), config.knob("patience")
    if set_ is not None and set_.value not in _OFF:
        if old is not None and old > 0.2 * whole and old > patience:
            yield from edit(case, "patience", patience, cause=cause, risk=Risk.SAFE, why=why, watch=_WATCH)
        yield from _above_noise(case, cause)
        return
    whole_block = config.knob("early_stopping")
    turned = _turned(case)
    if whole_block is not None and turned is not None and whole_block.value in (None, False, "none"):
        mode = "max" if turned.role.goal is Goal.MAX else "min"
        block = {"monitor": turned.name, "mode": mode, "patience": patience}
        yield from edit(case, "early_stopping", block, cause=cause, risk=Risk.SAFE, why=why, watch=_WATCH)
        return
    yield from _load_best(case, cause, why)
    yield from edit(case, "patience", patience, cause=cause, risk=Risk.SAFE, why=why, watch=_WATCH)


def _wait(case: Case) -> tuple[float, int, str]:
    """How long the run is, how many epochs (of boosting: rounds) without a new best are enough, and which they are."""
    if case.run.task == "boosting":
        rounds = max((float(s.x[-1]) for s in case.run.series if len(s)), default=0.0) + 1
        return rounds, int(min(max(FEWEST_ROUNDS, rounded(SHARE * rounds)), MOST_ROUNDS)), "round"
    whole = planned_steps.epochs(case.run) or 50
    return whole, int(min(max(LEAST, round(SHARE * whole)), MOST)), "epoch"


def _above_noise(case: Case, cause: str) -> Iterator[Proposal]:
    """A min_delta of one standard deviation of the noise, where the config has the key and it is below that."""
    turned, old = _turned(case), case.run.config.number("min_delta")
    seen = None if turned is None else noise(turned.finite.losslike)
    if turned is None or old is None or seen is None or not seen.wide > 0 or old >= 0.5 * seen.wide:
        return
    yield from edit(
        case, "min_delta", rounded(seen.wide), cause=cause, risk=Risk.SAFE,
        why=f"a gain of {turned.name} below its noise is luck, and starts the wait anew", watch=_WATCH,
    )  # fmt: skip


def _on(case: Case) -> bool:
    s = case.run.config.knob("restore_best")
    return s is not None and s.value is True


def _load_best(case: Case, cause: str, why: str) -> Iterator[Proposal]:
    """``load_best_model_at_end`` of Hugging Face's Trainer, which saves when it evaluates or does not start at all."""
    config = case.run.config
    if framework(case.run) != TRANSFORMERS or not config or _on(case):
        return
    yield from edit(case, "restore_best", True, cause=cause, risk=Risk.SAFE, why=why, watch=_WATCH)
    evaluates = next((s for k in ("eval_strategy", "evaluation_strategy") if (s := config.get(k)) is not None), None)
    saves = config.get("save_strategy")
    if evaluates is not None and evaluates.value != ("steps" if saves is None else saves.value):
        yield Change(
            key="save_strategy", old=None if saves is None else saves.value, new=evaluates.value, watch=_WATCH, risk=Risk.SAFE,
            why=f"it can load only what it saved, so it must save when it evaluates ({evaluates.key}: {evaluates.value})",
            cause=cause, file=config.path or None, line=saves.line if saves is not None else None,
        )  # fmt: skip


@recipe("stop-in-collapse", always=True)
def stop_in_collapse(case: Case, cause: str) -> Iterator[Proposal]:
    """The same, where a metric collapsed: it ends what is lost anyway, whatever the cause is."""
    if case.first("constant-predictions-nan-metric", "correlation-collapse") is not None:
        yield from stop_at_best.propose(case, cause)


@recipe("longer-patience")
def longer_patience(case: Case, cause: str) -> Iterator[Proposal]:
    """A tenth of the planned epochs."""
    whole = case.run.config.number("epochs") or 50
    yield from edit(
        case, "patience", int(min(max(5, round(SHARE * whole)), MOST)), cause=cause, risk=Risk.SAFE,
        why="one or two epochs without a new best are noise; a tenth of the planned ones are not",
        watch="the run ends where the smoothed validation loss has turned",
    )  # fmt: skip


@recipe("monitor-held-out")
def monitor_held_out(case: Case, cause: str) -> Iterator[Proposal]:
    """The validation loss decides."""
    turned, by = _turned(case), monitor(case.run)
    if turned is None or by is None:
        return
    yield from edit(
        case, "monitor", turned.name, cause=cause, risk=Risk.SAFE, of=by,
        why="a training figure gets better for as long as anything is learned by heart", watch=_WATCH,
    )  # fmt: skip
    mode = mode_setting(case.run, by)
    if mode is not None and turned.role.goal is not None:
        new = turned.role.goal is Goal.MAX if isinstance(mode.value, bool) else turned.role.goal.value
        yield from edit(
            case, "monitor_mode", new, cause=cause, why=f"the direction of {turned.name}", watch=_WATCH, of=mode
        )


def _turned(case: Case) -> Series | None:
    """The held-out series whose turn was found, else the validation loss."""
    found = case.first("trained-past-best", "overfitting")
    for name in found.series if found is not None else ():
        s = case.run.named(name)
        if s is not None and s.role.split.value != "train":
            return s
    return curves.val_loss(case.run) or curves.main_metric(case.run)
