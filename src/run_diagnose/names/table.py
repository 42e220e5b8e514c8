"""The whole vocabulary in one place."""

from __future__ import annotations

from run_diagnose.names.vocabulary.around import DERIVED_WORDS, EXACT, FILLER, FOREIGN, SPLIT_WORDS
from run_diagnose.names.vocabulary.losses import (
    COMPONENTS,
    DISCRIMINATOR_WORDS,
    GENERATOR_WORDS,
    LOSSES,
    WHOLE_WORDS,
)
from run_diagnose.names.vocabulary.metrics import EVALUATED, GENERIC, METRICS
from run_diagnose.names.vocabulary.signals import (
    COUNTERS,
    MEAN_WORDS,
    OTHER_NAMES,
    PRED_WORDS,
    SIGNALS,
    STD_WORDS,
    TARGET_WORDS,
)

__all__ = [
    "COMPONENTS",
    "COUNTERS",
    "DERIVED_WORDS",
    "DISCRIMINATOR_WORDS",
    "EVALUATED",
    "EXACT",
    "FILLER",
    "FOREIGN",
    "GENERATOR_WORDS",
    "GENERIC",
    "LOSSES",
    "MEAN_WORDS",
    "METRICS",
    "OTHER_NAMES",
    "PRED_WORDS",
    "SIGNALS",
    "SPLIT_WORDS",
    "STD_WORDS",
    "TARGET_WORDS",
    "WHOLE_WORDS",
]
