"""Labelled runs: folders with ``logs/``, ``config.yaml`` and ``label.yaml``, each diagnosed without its label.

A label names the ``labels`` that must be found (``label``, ``onset: {epoch, step}``), those ``acceptable`` beside them,
whether the run is ``healthy``, and of the ``run`` its ``log_first_epoch``, ``steps_per_epoch`` and ``epochs_run``.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import naive
import yaml

from run_diagnose.model.finding import Finding, Severity
from run_diagnose.pipeline import Options, judge, read

KINDS = {"criterion_mismatch": "bad_checkpoint", "throughput": "throughput_slowdown"}
"""Our kinds that the labels call otherwise."""


@dataclass(frozen=True)
class Judged:
    """One run: its label, our findings at warning and above, and what the naive rules say."""

    name: str
    label: dict[str, Any]
    findings: tuple[Finding, ...]
    naive: frozenset[str]

    @property
    def healthy(self) -> bool:
        return bool(self.label["healthy"])

    @property
    def wanted(self) -> dict[str, dict[str, Any]]:
        return {str(item["label"]): item.get("onset") or {} for item in self.label["labels"]}

    @property
    def acceptable(self) -> set[str]:
        return set(self.label.get("acceptable") or ())

    @property
    def kinds(self) -> set[str]:
        return {kind(f) for f in self.findings}

    def right(self, name: str) -> bool | None:
        """True, False, or None where the label leaves it open."""
        return True if name in self.wanted else None if name in self.acceptable else False

    def miss(self, finding: Finding) -> float | None:
        """Distance of the onset from the label's, as a share of the run; None where one of them is not given."""
        told, facts = self.wanted.get(kind(finding), {}).get("epoch"), self.label["run"]
        if told is None or finding.onset is None:
            return None
        if finding.onset.axis == "epoch":
            epoch = finding.onset.value - facts.get("log_first_epoch", 1) + 1
        else:
            epoch = math.ceil(finding.onset.value / (facts.get("steps_per_epoch") or 1))
        return abs(epoch - float(told)) / max(1, facts["epochs_run"])


def kind(finding: Finding) -> str:
    """The finding's kind as the labels call it."""
    return KINDS.get(finding.kind, finding.kind)


def judged(folder: Path) -> Iterator[Judged]:
    """Every labelled run below ``folder``, in the order of the names."""
    for path in sorted(folder.glob("*/label.yaml")):
        yield _judged(path.parent)


def _judged(folder: Path) -> Judged:
    files = sorted(p for p in (folder / "logs").rglob("*") if p.is_file())
    target = files[0] if len(files) == 1 else folder / "logs"
    config = folder / "config.yaml"
    options = Options(config_file=str(config) if config.exists() else None)
    runs = read(str(target), options)
    findings = tuple(f for run in runs for f in judge(run, options).findings if f.severity is not Severity.NOTE)
    label = yaml.safe_load((folder / "label.yaml").read_text(encoding="utf-8"))
    by_hand = {KINDS.get(k, k) for run in runs for k in naive.found(run)}
    return Judged(folder.name, label, findings, frozenset(by_hand))
