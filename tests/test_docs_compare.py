"""Every command and every Python block of docs/compare.md does what the page says."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from run_diagnose.cli.app import main

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "compare.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"^diagnose (.+)$", PAGE, re.MULTILINE)
BLOCKS = re.findall(r"^```python\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("command", COMMANDS)
def test_commands_run(command: str, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    monkeypatch.chdir(ROOT)
    assert main(shlex.split(command)) == 0
    assert capfdbinary.readouterr().out


@pytest.mark.parametrize("block", BLOCKS)
def test_blocks_run(block: str, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    monkeypatch.chdir(ROOT)
    exec(block, {})


def test_every_code_of_the_comparison_is_on_the_page() -> None:
    source = "".join(p.read_text(encoding="utf-8") for p in (ROOT / "src" / "run_diagnose" / "comparison").glob("*.py"))
    used = set(re.findall(r'code="(CMP\d+)",\s+rule="([\w-]+)"', source))
    assert used == set(re.findall(r"^\| (CMP\d+) \| ([\w-]+) \|", PAGE, re.MULTILINE))
