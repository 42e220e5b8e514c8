"""The run's own configuration: dotted keys, their values, where they stand."""

from __future__ import annotations

from collections.abc import Mapping

from run_diagnose.facts import dataclass
from run_diagnose.model.knobs import KNOBS
from run_diagnose.model.record import Setting


@dataclass(frozen=True, slots=True)
class ConfigProblem:
    """A value that plain readers of the file would take for something else, or a clash."""

    setting: Setting
    reads_as: str
    """What a plain YAML 1.1 reader makes of it, in words."""
    hint: str
    """The spelling that every reader takes as meant."""


@dataclass(frozen=True)
class Config:
    """Settings in file order. ``path`` is as the person gave it, ``sha256`` of the file's bytes."""

    settings: tuple[Setting, ...] = ()
    path: str = ""
    sha256: str = ""
    problems: tuple[ConfigProblem, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.settings)

    @property
    def values(self) -> Mapping[str, object]:
        """Dotted key to value."""
        return {s.key: s.value for s in self.settings}

    def get(self, key: str) -> Setting | None:
        """The setting with exactly this dotted key."""
        return next((s for s in self.settings if s.key == key), None)

    def knob(self, name: str) -> Setting | None:
        """The setting that turns the knob ``name`` of ``knobs.KNOBS``, whatever its spelling here.

        A whole dotted alias wins over a last-part alias, the shallower key over the deeper one.
        """
        aliases = KNOBS[name]
        found = [(rank, s.key.count("."), s) for s in self.settings for rank in _ranks(s.key, aliases)]
        return min(found, key=lambda t: t[:2])[2] if found else None

    def number(self, name: str) -> float | None:
        """The knob's value as a number, None where it is absent or not a number."""
        setting = self.knob(name)
        if setting is None or isinstance(setting.value, bool) or not isinstance(setting.value, int | float):
            return None
        return float(setting.value)

    def text(self, name: str) -> str | None:
        """The knob's value as lower-case text, None where it is absent or empty."""
        setting = self.knob(name)
        return None if setting is None or setting.value is None else str(setting.value).strip().lower()


def _ranks(key: str, aliases: tuple[str, ...]) -> list[int]:
    """Rank of every alias that names ``key``: the earlier the alias, the surer it is."""
    plain = key.lower().replace("-", "_")
    return [i for i, a in enumerate(aliases) if plain == a or plain.endswith("." + a)]
