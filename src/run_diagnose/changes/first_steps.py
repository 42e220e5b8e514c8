"""The first steps: a warm-up where there is next to none, a memory that fits."""

from __future__ import annotations

from collections.abc import Iterator

from run_diagnose.changes.base import Proposal, edit, recipe, rounded
from run_diagnose.model.change import Advice, Risk
from run_diagnose.views import planned_steps
from run_diagnose.views.case import Case
from run_diagnose.views.framework import TRANSFORMERS, framework

SHARE = 0.05
"""Of the run: BERT warmed up for 1 %, fine-tuning recipes take 3 to 10 %."""
MEMORY = 0.95
"""Brown et al. 2020, Zhang et al. 2022 and Touvron et al. 2023 train with it."""
_WATCH = "no spike up to three times the length of the warm-up, and the peak of the rate is reached"


@recipe("longer-warmup")
def longer_warmup(case: Case, cause: str) -> Iterator[Proposal]:
    """A twentieth of the run in the config's own unit; what the framework calls it; else as code."""
    steps, epochs = planned_steps.steps(case.run), planned_steps.epochs(case.run)
    wholes = {"warmup_steps": steps, "warmup_epochs": epochs, "warmup_ratio": 1.0}
    why = "the moments are estimated while the steps are short; a twentieth of the run is usual"
    for knob, whole in wholes.items():
        if case.run.config.knob(knob) is not None and whole:
            new: object = SHARE if knob == "warmup_ratio" else max(1, int(rounded(SHARE * whole)))
            yield from edit(case, knob, new, cause=cause, risk=Risk.SAFE, why=why, watch=_WATCH)
            return
    if framework(case.run) == TRANSFORMERS and steps:
        new = max(1, int(rounded(SHARE * steps)))
        yield from edit(case, "warmup_steps", new, cause=cause, risk=Risk.SAFE, why=why, watch=_WATCH)
        return
    count = max(1, int(rounded(SHARE * steps))) if steps else "steps // 20"
    yield Advice(
        title="Warm the rate up", why=why, cause=cause,
        snippet=f"warmup = torch.optim.lr_scheduler.LinearLR(optimizer, start_factor=0.01, total_iters={count})\n"
        "scheduler = torch.optim.lr_scheduler.ChainedScheduler([warmup, scheduler])  # stepped after every batch",
    )  # fmt: skip


@recipe("shorter-memory")
def shorter_memory(case: Case, cause: str) -> Iterator[Proposal]:
    """beta2 0.95."""
    yield from edit(
        case, "beta2", MEMORY, cause=cause,
        why="an average over twenty steps follows gradients that grow; it is what large language models are trained with",
        watch="spikes are fewer and lower, and the loss between them is as it was",
    )  # fmt: skip
