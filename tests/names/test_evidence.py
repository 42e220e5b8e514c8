"""What is a training log, and what only has numbers."""

from __future__ import annotations

import pytest

from run_diagnose.errors import NotALogError

from .logs import run, runs, table

COLUMNS = [5.0, 4.0, 3.0]

NO_LOGS = {
    "web server": ["status", "bytes", "response_time", "user_id"],
    "bank": ["amount", "balance", "cost", "fee", "rate", "account", "branch", "currency"],
    "gps": ["lat", "lon", "accuracy", "speed", "heading", "altitude", "hdop", "satellites"],
    "games": ["round", "score", "player", "goals", "fouls", "cards", "minutes", "shots"],
    "shop": ["price", "quantity", "return", "stock"],
    "settings printed": ["batch_size", "num_workers", "seed"],
    "axis only": ["epoch", "time"],
    "learning rate only": ["step", "lr"],
}
LOGS = {
    "loss alone": ["loss"],
    "own words": ["epoch", "train_loss", "foo", "bar", "baz", "qux", "n1", "n2"],
    "a cost by iteration": ["iteration", "cost"],
    "final metrics": ["accuracy", "f1", "auc", "support"],
    "keras without axis": ["loss", "accuracy", "val_loss", "val_accuracy"],
    "spread alone": ["batch", "pred_std", "target_std"],
    "reward alone": ["r", "l", "t"],
}


@pytest.mark.parametrize("name", NO_LOGS, ids=lambda n: n.replace(" ", "-"))
def test_tables_of_other_trades_are_refused_with_the_next_thing_to_try(name: str) -> None:
    with pytest.raises(NotALogError) as refused:
        runs(table(**dict.fromkeys(NO_LOGS[name], COLUMNS)))
    assert "run.csv" in refused.value.reason
    assert "diagnose inspect run.csv" in refused.value.hint


@pytest.mark.parametrize("name", LOGS, ids=lambda n: n.replace(" ", "-"))
def test_small_and_odd_logs_are_accepted(name: str) -> None:
    values = {c: [1.0, 2.0, 3.0] for c in LOGS[name]}
    assert run(table(**values)).series


def test_seconds_since_1970_are_no_epochs() -> None:
    found = run(table(epoch=[1.7e9, 1.7e9 + 60, 1.7e9 + 120], loss=[3, 2, 1]))
    assert found.axis == "row"


def test_nothing_at_all_is_refused() -> None:
    with pytest.raises(NotALogError, match="no loss and no metric"):
        runs([])
