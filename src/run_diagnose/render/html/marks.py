"""What is drawn over and behind the curves: marks of places, shades of stretches; and how large a picture is."""

from __future__ import annotations

from collections.abc import Iterator

from run_diagnose.model.finding import Finding
from run_diagnose.model.report import RunReport
from run_diagnose.render.curves import Panel, marks
from run_diagnose.render.escape import in_html
from run_diagnose.render.html.scale import Scale, label

WIDTH, HEIGHT = 720, 274
ROWS, ROW = 3, 19
"""Rows of words over a chart, and the height of one; rows without words are cut off."""
LETTER = 10.5
"""Width of a letter on a phone, where the words are largest (``style.py``)."""
LEFT, RIGHT, TOP, BOTTOM = 64, 24, 62, 34
Shades = dict[tuple[float, "float | None"], list[Finding]]
"""Findings by the stretch that they last; open where they last to the end."""
MARKS = {"onset": "began", "picked": "picked", "best": "best", "recommended": "keep"}


def shades(panel: Panel, run: RunReport) -> Shades:
    """Where the errors and warnings about these series lasted, each stretch once."""
    names = {s.name for s in panel.curves}
    stretches: Shades = {}
    for finding in run.findings:
        blamed = finding.severity.level and names & set(finding.series)
        if not blamed or finding.onset is None or finding.onset.axis != panel.axis:
            continue
        end = finding.end.value if finding.end is not None else None
        stretches.setdefault((finding.onset.value, end), []).append(finding)
    return stretches


def shaded(stretches: Shades, across: Scale) -> Iterator[str]:
    """The stretches as upright bands."""
    for (first, last), findings in stretches.items():
        x0 = across(first)
        width = max((across(last) if last is not None else float(WIDTH - RIGHT)) - x0, 2.0)
        said = ", ".join(f"{finding.code} {finding.rule}" for finding in findings)
        yield (
            f'<rect class="shade" x="{x0:.1f}" y="{TOP}" width="{width:.1f}" height="{HEIGHT - TOP - BOTTOM}">'
            f"<title>{in_html(said)}</title></rect>"
        )


def marked(run: RunReport, axis: str, across: Scale) -> tuple[int, list[str]]:
    """Upright lines with a word on top, and the rows of words: those that would overlap stand in another row."""
    ends, drawn = [0.0] * ROWS, list[str]()
    for at, what in sorted(marks(run, axis)):
        if not across.inside(at):
            continue
        x, word = across(at), f"{MARKS[what]} {label(at)}"
        wide = LETTER * len(word)
        fits = x + 3 + wide <= WIDTH
        start = x + 3 if fits else x - 3 - wide
        row = next((i for i, end in enumerate(ends) if end <= start), ROWS - 1)
        ends[row] = max(x, start + wide)
        y = ROW * (ROWS - row) - 3
        anchor = "" if fits else ' text-anchor="end"'
        drawn.append(f'<path class="mark {what}" d="M{x:.1f} {y - 12}V{HEIGHT - BOTTOM}"/>')
        drawn.append(f'<text class="word {what}" x="{x + 3 if fits else x - 3:.1f}" y="{y}"{anchor}>{word}</text>')
    return sum(end > 0 for end in ends), drawn
