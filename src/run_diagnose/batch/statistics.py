"""What a scan says of all runs together: counts that grow row by row, never the rows themselves."""

from __future__ import annotations

from collections import Counter
from dataclasses import field

from run_diagnose.batch.row import ERROR, SKIPPED, Row
from run_diagnose.facts import dataclass
from run_diagnose.model.wording import count, percent

VERDICTS = ("failed", "suspect", "undetermined", "healthy")


@dataclass
class Statistics:
    """Counts over the rows added so far."""

    runs: int = 0
    errors: int = 0
    skipped: int = 0
    verdicts: Counter[str] = field(default_factory=Counter)
    rules: Counter[str] = field(default_factory=Counter)
    """Runs in which a rule found something, by code and name."""
    severe: dict[str, str] = field(default_factory=dict)
    """The worst severity seen of each rule."""
    worst: Counter[str] = field(default_factory=Counter)

    def add(self, row: Row) -> None:
        """Count one row."""
        if row.status == ERROR:
            self.errors += 1
        elif row.status == SKIPPED:
            self.skipped += 1
        else:
            self.runs += 1
            self.verdicts[row.verdict] += 1
            self.worst[row.severity] += 1
            for finding in {f["code"]: f for f in reversed(row.findings)}.values():
                key = f"{finding['code']} {finding['rule']}"
                self.rules[key] += 1
                levels = ("error", "warning", "note")
                self.severe[key] = min(self.severe.get(key, "note"), finding["severity"], key=levels.index)

    def line(self) -> str:
        """``2000 runs: 3 failed, 197 suspect, 1800 healthy; 1 could not be read``."""
        said = ", ".join(f"{self.verdicts[v]} {v}" for v in VERDICTS if self.verdicts[v])
        text = count(self.runs, "run") + (f": {said}" if said else "")
        text += f"; {self.errors} could not be read" if self.errors else ""
        return text + (f"; {count(self.skipped, 'file')} passed over as no log" if self.skipped else "")

    def table(self) -> list[str]:
        """The rules that found something, the commonest first: runs, share, severity, name."""
        rows = [("runs", "share", "severity", "rule")]
        for key, n in sorted(self.rules.items(), key=lambda item: (-item[1], item[0])):
            rows.append((str(n), percent(n / self.runs), self.severe[key], key))
        if len(rows) == 1:
            return ["no rule found anything"]
        widths = [max(len(row[i]) for row in rows) for i in range(3)]
        return [f"{r[0]:>{widths[0]}}  {r[1]:>{widths[1]}}  {r[2]:<{widths[2]}}  {r[3]}" for r in rows]
