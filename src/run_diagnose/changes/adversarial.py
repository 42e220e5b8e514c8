"""Two networks in balance, and the weight of a KL term."""

from __future__ import annotations

import math
from collections.abc import Iterator

from run_diagnose.changes.base import Proposal, edit, recipe, rounded, within
from run_diagnose.model.change import Advice
from run_diagnose.model.series import Series
from run_diagnose.model.wording import number
from run_diagnose.views import curves, latent, usual
from run_diagnose.views.case import Case

LOW, HIGH = 1e-4, usual.ADAM.start
"""Rates at which both sides of a GAN are trained with Adam: 0.0001 to 0.001 (DCGAN 0.0002, SAGAN 0.0001 and 0.0004)."""
NEAR = 1.5
"""A rate within this factor of the common one is left as it is."""


AFFORDABLE, TEN_NATS = 0.2, 10.0
"""A useful code holds some ten nats; it may cost a fifth of the reconstruction that is to be saved."""


@recipe("balance-rates")
def balance_rates(case: Case, cause: str) -> Iterator[Proposal]:
    """Both sides at the geometric mean of their rates, within what is in use; the one that is farther off first."""
    config = case.run.config
    known = [k for k in ("generator_lr", "discriminator_lr") if config.number(k)]
    if len(known) < 2 and config.number("learning_rate"):
        known.append("learning_rate")
    rates = {k: config.number(k) or 0.0 for k in known}
    if not rates:
        return
    mean = math.exp(sum(math.log(r) for r in rates.values()) / len(rates))
    common = rounded(within(mean, LOW, HIGH))
    for knob, old in sorted(rates.items(), key=lambda kv: -abs(math.log(kv[1] / common))):
        if max(old / common, common / old) > NEAR:
            yield from edit(
                case, knob, common, cause=cause,
                why=f"the sides learn at {number(min(rates.values()))} and {number(max(rates.values()))}; the game goes on while neither wins",
                watch="neither loss goes to 0, and samples stay varied to the end",
            )  # fmt: skip


@recipe("soften-discriminator")
def soften_discriminator(case: Case, cause: str) -> Iterator[Proposal]:
    """A third of its rate, where it has one of its own; labels of 0.9 for real samples."""
    old, other = case.run.config.number("discriminator_lr"), case.run.config.number("generator_lr")
    if old and other and old >= other:
        yield from edit(
            case, "discriminator_lr", rounded(within(old / 3, LOW, HIGH)), cause=cause,
            why="it wins at this rate; a slower one leaves the generator something to follow",
            watch="the discriminator's loss stays away from 0, and samples stay varied to the end",
        )  # fmt: skip
    yield Advice(
        title="Make the discriminator less sure",
        why="a discriminator that is sure gives the generator no slope",
        snippet="real_target = torch.full_like(real_logits, 0.9)  # instead of 1.0\ndiscriminator = spectral_norm(discriminator)",
        cause=cause,
    )


@recipe("weigh-kl")
def weigh_kl(case: Case, cause: str) -> Iterator[Proposal]:
    """The weight at which KL costs as much as the reconstruction where it ran away."""
    found = case.first("kl-blowup")
    kl, loss = latent.kl_of(case.run), curves.train_loss(case.run)
    recon = None if loss is None else latent.reconstruction(case.run, loss) or loss
    weight, why = 0.01, "neither KL nor reconstruction is logged; 0.01 of the summed KL is a careful start"
    if found is not None and found.onset is not None and kl is not None and recon is not None:
        at_kl, at_recon = _at(kl, found.onset.value), _at(recon, found.onset.value)
        if at_kl and at_recon:
            weight = rounded(within(abs(at_recon / at_kl), 1e-5, 1.0))
            why = f"where it ran away KL was {number(at_kl, 3)} and the reconstruction {number(at_recon, 3)}: with this weight both cost the same"
    old = case.run.config.number("kl_weight")
    if old is not None and old >= weight:
        return
    yield from edit(
        case, "kl_weight", weight, cause=cause, why=why,
        watch="KL levels off, and the reconstruction stays within a few per cent",
    )  # fmt: skip


def _at(series: Series, place: float) -> float | None:
    before = series.finite.upto(place)
    return float(before.y[-1]) if len(before) else None


@recipe("weaker-kl")
def weaker_kl(case: Case, cause: str) -> Iterator[Proposal]:
    """A tenth of the weight, or a weight that grows."""
    old = case.run.config.number("kl_weight")
    if old:
        loss = curves.train_loss(case.run)
        recon = None if loss is None else latent.reconstruction(case.run, loss)
        level = None if recon is None or not len(recon.finite) else abs(float(recon.finite.y[-1]))
        new = old / 10 if level is None else min(old / 10, AFFORDABLE * level / TEN_NATS)
        yield from edit(
            case, "kl_weight", rounded(new), cause=cause,
            why="a code of ten nats must cost less than what it saves in reconstruction",
            watch="KL above 0.1 nat per dimension while the reconstruction falls",
        )  # fmt: skip
    yield Advice(
        title="Let the weight of the KL term grow from 0",
        why="at the start a code that says nothing costs nothing, and is taken",
        snippet="beta = min(1.0, step / warmup_steps) * kl_weight\nloss = reconstruction + beta * torch.clamp(kl_per_dim, min=0.05).sum()  # free bits",
        cause=cause,
    )
