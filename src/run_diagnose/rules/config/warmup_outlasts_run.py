"""CFG002: the warm-up is as long as the run."""

from __future__ import annotations

from collections.abc import Iterator

from run_diagnose.facts import dataclass
from run_diagnose.model.finding import Fine, Severity, Sighting, Unsure, Verdict, quote, reading
from run_diagnose.model.record import Setting
from run_diagnose.model.run import Run
from run_diagnose.model.series import Moment
from run_diagnose.model.wording import number, percent, setting
from run_diagnose.rules.base import rule
from run_diagnose.views.effective import planned_updates
from run_diagnose.views.planned import planned_end


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Shares of the run that a warm-up may take."""

    whole: float = 0.95
    """From here on the rate reaches its value only when the run is over, or never."""
    half: float = 0.5
    """From here on it is said in a note: usual warm-ups take 1 to 10 % (one-cycle schedules: 30 %)."""


@rule(
    "CFG002",
    "warmup-outlasts-run",
    kind="lr_schedule",
    title="The warm-up is as long as the run",
    limits=Limits(),
    unexplained="the setting is the cause",
    may_end="a run may outlast what it was planned for",
)
def warmup_outlasts_run(run: Run, limits: Limits) -> Iterator[Verdict]:
    """The warm-up is as long as the run, or longer.

    ## Why it matters
    The learning rate that the config names is never reached: the whole run trains at a fraction of it, usually
    because warm-up steps were copied from a longer run, or counted in other units.

    ## Fires on
    ```csv
    epoch,train_loss,val_loss
    1,0.912,0.934
    2,0.901,0.923
    3,0.892,0.911
    ```
    ```yaml
    learning_rate: 0.001
    epochs: 3
    warmup_epochs: 5
    ```

    ## Quiet on
    ```csv
    epoch,train_loss,val_loss
    1,0.912,0.934
    2,0.701,0.753
    3,0.602,0.691
    ```
    ```yaml
    learning_rate: 0.001
    epochs: 30
    warmup_epochs: 5
    ```
    """
    found = [t for t in (_epochs(run), _steps(run), _ratio(run)) if t is not None]
    if not found:
        yield Unsure("no warm-up, or no planned length, in the config")
        return
    key, share, words = max(found, key=lambda t: t[1])
    if share < limits.half:
        yield Fine(f"the warm-up takes {percent(share)} of the planned run")
        return
    whole = share >= limits.whole
    yield Sighting(
        message=f"{words}: {'the rate never reaches its value' if whole else 'an unusually long climb'}.",
        severity=Severity.WARNING if whole else Severity.NOTE,
        confidence=0.95 if whole else 0.6,
        evidence=(
            quote(f"{key.key}: {setting(key.value)}", Moment("line", key.line, key.line, key.file), label="config"),
            reading("warm-up as a share of the run", share, limit=limits.whole, unit="%"),
        ),
        series=(key.key,),
        onset=next((s.moment(0) for s in run.series if s.axis == run.axis and len(s)), None),
        values={"key": key.key, "share": share},
    )


def _epochs(run: Run) -> tuple[Setting, float, str] | None:
    warmup, total = run.config.number("warmup_epochs"), planned_end(run, "epoch")
    key = run.config.knob("warmup_epochs")
    if key is None or warmup is None or not total:
        return None
    return key, warmup / total, f"The warm-up takes {number(warmup)} of {number(total)} epochs"


def _steps(run: Run) -> tuple[Setting, float, str] | None:
    warmup, total = run.config.number("warmup_steps"), planned_updates(run)
    key = run.config.knob("warmup_steps")
    if key is None or warmup is None or not total or warmup <= 1:
        return None
    return key, warmup / total, f"The warm-up takes {number(warmup)} of {number(total)} steps"


def _ratio(run: Run) -> tuple[Setting, float, str] | None:
    ratio, key = run.config.number("warmup_ratio"), run.config.knob("warmup_ratio")
    if key is None or ratio is None or not ratio > 0:
        return None
    return key, ratio, f"The warm-up takes {percent(ratio)} of the run"
