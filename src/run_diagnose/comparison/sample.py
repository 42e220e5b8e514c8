"""One run that takes part in a comparison: its report under a label that no other run has."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import field, replace
from pathlib import PurePosixPath

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


def labelled(samples: Iterable[Sample]) -> list[Sample]:
    """The same runs, each with a label of its own: its name, else the end of its path that tells it apart."""
    runs = list(samples)
    names = [s.label or "run" for s in runs]
    for depth in (2, 3, 4):
        twice = {name for name, n in Counter(names).items() if n > 1}
        if not twice:
            break
        names = [_longer(s, depth) if n in twice else n for s, n in zip(runs, names, strict=True)]
    return [replace(s, label=label) for s, label in zip(runs, _numbered(names), strict=True)]


def _longer(sample: Sample, depth: int) -> str:
    """The last ``depth`` parts of the run's path, the last without its suffix where it is the run's name."""
    name = sample.report.name
    sources = sample.report.sources
    if not sources:
        return name
    path = PurePosixPath(sources[0].path)
    parts = [p for p in path.parts if p not in ("/", ".", "..")]
    folder = parts[:-1][-(depth - 1) :]
    last = name.rsplit("/", 1)[-1]
    return "/".join([*folder, last] if not folder or folder[-1] != last else folder)


def _numbered(names: list[str]) -> list[str]:
    """Names that still meet get a number: the second ``run`` is ``run#2``."""
    seen: Counter[str] = Counter()
    taken: set[str] = set(names)
    out = []
    for name in names:
        seen[name] += 1
        label = name
        while seen[name] > 1 and label in taken:
            label = f"{name}#{seen[name]}"
            seen[name] += label in taken
        taken.add(label)
        out.append(label)
    return out
