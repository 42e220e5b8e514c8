"""The documentation says what the code does: made pages are fresh, every command and snippet that is shown runs."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from run_diagnose import causes, explain, formats
from run_diagnose.cli.app import main
from run_diagnose.cli.group import COMMANDS

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
GUIDES = [*sorted(p for p in DOCS.glob("*.md") if p.name != "cli.md"), ROOT / "README.md"]
FENCE = re.compile(r"(?ms)^```(\w+)[^\n]*\n(.*?)^```")
SHOWN = re.compile(r"^(?:\s*(?:-\s+)?(?:run:\s*)?)(diagnose\s[^#\n]*?)(?:\s+#.*)?$", re.MULTILINE)


def commands(page: Path) -> list[str]:
    """Commands in shell and YAML blocks; those of console blocks are run by ``docs/generate.py``."""
    blocks = [text for kind, text in FENCE.findall(page.read_text(encoding="utf-8")) if kind in ("bash", "yaml", "sh")]
    return [found.strip() for text in blocks for found in SHOWN.findall(text)]


CASES = [pytest.param(command, id=f"{page.name}: {command}") for page in GUIDES for command in commands(page)]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project as the guides assume it: runs, configs, a baseline and a report."""
    run = ROOT / "fixtures" / "runs" / "kept_in_collapse"
    (tmp_path / "runs").mkdir()
    (tmp_path / "configs").mkdir()
    shutil.copy(run / "run.csv", tmp_path / "runs" / "run4.csv")
    shutil.copy(run / "config.yaml", tmp_path / "configs" / "train.yaml")
    monkeypatch.chdir(tmp_path)
    main(["runs/run4.csv", "-o", "report.json", "-q", "-f", "json"])
    main(["runs/run4.csv", "-q", "--write-baseline", "diagnose-baseline.json"])
    return tmp_path


@pytest.mark.parametrize("command", CASES)
def test_every_command_in_a_guide_runs(
    command: str, project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(project / "summary.md"))
    assert main(shlex.split(command)[1:]) in (0, 1), capsys.readouterr().err


def test_guides_show_commands_at_all() -> None:
    assert len(CASES) >= 10


@pytest.mark.parametrize("page", GUIDES, ids=lambda page: page.name)
def test_flags_and_commands_named_in_a_sentence_exist(page: Path) -> None:
    text = re.sub(r"(?ms)^```.*?^```", "", page.read_text(encoding="utf-8"))
    known = set(re.findall(r"(?<!\w)--?[a-z][a-z-]*", (DOCS / "cli.md").read_text(encoding="utf-8"))) | {"--help"}
    for words in (code.split() for code in re.findall(r"`((?:diagnose |--)[^`\n]+)`", text)):
        assert {word for word in words if re.fullmatch(r"--[a-z-]+", word)} <= known, words
        if words[0] == "diagnose" and words[1].isalpha() and words[1].islower():
            assert words[1] in COMMANDS, words


def test_generated_pages_and_shown_outputs_are_fresh() -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    words = [sys.executable, str(DOCS / "generate.py"), "--check"]
    done = subprocess.run(words, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, ""), (
        f"run: python docs/generate.py\n{done.stdout}{done.stderr[-2000:]}"
    )


def test_everything_has_its_page() -> None:
    for page in (*explain.pages(), *explain.ABOUT_IGNORES):
        assert (DOCS / "rules" / f"{page.slug}.md").is_file()
    for cause in causes.built_in():
        assert (DOCS / "causes" / f"{cause.slug}.md").is_file()
    for form in formats.every():
        assert (DOCS / "formats" / f"{form.NAME}.md").is_file()
    text = (DOCS / "cli.md").read_text(encoding="utf-8")
    assert all(f"## diagnose {name}\n" in text for name in COMMANDS)


def test_every_guide_is_in_the_menu_and_every_entry_exists() -> None:
    menu = re.findall(r"([\w/]+\.md)", str(yaml.safe_load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"))["nav"]))
    assert {page.name for page in DOCS.glob("*.md")} <= set(menu)
    assert all((DOCS / entry).is_file() for entry in menu)


def test_every_link_in_a_guide_leads_somewhere() -> None:
    for page in [*DOCS.glob("*.md"), *DOCS.glob("*/*.md"), ROOT / "README.md", ROOT / "CONTRIBUTING.md"]:
        text = re.sub(r"(?s)```.*?```|`[^`\n]*`", "", page.read_text(encoding="utf-8"))
        for target in re.findall(r"\]\((?!https?:)([^)#\s]+)", text):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_the_questions_that_people_ask_are_answered() -> None:
    text = (DOCS / "faq.md").read_text(encoding="utf-8")
    sections = re.split(r"(?m)^## ", text)[1:]
    assert [int(s.split(".")[0]) for s in sections] == list(range(1, 21))
    assert all("](" in s or "```" in s for s in sections), "an answer names a rule, a page or a command"


def test_the_python_of_the_guide_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "fixtures").symlink_to(ROOT / "fixtures")  # nothing is to be written beside them
    names: dict[str, object] = {}
    for kind, block in FENCE.findall((DOCS / "api.md").read_text(encoding="utf-8")):
        if kind == "python":
            exec(block, names)
    names["test_the_nightly_run_is_sound"]()  # type: ignore[operator]


def test_the_toml_of_the_guide_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    blocks = [
        text for kind, text in FENCE.findall((DOCS / "settings.md").read_text(encoding="utf-8")) if kind == "toml"
    ]
    (tmp_path / "pyproject.toml").write_text("\n".join(blocks), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert main(["settings"]) == 0


def test_the_action_in_the_guide_has_the_inputs_of_the_action() -> None:
    text = (DOCS / "ci.md").read_text(encoding="utf-8")
    recipe = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
    assert set(re.findall(r"^\| `([\w-]+)` \|", text, re.MULTILINE)) == set(recipe["inputs"]) - {"token"}
    for kind, block in FENCE.findall(text):
        if kind == "yaml":
            yaml.safe_load(block)
