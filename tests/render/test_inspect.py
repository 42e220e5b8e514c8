"""``diagnose inspect``: how the log was read."""

from __future__ import annotations

from dataclasses import replace

import pytest

from run_diagnose.render import Options
from run_diagnose.render.inspect import render

from .reports import REPORTS, failed, report


def test_every_column_is_listed_with_role_direction_and_how_sure() -> None:
    lines = render(REPORTS["failed"]).splitlines()
    row = next(line for line in lines if line.strip().startswith("val_corr "))
    assert "val_metric" in row
    assert "validation correlation, higher is better" in row
    assert "50% guess" in row
    assert " 8 " in row


def test_format_encoding_axis_config_and_placeholders_are_told() -> None:
    text = render(REPORTS["failed"])
    for part in ("csv, utf-8, separator ',', 48 lines", "epochs 1-47 of 50", "configs/run4.yaml: 4 keys", "2 x '-'"):
        assert part in text


def test_a_log_without_a_learning_signal_says_how_to_name_one() -> None:
    run = failed()
    other = replace(run.series[0], name="foo", role="other", certainty=0.0, goal=None)
    assert "--map val_loss=foo" in render(report(replace(run, series=(other,))))


def test_a_metric_without_direction_says_how_to_give_one() -> None:
    run = failed()
    odd = replace(run.series[1], name="zorp", goal=None)
    assert "--higher-is-better zorp" in render(report(replace(run, series=(odd,))))


@pytest.mark.parametrize("name", REPORTS)
def test_it_is_plain_text(name: str) -> None:
    text = render(REPORTS[name])
    assert all(c.isprintable() or c == "\n" for c in text)
    assert render(REPORTS[name], Options(ascii=True)).isascii()
