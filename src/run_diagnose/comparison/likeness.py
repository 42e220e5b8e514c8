"""What makes runs incomparable: curves that are identical, data that differ, lengths that differ."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from run_diagnose.comparison.columns import Board
from run_diagnose.comparison.config_diff import between, is_data, is_seed
from run_diagnose.comparison.sample import Sample
from run_diagnose.model.comparison import Difference, Remark
from run_diagnose.model.report import SeriesSummary
from run_diagnose.model.wording import listing, number, place

POINTS = 11
"""Identical curves shorter than this may be chance or rounding; "identical over more than 10 points" is the test that
SageMaker Debugger's SimilarAcrossRuns applies."""
SHORTER = 0.8
"""A run that trained less than this share of the longest is said to be shorter."""
TARGETS = 0.05
"""Targets whose spread differs by more than this share are different data; the same set gives the same figure."""


def identical_curves(board: Board, differing: Sequence[Difference]) -> Iterator[Remark]:
    """Runs whose curves are the same to the last digit, with configs that differ or without."""
    alike: dict[tuple[object, ...], list[Sample]] = defaultdict(list)
    for sample in board.samples:
        if (mark := _curves(sample)) is not None:
            alike[mark].append(sample)
    for group in alike.values():
        if len(group) > 1:
            yield _identical(group, differing)


def _curves(sample: Sample) -> tuple[object, ...] | None:
    """What is equal only in runs whose losses and metrics are all equal; None for curves that are too short."""
    told = [s for s in sample.report.series if s.role.endswith(("_loss", "_metric")) and _moves(s)]
    return tuple((s.role, s.quantity, s.points, s.x, s.y) for s in told) if told else None


def _moves(s: SeriesSummary) -> bool:
    return s.points >= POINTS and len(set(s.y)) > 2


def _identical(group: list[Sample], differing: Sequence[Difference]) -> Remark:
    runs = [s.label for s in group]
    keys = list(dict.fromkeys(d.key for s in group[1:] for d in between(group[0], s, differing)))
    if not keys:
        why = "the same log was given twice, or the same run was repeated with the same seed: it counts once."
    elif all(is_seed(key) for key in keys):
        why = f"only {listing(keys)} differs: the seed did not reach the program."
    else:
        why = f"their configs differ in {listing(keys[:6])}: that change was not applied; check overrides and defaults."
    return Remark(
        code="CMP006",
        rule="identical-curves",
        severity="error" if keys else "note",
        message=f"The curves of {listing(runs)} are identical to the last digit; {why}",
        runs=tuple(runs),
    )


def different_data(board: Board, differing: Sequence[Difference]) -> Iterator[Remark]:
    """Signs that the runs were not measured on the same data."""
    keys = [d.key for d in differing if is_data(d.key)]
    spread = {s.label: t.last for s in board.samples if (t := s.find("target_std")) and t.last}
    said = [f"the configs differ in {listing(keys)}"] if keys else []
    if spread and max(spread.values()) > (1 + TARGETS) * min(spread.values()):
        told = listing([f"{run} {number(value)}" for run, value in spread.items()])
        said.append(f"the targets' spread differs ({told})")
    if said:
        yield Remark(
            code="CMP008",
            rule="different-data",
            severity="warning",
            message=f"The runs seem to be measured on different data: {listing(said)}. Their scores are not comparable "
            "until one validation set has judged all of them.",
            runs=tuple(s.label for s in board.samples),
        )


def different_length(board: Board) -> Iterator[Remark]:
    """Runs that trained much shorter than others on the same axis, of those that the ranking metric compares."""
    column = next((c for c in board.columns if c.goal), None)
    ranked = board.values(column.key) if column else {s.label for s in board.samples}
    ends = {s.label: s.report.axis.last for s in board.samples if s.report.axis.points > 1 and s.label in ranked}
    known = {run: last for run, last in ends.items() if last}
    axes = {s.report.axis.name for s in board.samples if s.label in known}
    if len(known) < 2 or len(axes) != 1 or "row" in axes:
        return
    longest = max(known, key=lambda run: known[run])
    short = [run for run, last in known.items() if last < SHORTER * known[longest]]
    if short:
        axis = next(iter(axes))
        told = listing([f"{run} ends at {place(axis, known[run])}" for run in short[:6]])
        yield Remark(
            code="CMP009",
            rule="different-length",
            severity="warning",
            message=f"{told}, {longest} at {place(axis, known[longest])}: last and best values "
            "compare unequal training; compare at matched steps.",
            runs=(*short, longest),
        )
