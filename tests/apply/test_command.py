"""``diagnose apply`` from end to end, on saved reports whose changes are written here."""

from __future__ import annotations

import stat
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from run_diagnose import pipeline
from run_diagnose.cli.app import main
from run_diagnose.model.cause import RankedCause
from run_diagnose.model.change import Change, Risk
from run_diagnose.pipeline import Options
from run_diagnose.render.json_v1 import dumps

LOG = "epoch,train_loss,val_loss\n1,1.2,1.3\n2,0.9,1.0\n3,0.7,0.8\n"
CONFIG = "optimizer:\n  lr: 1.0e-3  # peak\nmax_epochs: 20\n"
Make = Callable[..., str]


def change(key: str, old: object, new: object, option: str | None = None, **more: object) -> Change:
    given = {"file": "train.yaml", "cause": "rate-too-high", "factor": None, **more}
    return Change(key=key, old=old, new=new, why="", watch="", risk=Risk.TRIAL, option=option, **given)  # type: ignore[arg-type]


LOWER = change("optimizer.lr", 0.001, 0.0001, "A")
LONGER = change("max_epochs", 20, 30, "B", cause="too-short")
CLIP = change("clip_grad_norm", None, 1.0)


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "run.csv").write_text(LOG, encoding="utf-8")
    (tmp_path / "train.yaml").write_text(CONFIG, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def report(here: Path) -> Make:
    def make(*changes: Change, config: str | None = "train.yaml") -> str:
        whole = pipeline.diagnose(["run.csv"], Options(config_file=config))
        cause = RankedCause("rate-too-high", "", 1, "likely", 1.0, "", (), (), (), ("DIV001",))
        run = replace(whole.runs[0], changes=changes, causes=(cause,))
        (here / "report.json").write_text(dumps(replace(whole, runs=(run,))), encoding="utf-8")
        return "report.json"

    return make


def test_the_diff_shows_the_first_option_and_what_has_no_letter(
    report: Make, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["apply", "run.csv", "--report", report(LOWER, LONGER, CLIP)]) == 0
    shown = capsys.readouterr()
    rows = [row for row in shown.out.splitlines() if row[:1] in "+-" and row[:3] not in ("+++", "---")]
    assert rows == ["-  lr: 1.0e-3  # peak", "+  lr: 0.0001  # peak", "+clip_grad_norm: 1.0"]
    assert "--option B" in shown.err
    assert Path("train.yaml").read_text(encoding="utf-8") == CONFIG


def test_another_option_is_taken_when_it_is_named(report: Make, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["apply", "run.csv", "--report", report(LOWER, LONGER), "--option", "b"]) == 0
    assert "+max_epochs: 30" in capsys.readouterr().out
    assert main(["apply", "run.csv", "--report", "report.json", "--option", "C"]) == 2
    assert "options A and B" in capsys.readouterr().err


@pytest.mark.parametrize(("word", "row"), [("too-short", "+max_epochs: 30"), ("max_epochs", "+max_epochs: 30")])
def test_only_takes_what_a_cause_or_a_key_asks_for(
    word: str, row: str, report: Make, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["apply", "run.csv", "--report", report(LOWER, LONGER, CLIP), "--only", word]) == 0
    out = capsys.readouterr().out
    assert row in out
    assert "+  lr" not in out


def test_only_refuses_a_name_that_asks_for_nothing(report: Make, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["apply", "run.csv", "--report", report(LOWER, LONGER), "--only", "too-shrt"]) == 2
    assert "did you mean `too-short`?" in capsys.readouterr().err


def test_write_keeps_the_mode_and_numbers_its_backups(report: Make, here: Path) -> None:
    config = here / "train.yaml"
    config.chmod(0o640)
    assert main(["apply", "run.csv", "--report", report(LOWER), "--write"]) == 0
    assert config.read_text(encoding="utf-8") == CONFIG.replace("1.0e-3", "0.0001")
    assert stat.S_IMODE(config.stat().st_mode) == 0o640
    assert (here / "train.yaml.bak").read_text(encoding="utf-8") == CONFIG
    config.write_text(CONFIG, encoding="utf-8")
    assert main(["apply", "run.csv", "--report", "report.json", "--write"]) == 0
    assert (here / "train.yaml.bak.1").exists()
    config.write_text(CONFIG, encoding="utf-8")
    assert main(["apply", "run.csv", "--report", "report.json", "--write", "--no-backup"]) == 0
    assert sorted(p.name for p in here.iterdir()) == [
        "report.json", "run.csv", "train.yaml", "train.yaml.bak", "train.yaml.bak.1",
    ]  # fmt: skip


def test_a_link_is_followed_and_stays_a_link(report: Make, here: Path) -> None:
    (here / "real.yaml").write_text(CONFIG, encoding="utf-8")
    (here / "train.yaml").unlink()
    (here / "train.yaml").symlink_to("real.yaml")
    assert main(["apply", "run.csv", "--report", report(LOWER), "--write"]) == 0
    assert (here / "train.yaml").is_symlink()
    assert "0.0001" in (here / "real.yaml").read_text(encoding="utf-8")


def test_out_writes_a_copy_and_leaves_the_config(report: Make, here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["apply", "run.csv", "--report", report(LOWER), "--out", "next.yaml"]) == 0
    assert "lr: 0.0001" in (here / "next.yaml").read_text(encoding="utf-8")
    assert (here / "train.yaml").read_text(encoding="utf-8") == CONFIG
    capsys.readouterr()
    assert main(["apply", "run.csv", "--report", "report.json", "--out", "-"]) == 0
    assert capsys.readouterr().out == CONFIG.replace("1.0e-3", "0.0001")
    assert main(["apply", "run.csv", "--report", "report.json", "--out", "next.json"]) == 2
    assert "--out next.yaml" in capsys.readouterr().err
    assert main(["apply", "run.csv", "--report", "report.json", "--out", "no/next.yaml"]) == 2
    assert "mkdir -p no" in capsys.readouterr().err


def test_a_config_edited_since_the_report_is_refused(
    report: Make, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    name = report(LOWER)
    (here / "train.yaml").write_text(CONFIG + "seed: 1\n", encoding="utf-8")
    assert main(["apply", "run.csv", "--report", name, "--write"]) == 2
    assert "sha256" in capsys.readouterr().err
    assert not (here / "train.yaml.bak").exists()


def test_a_change_that_knows_only_a_factor_is_listed_as_not_applied(
    report: Make, capsys: pytest.CaptureFixture[str]
) -> None:
    loose = change("learning_rate", None, None, factor=0.1)
    assert main(["apply", "run.csv", "--report", report(loose, CLIP)]) == 0
    assert "not applied: learning_rate: old value unknown; the advice is 0.1 times it" in capsys.readouterr().err
    assert main(["apply", "run.csv", "--report", report(loose)]) == 2


def test_no_change_is_no_error_and_writes_nothing(report: Make, here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["apply", "run.csv", "--report", report(), "--write"]) == 0
    assert "no change of the config is recommended" in capsys.readouterr().err
    assert not (here / "train.yaml.bak").exists()


def test_without_a_config_the_arguments_to_type_are_told(
    report: Make, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (here / "train.yaml").unlink()
    assert main(["apply", "run.csv", "--report", report(replace(LOWER, file=None), config=None)]) == 2
    told = capsys.readouterr().err
    assert "--config-file CFG" in told
    assert "--optimizer.lr=0.0001" in told


def test_hydras_record_is_refused_with_the_override_to_type(
    report: Make, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (here / ".hydra").mkdir()
    (here / ".hydra" / "config.yaml").write_text(CONFIG, encoding="utf-8")
    path = ".hydra/config.yaml"
    name = report(replace(LOWER, file=path), replace(CLIP, file=path), config=path)
    assert main(["apply", "run.csv", "--report", name, "--write"]) == 2
    assert "type: optimizer.lr=0.0001 +clip_grad_norm=1.0" in capsys.readouterr().err
    assert main(["apply", "run.csv", "--report", name, "--out", "next.yaml"]) == 0


def test_hydras_list_of_overrides_is_read_and_refused_with_what_to_type_anew(
    report: Make, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (here / "overrides.yaml").write_text("- optimizer.lr=1e-3\n- '+max_epochs=20'\n- ~warmup\n", encoding="utf-8")
    path = "overrides.yaml"
    name = report(replace(LOWER, file=path), replace(CLIP, file=path), config=path)
    for how in ([], ["--write"], ["--out", "next.yaml"]):
        assert main(["apply", "run.csv", "--report", name, "--config-file", path, *how]) == 2
        said = capsys.readouterr().err
        assert "record of the overrides" in said
        assert "type them anew with: ++optimizer.lr=0.0001 ++clip_grad_norm=1.0" in said
    assert main(["inspect", "run.csv", "--config-file", path]) == 0
    assert "epochs 1-3 of 20" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("args.txt", "Namespace(lr=0.001, epochs=3)\n", "type: --lr=0.0001"),
        ("train.py", "lr = 0.001\nepochs = 3\n", "type: --lr=0.0001"),
        ("opt.txt", "lr: 0.001 [default: 0.1]\nepochs: 3 [default: 5]\n", "type: --lr=0.0001"),
    ],
)
def test_programs_and_printed_arguments_are_refused_with_what_to_type(
    name: str, text: str, told: str, report: Make, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (here / name).write_text(text, encoding="utf-8")
    saved = report(change("lr", 0.001, 0.0001, file=name), config=name)
    assert main(["apply", "run.csv", "--report", saved, "--write"]) == 2
    assert told in capsys.readouterr().err
    assert (here / name).read_text(encoding="utf-8") == text


def test_write_and_out_exclude_each_other(report: Make) -> None:
    assert main(["apply", "run.csv", "--report", report(LOWER), "--write", "--out", "x.yaml"]) == 2


def test_a_report_on_another_run_is_refused(report: Make, here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    name = report(LOWER)
    (here / "other.csv").write_text(LOG, encoding="utf-8")
    assert main(["apply", "other.csv", "--report", name]) == 2
    assert "is no report on other.csv" in capsys.readouterr().err


def test_a_run_that_does_not_exist_is_status_2(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["apply", "rum.csv"]) == 2
    assert "rum.csv" in capsys.readouterr().err


def test_a_healthy_looking_run_is_diagnosed_without_a_report(here: Path) -> None:
    assert main(["apply", "run.csv", "--config-file", "train.yaml"]) in (0, 2)
    assert (here / "train.yaml").read_text(encoding="utf-8") == CONFIG
