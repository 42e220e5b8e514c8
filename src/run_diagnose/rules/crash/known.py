"""Crashes that people know by their words, as quoted in issue threads."""

from __future__ import annotations

import re
from functools import cached_property

from run_diagnose.facts import dataclass


@dataclass(frozen=True, kw_only=True)
class Named:
    """A crash that people know by its words."""

    name: str
    words: str
    spelled: str

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Compiled for the first crash that is met; most logs hold none."""
        return re.compile(self.spelled, re.IGNORECASE)


def _named(name: str, words: str, spelled: str) -> Named:
    return Named(name=name, words=words, spelled=spelled)


KNOWN = (
    _named("nan-input", "numbers that are not finite reached a function that refuses them",
           r"contains nan|contains inf|input x contains|nan (?:or inf|detected|encountered)|non-?finite|"
           r"loss (?:is|was|=) ?(?:nan|inf)|nan loss|infinity or a value too large"),
    _named("loss-scale", "the fp16 loss scale was at its minimum",
           r"loss scale already at minimum|minimum loss scale|no inf checks were recorded|unscale fp16"),
    _named("out-of-memory", "memory ran out",
           r"out of memory|outofmemory|resource_?exhausted|memoryerror|cannot allocate memory|oom[- ]?kill|"
           r"not enough memory"),
    _named("data-loader", "a data loading worker died",
           r"dataloader worker|too many open files|bus error|unable to open shared memory|/dev/shm"),
    _named("communication", "the processes lost each other",
           r"nccl|watchdog caught|distbackenderror|gloo|socket timeout|rendezvous|"
           r"connection (?:reset|refused) by peer"),
    _named("label-range", "a label lies outside the classes",
           r"target -?\d+ is out of bounds|t >= 0 && t < n_classes|device-side assert|received a label value of"),
    _named("device", "the device reported an error",
           r"cuda error|cublas|cudnn|illegal memory access|xid|uncorrectable ecc|hip error"),
    _named("disk", "the disk was full", r"no space left|disk quota exceeded|errno 28"),
    _named("interrupted", "it was stopped from outside",
           r"keyboardinterrupt|sigterm|sigint|time limit|preempt|cancelled|\bkilled\b|terminated by signal"),
    _named("shape", "two shapes did not fit",
           r"size mismatch|shapes? cannot be multiplied|must match the size|incompatible shapes|shape mismatch"),
    _named("files", "a file was missing or did not fit",
           r"filenotfounderror|no such file|error\(s\) in loading state_dict|unexpected key"),
)  # fmt: skip
"""The first that fits wins: consequences of bad numbers before the general ones."""
