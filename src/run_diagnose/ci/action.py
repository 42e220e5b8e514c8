"""The script part of the GitHub Action: inputs from the environment, one call of diagnose, outputs into files.

``python -m run_diagnose.ci.action``; see ``action.yml`` and docs/ci.md. Exit status as ``diagnose`` has it.
"""

from __future__ import annotations

import json
import os
import shlex
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from run_diagnose.ci.comment import comment
from run_diagnose.cli.app import main as diagnose
from run_diagnose.cli.trouble import say

FLAGS = {"fail-on": "--fail-on", "baseline": "--baseline", "config-file": "--config-file"}
"""Inputs that are flags of ``diagnose check`` and take one value."""
WORST = ("failed", "suspect", "undetermined", "healthy")


def main(environ: Mapping[str, str] | None = None) -> int:
    """Diagnose as the inputs say; write outputs, summary, SARIF and comment; return diagnose's exit status."""
    env = os.environ if environ is None else environ
    folder = Path(env.get("RUNNER_TEMP") or tempfile.gettempdir()) / "run-diagnose-report"
    folder.mkdir(parents=True, exist_ok=True)
    report, text = folder / "report.json", folder / "report.md"
    for old in (report, text):
        old.unlink(missing_ok=True)
    status = diagnose(command(env, report, text))
    found = _read(report)
    _outputs(env, found, report)
    if truth(env, "comment") and text.is_file():
        comment(env, text.read_text(encoding="utf-8"), needed=verdict(found) != "healthy")
    return status


def command(env: Mapping[str, str], report: Path, text: Path) -> list[str]:
    """The words of the one call: annotations go to stdout, everything else into files."""
    words = ["check", "--format", "github", "-o", report.as_posix(), "-o", text.as_posix()]
    for name, flag in FLAGS.items():
        if value := given(env, name):
            words += [flag, value]
    for line in given(env, "config").splitlines():
        words += ["--config", line.strip()] if line.strip() else []
    if sarif := given(env, "sarif"):
        words += ["-o", sarif]
    if truth(env, "summary"):
        words.append("--summary")
    return [*words, "--", *shlex.split(given(env, "paths"), posix=os.name != "nt")]


def given(env: Mapping[str, str], name: str) -> str:
    """An input as the workflow wrote it, empty where it did not."""
    return env.get(f"INPUT_{name.upper().replace('-', '_')}", "").strip()


def truth(env: Mapping[str, str], name: str) -> bool:
    """True for an input that says yes."""
    return given(env, name).lower() in ("true", "yes", "on", "1")


def verdict(found: Mapping[str, Any]) -> str:
    """The worst verdict of all runs; ``undetermined`` where none could be read."""
    verdicts = [run["verdict"] for run in found.get("runs", ())]
    return next((word for word in WORST if word in verdicts), "undetermined")


def _read(report: Path) -> dict[str, Any]:
    """The JSON report; empty where a wrong call left none."""
    if not report.is_file():
        return {}
    data: dict[str, Any] = json.loads(report.read_text(encoding="utf-8"))
    return data


def _outputs(env: Mapping[str, str], found: Mapping[str, Any], report: Path) -> None:
    """``verdict``, ``findings-count`` and ``report-path`` for the steps that follow."""
    count = sum(len(run["findings"]) for run in found.get("runs", ()))
    rows = {"verdict": verdict(found), "findings-count": count, "report-path": report.as_posix() if found else ""}
    name = env.get("GITHUB_OUTPUT", "")
    if not name:
        say("note: GITHUB_OUTPUT is not set, so there are no outputs")
        return
    with Path(name).open("a", encoding="utf-8", newline="\n") as file:
        file.writelines(f"{key}={value}\n" for key, value in rows.items())


if __name__ == "__main__":
    sys.exit(main())
