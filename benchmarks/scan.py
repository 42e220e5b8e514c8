"""How fast `diagnose scan` is: made-up runs of 100 epochs x 8 series, one process and two.

    python benchmarks/scan.py [RUNS]

Prints runs per second, CPU per run, peak memory, how many times that is what the csv module takes for the same files,
measured before and after (a busy machine slows both alike), and the time of a second scan that finds everything in the
cache. The first scan pays for the imports.
"""

from __future__ import annotations

import csv
import math
import random
import resource
import statistics
import sys
import tempfile
import time
from pathlib import Path

from run_diagnose.batch import Plan, Progress, scan_rows

EPOCHS = 100
TIMES = 5
"""Readings by the csv module, before and after: one alone takes too little time to be measured."""


def main() -> None:
    """Make the runs, scan them three times, print the figures."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    with tempfile.TemporaryDirectory() as top:
        files = [_written(Path(top), i) for i in range(runs)]
        cache = str(Path(top) / ".cache")
        floor = [_csv(files) for _ in range(TIMES)]
        judged = _scanned(top, 1, runs, None)
        floor += [_csv(files) for _ in range(TIMES)]
        read = statistics.median(floor)
        print(f"csv module: {1e3 * read / runs:.3f} ms of CPU a run; a judged run is {judged / read:.0f} times that")
        _scanned(top, 2, runs, None)
        _scanned(top, 1, runs, cache)
        _scanned(top, 1, runs, cache)


def _written(top: Path, i: int) -> Path:
    """One run: a falling loss; every tenth overfits from epoch 50 on."""
    rng = random.Random(i)
    lines = ["epoch,train_loss,val_loss,train_acc,val_acc,lr,grad_norm,val_f1"]
    for e in range(1, EPOCHS + 1):
        train = 2 * math.exp(-e / 25) + 0.3 + rng.gauss(0, 0.01)
        val = 2 * math.exp(-e / 25) + 0.4 + rng.gauss(0, 0.02) + (0.01 * max(e - 50, 0) if i % 10 == 0 else 0.0)
        rate = 5e-4 * (1 + math.cos(math.pi * e / EPOCHS))
        rest = f"{1 - train / 3:.4f},{1 - val / 3:.4f},{rate:.6g},{1 + rng.gauss(0, 0.1):.4f},{0.95 - val / 3:.4f}"
        lines.append(f"{e},{train:.5f},{val:.5f},{rest}")
    path = top / f"run{i:05d}" / "metrics.csv"
    path.parent.mkdir()
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def _csv(files: list[Path]) -> float:
    start = time.process_time()
    for path in files:
        with path.open(newline="", encoding="utf-8") as file:
            sum(1 for _ in csv.reader(file))
    return time.process_time() - start


def _scanned(top: str, workers: int, runs: int, cache: str | None) -> float:
    """CPU in seconds of this process; the workers' is not in it."""
    progress, before, start = Progress(), _cpu(), time.monotonic()
    found = sum(1 for _ in scan_rows([top], None, Plan(workers=workers, cache=cache), progress))
    wall = time.monotonic() - start
    used = _cpu() - before
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    cpu = f"{1e3 * used / runs:.1f} ms of CPU a run" if workers == 1 else "CPU of workers not counted"
    print(
        f"{workers} process{'es' if workers > 1 else ''}{', cache' if cache else ''}: {found} runs in {wall:.1f} s, "
        f"{found / wall:.0f} a second, {cpu}, {progress.cached} known, peak {peak:.0f} MB"
    )
    return used


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main()
