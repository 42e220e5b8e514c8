"""The data: how it is scaled, bounded, weighed, and what to look at before any knob is turned."""

from __future__ import annotations

from collections.abc import Iterator

from run_diagnose.changes.base import Proposal, edit, recipe
from run_diagnose.model.change import Advice, Risk
from run_diagnose.views.case import Case

FAR = 3.0
"""Standard deviations that hold 99.7 % of a normal input."""


@recipe("normalise-inputs")
def normalise_inputs(case: Case, cause: str) -> Iterator[Proposal]:
    """Scale the inputs by the training set's mean and standard deviation."""
    yield from edit(
        case, "normalize", True, cause=cause, risk=Risk.SAFE,
        why="inputs of mean 0 and deviation 1 keep activations, gradients and float16 in range",
        watch="the first losses are of the size of the targets' variance, or of ln C",
    )  # fmt: skip


@recipe("unit-targets")
def unit_targets(case: Case, cause: str) -> Iterator[Proposal]:
    """Targets of unit size; the scale is put back where predictions are used."""
    yield from edit(
        case, "target_scale", 1.0, cause=cause,
        why="the loss then starts near 1, and usual rates are right",
        watch="the first losses are near the variance of the targets, 1",
    )  # fmt: skip


@recipe("shuffle")
def shuffle(case: Case, cause: str) -> Iterator[Proposal]:
    """A new order each epoch."""
    yield from edit(
        case, "shuffle", True, cause=cause, risk=Risk.SAFE,
        why="batches then are samples of the whole, not neighbours",
        watch="the loss no longer moves with the period of an epoch",
    )  # fmt: skip


@recipe("drop-nonfinite")
def drop_nonfinite(case: Case, cause: str) -> Iterator[Proposal]:
    """Turn on the config's own filter."""
    s = case.run.config.knob("drop_nonfinite")
    if s is None or s.value is True:
        return
    yield from edit(
        case, "drop_nonfinite", True, cause=cause, risk=Risk.SAFE,
        why="one sample that is not finite makes the whole batch so",
        watch="how many samples it drops is logged, and is few",
    )  # fmt: skip


@recipe("clip-inputs")
def clip_inputs(case: Case, cause: str) -> Iterator[Proposal]:
    """Bound the inputs where the config has a knob for it."""
    s = case.run.config.knob("clip_inputs")
    if s is None or s.value not in (None, False, 0, "none"):
        return
    yield from edit(
        case, "clip_inputs", FAR, cause=cause,
        why="three standard deviations hold 99.7 % of a normal input; what lies beyond makes the spike",
        watch="the spikes are gone, and the loss between them is as it was",
    )  # fmt: skip


@recipe("find-batch")
def find_batch(case: Case, cause: str) -> Iterator[Proposal]:
    """Name the batch that makes the spike."""
    yield Advice(
        title="Name the samples of a batch whose loss is far above the rest",
        why="a spike that comes back is a batch; a spike that comes once is a step",
        snippet="if loss > 3 * running_median:\n    print(step, sample_ids, batch_inputs.abs().max())",
        cause=cause,
    )


@recipe("balance-classes")
def balance_classes(case: Case, cause: str) -> Iterator[Proposal]:
    """Weigh the classes by the inverse of their share."""
    s = case.run.config.knob("class_weights")
    if s is None:
        yield Advice(
            title="Weigh the classes by the inverse of their share",
            why="an unweighted loss gains most from the class that holds most samples",
            snippet="counts = torch.bincount(train_labels)\nloss = F.cross_entropy(logits, labels, weight=counts.sum() / (len(counts) * counts))",
            cause=cause,
        )
        return
    yield from edit(
        case, "class_weights", "balanced", cause=cause,
        why="each class then weighs the same, however few its samples",
        watch="balanced accuracy is above 1 / classes within the first epochs",
    )  # fmt: skip


@recipe("check-finite", always=True)
def check_finite(case: Case, cause: str) -> Iterator[Proposal]:
    """Find the sample that cannot be computed."""
    yield Advice(
        title="Stop at the first batch that is not finite, and name it",
        why="a NaN that comes out of calm curves is a sample as often as the arithmetic",
        snippet="for name, tensor in batch.items():\n    assert torch.isfinite(tensor).all(), (step, name)\nassert torch.isfinite(loss), (step, loss)",
        cause=cause,
    )


@recipe("check-split")
def check_split(case: Case, cause: str) -> Iterator[Proposal]:
    """Look for samples that both splits hold."""
    yield Advice(
        title="Look for samples that both splits share",
        why="a loss lower on validation than in training can come from samples that the model has seen",
        snippet="shared = set(map(hash_of, train_samples)) & set(map(hash_of, val_samples))\nprint(len(shared))  # must be 0; then split by group or by time",
        cause=cause,
    )
