"""Wishes that a finding not count: written in the settings, or remembered in a baseline."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping, Sequence
from dataclasses import field
from fnmatch import fnmatchcase

from run_diagnose.facts import dataclass
from run_diagnose.model.finding import Finding, Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class Ignore:
    """One wish. It holds for the findings of ``rules``, or for those with a known fingerprint."""

    by: str
    """Where it is written: ``diagnose.toml:12``, ``baseline accepted.json``."""
    rules: frozenset[str] = frozenset()
    """Slugs; empty for a baseline."""
    path: str = ""
    """A glob on the paths of a run's files, from ``base``; ``*`` matches ``/`` too. Empty: every run."""
    base: str = ""
    """The folder of the settings file, as the person sees it."""
    reason: str = ""
    until: str = ""
    """The last day it holds, as written; empty: for good."""
    expired: bool = False
    """True after that day: it covers nothing any more, and a note says so."""
    watched: bool = True
    """False for what is written ahead of any finding: that it matched nothing is then no news."""
    known: Mapping[str, Severity] = field(default_factory=dict)
    """Accepted fingerprints, each with the severity it was accepted at."""

    def covers(self, finding: Finding, files: Sequence[str]) -> bool:
        """True if ``finding``, in a run read from ``files``, must not count."""
        if self.expired:
            return False
        accepted = self.known.get(finding.fingerprint)
        if accepted is not None:
            return finding.severity.level <= accepted.level
        return finding.rule in self.rules and self.about(files)

    def about(self, files: Sequence[str]) -> bool:
        """True if it speaks of a run that was read from ``files``."""
        return not self.path or any(self._matches(name) for file in files for name in self._names(file))

    def _names(self, file: str) -> tuple[str, ...]:
        plain = file.replace("\\", "/")
        return plain, posixpath.relpath(plain, self.base or "."), posixpath.basename(plain)

    def _matches(self, name: str) -> bool:
        glob = self.path.rstrip("/")
        return any(fnmatchcase(name, g) for g in (glob, f"{glob}/*", glob.removeprefix("**/")))
