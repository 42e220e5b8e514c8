"""Causes in tuning to preferences: what holds the model near its reference, and what the pairs differ in."""

from __future__ import annotations

from run_diagnose.causes.base import Cause, Missing, Sign
from run_diagnose.causes.signs import fired, no_knob, number_of
from run_diagnose.model.wording import number, setting
from run_diagnose.views.case import Case
from run_diagnose.views.preference import tunes_preferences

USUAL_RATE = 1e-5
"""Recipes for whole models take 5e-7 to 5e-6, for adapters up to 5e-5 (Tunstall et al. 2023, Zephyr: 5e-7)."""
USUAL_WEIGHT = 0.1
"""Beta in the DPO paper and the default of trl; below it the reference hardly holds."""


def _fast(case: Case) -> str | None:
    rate, key = case.run.config.number("learning_rate"), case.run.config.knob("learning_rate")
    if key is None or rate is None or rate <= USUAL_RATE:
        return None
    return f"the config has {key.key}: {setting(rate)}, and recipes for whole models end below {setting(USUAL_RATE)}"


def _loose(case: Case) -> str | None:
    key = case.run.config.knob("reference_weight")
    weight = case.run.config.number("reference_weight")
    if key is None or weight is None or weight >= USUAL_WEIGHT:
        return None
    return f"the config has {key.key}: {number(weight)}, below the usual {number(USUAL_WEIGHT)}"


def _masked(case: Case) -> str | Missing | None:
    masked = case.value("preferences-unlearned", "masked")
    if masked is None:
        return None
    if masked:
        return "the log-probabilities of the answers are exactly 0"
    return None if case.value("preferences-unlearned", "exact") is False else Missing("log logps/chosen")


NOTHING_UNMASKED = Cause(
    slug="answers-masked-out",
    title="No token of the answers reaches the loss",
    story="Prompts that fill the longest allowed length leave no room for the answers, or a mask covers them: both log-probabilities are 0, and the loss is ln 2 for ever.",
    explains=("preferences-unlearned",),
    prior=0.3,
    signs=(Sign(+1.5, _masked),),
    changes=("check-answer-mask",),
    test="decode the tokens whose label is not -100 in one batch",
    needs=lambda case: case.value("preferences-unlearned", "exact") is True,
)

REFERENCE_TOO_LOOSE = Cause(
    slug="reference-held-too-loosely",
    title="Nothing holds the model near its reference",
    story="The loss or the reward can be met far from the model that wrote fluent answers, and a weak pull back lets it go there.",
    explains=("chosen-answers-lost", "preferences-too-easy", "kl-blowup"),
    prior=0.2,
    signs=(
        Sign(+1.0, _loose),
        Sign(+0.5, fired("chosen-answers-lost")),
        Sign(+0.5, lambda case: "the reward rises meanwhile" if case.value("kl-blowup", "reward_rises") else None),
    ),
    changes=("hold-reference", "keep-chosen-likely"),
    test="two short runs with the weight of the reference tripled, by log-probability of the chosen answers and by reading ten answers",
    needs=lambda case: tunes_preferences(case.run),
)

PREFERENCE_RATE_TOO_HIGH = Cause(
    slug="preference-rate-too-high",
    title="The learning rate is too high for tuning to preferences",
    story="A few hundred long steps push both answers far away before the difference between them has been learned.",
    explains=("chosen-answers-lost", "preferences-too-easy", "kl-blowup"),
    prior=0.1,
    signs=(Sign(+1.2, _fast),),
    changes=("lower-preference-rate",),
    test="the same run at a tenth of the rate, by margin per unit of log-probability lost",
    needs=lambda case: tunes_preferences(case.run) and number_of(case, "learning_rate") > USUAL_RATE,
)

TRIVIAL_PAIRS = Cause(
    slug="pairs-differ-in-something-trivial",
    title="The pairs differ in something trivial",
    story="Where all chosen answers are longer, or come from another model, that is what is learned, in some dozen steps and without error.",
    explains=("preferences-too-easy",),
    prior=0.3,
    signs=(
        Sign(
            +0.8,
            lambda case: (
                "an accuracy of 1 that judgements of people never allow" if case.has("preferences-too-easy") else None
            ),
        ),
    ),
    changes=("harder-pairs",),
    test="tell the pairs apart by length alone; by the first ten tokens alone",
)

ANSWERS_TOO_SHORT = Cause(
    slug="answer-limit-too-short",
    title="Answers are allowed too few tokens",
    story="An answer that is cut has no result, so its reward says nothing about its reasoning; the policy learns from the few that fit.",
    explains=("answers-cut-off",),
    prior=0.2,
    signs=(
        Sign(
            +0.8,
            lambda case: "answers are cut from the start" if case.value("answers-cut-off", "grew") is False else None,
        ),
        Sign(+0.2, no_knob("answer_length", "the config sets no longest length; defaults are 256 tokens and less")),
    ),
    changes=("longer-answers",),
    test="sample a hundred answers without a limit, and look at their lengths",
)

LENGTH_UNPUNISHED = Cause(
    slug="nothing-punishes-length",
    title="Long answers cost nothing",
    story="A loss that is averaged over the tokens of an answer punishes long wrong answers less than short ones, and the length runs up to the limit.",
    explains=("answers-cut-off",),
    prior=0.2,
    signs=(
        Sign(
            +0.8,
            lambda case: (
                "the share of cut answers grew while it trained" if case.value("answers-cut-off", "grew") else None
            ),
        ),
    ),
    changes=("price-on-length",),
    test="compare the mean length of rewarded and of unrewarded answers over the run",
)

PROMPTS_TOO_HARD = Cause(
    slug="prompts-too-hard-or-reward-too-coarse",
    title="The prompts are too hard, or the reward is too coarse",
    story="If no answer of a group is ever right, or the reward's parser never accepts one, all advantages are 0 and every step is empty.",
    explains=("uniform-rewards",),
    prior=0.3,
    signs=(Sign(+0.6, fired("uniform-rewards")),),
    changes=("graded-reward",),
    test="sample 16 answers to 20 prompts from the untrained model, and score them by hand and by the reward",
)
