"""Tuning to preferences: how strongly the reference holds, what the pairs and the answers are."""

from __future__ import annotations

from collections.abc import Iterator

from run_diagnose.changes.base import Proposal, edit, recipe, rounded, within
from run_diagnose.model.change import Advice
from run_diagnose.views.case import Case
from run_diagnose.views.preference import pairs

START, MOST = 0.1, 0.5
"""Beta of the DPO paper and trl's default; papers sweep it up to 0.5."""
ONLINE_START, ONLINE_MOST = 0.04, 0.2
"""Weight of the KL in Shao et al. 2024 (GRPO); PPO recipes take 0.05 to 0.2."""


@recipe("hold-reference")
def hold_reference(case: Case, cause: str) -> Iterator[Proposal]:
    """Three times the pull back to the reference, or the usual one."""
    old = case.run.config.number("reference_weight")
    start, most = (START, MOST) if pairs(case.run) is not None else (ONLINE_START, ONLINE_MOST)
    new = rounded(within(3 * old, start, most)) if old else start
    if old is not None and old >= new:
        return
    yield from edit(
        case, "reference_weight", new, cause=cause, add="beta",
        why="leaving the reference then costs more than the last bit of margin or reward brings",
        watch="the log-probability of the chosen answers stays within a fifth of its start, and the KL does not grow on",
    )  # fmt: skip


@recipe("keep-chosen-likely")
def keep_chosen_likely(case: Case, cause: str) -> Iterator[Proposal]:
    """A term for the likelihood of the chosen answers themselves."""
    key = case.run.config.knob("chosen_weight")
    if pairs(case.run) is None or (key is not None and key.value not in (None, 0, 0.0, False)):
        return
    yield from edit(
        case, "chosen_weight", 1.0 if key is None or "ftx" not in key.key else 0.1, cause=cause, add="rpo_alpha",
        why="the preference loss knows the difference only; a term of its own keeps the chosen answers likely",
        watch="logps/chosen no longer falls",
    )  # fmt: skip


@recipe("lower-preference-rate")
def lower_preference_rate(case: Case, cause: str) -> Iterator[Proposal]:
    """A tenth of the rate, not below what recipes use."""
    old = case.run.config.number("learning_rate")
    if old is None:
        return
    new = rounded(within(old / 10, 5e-7, 5e-6))
    if new >= old:
        return
    yield from edit(
        case, "learning_rate", new, cause=cause, factor=new / old,
        why="recipes for whole models take 5.0e-07 to 5.0e-06; what is pushed far in few steps is not the difference",
        watch="margins grow over the whole run instead of in its first tenth",
    )  # fmt: skip


@recipe("longer-answers")
def longer_answers(case: Case, cause: str) -> Iterator[Proposal]:
    """Twice the room."""
    old = case.run.config.number("answer_length")
    if old is None or old <= 0:
        return
    yield from edit(
        case, "answer_length", int(2 * old), cause=cause,
        why="an answer that is cut has no result to reward",
        watch="the share of cut answers stays below a tenth",
    )  # fmt: skip


@recipe("price-on-length")
def price_on_length(case: Case, cause: str) -> Iterator[Proposal]:
    """What takes the gain out of being long."""
    yield Advice(
        title="take the gain out of long wrong answers",
        why="a loss averaged over each answer's own tokens punishes a long wrong answer less per token than a short one",
        snippet='GRPOConfig(..., loss_type="dr_grpo", mask_truncated_completions=True)',
        cause=cause,
    )


@recipe("check-answer-mask")
def check_answer_mask(case: Case, cause: str) -> Iterator[Proposal]:
    """Look at what reaches the loss."""
    yield Advice(
        title="look at the tokens that reach the loss",
        why="with both log-probabilities at 0 every answer token is masked or cut away",
        snippet="batch = next(iter(trainer.get_train_dataloader()))\n"
        "print({k: v.shape for k, v in batch.items() if hasattr(v, 'shape')})\n"
        "print(tokenizer.decode(batch['chosen_input_ids'][0]))  # is the answer in it?",
        cause=cause,
    )


@recipe("harder-pairs")
def harder_pairs(case: Case, cause: str) -> Iterator[Proposal]:
    """Pairs that differ in what is meant."""
    yield Advice(
        title="see whether length alone tells the pairs apart",
        why="what is learned in some dozen steps without error is not a judgement of quality",
        snippet="longer = sum(len(r['chosen']) > len(r['rejected']) for r in dataset) / len(dataset)\n"
        "print(longer)  # near 0.5 is good; near 0 or 1 explains an accuracy of 1",
        cause=cause,
    )


@recipe("graded-reward")
def graded_reward(case: Case, cause: str) -> Iterator[Proposal]:
    """Rewards that differ inside a group."""
    yield Advice(
        title="let answers of one group differ in their reward",
        why="without a difference inside the group the step is empty, whatever the learning rate",
        snippet="# keep prompts that the untrained model answers right in 10 to 90 % of 16 samples;\n"
        "# add partial credit (format, intermediate results) to a reward of 0 or 1",
        cause=cause,
    )
