"""Causes in reinforcement learning: a policy that decides too soon, or moves too far."""

from __future__ import annotations

from run_diagnose.causes.base import Cause, Missing, Sign
from run_diagnose.causes.signs import beyond, fired, no_knob, number_of, off
from run_diagnose.views import usual
from run_diagnose.views.case import Case

MANY_PASSES = 10
"""PPO's own number of passes over one batch of experience; more of them move the policy further per batch."""


def _no_target(case: Case) -> str | Missing | None:
    return None if case.run.has("kl") else Missing("log approx_kl: it says how far each update moves the policy")


CLIP_TOO_WIDE = Cause(
    slug="policy-clip-too-wide",
    title="The clip range lets the policy move as far as it likes",
    story="Beyond half of the old probability the clipped objective no longer holds the new policy near the old one, which the estimate relies on.",
    explains=("kl-blowup", "entropy-collapse", "reward-collapse"),
    prior=0.4,
    signs=(
        Sign(+1.8, beyond("clip_range", usual.CLIP_RANGE.high, "where recipes in use end at")),
        Sign(+0.5, fired("kl-blowup")),
    ),
    changes=("usual-clip-range", "fewer-passes"),
    test="log approx_kl per update: it must stay near 0.01 to 0.02",
    needs=lambda case: number_of(case, "clip_range") > usual.CLIP_RANGE.high,
)

TOO_MANY_PASSES = Cause(
    slug="too-many-passes",
    title="Too many passes over the same experience",
    story="Each further pass moves the policy away from the one that gathered the data.",
    explains=("kl-blowup", "reward-collapse"),
    prior=0.0,
    signs=(Sign(+1.0, beyond("ppo_epochs", MANY_PASSES, "where PPO itself uses")), Sign(0.0, _no_target)),
    changes=("fewer-passes",),
    test="stop the passes of an update once approx_kl is above 0.02, and see how many were made",
    needs=lambda case: number_of(case, "ppo_epochs") > MANY_PASSES,
)

NO_EXPLORATION = Cause(
    slug="nothing-rewards-exploration",
    title="Nothing keeps the policy from deciding too soon",
    story="Without a price on certainty the policy drops every action but one as soon as it looks a little better, and never finds out what the others were worth.",
    explains=("entropy-collapse", "reward-collapse", "policy-stands-still"),
    prior=0.2,
    signs=(
        Sign(+0.5, fired("entropy-collapse")),
        Sign(+0.6, off("ent_coef", "certainty costs nothing")),
        Sign(+0.3, no_knob("ent_coef", "the config sets no entropy coefficient; Stable-Baselines3 then takes 0")),
    ),
    changes=("reward-exploration",),
    test="three runs with an entropy coefficient of 0, 0.01 and 0.03, by entropy after a tenth of the steps",
    needs=lambda case: case.has("entropy-collapse", "reward-collapse"),
)

UPDATE_TOO_FAR = Cause(
    slug="policy-update-too-far",
    title="Single updates move the policy too far",
    story="An estimate made with the old policy says little about one far away from it; the reward falls after each such update.",
    explains=("kl-blowup", "reward-collapse"),
    prior=-0.1,
    signs=(
        Sign(+0.6, fired("kl-blowup")),
        Sign(+0.3, no_knob("target_kl", "no target_kl ends an update that went too far")),
    ),
    changes=("stop-at-target-kl",),
    test="log approx_kl per update beside the reward",
    needs=lambda case: case.run.task in ("", "rl") and case.value("kl-blowup", "step_kl") is not False,
)
