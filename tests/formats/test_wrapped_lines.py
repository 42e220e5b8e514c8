"""Lines of text that a log collector put into JSON."""

from __future__ import annotations

import json

import pytest

from run_diagnose.formats import detect
from run_diagnose.formats.base import Head, Match
from run_diagnose.formats.wrapped_lines import reader, recognise
from run_diagnose.model.record import Point

LINES = ["Epoch 1 loss: 0.6 val_loss: 0.7", "Epoch 2 loss: 0.5 val_loss: 0.6"]
WANTED = [{"epoch": 1, "loss": 0.6, "val_loss": 0.7}, {"epoch": 2, "loss": 0.5, "val_loss": 0.6}]


def points(lines: list[str]) -> list[dict[str, float]]:
    log = reader(Head.of("train.json", "\n".join(lines)))
    records = [r for number, line in enumerate(lines, 1) for r in log.feed(number, line)]
    return [dict(r.values) for r in [*records, *log.close()] if isinstance(r, Point)]


@pytest.mark.parametrize(
    "around",
    [
        {"log": "{}\n", "stream": "stdout", "time": "2026-05-01T10:00:01Z"},
        {"asctime": "2026-05-01 10:00:01,123", "levelname": "INFO", "message": "{}", "lineno": 12},
        {"insertId": "a1", "textPayload": "{}", "severity": "INFO", "timestamp": "2026-05-01T10:00:01Z"},
        {"text": "10:00 | INFO | {}\n", "record": {"elapsed": {"seconds": 1.2}, "message": "{}"}},
    ],
)
def test_what_a_collector_knows_of_a_line_is_no_value_of_it(around: dict[str, object]) -> None:
    lines = [json.dumps(around).replace("{}", line) for line in LINES]
    assert points(lines) == WANTED
    found = detect(Head.of("train.json", "\n".join(lines)))
    assert found is not None
    assert found.NAME == "wrapped-lines"


def test_a_chunk_of_several_lines_is_each_of_them() -> None:
    lines = [json.dumps({"stream_name": "stdout", "time": 1.5, "data": "Epoch 1\nloss: 0.6\nval_loss: 0.7\nEpoch 2\n"})]
    lines += [json.dumps({"stream_name": "stdout", "time": 2.5, "data": "loss: 0.5\nval_loss: 0.6\n"})]
    assert {k: v for row in points(lines)[-2:] for k, v in row.items()} == WANTED[1]


def test_a_record_with_figures_of_its_own_is_no_wrapped_line() -> None:
    lines = [json.dumps({"level": "info", "msg": f"epoch {n}", "epoch": n, "loss": 0.5 / n}) for n in (1, 2, 3)]
    assert recognise(Head.of("train.json", "\n".join(lines))) is Match.NO


def test_a_server_s_log_stays_no_training_log() -> None:
    lines = [json.dumps({"level": "info", "time": 1.5, "msg": f"GET /index.html {n} ms"}) for n in (12, 15, 9)]
    assert recognise(Head.of("app.json", "\n".join(lines))) is Match.NO


def test_a_cut_line_is_read_as_it_stands() -> None:
    lines = [json.dumps({"log": line + "\n", "stream": "stdout"}) for line in LINES]
    assert points([*lines, '{"log": "Epoch 3 los']) == WANTED
