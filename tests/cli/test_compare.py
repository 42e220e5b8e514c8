"""``diagnose compare`` at the keyboard: flags, formats, gates and status."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from run_diagnose.cli.app import main

FIXTURES = Path(__file__).parents[2] / "fixtures" / "compare"
FOUR = str(FIXTURES / "four_runs.csv")
SWEEP = str(FIXTURES / "sweep")


def shown(capfdbinary: pytest.CaptureFixture[bytes], *words: str) -> tuple[int, str, str]:
    status = main(["compare", *words])
    out, err = capfdbinary.readouterr()
    return status, out.decode(), err.decode()


def test_a_table_of_runs_is_compared_as_markdown_on_a_pipe(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    status, out, err = shown(capfdbinary, FOUR)
    assert (status, err) == (0, "")
    assert "> [!CAUTION]" in out
    assert "| `run2` | SUSPECT collapsed" in out


def test_a_failed_gate_is_status_1_and_an_alert_is_not(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert shown(capfdbinary, FOUR, "--fail", "r2<-0.1")[0] == 1
    assert shown(capfdbinary, FOUR, "--fail", "r2<-0.1", "--exit-zero")[0] == 0
    status, out, _ = shown(capfdbinary, FOUR, "--alert", "r2<-0.1")
    assert status == 0
    assert "alert: run3: r2 -0.2034 &lt; -0.1" in out or "alert: run3: r2 -0.2034 < -0.1" in out


def test_fail_on_counts_remarks_and_findings(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert shown(capfdbinary, FOUR, "--fail-on", "error")[0] == 1
    assert shown(capfdbinary, FOUR, "--fail-on", "never")[0] == 0


def test_json_holds_runs_and_comparison(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    _, out, _ = shown(capfdbinary, FOUR, "--json")
    data = json.loads(out)
    assert [run["name"] for run in data["runs"]] == ["run1", "run4", "run2", "run3"]
    assert data["comparison"]["primary"] == "r2"


def test_csv_has_a_row_for_each_run(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    _, out, _ = shown(capfdbinary, SWEEP, "--csv", "--keep", "val_loss|lr")
    lines = out.splitlines()
    assert len(lines) == 6
    assert lines[0].startswith("run,rank,verdict,collapsed,codes,val_loss,")
    assert "config.optimizer.lr" in lines[0]
    assert "val_accuracy" not in lines[0]


def test_columns_and_order_can_be_chosen(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    words = (FOUR, "--md", "--drop", "pred|corr", "--sort-by", "mae", "--sort-order", "desc", "--precision", "2")
    _, out, _ = shown(capfdbinary, *words)
    rows = [line for line in out.splitlines() if line.startswith("| `run")]
    assert [row.split("`")[1] for row in rows] == ["run1", "run2", "run4", "run3"]
    assert "pred_spread" not in rows[0]
    assert "| 0.4 |" in rows[0]


def test_the_baseline_can_be_named_by_number(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    _, out, _ = shown(capfdbinary, SWEEP, "--baseline", "lr3e-3_seed0", "--md")
    assert "(baseline)" in next(line for line in out.splitlines() if line.startswith("| `lr3e-3_seed0`"))


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (("--sort-by", "maee"), "mae"),
        (("--primary", "r3"), "r2"),
        (("--baseline", "run9"), "run"),
        (("--keep", "["), "--keep"),
        (("--fail", "r2"), "--fail"),
        (("--sort-order", "up"), "desc"),
        (("--format", "exel"), "html"),
        (("--fail-on", "eror"), "error"),
    ],
    ids=" ".join,
)
def test_slips_are_told_with_what_to_type(
    capfdbinary: pytest.CaptureFixture[bytes], words: tuple[str, ...], hint: str
) -> None:
    status, _, err = shown(capfdbinary, FOUR, *words)
    assert status == 2
    assert hint in err


def test_an_unreadable_input_is_status_2_and_the_rest_is_shown(
    capfdbinary: pytest.CaptureFixture[bytes], tmp_path: Path
) -> None:
    status, out, err = shown(capfdbinary, FOUR, str(tmp_path / "none.csv"))
    assert status == 2
    assert "`run1`" in out
    assert "none.csv" in err


@pytest.mark.parametrize("name", ["c.md", "c.html", "c.json", "c.csv", "c.sarif"])
def test_files_get_the_format_of_their_suffix(
    capfdbinary: pytest.CaptureFixture[bytes], tmp_path: Path, name: str
) -> None:
    shown(capfdbinary, SWEEP, "-o", str(tmp_path / name))
    assert (tmp_path / name).stat().st_size > 200


def test_a_saved_comparison_is_rendered_again(capfdbinary: pytest.CaptureFixture[bytes], tmp_path: Path) -> None:
    saved = str(tmp_path / "c.json")
    _, out, _ = shown(capfdbinary, SWEEP, "--md", "-o", saved)
    assert main(["render", saved, "--format", "markdown"]) == 0
    assert capfdbinary.readouterr().out.decode() == out
