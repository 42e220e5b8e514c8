"""What another distribution adds is used like our own, and what is wrong with it is a note."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from run_diagnose import explain, plugins
from run_diagnose.errors import UsageError
from run_diagnose.listing import formats_text
from run_diagnose.pipeline import Options, diagnose
from run_diagnose.testing import format_contract, rule_contract

RULE = '''
"""Somebody's rule."""
from run_diagnose.model.finding import reading
from run_diagnose.rules.base import Fine, Severity, Sighting, rule

@rule("XYZ001", "too-high", kind="other", title="The loss is too high", needs=("train_loss",))
def too_high(run, limits):
    """The loss is too high.

    ## Why it matters
    It should be low.

    ## Fires on
    ```csv
    epoch,train_loss
    1,900
    2,800
    3,700
    ```

    ## Quiet on
    ```csv
    epoch,train_loss
    1,3
    2,2
    3,1
    ```
    """
    s = run.get("train_loss").finite
    if not len(s) or s.y[-1] < 100:
        yield Fine("low enough")
        return
    last = reading(s.name, s.y[-1], s.moment(len(s) - 1))
    yield Sighting(message="The loss is too high.", severity=Severity.WARNING, confidence=0.9, evidence=(last,))

not_a_rule = 17

@rule("NAN001", "non-finite-loss", kind="other", title="Ours already", needs=())
def again(run, limits):
    """Takes a name that is taken."""
    yield Fine("")
'''
FORMAT = '''
"""Losses behind two bars."""
from run_diagnose.formats.base import Match
from run_diagnose.model.record import Point

NAME, TITLE, EXAMPLE = "bars", "Losses behind two bars", "|| 1 | 0.5\\n|| 2 | 0.4\\n"

def recognise(head):
    return Match.SURE if head.text.startswith("|| ") else Match.NO

class reader:
    def __init__(self, head):
        pass

    def feed(self, number, line):
        parts = line.strip("| ").split(" | ")
        try:
            yield Point(number, {"epoch": float(parts[0]), "train_loss": float(parts[1])})
        except (ValueError, IndexError):
            return

    def close(self):
        return ()
'''
ENTRIES = """
[run_diagnose.rules]
broken = somebody.missing:rule
number = somebody.rules:not_a_rule
taken = somebody.rules:again
too_high = somebody.rules:too_high

[run_diagnose.formats]
bars = somebody.bars
rules = somebody.rules
"""


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A distribution with a rule, a format, and entry points that lead nowhere, installed as pip would."""
    site = tmp_path / "site"
    (site / "somebody").mkdir(parents=True)
    (site / "somebody-1.0.dist-info").mkdir()
    (site / "somebody" / "__init__.py").write_text("", encoding="utf-8")
    (site / "somebody" / "rules.py").write_text(RULE, encoding="utf-8")
    (site / "somebody" / "bars.py").write_text(FORMAT, encoding="utf-8")
    info = site / "somebody-1.0.dist-info"
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: somebody\nVersion: 1.0\n", encoding="utf-8")
    (info / "entry_points.txt").write_text(ENTRIES, encoding="utf-8")
    monkeypatch.syspath_prepend(str(site))
    monkeypatch.chdir(tmp_path)
    plugins.forget()
    yield
    monkeypatch.undo()
    for name in [n for n in sys.modules if n.split(".")[0] == "somebody"]:
        del sys.modules[name]
    plugins.forget()


BARS = "".join(f"|| {epoch} | {900 - epoch}\n" for epoch in range(1, 11))


@pytest.mark.usefixtures("installed")
def test_a_log_of_somebodys_format_is_judged_by_somebodys_rule() -> None:
    Path("run.log").write_text(BARS, encoding="utf-8")
    report = diagnose(["run.log"], Options(strict=True))
    (run,) = report.runs
    assert [s.format for s in run.sources] == ["bars"]
    assert "too-high" in {f.rule for f in run.findings}


@pytest.mark.usefixtures("installed")
def test_what_cannot_be_used_is_a_note() -> None:
    Path("run.log").write_text(BARS, encoding="utf-8")
    (run,) = diagnose(["run.log"]).runs
    text = "\n".join(run.notes)
    assert "plug-in broken (rules) could not be loaded: ModuleNotFoundError" in text
    assert "a int is no rule" in text
    assert "there already is a rule NAN001" in text
    assert "somebody.rules has no NAME" in text


@pytest.mark.usefixtures("installed")
def test_it_is_selected_ignored_and_explained_by_its_names() -> None:
    Path("run.log").write_text(BARS, encoding="utf-8")
    (run,) = diagnose(["run.log"], Options(select=("XYZ",))).runs
    assert [c.rule for c in run.checks] == ["too-high"]
    (run,) = diagnose(["run.log"], Options(ignore=("too-high",))).runs
    assert "too-high" not in {c.rule for c in run.checks}
    assert explain.find("too-high")[0].code == "XYZ001"
    assert "bars" in formats_text()


@pytest.mark.usefixtures("installed")
def test_it_can_be_held_to_the_contracts() -> None:
    (rule,), (form,) = plugins.rules().objects, plugins.formats().objects
    rule_contract(rule)
    format_contract(form)


def test_without_it_nothing_is_loaded_and_its_names_are_unknown() -> None:
    plugins.forget()
    assert plugins.rules() is plugins.NOTHING
    assert plugins.notes() == ()
    with pytest.raises(UsageError, match="no rule is called"):
        diagnose([], Options(select=("too-high",)))
