"""Damaged logs by the hundred thousand: every one must be read or refused, in time and within bounds.

    python benchmarks/fuzz.py tables --inputs 200000      # one family; also: json, binary, text
    python benchmarks/fuzz.py json --only 4711            # one input again, with its traceback

Input ``i`` of a seed is the same bytes on every machine. A failure is an exception other than our own errors, a report
that takes longer than ``--seconds``, or memory past ``--megabytes``. The worker is a process of its own, so that a hang
inside C code and a memory bomb end the worker and not the campaign. Exit status 1 if anything failed.
"""

from __future__ import annotations

import argparse
import faulthandler
import os
import random
import resource
import signal
import subprocess
import sys
import tempfile
import time
import traceback
import warnings
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from fuzzing.damage import damaged
from fuzzing.seeds import Seed, seeds_of

FAMILIES = ("tables", "json", "binary", "text")
BUILT_EVERY, JUDGED_EVERY = 10, 100
"""Every so many inputs become runs, or whole reports in two formats; all go through the readers, where damage lands."""


class TooLong(BaseException):
    """Raised by the alarm; no ``except Exception`` of a reader may swallow it."""


def name_and_bytes(family: str, seed: str, number: int, known: list[Seed]) -> tuple[str, bytes]:
    """Input ``number``: a file name and what it holds."""
    chance = random.Random(f"{family} {seed} {number}")
    chosen = chance.choice(known)
    return chosen.name, damaged(chosen, known, chance)


def one(path: str, built: bool, judged: bool) -> str:
    """Read (and judge) one file; what became of it."""
    from run_diagnose.errors import DiagnoseError
    from run_diagnose.pipeline import Options, judge, read
    from run_diagnose.render import render
    from run_diagnose.sources.reading import read_records

    try:
        if not built:
            for _ in read_records(path).records:
                pass
            return "read"
        runs = read(path)
    except DiagnoseError:
        return "refused"
    if judged:
        from run_diagnose.model.report import Report

        options = Options(strict=True)
        report = Report(version="0", runs=tuple(judge(run, options) for run in runs[:3]), errors=())
        for form in ("json", "markdown"):
            render(report, form)
    return "read"


def _late(*_: object) -> None:
    raise TooLong


def work(arguments: argparse.Namespace) -> int:
    """The worker: inputs ``first`` to ``last``; a line for every failure."""
    warnings.simplefilter("error")
    signal.signal(signal.SIGPROF, _late)
    limit = arguments.megabytes << 20
    resource.setrlimit(resource.RLIMIT_AS, (limit + (1 << 30), limit + (1 << 30)))  # libraries map about 1 GB unused
    known = seeds_of(arguments.family)
    failed = 0
    with tempfile.TemporaryDirectory(prefix="fuzz") as folder:
        os.chdir(folder)
        for number in range(arguments.first, arguments.last):
            name, data = name_and_bytes(arguments.family, arguments.seed, number, known)
            Path(name).parent.mkdir(parents=True, exist_ok=True)
            Path(name).write_bytes(data)
            print(f"at {number}", flush=True)
            faulthandler.dump_traceback_later(12 * arguments.seconds, exit=True)
            signal.setitimer(signal.ITIMER_PROF, arguments.seconds)
            try:
                what = one(name, number % BUILT_EVERY == 0, number % JUDGED_EVERY == 0)
            except (Exception, MemoryError, TooLong) as error:
                late = isinstance(error, TooLong)
                what = f"took longer than {arguments.seconds} s" if late else f"{type(error).__name__}: {error}"
                if arguments.traces:
                    traceback.print_exc()
            finally:
                signal.setitimer(signal.ITIMER_PROF, 0)
            if what not in ("read", "refused"):
                failed += 1
                print(f"fail {number} {name}: {what}", flush=True)
            else:
                print(what, flush=True)
            Path(name).unlink(missing_ok=True)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
    print(f"peak {peak}", flush=True)
    return failed


def campaign(arguments: argparse.Namespace) -> int:
    """Workers one after another, each with a share of the inputs; how many inputs failed."""
    counts = {"read": 0, "refused": 0}
    failures: list[str] = []
    peak, at, began = 0, arguments.start, time.monotonic()
    end = arguments.start + arguments.inputs
    while at < end:
        last = min(at + arguments.batch, end)
        words = [sys.executable, __file__, arguments.family, "--seed", arguments.seed, "--work", str(at), str(last)]
        words += ["--seconds", str(arguments.seconds), "--megabytes", str(arguments.megabytes)]
        process = subprocess.Popen(words, stdout=subprocess.PIPE, text=True, errors="replace")
        assert process.stdout is not None
        current = at
        for line in process.stdout:
            kind, _, rest = line.strip().partition(" ")
            if kind == "at":
                current = int(rest)
            elif kind in counts:
                counts[kind] += 1
            elif kind == "peak":
                peak = max(peak, int(rest))
                current = last
            elif kind == "fail":
                failures.append(rest)
                print("FAILED", rest, flush=True)
        if process.wait() and current < last:  # the worker died over this input
            failures.append(f"{current}: the process ended with status {process.returncode}")
            print("FAILED", failures[-1], flush=True)
            at = current + 1
        else:
            at = last
        if arguments.progress:
            print(
                f"{at - arguments.start} inputs, {len(failures)} failed, {time.monotonic() - began:.0f} s", flush=True
            )
    print(
        f"{arguments.family}: {arguments.inputs} inputs, {counts['read']} read, {counts['refused']} refused, "
        f"{len(failures)} failed, peak {peak} MB, {time.monotonic() - began:.0f} s"
    )
    return len(failures)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("family", choices=FAMILIES)
    parser.add_argument("--inputs", type=int, default=2000)
    parser.add_argument("--start", type=int, default=0)
    parser.add_argument("--seed", default="1")
    parser.add_argument("--seconds", type=int, default=10)
    parser.add_argument("--megabytes", type=int, default=1024)
    parser.add_argument("--batch", type=int, default=5000, help="inputs of one worker process")
    parser.add_argument("--progress", action="store_true")
    parser.add_argument("--only", type=int, help="run this input alone, in this process")
    parser.add_argument("--keep", help="with --only: write the input to this folder")
    parser.add_argument("--work", type=int, nargs=2, metavar=("FIRST", "LAST"), help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    arguments.traces = arguments.only is not None
    if arguments.keep:
        name, data = name_and_bytes(arguments.family, arguments.seed, arguments.only, seeds_of(arguments.family))
        target = Path(arguments.keep) / Path(name).name
        target.write_bytes(data)
        print(target)
    if arguments.only is not None:
        arguments.first, arguments.last = arguments.only, arguments.only + 1
        return min(work(arguments), 1)
    if arguments.work:
        arguments.first, arguments.last = arguments.work
        work(arguments)
        return 0
    return min(campaign(arguments), 1)


if __name__ == "__main__":
    sys.exit(main())
