"""Accuracy on labelled runs, beside the rules that most people write first, as Markdown.

    python benchmarks/accuracy.py RUNS > table.md

``RUNS`` holds one folder per run: ``logs/``, ``config.yaml`` and ``label.yaml`` (see ``labelled.py``). What is printed:
findings by kind, false alarms on healthy runs, distance of the onsets, and how far stated confidence can be trusted.
A finding whose kind is among the run's labels is right, one that is acceptable counts neither way, any other is wrong.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

import calibration
from labelled import Judged, judged, kind

BANDS = ((0.0, 0.7), (0.7, 0.8), (0.8, 0.9), (0.9, 0.96), (0.96, 1.01))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("runs", type=Path)
    runs = list(judged(parser.parse_args().runs))
    for part in (overall(runs), by_kind(runs), onsets(runs), bands(runs), families(runs)):
        print("\n".join(part), end="\n\n")


def overall(runs: Sequence[Judged]) -> Iterator[str]:
    healthy = [r for r in runs if r.healthy]
    yield f"## {len(runs)} runs, {len(healthy)} of them healthy"
    yield ""
    yield "| | precision | recall | F1 | macro-F1 | healthy runs alarmed | alarms per healthy run |"
    yield "|---|---|---|---|---|---|---|"
    for name, said in (("run-diagnose", ours), ("naive rules", by_hand)):
        tp, fp, fn = total(runs, said, every_kind(runs, said))
        kinds = [counts(runs, said, k) for k in every_kind(runs, said)]
        macro = [f1(*c) for c in kinds if c[0] + c[2]]
        alarms = [len(said(r)) for r in healthy]
        yield (
            f"| {name} | {share(tp, tp + fp)} | {share(tp, tp + fn)} | {f1(tp, fp, fn):.2f} | {mean(macro):.2f} "
            f"| {sum(a > 0 for a in alarms)} of {len(alarms)} | {mean(alarms):.2f} |"
        )


def by_kind(runs: Sequence[Judged]) -> Iterator[str]:
    yield "## By kind"
    yield ""
    yield "Right / wrong / missed, and F1."
    yield ""
    yield "| kind | labelled | run-diagnose | F1 | naive | F1 |"
    yield "|---|---|---|---|---|---|"
    for name in sorted({*every_kind(runs, ours), *every_kind(runs, by_hand)}):
        a, b = counts(runs, ours, name), counts(runs, by_hand, name)
        labelled = a[0] + a[2]
        yield (
            f"| {name} | {labelled} | {a[0]} / {a[1]} / {a[2]} | {cell(a, labelled)} "
            f"| {b[0]} / {b[1]} / {b[2]} | {cell(b, labelled)} |"
        )


def onsets(runs: Sequence[Judged]) -> Iterator[str]:
    first = {(r.name, kind(f)): r.miss(f) for r in runs for f in reversed(r.findings) if kind(f) in r.wanted}
    dated = sum(1 for r in runs for k, at in r.wanted.items() if at.get("epoch") is not None and k in r.kinds)
    misses = sorted(m for m in first.values() if m is not None)
    yield "## Onsets"
    yield ""
    if misses:
        half, near = 100 * misses[len(misses) // 2], 100 * mean([m <= 0.1 for m in misses])
        yield (
            f"Of {dated} right findings whose label is dated, {len(misses)} give an onset; its distance from the label "
            f"is {half:.1f} % of the run in the median and within 10 % of the run for {near:.0f} %."
        )


def bands(runs: Sequence[Judged]) -> Iterator[str]:
    yield "## Stated confidence and the share that was right"
    yield ""
    yield "| stated | findings | right | share |"
    yield "|---|---|---|---|"
    firings = list(fired(runs))
    for low, high in BANDS:
        inside = [right for _, stated, right in firings if low <= stated < high]
        if inside:
            rate = share(sum(inside), len(inside))
            yield f"| {low:.2f} to {min(high, 1):.2f} | {len(inside)} | {sum(inside)} | {rate} |"


def families(runs: Sequence[Judged]) -> Iterator[str]:
    yield "## By family, with the fitted rate at a stated confidence of .6, .8 and .95"
    yield ""
    yield "| family | findings | right | a | b | .6 | .8 | .95 | |"
    yield "|---|---|---|---|---|---|---|---|---|"
    firings = list(fired(runs))
    pooled = calibration.fit([c for _, c, _ in firings], [r for *_, r in firings])
    groups = {family: [(c, r) for f, c, r in firings if f == family] for family in sorted({f for f, *_ in firings})}
    for family, pairs in {"all": [(c, r) for _, c, r in firings], **groups}.items():
        own = len(pairs) >= calibration.FEWEST
        a, b = calibration.fit([c for c, _ in pairs], [r for _, r in pairs]) if own else pooled
        rates = " | ".join(f"{calibration.rate(a, b, stated):.2f}" for stated in (0.6, 0.8, 0.95))
        note = "" if own else f"uncalibrated: fewer than {calibration.FEWEST}, the rate of all"
        yield f"| {family} | {len(pairs)} | {sum(r for _, r in pairs)} | {a:.3f} | {b:.3f} | {rates} | {note} |"


def fired(runs: Iterable[Judged]) -> Iterator[tuple[str, float, bool]]:
    """Family, stated confidence and rightness of every finding that the labels decide."""
    for run in runs:
        for finding in run.findings:
            right = run.right(kind(finding))
            if right is not None:
                yield finding.code[:3], finding.confidence, right


Said = Callable[[Judged], set[str]]


def ours(run: Judged) -> set[str]:
    return run.kinds


def by_hand(run: Judged) -> set[str]:
    return set(run.naive)


def every_kind(runs: Sequence[Judged], said: Said) -> list[str]:
    return sorted({k for r in runs for k in (*r.wanted, *said(r))})


def counts(runs: Sequence[Judged], said: Said, name: str) -> tuple[int, int, int]:
    """Right, wrong and missed findings of one kind."""
    tp = sum(name in r.wanted and name in said(r) for r in runs)
    fp = sum(name in said(r) and r.right(name) is False for r in runs)
    fn = sum(name in r.wanted and name not in said(r) for r in runs)
    return tp, fp, fn


def total(runs: Sequence[Judged], said: Said, kinds: Iterable[str]) -> tuple[int, int, int]:
    each = [counts(runs, said, k) for k in kinds]
    return sum(c[0] for c in each), sum(c[1] for c in each), sum(c[2] for c in each)


def f1(tp: int, fp: int, fn: int) -> float:
    return 2 * tp / (2 * tp + fp + fn) if tp + fp + fn else 0.0


def cell(c: tuple[int, int, int], labelled: int) -> str:
    return f"{f1(*c):.2f}" if labelled else ""


def share(part: float, whole: float) -> str:
    return f"{part / whole:.2f}" if whole else "-"


def mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0


if __name__ == "__main__":
    main()
