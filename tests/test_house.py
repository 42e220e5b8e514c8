"""What holds for the house as a whole: what is loaded when, that every list is complete, that papers and code agree."""

from __future__ import annotations

import importlib
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import run_diagnose
from run_diagnose import formats, plugins, rules
from run_diagnose.cli.commands import COMMANDS
from run_diagnose.render import FORMATS, SUFFIXES

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "src" / "run_diagnose"
HEAVY = ("numpy", "pandas", "rich", "typer", "yaml", "pydantic", "joblib", "matplotlib")
LOG = "epoch,train_loss,val_loss\n1,1.2,1.3\n2,0.9,1.0\n3,0.7,0.8\n4,0.6,0.7\n5,0.5,0.6\n6,0.45,0.55\n"


def loaded(code: str, cwd: Path = ROOT) -> set[str]:
    """The heavy packages that a fresh interpreter holds after ``code``."""
    ask = f"import sys\n{code}\nprint('\\n', *[m for m in {HEAVY} if m in sys.modules])"
    environment = {**os.environ, "PYTHONPATH": str(PACKAGE.parent)}
    done = subprocess.run(
        [sys.executable, "-c", ask], capture_output=True, text=True, cwd=cwd, env=environment, check=True
    )
    return set(done.stdout.splitlines()[-1].split())


def run(*words: str) -> str:
    return f"from run_diagnose.cli.app import main; status = main({list(words)})"


def test_importing_the_package_loads_nothing_heavy() -> None:
    assert loaded("import run_diagnose") == set()


@pytest.mark.parametrize(
    "words",
    [
        ("--help",),
        ("check", "--help"),
        ("-V",),
        ("rule", "plateau"),
        ("rule", "NAN001"),
        ("chek",),
        ("run.csv", "--nope"),
    ],
    ids=" ".join,
)
def test_help_pages_and_refusals_need_no_numpy(words: tuple[str, ...]) -> None:
    assert loaded(run(*words)) == {"typer"}


@pytest.mark.parametrize("form", ["json", "markdown", None])
def test_a_small_table_on_a_pipe_needs_only_numpy(tmp_path: Path, form: str | None) -> None:
    (tmp_path / "run.csv").write_text(LOG, encoding="utf-8")
    words = ["check", "run.csv", *(["--format", form] if form else [])]
    assert loaded(f"{run(*words)}; assert status in (0, 1)", tmp_path) == {"numpy"}


def test_every_public_name_exists() -> None:
    for name in run_diagnose.__all__:
        assert getattr(run_diagnose, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = run_diagnose.nothing


def test_every_rule_is_in_its_list() -> None:
    listed = {f"{family}/{name}" for family, names in rules.MODULES.items() for name in names}
    there = {
        f"{file.parent.name}/{file.stem}"
        for file in (PACKAGE / "rules").glob("*/*.py")
        if re.search(r"^@rule\(", file.read_text(encoding="utf-8"), re.MULTILINE)
    }
    assert there == listed


def test_codes_and_names_of_rules_are_used_once() -> None:
    codes = [rule.code for rule in rules.built_in()]
    slugs = [rule.slug for rule in rules.built_in()]
    assert len(set(codes)) == len(codes)
    assert len(set(slugs)) == len(slugs)
    assert all(re.fullmatch(r"[A-Z]{3}\d{3}", code) for code in codes)


def test_every_format_is_in_its_list() -> None:
    listed = {name for names in formats.FAMILIES.values() for name in names}
    there = {
        file.stem
        for file in (PACKAGE / "formats").glob("*.py")
        if re.search(r"^NAME\b.* = ", file.read_text(encoding="utf-8"), re.MULTILINE)
    }
    assert there == listed
    names = [module.NAME for module in formats.every()]
    assert len(set(names)) == len(names)


def test_every_command_has_its_file_and_every_file_its_command() -> None:
    there = {file.stem for file in (PACKAGE / "cli" / "commands").glob("*.py")} - {"__init__"}
    assert there == set(COMMANDS)
    for name in COMMANDS:
        assert callable(importlib.import_module(f"run_diagnose.cli.commands.{name}").command)


def test_every_report_format_can_be_loaded_and_every_suffix_means_one() -> None:
    for module in FORMATS.values():
        assert callable(importlib.import_module(module).render)
    assert set(SUFFIXES.values()) <= set(FORMATS)


def test_readme_and_ci_run_the_same_commands() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    commands = re.findall(r"^pip install .*&&.*$", readme, re.MULTILINE)
    assert len(commands) == 2
    for command in commands:
        assert f"bash -c '{command}'" in script


def test_the_readme_shows_what_the_tool_says_today() -> None:
    environment = {**os.environ, "PYTHONPATH": str(PACKAGE.parent)}
    stale = subprocess.run([sys.executable, "docs/refresh.py", "--check"], cwd=ROOT, env=environment, check=False)
    assert stale.returncode == 0, "run: python docs/refresh.py"


def test_every_file_that_the_readme_names_exists() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    named = re.findall(r"\b(fixtures/[\w./-]+\w)", readme) + re.findall(r"\]\((?!http)([^)#]+)", readme)
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_a_plug_in_that_fails_to_load_is_a_note() -> None:
    def broken() -> object:
        raise ImportError("no such module")

    found = plugins._collect([("good", lambda: (1, 2)), ("bad", broken), ("single", lambda: 3)], "rules")
    assert found.objects == (1, 2, 3)
    assert found.notes == ("plug-in bad (rules) could not be loaded: ImportError: no such module",)
    assert plugins.load("rules").notes == ()
