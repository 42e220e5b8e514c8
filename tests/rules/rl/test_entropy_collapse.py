"""A policy that stops exploring too early, told from one that has learned."""

from run_diagnose.model.outcome import Fired
from run_diagnose.rules.rl.entropy_collapse import entropy_collapse
from run_diagnose.testing.runs import run_of

POOR = [19.0, 24.0, 23.0, 12.0, 9.6, 9.4, 9.4, 9.3, 9.4, 9.3]
GOOD = [19.0, 24.0, 43.0, 80.0, 150.0, 260.0, 370.0, 450.0, 480.0, 490.0]
GONE = [0.65, 0.5, 0.21, 0.05, 0.012, 0.004, 0.002, 0.001, 0.001, 0.001]


def test_a_deterministic_policy_with_a_poor_reward_collapsed():
    outcome = entropy_collapse(run_of({"val_metric:reward": POOR, "entropy": GONE}, task="rl"))
    assert isinstance(outcome, Fired)
    assert outcome.findings[0].severity.value == "error"
    assert outcome.findings[0].onset.value == 4


def test_a_deterministic_policy_with_a_good_reward_has_learned():
    assert not isinstance(entropy_collapse(run_of({"val_metric:reward": GOOD, "entropy": GONE}, task="rl")), Fired)


def test_an_entropy_loss_is_the_negative_of_an_entropy():
    run = run_of({"val_metric:reward": POOR, "train_loss_part:entropy_loss": [-v for v in GONE]}, task="rl")
    assert isinstance(entropy_collapse(run), Fired)


def test_a_continuous_policy_has_no_floor_to_reach():
    falling = [1.4 - 0.3 * k for k in range(10)]
    assert not isinstance(entropy_collapse(run_of({"val_metric:reward": POOR, "entropy": falling}, task="rl")), Fired)
