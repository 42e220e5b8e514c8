"""Curves on an even grid, and in a line of text."""

from __future__ import annotations

import math
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from run_diagnose.model.report import SeriesSummary
from run_diagnose.render.curves import bounds, marks, panels, resample, telling
from run_diagnose.render.html import render as html
from run_diagnose.render.markdown import render as markdown
from run_diagnose.render.options import Options
from run_diagnose.render.sparkline import sparkline
from run_diagnose.render.terminal import render as terminal

from .reports import failed, report, series

nasty = st.none() | st.sampled_from([0.0, 1e308, -1e308, 5e-324, 1e-300]) | st.floats(-10, 10)


def curve(*y: float | None) -> SeriesSummary:
    """A series over as many epochs as there are values."""
    return series("s", "val_loss", "loss", y)


def test_a_spike_survives_thinning() -> None:
    y = [1.0] * 47
    y[23] = 99.0
    assert 99.0 in resample(curve(*y), 1, 47, 10)


def test_what_was_not_logged_is_bridged_and_nan_is_not() -> None:
    sparse = replace(curve(1.0, 2.0, None), x=(1.0, 5.0, 9.0))
    cells = resample(sparse, 1, 9, 9)
    assert cells[:5] == [1.0, 1.25, 1.5, 1.75, 2.0]
    assert all(y is not None and math.isnan(y) for y in cells[5:])


def test_nothing_is_drawn_before_the_first_and_after_the_last_point() -> None:
    late = replace(curve(1.0, 2.0), x=(4.0, 5.0))
    assert resample(late, 1, 8, 8) == [None, None, None, 1.0, 2.0, None, None, None]


def test_a_sparkline_rises_with_its_values() -> None:
    assert sparkline(curve(1.0, 2.0, 3.0), 1, 3, 3) == "▁▅█"
    assert sparkline(curve(1.0, None, 3.0), 1, 3, 3, ascii_only=True) == "_x#"


def test_a_constant_curve_is_a_level_line() -> None:
    assert sparkline(curve(2.0, 2.0, 2.0), 1, 3, 3) == "▄▄▄"


def test_a_lone_spike_does_not_flatten_the_rest() -> None:
    assert bounds([1.0 + 0.1 * (i % 5) for i in range(40)] + [1e6])[1] < 3
    assert bounds([3.0, 2.0, 1.0]) == (1.0, 3.0)


def test_train_and_validation_share_a_panel() -> None:
    run = failed()
    train = replace(run.series[0], name="train_loss", role="train_loss", split="train")
    both = next(p for p in panels(replace(run, series=(*run.series, train))) if p.title == "loss")
    assert {s.name for s in both.curves} == {"train_loss", "val_loss"}


@settings(max_examples=40, deadline=None)
@given(st.lists(nasty, min_size=0, max_size=47), st.lists(nasty, min_size=0, max_size=47))
def test_any_values_can_be_drawn(first: list[float | None], second: list[float | None]) -> None:
    run = failed()
    drawn = (replace(curve(*first), name="a"), replace(curve(*second), name="b", role="train_loss"))
    told = report(replace(run, series=drawn))
    assert "inf" not in markdown(told).partition("```mermaid")[2].partition("```")[0]
    assert "nan" not in html(told).partition("<svg")[2].partition("</svg>")[0].replace('class="nan', "")
    assert terminal(told, Options(ascii=True)).isascii()


def test_a_log_without_curves_lists_its_last_values() -> None:
    run = failed()
    single = replace(run, series=tuple(replace(s, x=s.x[:1], y=s.y[:1]) for s in run.series))
    for form in (markdown, terminal, html):
        text = form(report(single))
        assert "-0.0748" in text.partition("Findings")[0].partition("COL001")[0]


def test_training_has_the_same_colour_in_every_panel() -> None:
    run = replace(
        failed(),
        series=(
            series("val_corr", "val_metric", "correlation", (0.1, 0.2), goal="max"),
            series("train_corr", "train_metric", "correlation", (0.1, 0.3), goal="max", split="train"),
        ),
    )
    (panel,) = panels(run)
    assert [s.name for s in panel.curves] == ["train_corr", "val_corr"]


def test_series_along_another_axis_have_their_own_panel_and_no_sparkline_beside_the_others() -> None:
    batches = replace(series("pred_std [batches]", "pred_std", "pred_std", (0.1, 0.2), goal=None), axis="batch")
    run = replace(failed(), series=(*failed().series, batches))
    assert {s.axis for panel in panels(run) for s in panel.curves} == {"epoch", "batch"}
    assert all(len({s.axis for s in panel.curves}) == 1 for panel in panels(run))
    assert batches not in telling(run, 99)
    assert list(marks(run, "batch")) == []
