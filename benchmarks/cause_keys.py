"""How often the recommended changes turn the key that was at fault, in the direction that repairs it.

    python benchmarks/cause_keys.py RUNS [--verbose]

``RUNS`` holds one folder per run: ``logs/``, ``config.yaml`` and ``label.yaml``. The label says ``healthy``, the
``cause_keys`` (dotted keys of the config) and the ``repair`` (``key: {from, to}``). A changed key meets a cause key if
one of them is the other or lies below it (``early_stopping.mode`` meets ``early_stopping``).
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from run_diagnose.api import diagnose
from run_diagnose.model.change import Change

MISSING = object()


@dataclass(frozen=True)
class Outcome:
    """What became of one run: its changes, and how they meet the label."""

    name: str
    label: dict[str, Any]
    changes: tuple[Change, ...]
    findings: tuple[str, ...]

    @property
    def wanted(self) -> list[str]:
        return [str(k) for k in self.label.get("cause_keys") or []]

    @property
    def met(self) -> list[Change]:
        return [c for c in self.changes if any(meets(c.key, k) for k in self.wanted)]

    @property
    def first(self) -> bool:
        return bool(self.changes) and self.changes[0] in self.met

    @property
    def moved_right(self) -> bool:
        """The first changed key that is at fault was moved the way of the repair."""
        return bool(self.met) and moved(self.met[0], self.label.get("repair") or {})


def meets(key: str, cause: str) -> bool:
    """One of the two keys is the other, or lies below it."""
    return key == cause or key.startswith(cause + ".") or cause.startswith(key + ".")


def flat(key: str, value: object) -> Iterator[tuple[str, object]]:
    """Dotted keys of a value; a mapping has one per leaf."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from flat(f"{key}.{name}", inner)
    else:
        yield key, value


def moved(change: Change, repair: dict[str, Any]) -> bool:
    """True if the change goes from the faulty value towards the repaired one."""
    for key, step in repair.items():
        if not meets(change.key, key):
            continue
        before, after = dict(flat(key, step["from"])), dict(flat(key, step["to"]))
        new = dict(flat(change.key, change.new))
        if change.key in before or change.key in after or key in before or key in after:
            same_way = [
                _towards(before.get(k, before.get(key)), after.get(k, after.get(key, MISSING)), v, change.factor)
                for k, v in new.items()
            ]
            return any(same_way)
    return False


def _towards(before: object, after: object, new: object, factor: float | None) -> bool:
    if after is MISSING or (isinstance(after, dict | list) and new is not None and after):
        return new is not None and new != before
    numbers = [v for v in (before, after) if isinstance(v, int | float) and not isinstance(v, bool)]
    if len(numbers) == 2:
        if isinstance(new, int | float):
            return (float(after) - float(before)) * (float(new) - float(before)) > 0  # type: ignore[arg-type]
        return factor is not None and (factor - 1) * (float(after) - float(before)) > 0  # type: ignore[arg-type]
    if before is None:
        return new is not None
    if after is None:
        return new is None or (isinstance(new, int | float) and new != before) or new is True
    return new == after


def outcome(run: Path) -> Outcome:
    """Diagnose one run; the label is read apart and never shown."""
    label = yaml.safe_load((run / "label.yaml").read_text(encoding="utf-8"))
    files = sorted(p for p in (run / "logs").rglob("*") if p.is_file())
    target = files[0] if len(files) == 1 else run / "logs"
    report = diagnose(target, config=run / "config.yaml")
    changes = tuple(c for r in report.runs for c in r.changes)
    found = tuple(f"{f.rule}:{f.severity.value}" for r in report.runs for f in r.findings)
    return Outcome(run.name, label, changes, found)


def share(part: int, whole: int) -> str:
    return f"{part}/{whole} = {100 * part / whole:.1f} %" if whole else "none"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("runs", type=Path)
    parser.add_argument("--verbose", action="store_true", help="one line per run")
    parser.add_argument("--only", default="", help="runs whose name holds this")
    asked = parser.parse_args()
    folders = sorted(p.parent for p in asked.runs.glob("*/label.yaml") if asked.only in p.parent.name)
    outcomes = [outcome(Path(os.path.relpath(folder))) for folder in folders]
    if asked.verbose:
        for o in outcomes:
            _line(o)
    faulty = [o for o in outcomes if o.wanted]
    met = [o for o in faulty if o.met]
    changed = [o for o in outcomes if not o.label.get("healthy")]
    healthy = [o for o in outcomes if o.label.get("healthy")]
    print("a key at fault is among the changed keys:", share(len(met), len(faulty)))
    print("it is the first of them:", share(sum(o.first for o in faulty), len(faulty)))
    print("it is moved the way of the repair:", share(sum(o.moved_right for o in met), len(met)))
    print(f"mean number of changed keys: {sum(len(o.changes) for o in changed) / max(1, len(changed)):.2f}")
    print(f"changes on healthy runs: {sum(len(o.changes) for o in healthy)} on {len(healthy)} runs")


def _line(o: Outcome) -> None:
    mark = "healthy" if o.label.get("healthy") else ("FIRST" if o.first else "among" if o.met else "-")
    if o.met and not o.moved_right:
        mark += " wrong way"
    if mark == "healthy" and not o.changes:
        return
    print(f"{o.name} {mark} | wanted {o.label.get('repair')} | {o.label.get('scenario')}")
    print("    findings:", ", ".join(o.findings))
    for c in o.changes:
        print(f"    {c.key}: {c.old} -> {c.new} x{c.factor}  [{c.option}] {c.cause}")


if __name__ == "__main__":
    main()
