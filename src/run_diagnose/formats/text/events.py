"""Lines of text that say something happened: crashes, memory, early stops, checkpoints, loss scales, resumes.

Only the wording of a line decides, so a line's kind is worked out once per shape.
"""

from __future__ import annotations

import re

TRACEBACK = "Traceback (most recent call last)"

_ERROR = re.compile(
    r"^(?:\S+\]:\s*)?(?:[a-z_][\w]*\.)*[A-Z]\w*(?:Error|Exception|Interrupt|Exit|Killed|Warning)\b(?::|$)"
    r"|^(?:[\w.]+\.)?OutOfMemoryError"
)
"""The decisive last line of a Python traceback: ``ValueError: Input contains NaN.``"""

_WORDINGS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("oom", (
        "cuda out of memory", r"out of memory(?!\s*:\s*0)", "outofmemoryerror", "CUBLAS_STATUS_ALLOC_FAILED",
        "resource_?exhausted", "oom[- ]kill"
        "|oom_kill", "cannot allocate memory", "std::bad_alloc", "DefaultCPUAllocator",
    )),
    ("abort", (
        "segmentation fault", "core dumped", r"\bSIG(?:KILL|TERM|SEGV|ABRT|BUS)\b", r"^killed\b|\bkilled$",
        "DUE TO TIME LIMIT|CANCELLED AT", "terminate called after", "nccl (?:error|timeout|watchdog)",
        "watchdog caught collective", "ncclSystemError"
        "|ncclUnhandled", "cuda error", "device-side assert", "bus error",
        r"check failure stack trace|\*\*\* (?:Check failure|Aborted)|\bF\d{4} .*Check failed", "^keyboardinterrupt",
        "DataLoader worker .* (?:killed|exited)", "Exitcode: -?[1-9]|exit(?:ed)? with (?:code|status) -?[1-9]",
        "ChildFailedError", "broken pipe", "No space left on device",
        "loss is (?:nan|inf)[^,]*,? *(?:stopping|abort|terminat|exit)",
        r"(?:stopping|aborting|terminating) training.*(?:nan|inf)\b",
    )),
    ("overflow", (
        r"gradient overflow|overflow detected|\boverflow!", "skipping (?:optimizer )?step",
        r"(?:grad|loss) ?scal\w* .*(?:reduc|lower|decreas|skip)", "reducing loss scale|attempted loss scale",
        "found (?:inf|nan) (?:in|or)", "step (?:was )?skipped", "minimum loss scale reached",
    )),
    ("early_stop", (
        r"early[ -_]?stopp|early[ -_]?stop\b|stopping early", "did not improve (?:for|in the last)",
        r"Stopping\. Best iteration|Stopped by overfitting detector", "patience (?:exceeded|exhausted|reached)",
        "monitored metric .* did not improve",
    )),
    ("resume", (
        r"^={3,} Training Loss \(.*\) ={3,}", r"resum(?:ing|ed|e) (?:training|from|at|run)|resuming\b|auto[- ]?resum",
        "restor(?:ing|ed) (?:from|checkpoint|states)", "loaded checkpoint|continu(?:ing|e) training from",
        r"load(?:ing|ed) (?:training )?(?:state|checkpoint) (?:from|at|\(|')",
    )),
    ("checkpoint", (
        "sav(?:ing|ed|e) .*(?:model|checkpoint|weights|ckpt|state|snapshot|best)", "save_checkpoint|snapshotting",
        r"(?:model|checkpoint|weights|snapshot)s? .*\bsaved?\b", "(?:new|current) best", "checkpoint (?:saved"
        r"|written)",
        r"best (?:model|epoch|val\w*|accuracy|acc|metric|score|loss|iteration|checkpoint|result|mAP|f1|validation)",
        "improved from|did not improve from", r"\.(?:ckpt|pth|pt|h5|safetensors)\b.*sav",
    )),
    ("phase", (
        r"^\W*(?:stage|phase)\W{1,3}(?:\d{1,2}|i{1,3}|one|two|three)(?:\s*(?:/|of)\s*\d+)?\b[^=0-9]*$",
        r"^\W*(?:start(?:ing)?\s+|begin(?:ning)?\s+)?(?:pre-?training|fine-?tuning|linear probing)"
        r"(?:\s+(?:phase|stage))?\W*$",
    )),
)  # fmt: skip
_KINDS = tuple((kind, re.compile("|".join(wordings), re.IGNORECASE)) for kind, wordings in _WORDINGS)

_QUICK = re.compile(
    r"memory|kill|alloc|exhaust|oom|SIG|seg|cancel|terminat|nccl|cuda|assert|bus|abort|check|interrupt|exit|worker|"
    r"overflow|skip|scal|loss is|"
    r"={3} Training Loss|stop|improve|patience|resum|restor|load|continu|sav|best|snap|space|pipe|watchdog|core dump|"
    r"stage|phase|training|tuning|probing",
    re.IGNORECASE,
)
"""A first sieve: a line without any of these words is no event."""

_FALSE = re.compile(
    r"early_stopping(?:_\w+)?\s*[=:]|early[-_ ]stopping[\w-]*\s*[=:]\s*(?:true|false|none|\d)|using config:"
    r"|save_\w+'?\s*[=:]|resume\s*[=:]|best_\w+\s*=|--\w|out of memory: 0|UserWarning|DeprecationWarning|FutureWarning"
    r"|train(?:er|ing)\.\w+\s*=|if .* out of memory|max_split_size|pretrained|using .*early stopping|patience\s*[=:]",
    re.IGNORECASE,
)
"""Settings, advice and warnings that use an event's words."""


def is_error_line(line: str) -> bool:
    """True for the line that names a Python error (``ValueError: ...``), not for a warning."""
    return bool(_ERROR.match(line)) and "Warning:" not in line.split(" ", 1)[0]


def event_kind(message: str) -> tuple[str, int]:
    """The kind of event a line (without its prefix) tells of, and where in the line; empty for none."""
    if not _QUICK.search(message) or len(message) > 2000:
        return "", 0
    for kind, pattern in _KINDS:
        if found := pattern.search(message):
            return ("", 0) if _FALSE.search(message) else (kind, found.start())
    return "", 0


_FOLD = re.compile(
    r"^\W*(?:(?:training|starting|running|begin\w*|cv|current)\s+(?:on\s+)?)?(?:fold|cv fold"
    r"|k-?fold)\s*[:#=\[]*\s*(\d+)(?:\s*(?:/|of)\s*\d+)?\W*$",
    re.IGNORECASE,
)


def new_run_name(message: str) -> str | None:
    """The name of the run that a marker line opens (``Fold 2``), None for any other line."""
    if match := _FOLD.match(message):
        return f"fold {match[1]}"
    return None
