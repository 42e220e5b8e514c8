"""Same input, same bytes, end to end: from another folder, locale and time zone, and from the saved report."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from run_diagnose.cli.app import main
from run_diagnose.render import FORMATS

RUNS = Path(__file__).parents[2] / "fixtures" / "runs"
ONE = ["runs/a/run.csv"]
SEVERAL = ["runs/a/run.csv", "runs/b/steps.csv", "runs/c/epochs.csv", "runs/gone.csv"]
PROGRAM = """
import sys
from run_diagnose.cli.app import main
for form in sys.argv[1].split(","):
    print("==", form, main([*sys.argv[2:], "--format", form]))
    sys.stdout.flush()
"""
PLACES = {
    "C": {"LC_ALL": "C", "LANG": "C", "TZ": "Pacific/Apia"},
    "Turkish": {"LC_ALL": "tr_TR.UTF-8", "LANG": "tr_TR.UTF-8", "TZ": "Asia/Kathmandu"},
    "German": {"LC_ALL": "de_DE.UTF-8", "LANG": "de_DE.UTF-8", "TZ": "America/St_Johns"},
}
"""A locale that the machine does not know falls back to C: the test then says less, and still holds."""


def project(folder: Path) -> Path:
    """Three runs, two of them with their config."""
    for name, source in (("a", "kept_in_collapse"), ("b", "nan_in_half_precision"), ("c", "correlation_collapse")):
        (folder / "runs" / name).mkdir(parents=True)
        for file in ("run.csv", "steps.csv", "epochs.csv", "config.yaml"):
            if (RUNS / source / file).is_file():
                shutil.copy(RUNS / source / file, folder / "runs" / name / file)
    return folder


def told(folder: Path, **environment: str) -> bytes:
    """What every format prints there."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("LC_", "GITHUB_", "DIAGNOSE_"))}
    words = [sys.executable, "-c", PROGRAM, ",".join(FORMATS), *SEVERAL, "-q"]
    env = {**kept, "COLUMNS": "100", **environment}
    return subprocess.run(words, cwd=folder, env=env, capture_output=True, check=True).stdout


def test_another_folder_locale_and_time_zone_change_no_byte(tmp_path: Path) -> None:
    here = told(project(tmp_path / "here"))
    assert here.count(b"== ") >= len(FORMATS)
    for i, (name, environment) in enumerate(PLACES.items()):
        there = project(tmp_path / f"another place {i}")
        assert told(there, **environment, PYTHONHASHSEED=str(i)) == here, name


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("paths", [ONE, SEVERAL], ids=["one", "several"])
def test_a_saved_report_gives_the_bytes_of_the_direct_run(
    paths: list[str],
    form: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsysbinary: pytest.CaptureFixture[bytes],
) -> None:
    monkeypatch.chdir(project(tmp_path))
    status = main([*paths, "--format", form, "-q"])
    direct = capsysbinary.readouterr().out
    main([*paths, "-o", "report.json", "-q"])
    capsysbinary.readouterr()
    main(["render", "report.json", "--format", form])
    assert capsysbinary.readouterr().out == direct
    assert status == (1 if paths is ONE else 2)
    main(["render", "report.json", "-o", "again.json", "-q"])
    assert (tmp_path / "again.json").read_bytes() == (tmp_path / "report.json").read_bytes()


def test_what_goes_into_files_is_what_is_printed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    monkeypatch.chdir(project(tmp_path))
    files = {"markdown": "r.md", "html": "r.html", "jsonl": "r.jsonl", "sarif": "r.sarif", "junit": "r.junit.xml"}
    files |= {"gitlab": "gl-code-quality-report.json", "concise": "r.txt"}
    main([*SEVERAL, "-q", "-f", "json", *(word for name in files.values() for word in ("-o", name))])
    capsysbinary.readouterr()
    for form, name in files.items():
        main([*SEVERAL, "-q", "--format", form])
        assert capsysbinary.readouterr().out == (tmp_path / name).read_bytes(), form
