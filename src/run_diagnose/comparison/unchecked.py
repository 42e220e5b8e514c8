"""Questions about the comparison that the logs leave open, and what to log so that they need not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from run_diagnose.comparison.columns import SPREADS, Board
from run_diagnose.model.comparison import Group, Unchecked
from run_diagnose.model.wording import listing


def unchecked(board: Board, groups: Sequence[Group]) -> Iterator[Unchecked]:
    """What was not checked, the most telling first."""
    if len(board.samples) < 2:
        return
    yield from _validation_loss(board)
    yield from _collapse(board)
    yield from _gaps(board)
    if not any(s.configured for s in board.samples):
        prose = any(s.prose for s in board.samples)
        told = "settings are told in words only, and no keys are made of words" if prose else "no run has a config"
        yield Unchecked(
            question=f"which change of the config goes with which outcome: {told}", needs="each run's config file"
        )
    if all(s.report.axis.points <= 1 for s in board.samples):
        yield Unchecked(
            question="whether curves differ at matched steps: only final figures are there", needs="the runs' logs"
        )
    if not groups:
        yield Unchecked(question="whether differences exceed the seed's", needs="two more seeds of the leading config")


def _validation_loss(board: Board) -> Iterator[Unchecked]:
    """A loss that cannot tell runs apart is found only where it is logged."""
    column = board.by_role("val_loss", "test_loss")
    have = set(board.values(column.key)) if column else set()
    lacking = [s.label for s in board.samples if s.label not in have]
    if not have:
        yield Unchecked(
            question="validation loss: not checked, in no run; whether it separates the runs is open",
            needs="val_loss of every run",
        )
    elif lacking:
        yield Unchecked(
            question=f"validation loss of {listing(lacking[:8])}: not checked", needs="val_loss of every run"
        )


def _collapse(board: Board) -> Iterator[Unchecked]:
    """Regression runs whose spread nobody logged may have collapsed unseen."""
    regression = board.by_role("val_metric", "test_metric", quantity="r2") or board.by_role(
        "val_metric", "test_metric", quantity="mae"
    )
    if regression and not any(c.role in SPREADS for c in board.columns):
        yield Unchecked(
            question="whether a run has collapsed: no spread of predictions is logged",
            needs="pred_std and target_std, or predictions",
        )


def _gaps(board: Board) -> Iterator[Unchecked]:
    """Held-out metrics that most runs have and some lack."""
    for column in board.columns:
        if column.role.startswith("train") or column.role in ("val_loss", "test_loss", "other"):
            continue
        lacking = [s.label for s in board.samples if s.label not in board.values(column.key)]
        if 0 < len(lacking) <= len(board.samples) / 2:
            yield Unchecked(question=f"{column.key} of {listing(lacking[:8])}: not logged", needs=column.key)
