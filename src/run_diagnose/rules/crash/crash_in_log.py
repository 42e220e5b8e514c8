"""CRA001: the log ends in a crash."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from run_diagnose.model.finding import Evidence, Fine, Severity, Sighting, Value, Verdict, quote, reading
from run_diagnose.model.record import Event
from run_diagnose.model.run import Run
from run_diagnose.model.series import Moment, Series
from run_diagnose.model.wording import at, number, percent
from run_diagnose.patterns import pattern
from run_diagnose.rules.base import rule
from run_diagnose.rules.crash.known import KNOWN, Named
from run_diagnose.views.breaks import Break, breaks

CRASHES = ("traceback", "abort", "oom")


_LAST_LINE = pattern(r"^\s*(?:[\w.]+\.)?\w*(?:Error|Exception|Interrupt|Exit|Warning|Failure)\b")


@rule(
    "CRA001",
    "crash-in-log",
    kind="crash",
    title="The log ends in a crash",
    unexplained="the crash names its own cause; what led to it is a finding of its own",
)
def crash_in_log(run: Run, _limits: object) -> Iterator[Verdict]:
    """The log ends in a crash, or holds one.

    ## Why it matters
    A run that crashed is not the run that was planned, and the line it dies on is often the last link of a chain:
    a metric that refuses NaN dies at the validation after the loss broke.

    ## Fires on
    ```text
    step 100: train_loss=0.692 lr=0.0001
    step 200: train_loss=0.655 lr=0.0001
    step 300: train_loss=0.611 lr=0.0001
    step 400: train_loss=0.583 lr=0.0001
    Traceback (most recent call last):
      File "train.py", line 88, in <module>
        loss.backward()
    torch.cuda.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.00 GiB
    ```

    ## Quiet on
    ```text
    step 100: train_loss=0.692 lr=0.0001
    step 200: train_loss=0.655 lr=0.0001
    step 300: train_loss=0.611 lr=0.0001
    step 400: train_loss=0.583 lr=0.0001
    Training finished, model saved to out/model.pt
    ```

    ## References
    Error texts of PyTorch, CUDA, NCCL, DeepSpeed, fairseq, scikit-learn and TensorFlow, as people quote them in
    issue threads.
    """
    crashes = [e for e in run.events if e.kind in CRASHES]
    if not crashes:
        yield Fine("no traceback and no abort among the lines that were read")
        return
    yield _sighting(run, _last_group(crashes))


def _last_group(events: list[Event]) -> list[Event]:
    """The lines of the last crash: a traceback, its frames, and what the shell or the launcher said after it."""
    group = [events[-1]]
    for event in reversed(events[:-1]):
        if group[0].line - event.line > 60:
            break
        group.insert(0, event)
    return group


def _sighting(run: Run, group: list[Event]) -> Sighting:
    said = _said(group)
    known = next((k for k in KNOWN if any(k.pattern.search(e.text) for e in group)), None)
    last, after = _around(run, group[0])
    broken = _broken_before(run, group[0], known)
    finished = _finished(run, last)
    values: dict[str, Value] = {
        "crash": known.name if known else "unknown",
        "text": said.text.strip()[:200],
        "line": said.line,
        "continued": after,
        "finished": finished,
    }
    if broken is not None:
        values["consequence_of"] = "non-finite-loss"
    elif known is not None and known.name == "loss-scale":
        values["consequence_of"] = "fp16-overflow"
    return Sighting(
        message=_message(run, said, known, last, broken, after=after, finished=finished),
        severity=Severity.NOTE if broken is not None else _severity(known, after=after, finished=finished),
        confidence=0.97,
        evidence=_evidence(group, said, last, broken),
        series=(),
        onset=last,
        known=last,
        end=None if after else last,
        values=values,
    )


def _said(group: list[Event]) -> Event:
    """The line that names the error: an exception's last line, else the line with known words, else the last."""
    for event in reversed(group):
        if _LAST_LINE.match(event.text):
            return event
    for event in group:
        if any(k.pattern.search(event.text) for k in KNOWN):
            return event
    return group[-1]


def _line_in(series: Series, event: Event) -> float:
    """The line of the crash in the file of a series; behind its end where the crash stands in a file of its own."""
    return float(event.line) if event.file in ("", series.file) else float("inf")


def _around(run: Run, event: Event) -> tuple[Moment | None, bool]:
    """The last logged point before the crash, on the run's own axis, and whether the training went on after it."""
    before: Moment | None = None
    after = 0
    for s in run.series:
        line = _line_in(s, event)
        rows = np.flatnonzero(s.line < line)
        after = max(after, int(np.sum(s.line > line)))
        if len(rows) and s.line[rows[-1]] > 0 and _later(s, int(rows[-1]), before, run.axis):
            before = s.moment(int(rows[-1]))
    return before, after > 1


def _later(series: Series, row: int, than: Moment | None, axis: str) -> bool:
    if than is None:
        return True
    return (int(series.line[row]), series.axis == axis) > (than.line, than.axis == axis)


def _finished(run: Run, last: Moment | None) -> bool:
    total = None if last is None else run.total(last.axis)
    return last is not None and total is not None and last.value >= total


def _broken_before(run: Run, event: Event, known: Named | None) -> Break | None:
    """The break that the crash follows from: only where its words speak of numbers, or nothing else is known."""
    if known is not None and known.name not in ("nan-input", "loss-scale", "label-range", "device"):
        return None
    found = [b for b in breaks(run) if 0 < int(b.series.line[b.first]) < _line_in(b.series, event) and b.lasting]
    return found[0] if found else None


def _severity(known: Named | None, *, after: bool, finished: bool) -> Severity:
    if after or (known is not None and known.name == "interrupted"):
        return Severity.NOTE
    return Severity.WARNING if finished else Severity.ERROR


def _message(
    run: Run,
    said: Event,
    known: Named | None,
    last: Moment | None,
    broken: Break | None,
    *,
    after: bool,
    finished: bool,
) -> str:
    text = f"The log holds a crash (line {said.line})" if after else f"The log ends in a crash (line {said.line})"
    if last is not None:
        text += f" after {at(last)}"
        total = run.total(last.axis)
        if total is not None and total > last.value:
            text += f" of {number(total, 6)} ({percent(last.value / total)} of the way)"
    text += f": {known.words}" if known is not None else ""
    if broken is not None:
        text += f". It is a consequence: {broken.series.name} was not finite from {at(broken.moment)} on"
    if after:
        text += ". The training went on after it"
    elif finished:
        text += ". The training itself had reached its planned end"
    return text + "."


def _evidence(group: list[Event], said: Event, last: Moment | None, broken: Break | None) -> tuple[Evidence, ...]:
    file = said.file or (last.file if last is not None else "")
    lines = [e for e in group if e is said or e.text.strip()][:3]
    if said not in lines:
        lines.append(said)
    out = [quote(e.text.strip(), Moment("line", e.line, e.line, file)) for e in lines]
    if broken is not None:
        out.append(reading(f"{broken.series.name}, first not finite", float("nan"), broken.moment))
    return tuple(out)
