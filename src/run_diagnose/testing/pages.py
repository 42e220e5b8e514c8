"""The examples on a rule's page, as runs: written to files and read like anybody's log."""

from __future__ import annotations

import re
import textwrap
from pathlib import Path

from run_diagnose.facts import dataclass
from run_diagnose.model.run import Run
from run_diagnose.pipeline import Options, read
from run_diagnose.rules.base import Rule

FIRES, QUIET = "## Fires on", "## Quiet on"
SUFFIXES = {"csv": "run.csv", "text": "run.log", "json": "run.jsonl"}
"""What a fenced block is called to the file name that it is read under."""
_FENCE = re.compile(r"^[ ]*```(\w+)\n(.*?)^[ ]*```[ ]*$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, kw_only=True)
class Example:
    """One example of a page: a log, a training config, or both."""

    rule: str
    heading: str
    log: str = ""
    name: str = ""
    """File name of the log; empty where the example is a config alone."""
    config: str = ""

    @property
    def fires(self) -> bool:
        """True for the example on which the rule must fire."""
        return self.heading == FIRES

    def __str__(self) -> str:
        return f"{self.rule}-{'fires' if self.fires else 'quiet'}"


def examples(rule: Rule) -> tuple[Example, ...]:
    """The examples of a rule's page; AssertionError where one of the two headings has none."""
    return tuple(_under(rule, heading) for heading in (FIRES, QUIET))


def run_of_example(example: Example, folder: Path) -> Run:
    """The run that our readers make of this example, written into ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    config = folder / "config.yaml"
    if example.config:
        config.write_text(example.config, encoding="utf-8")
    if not example.name:
        from run_diagnose.configs import read_config

        return Run(name=example.rule, sources=(), config=read_config(str(config)), file=str(config))
    log = folder / example.name
    log.write_text(example.log, encoding="utf-8")
    runs = read(str(log), Options(config_file=str(config) if example.config else None))
    assert len(runs) == 1, f"{example}: read as {len(runs)} runs"
    return runs[0]


def _under(rule: Rule, heading: str) -> Example:
    page = rule.page
    assert heading in page, f"{rule.slug}: its page has no {heading!r}"
    part = re.split(r"^## ", page.split(heading, 1)[1], maxsplit=1, flags=re.MULTILINE)[0]
    blocks = {kind: textwrap.dedent(body) for kind, body in _FENCE.findall(part)}
    assert blocks, f"{rule.slug}: nothing is fenced under {heading!r}"
    kind = next((k for k in blocks if k in SUFFIXES), "")
    assert kind or "yaml" in blocks, f"{rule.slug}: {heading!r} holds neither a log nor a config, but {sorted(blocks)}"
    return Example(
        rule=rule.slug,
        heading=heading,
        log=blocks.get(kind, ""),
        name=SUFFIXES.get(kind, ""),
        config=blocks.get("yaml", ""),
    )
