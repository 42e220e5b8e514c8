"""Causes in what decides which checkpoint is kept."""

from __future__ import annotations

from run_diagnose.causes.base import Cause, Sign
from run_diagnose.causes.signs import fired, off
from run_diagnose.model.roles import Goal
from run_diagnose.model.wording import number, percent, setting
from run_diagnose.views.case import Case
from run_diagnose.views.pick import mode_setting, monitor, picked, silent_goal


def _least_spread(case: Case) -> str | None:
    return "the kept place has the least spread of the run" if case.value("best-epoch-in-collapse", "least") else None


def mode_inverted(case: Case) -> str | None:
    """The configured mode is the opposite of the monitored series' own direction."""
    kept, by = picked(case.run), monitor(case.run)
    if kept is None or by is None or kept.source == "framework" or kept.series.role.goal in (None, kept.mode):
        return None
    s, better = mode_setting(case.run, by), "higher" if kept.series.role.goal is Goal.MAX else "lower"
    if s is not None:
        return f"the config has {s.key}: {setting(s.value)}, and of {kept.series.name} the {better} is the better"
    silent = silent_goal(case.run, by)
    if silent is None:
        return None
    who, taken = ("Lightning", "lower") if silent is Goal.MIN else ("Hugging Face's Trainer", "higher")
    return f"nothing beside {by.key}: {setting(by.value)} says which way is better, and {who} then takes the {taken}"


def _by_loss(case: Case) -> str | None:
    by = case.value("criterion-mismatch", "kept")
    kept, metric = picked(case.run), case.value("criterion-mismatch", "metric")
    if kept is None or by is None or not isinstance(metric, str) or kept.series.name == metric:
        return None
    return f"{kept.series.name} decides, and {metric} is best elsewhere"


MODE_INVERTED = Cause(
    slug="monitor-mode-inverted",
    title="The worst epoch is kept instead of the best",
    story="The mode says that lower is better of a figure of which higher is, or the other way round: patience runs out at once and the first epochs are kept.",
    explains=("criterion-mismatch", "underfitting", "best-epoch-in-collapse", "trained-past-best"),
    prior=0.6,
    signs=(
        Sign(+2.0, mode_inverted),
        Sign(
            +0.6,
            lambda case: "what was kept is the worst" if case.value("criterion-mismatch", "inverted") else None,
        ),
    ),
    changes=("right-mode",),
    test="sort the epochs by the monitored figure: the kept one must be on top",
    needs=lambda case: mode_inverted(case) is not None,
)

WRONG_MONITOR = Cause(
    slug="criterion-ranks-otherwise",
    title="What decides ranks the epochs differently from what matters",
    story="A loss can rise by over-confidence while the metric still gains, and a metric of few values ties epochs that the loss tells apart.",
    explains=("criterion-mismatch", "accuracy-rewards-majority"),
    prior=0.1,
    signs=(
        Sign(+0.9, _by_loss),
        Sign(+1.0, fired("accuracy-rewards-majority")),
        Sign(+0.4, fired("criterion-mismatch")),
    ),
    changes=("monitor-metric",),
    test="score the checkpoints of both epochs on the test set",
    needs=lambda case: mode_inverted(case) is None,
)


def _asks_for_more(case: Case) -> str | None:
    """The correlation at the kept place is well above the spread: there a squared error falls as predictions widen."""
    r, s = case.value("best-epoch-in-collapse", "correlation"), case.value("best-epoch-in-collapse", "spread")
    if not isinstance(r, int | float) or not isinstance(s, int | float) or r < 2 * s:
        return None
    return (
        f"a correlation of {number(r, 2)} at the kept place makes wider predictions the better ones, up to {percent(r)}"
    )


CRITERION_REWARDS_SHRINKAGE = Cause(
    slug="criterion-rewards-shrinkage",
    title="The criterion that keeps checkpoints rewards narrow predictions",
    story="Without correlation R2 and squared errors are best at no spread at all, so the best value and the worst model coincide.",
    explains=("best-epoch-in-collapse", "criterion-mismatch"),
    prior=0.4,
    signs=(
        Sign(+1.2, fired("best-epoch-in-collapse")),
        Sign(+0.5, _least_spread),
        Sign(+0.3, off("spread_weight", "and nothing in the loss asks for spread")),
        Sign(-1.5, _asks_for_more, "d(R2)/ds = 2 (r - s) is above 0 as long as the spread is below the correlation"),
    ),
    changes=("composite-criterion", "set-spread-penalty"),
    test="replay the new criterion on this log, as done below",
    needs=lambda case: case.has("best-epoch-in-collapse"),
)
