"""Settings as the pipeline takes them, every rule's name and limit checked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from run_diagnose.model.criterion import criteria
from run_diagnose.pipeline import Options
from run_diagnose.rules.base import Rule
from run_diagnose.settings.ignores import ignores
from run_diagnose.settings.limits import apply, known_selector
from run_diagnose.settings.resolve import Settings

if TYPE_CHECKING:
    from run_diagnose.model.ignore import Ignore


def options(settings: Settings, rules: tuple[Rule, ...], **beside: Any) -> Options:
    """The pipeline's options; ``beside`` are those that no setting holds (``--map``, ``--predictions`` ...).

    ``ignores`` of ``beside`` (a baseline) hold besides those of the settings.

    Raises UsageError for a selector, rule or limit that does not exist.
    """
    chosen = {name: _selectors(settings, name, rules) for name in ("select", "ignore", "extend-select")}
    return Options(
        select=chosen["select"],
        ignore=chosen["ignore"],
        extend_select=chosen["extend-select"],
        severities=_severities(settings, rules),
        min_confidence=settings["min-confidence"],
        limits=_limits(settings, rules),
        criteria=_criteria(settings),
        task=settings["task"],
        num_classes=settings["num-classes"],
        primary=settings["primary-metric"],
        higher=tuple(settings["higher-is-better"]),
        lower=tuple(settings["lower-is-better"]),
        aliases=settings["columns"],
        ignores=(*_ignores(settings, rules), *beside.pop("ignores", ())),
        **beside,
    )


def _ignores(settings: Settings, rules: tuple[Rule, ...]) -> tuple[Ignore, ...]:
    if not rules:  # nothing is judged
        return ()
    return ignores(settings["suppress"], settings["per-run-ignores"], settings.origin, rules)


def _selectors(settings: Settings, name: str, rules: tuple[Rule, ...]) -> tuple[str, ...]:
    return tuple(known_selector(word, rules, settings.origin(name)) for word in settings[name])


def _severities(settings: Settings, rules: tuple[Rule, ...]) -> dict[str, str]:
    """Severity by slug; a longer selector speaks after a shorter one, a slug last."""
    levels: Mapping[str, str] = settings["severity"]
    made: dict[str, str] = {}
    for word in sorted(levels, key=lambda w: (w in {r.slug for r in rules}, len(w))):
        known_selector(word, rules, settings.origin(f"severity.{word}"))
        made |= {
            r.slug: levels[word]
            for r in rules
            if word in (r.slug, r.kind) or word.upper() == "ALL" or r.code.startswith(word.upper())
        }
    return made


def _criteria(settings: Settings) -> Mapping[str, Mapping[str, float]]:
    """The levels by metric, checked for going one way."""
    for metric, levels in settings["criteria"].items():
        origin = next((settings.origin(f"criteria.{metric}.{level}") for level in levels), settings.origin("criteria"))
        criteria({metric: levels}, f"{origin}: criteria")
    found: Mapping[str, Mapping[str, float]] = settings["criteria"]
    return found


def _limits(settings: Settings, rules: tuple[Rule, ...]) -> dict[str, Any]:
    tables: Mapping[str, Mapping[str, Any]] = settings["rules"]
    made: dict[str, Any] = {}
    for word, fields in tables.items():
        origin = next((settings.origin(f"rules.{word}.{f}") for f in fields), settings.origin("rules"))
        made |= apply({word: fields}, rules, origin)
    return made
