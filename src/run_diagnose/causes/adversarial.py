"""Causes in games and codes: two networks out of balance, a KL term of the wrong weight."""

from __future__ import annotations

from run_diagnose.causes.base import Cause, Sign
from run_diagnose.causes.signs import fired, is_off, number_of, off
from run_diagnose.model.wording import number
from run_diagnose.views import usual
from run_diagnose.views.case import Case


def rates(case: Case) -> tuple[float, float] | None:
    """The rates of generator and discriminator; the common one stands for the side that has none of its own."""
    config = case.run.config
    common = config.number("learning_rate")
    g, d = config.number("generator_lr") or common, config.number("discriminator_lr") or common
    return None if g is None or d is None or not g or not d else (g, d)


def _apart(case: Case) -> str | None:
    both = rates(case)
    if both is None or max(both) < usual.DISTANT * min(both):
        return None
    faster = "generator" if both[0] > both[1] else "discriminator"
    return f"the {faster} learns at {number(max(both) / min(both), 2)} times the rate of the other ({number(both[0])} and {number(both[1])})"


def _too_high(case: Case) -> str | None:
    both = rates(case)
    if both is None or max(both) <= 10 * usual.ADAM.start:
        return None
    return f"{number(max(both))} is {number(max(both) / usual.ADAM.start, 2)} times the rate that Adam starts with"


def _won(case: Case) -> str | None:
    return "the discriminator's loss went to 0" if case.value("gan-collapse", "discriminator_won") else None


def _fooled(case: Case) -> str | None:
    return "its answers are no better than chance" if case.value("gan-collapse", "discriminator_lost") else None


def _unweighted(case: Case) -> str | None:
    """What the logged figures give the KL term as its weight; the rule says it only where it is next to nothing."""
    weight = case.value("kl-blowup", "kl_weight")
    if weight == 0:
        return "the total equals the reconstruction: the KL term does not count"
    return f"its weight in the loss is {number(weight, 2)}" if isinstance(weight, float) else None


UNBALANCED_RATES = Cause(
    slug="rates-out-of-balance",
    title="One of the two networks learns much faster than the other",
    story="A game goes on only while neither side wins: the faster one leaves the other nothing to learn from, and the generator settles on what passes.",
    explains=("gan-collapse", "divergence", "non-finite-loss", "oscillation", "metric-past-best"),
    prior=0.3,
    signs=(
        Sign(
            +1.3,
            _apart,
            "four times is common on purpose (Zhang et al. 2019: 0.0001 and 0.0004); wider pairs were tuned one by one",
        ),
        Sign(+0.9, _too_high),
        Sign(+0.4, _won),
    ),
    changes=("balance-rates",),
    test="log both losses per step: neither may go to 0",
    needs=lambda case: case.has("gan-collapse") and rates(case) is not None,
)

DISCRIMINATOR_WINS = Cause(
    slug="discriminator-too-strong",
    title="The discriminator tells everything apart",
    story="A discriminator that is sure gives the generator no slope to follow.",
    explains=("gan-collapse", "metric-past-best"),
    prior=-0.1,
    signs=(Sign(+1.2, _won), Sign(+0.3, fired("gan-collapse")), Sign(-1.5, _fooled)),
    changes=("soften-discriminator",),
    test="train the generator alone for 200 steps: its loss must fall",
    needs=lambda case: case.run.task == "gan" or case.run.has("generator_loss", "discriminator_loss"),
)

KL_UNWEIGHTED = Cause(
    slug="kl-without-weight",
    title="Nothing holds the codes to the prior",
    story="With no weight on the KL term the encoder may place its codes anywhere; reconstruction gains, and samples from the prior mean nothing.",
    explains=("kl-blowup", "divergence"),
    prior=0.4,
    signs=(
        Sign(+1.4, off("kl_weight", "the KL term counts for nothing")),
        Sign(+1.0, _unweighted),
    ),
    changes=("weigh-kl",),
    test="decode 64 draws from the prior and look at them",
    needs=lambda case: case.value("kl-blowup", "step_kl") is False or is_off(case, "kl_weight") is not None,
)

KL_TOO_STRONG = Cause(
    slug="kl-weight-too-strong",
    title="The KL term wins before the codes say anything",
    story="At the start a code that carries nothing costs nothing, and a decoder that can do without it does.",
    explains=("posterior-collapse", "spread-collapse", "no-learning"),
    prior=0.3,
    signs=(
        Sign(+0.8, fired("posterior-collapse")),
        Sign(
            +0.6,
            lambda case: (
                f"its weight is {number(number_of(case, 'kl_weight'))}" if number_of(case, "kl_weight") >= 0.1 else None
            ),
        ),
    ),
    changes=("weaker-kl",),
    test="five epochs without the KL term: the reconstruction must fall",
    needs=lambda case: case.has("posterior-collapse"),
)
