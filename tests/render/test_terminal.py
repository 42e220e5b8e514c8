"""The terminal report: fits its columns, cuts no number and no name, escapes everything."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from run_diagnose.model.report import Experiment
from run_diagnose.render import Options
from run_diagnose.render.terminal import render
from run_diagnose.render.terminal.page import Page, cells

from .reports import REPORTS, failed, report

WIDTHS = (40, 80, 120, 200)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", REPORTS)
def test_no_line_is_wider_than_the_terminal(name: str, width: int) -> None:
    run = REPORTS[name]
    bare = replace(run, runs=tuple(replace(r, advice=()) for r in run.runs))  # code is copied whole, whatever its width
    text = render(bare, Options(width=width, charts=width > 40))
    assert [line for line in text.splitlines() if cells(line) > width] == []


@pytest.mark.parametrize("width", WIDTHS)
def test_no_number_and_no_name_is_cut(width: int) -> None:
    words = set(render(REPORTS["failed"], Options(width=width)).replace("\n", " ").split())
    assert {"-0.0513", "0.4827", "-0.0748", "COL001", "best-epoch-in-collapse"} <= words
    assert not any("…" in word for word in words)


def test_a_long_name_is_wrapped_at_its_joints() -> None:
    page = Page(40)
    page.write([("validation/encoder/layers/attention_output_projection_mean_squared_error", "")], 1)
    lines = ["".join(text for text, _ in line).strip() for line in page.lines]
    assert "".join(lines) == "validation/encoder/layers/attention_output_projection_mean_squared_error"
    assert all(line.endswith(("/", "_", "error")) for line in lines)


def test_a_number_stays_in_one_piece_in_a_long_word() -> None:
    page = Page(40)
    page.write([("threshold=-1.2345678e-05," * 4, "")], 0)
    assert all("-1.2345678e-05" in "".join(t for t, _ in line) for line in page.lines)


@pytest.mark.parametrize("name", REPORTS)
def test_without_colour_there_is_no_escape_code(name: str) -> None:
    for options in (Options(), Options(ascii=True), Options(charts=False), Options(verbose=True)):
        assert "\x1b" not in render(REPORTS[name], options)


@pytest.mark.parametrize("name", REPORTS)
def test_colour_only_adds_codes(name: str) -> None:
    painted = render(REPORTS[name], Options(color=True))
    assert re.sub(r"\x1b\[[0-9;]*m", "", painted) == render(REPORTS[name], Options())
    assert "\x1b[" in painted or not REPORTS[name].runs


def test_square_brackets_of_the_log_are_no_markup() -> None:
    run = replace(failed(), answer="the series [val] and [/bold] fell", name="a[red]b")
    text = render(report(run))
    assert "[val] and [/bold]" in text
    assert "a[red]b" in text


def test_ascii_stays_ascii() -> None:
    for name in REPORTS:
        assert render(REPORTS[name], Options(ascii=True)).isascii()


def test_the_answer_comes_before_the_proof_and_again_at_the_end() -> None:
    lines = render(REPORTS["failed"], Options(width=80)).splitlines()
    assert "FAILED" in "".join(lines[:5])
    assert "FAILED" in "".join(lines[-5:])


def test_the_picked_epoch_stands_under_its_column() -> None:
    lines = render(REPORTS["failed"], Options(width=120)).splitlines()
    ruler = next(line for line in lines if "▲" in line)
    curve = next(line for line in lines if line.startswith(" val_loss"))
    assert ruler.index("▲") - curve.index("█") == 36
    assert ruler.split() == ["1", "37▲picked", "47"]


def test_many_runs_are_one_line_each_unless_asked() -> None:
    many = report(*[replace(failed(), name=f"run{i}") for i in range(6)])
    assert "Change next" not in render(many)
    assert "Change next" in render(many, Options(verbose=True))


def test_inputs_that_could_not_be_read_are_named_with_what_to_try() -> None:
    text = render(REPORTS["several"])
    assert "gone.csv: No such file." in text
    assert "try: nearest: run4.csv" in text


@pytest.mark.parametrize("width", [40, 61, 80, 97, 120])
def test_a_number_and_its_unit_and_a_place_stay_on_one_line(width: int) -> None:
    text = render(report(failed()), Options(width=width))
    assert not re.search(r"\d\n\s+%|\b(epochs?|steps?)\n\s+\d", text)


def test_briefly_the_plan_and_the_code_are_named_and_verbosely_told() -> None:
    brief, whole = (render(REPORTS["failed"], Options(width=100, verbose=v)) for v in (False, True))
    told = REPORTS["failed"].runs[0]
    assert len(brief.splitlines()) < len(whole.splitlines())
    assert all(a.title.split()[0] in brief for a in told.advice)
    assert "-v tells all" in " ".join(brief.split())
    assert "-v tells all" not in " ".join(whole.split())


def test_a_run_that_need_not_be_made_says_why() -> None:
    plan = (
        Experiment(
            kind="change", title="Halve the rate", keys=("lr",), cost="one run", expect="calm", decide="so: keep"
        ),
        Experiment(kind="spared", title="A floor", keys=(), cost="none: not to be run", expect="-", decide="it speaks"),
    )
    told = replace(failed(), experiments=plan)
    whole = render(report(told), Options(verbose=True))
    assert "then: keep" in whole
    assert "why: it speaks" in whole
    assert "A floor" not in render(report(told))
