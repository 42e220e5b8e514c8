"""How long `diagnose` takes, in units of a floor that is measured beside it: never in seconds of one machine.

    python benchmarks/speed.py [CASE ...] [--repeat 3] [--reference PYTHON]

Prints a Markdown table: CPU (user and system) of both, their ratio (median of pairs run in turn), and the peak memory.
``--reference`` names a Python that has tensorboard, for the official event reader. ``linear`` diagnoses tables of
100,000 to 10,000,000 rows and prints the exponent of the time in the rows. Cases: see ``CASES``.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import inputs
import numpy as np

NUMPY = "import numpy"
PANDAS = "import sys, pandas; pandas.read_csv(sys.argv[1])"
REGEX = r"""
import re, sys
find = re.compile(r"step (\d+)/\d+ \| loss (\S+) \| grad_norm (\S+) \| lr (\S+)").match
rows = [tuple(map(float, found.groups())) for line in open(sys.argv[1]) if (found := find(line))]
"""
LINES = "import json, sys; rows = [json.loads(line) for line in open(sys.argv[1])]"
EVENTS = """
import sys
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
reader = EventAccumulator(sys.argv[1], size_guidance={"scalars": 0})
reader.Reload()
rows = [reader.Scalars(tag) for tag in reader.Tags()["scalars"]]
"""
COMPILED = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
"""An installed package has its modules compiled; a checkout has them from the first run on."""
LADDER = (100_000, 300_000, 1_000_000, 3_000_000, 10_000_000)


@dataclass(frozen=True)
class Case:
    """One input, and the floor that it is held against."""

    title: str
    make: Callable[[Path], Path] | None
    floor: str
    against: str
    words: tuple[str, ...] = ("--format", "json")


CASES = {
    "help": Case("`--help`", None, NUMPY, "`import numpy`", ("--help",)),
    "small": Case("100 x 10 CSV", lambda d: inputs.table(d / "run.csv", 100, 10), NUMPY, "`import numpy`"),
    "medium": Case("100,000 x 10 CSV", lambda d: inputs.table(d / "run.csv", 100_000, 10), PANDAS, "`pandas.read_csv`"),
    "large": Case("1,000,000 x 10 CSV", lambda d: inputs.table(d / "run.csv", 10**6, 10), PANDAS, "`pandas.read_csv`"),
    "text": Case("1,000,000 text lines", lambda d: inputs.text(d / "train.log", 10**6), REGEX, "one compiled regex"),
    "json": Case("100,000 JSON lines", lambda d: inputs.json_lines(d / "log.jsonl", 100_000), LINES, "`json.loads`"),
    "events": Case(
        "1,000,000 TensorBoard scalars",
        lambda d: inputs.events(d / "events.out.tfevents.1700000000.host", 10**6),
        EVENTS,
        "the official event reader",
    ),
}


def main() -> None:
    """Measure the chosen cases and print them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cases", nargs="*", metavar="CASE", help=f"{', '.join(CASES)}, linear; all but linear if none")
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--reference", default=sys.executable)
    arguments = parser.parse_args()
    chosen = arguments.cases or list(CASES)
    if unknown := set(chosen) - {*CASES, "linear"}:
        parser.error(f"no such case: {', '.join(sorted(unknown))}")
    print("| input | floor | diagnose, s CPU | floor, s CPU | ratio | peak MB |\n| --- | --- | --- | --- | --- | --- |")
    for name in chosen:
        with tempfile.TemporaryDirectory() as folder:
            print(_ladder(Path(folder)) if name == "linear" else _row(CASES[name], Path(folder), arguments), flush=True)


def _row(case: Case, folder: Path, arguments: argparse.Namespace) -> str:
    files = [str(case.make(folder))] if case.make else []
    ours, floors = [], []
    _run([sys.executable, "-m", "run_diagnose", *case.words, *files])
    for _ in range(arguments.repeat):
        ours.append(_run([sys.executable, "-m", "run_diagnose", *case.words, *files]))
        floors.append(_run([arguments.reference, "-c", case.floor, *files]))
    if any(status > 1 for _, _, status in ours):
        raise SystemExit(f"diagnose ended with {ours[0][2]} on {case.title}")
    mine = statistics.median(cpu for cpu, _, _ in ours)
    peak = max(peak for _, peak, _ in ours)
    if any(status for _, _, status in floors):
        return f"| {case.title} | {case.against} | {mine:.2f} | does not run here | - | {peak:.0f} |"
    ratio = statistics.median(a[0] / b[0] for a, b in zip(ours, floors, strict=True))
    floor = statistics.median(cpu for cpu, _, _ in floors)
    return f"| {case.title} | {case.against} | {mine:.2f} | {floor:.2f} | {ratio:.2f} | {peak:.0f} |"


def _ladder(folder: Path) -> str:
    """Times for growing tables, and the slope of their logarithms: 1 is linear."""
    words = [sys.executable, "-m", "run_diagnose", *CASES["large"].words]
    times = [_run([*words, str(inputs.table(folder / "run.csv", rows, 3))])[0] for rows in LADDER]
    slope = float(np.polyfit(np.log(LADDER), np.log(times), 1)[0])
    steps = ", ".join(f"{rows:,}: {cpu:.1f} s" for rows, cpu in zip(LADDER, times, strict=True))
    return f"\nrows x 3 columns, CPU: {steps}; time grows with the rows to the power {slope:.2f}"


def _run(words: list[str]) -> tuple[float, float, int]:
    """CPU seconds, peak megabytes, exit status."""
    process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=COMPILED)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, process.returncode


if __name__ == "__main__":
    main()
