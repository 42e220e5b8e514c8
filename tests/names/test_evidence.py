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
    "a short track": ["time", "lat", "lon", "accuracy"],
    "a ROC curve": ["fpr", "tpr", "threshold"],
    "a network": ["time", "latency_ms", "packet_loss"],
    "learning rate only": ["step", "lr"],
    "a figure nobody knows on one side": ["epoch", "val_zap"],
}
LOGS = {
    "loss alone": ["loss"],
    "own words": ["epoch", "train_loss", "foo", "bar", "baz", "qux", "n1", "n2"],
    "a cost by iteration": ["iteration", "cost"],
    "final metrics": ["accuracy", "f1", "auc", "support"],
    "keras without axis": ["loss", "accuracy", "val_loss", "val_accuracy"],
    "a figure nobody knows on both sides": ["epoch", "train_zap", "val_zap"],
    "a similarity": ["epoch", "train_cos", "val_cos"],
    "spread alone": ["batch", "pred_std", "target_std"],
    "reward alone": ["r", "l", "t"],
    "a game by episode": ["episode", "max_tile", "score", "rate_2048", "rate_4096", "tiles", "moves"],
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


def test_a_table_without_a_header_is_told_how_to_name_its_columns() -> None:
    with pytest.raises(NotALogError) as refused:
        runs(table(**{"step": [0.0, 1.0, 2.0], "column 2": COLUMNS, "column 3": COLUMNS}))
    assert "without a header" in refused.value.reason
    assert "--map 'train_loss=column 2' --map 'val_loss=column 3'" in refused.value.hint


def test_a_column_with_blanks_in_its_name_can_be_copied_from_the_hint() -> None:
    with pytest.raises(NotALogError) as refused:
        runs(table(**{"epoch": COLUMNS, "Big Number (x)": COLUMNS}))
    assert "--map 'val_loss=Big Number (x)'" in refused.value.hint
