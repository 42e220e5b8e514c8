"""One run that takes part in a comparison: its report under a label that no other run has."""

from __future__ import annotations

from dataclasses import field

from run_diagnose.facts import dataclass
from run_diagnose.model.report import RunReport, SeriesSummary


@dataclass(frozen=True, kw_only=True)
class Sample:
    """A run, its label, and what only a table of runs says of it."""

    report: RunReport
    label: str = ""
    config: dict[str, object] = field(default_factory=dict)
    """Dotted key to value, from the run's config or from the columns of a table."""
    prose: str = ""
    """A cell of prose about the settings, as it stands."""

    @property
    def configured(self) -> bool:
        """True where some setting is known."""
        return bool(self.config)

    @property
    def picked(self) -> float | None:
        """The place of the kept checkpoint."""
        advice = self.report.checkpoint
        return advice.picked.at if advice is not None and advice.picked is not None else None

    def find(self, role: str, quantity: str = "") -> SeriesSummary | None:
        """The first series of this role (and quantity), None if there is none."""
        found = (s for s in self.report.series if s.role == role and quantity in ("", s.quantity) and not s.part)
        return next(found, None)


def sample_of(report: RunReport) -> Sample:
    """A run with the config that its report holds."""
    return Sample(report=report, label=report.name, config=dict(report.config.values) if report.config else {})
