"""The weights of a loss's terms."""

from __future__ import annotations

from collections.abc import Iterator

from run_diagnose.changes.base import Proposal, edit, recipe, rounded, within
from run_diagnose.model.change import Advice
from run_diagnose.model.wording import number, percent
from run_diagnose.model.wording import setting as spelled
from run_diagnose.views.case import Case
from run_diagnose.views.loss_parts import stem, terms

HELPS = 0.1
"""Share of the loss at which a term helps and does not lead."""
FARTHEST = 1e-3
"""One step changes no weight by more than this factor."""


@recipe("balance-terms")
def balance_terms(case: Case, cause: str) -> Iterator[Proposal]:
    """The weight at which the largest auxiliary term is a tenth of the loss; code where no key holds it."""
    found = terms(case.run)
    auxiliary = [t for t in found if t.auxiliary]
    if not auxiliary:
        return
    top = max(auxiliary, key=lambda t: t.share)
    factor = within(HELPS / (1 - HELPS) * (1 - top.share) / top.share, FARTHEST, 1.0)
    said = top.setting.value if top.setting is not None else None
    new = rounded((float(said) if isinstance(said, int | float) else top.weight) * factor)
    how = (
        "by least squares from total and terms" if top.fitted else "as the config says" if top.setting else "as logged"
    )
    why = f"{top.series.name} is {percent(top.share)} of the training loss at a weight of {number(top.weight, 3)}, {how}; with this one it is a tenth"
    watch = "the wanted term falls below where it stood, and the auxiliary one does not grow without end"
    if top.setting is not None:
        yield from edit(case, "loss", new, cause=cause, why=why, watch=watch, of=top.setting)
        return
    name = stem(top.series.name) or "auxiliary"
    yield Advice(
        title=f"Weigh {top.series.name} at about {number(new)}", why=why, cause=cause,
        snippet=f"loss = main_loss + {spelled(new)} * {name}_loss  # it was about {number(top.weight, 3)}",
    )  # fmt: skip
