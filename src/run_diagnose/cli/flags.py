"""Flags that several commands share, each spelled once."""

from __future__ import annotations

from typing import Annotated

import typer

Paths = Annotated[
    list[str],
    typer.Argument(metavar="PATH...", help="Logs, run folders, globs; - reads standard input.", show_default=False),
]
ConfigFile = Annotated[str | None, typer.Option("--config-file", metavar="CFG", help="The run's own training config.")]
Predictions = Annotated[str | None, typer.Option(metavar="CSV", help="True and predicted values.")]
Metrics = Annotated[str | None, typer.Option(metavar="JSON", help="Final metrics, flat or nested.")]
Map = Annotated[
    list[str] | None, typer.Option("--map", metavar="ROLE=COLUMN", help="Which column plays a role: val_loss=my/loss.")
]
Higher = Annotated[list[str] | None, typer.Option("--higher-is-better", metavar="METRIC", help="More of it is better.")]
Lower = Annotated[list[str] | None, typer.Option("--lower-is-better", metavar="METRIC", help="Less of it is better.")]
Primary = Annotated[
    str | None, typer.Option("--primary", metavar="METRIC", help="The metric that decides what is best.")
]
Task = Annotated[str | None, typer.Option(metavar="TASK", help="Kind of training, where the log does not show it.")]
NumClasses = Annotated[str | None, typer.Option("--num-classes", metavar="N", help="Number of classes.")]
WhichRun = Annotated[str | None, typer.Option("--run", metavar="NAME", help="One run of a file that holds several.")]

Select = Annotated[list[str] | None, typer.Option(metavar="RULE", help="Only these rules: name, code, prefix or kind.")]
Ignore = Annotated[list[str] | None, typer.Option(metavar="RULE", help="Not these rules.")]
ExtendSelect = Annotated[list[str] | None, typer.Option("--extend-select", metavar="RULE", help="These rules too.")]
Severity = Annotated[
    list[str] | None, typer.Option(metavar="RULE=LEVEL", help="Another severity: error, warning or note.")
]
MinConfidence = Annotated[
    str | None,
    typer.Option("--min-confidence", metavar="LEVEL", help="Leave out what is less sure: low, medium, high."),
]

Baseline = Annotated[
    str | None, typer.Option("--baseline", metavar="FILE", help="Findings in this file are known: only new ones count.")
]
WriteBaseline = Annotated[
    str | None,
    typer.Option("--write-baseline", metavar="FILE", help="Accept what is found: write it as a baseline, status 0."),
]
Previous = Annotated[
    str | None,
    typer.Option("--previous", metavar="REPORT.json", help="A report on the run before: what became of its advice?"),
]
ShowSuppressed = Annotated[
    bool, typer.Option("--show-suppressed", help="List findings that settings or a baseline keep from counting.")
]
Summary = Annotated[
    bool, typer.Option("--summary", help="Append the report to the job summary of GitHub Actions, cut to its size.")
]

Format = Annotated[
    str | None,
    typer.Option(
        "--format",
        "-f",
        metavar="FORMAT",
        help="terminal, markdown, html, json, sarif, ...; auto: github inside its Actions.",
    ),
]
Output = Annotated[
    list[str] | None,
    typer.Option("--output", "-o", metavar="FILE", help="Write the report here, its form by the suffix; repeatable."),
]
Top = Annotated[int | None, typer.Option(metavar="N", min=1, help="At most so many findings, causes and changes.")]
NoCharts = Annotated[bool, typer.Option("--no-charts", help="Leave out curves and sparklines.")]
Ascii = Annotated[bool, typer.Option("--ascii", help="Only ASCII characters.")]
Color = Annotated[str, typer.Option(metavar="WHEN", help="auto, always or never.")]
Quiet = Annotated[bool, typer.Option("-q", "--quiet", help="No notes on stderr, only errors.")]
Verbose = Annotated[
    bool, typer.Option("-v", "--verbose", help="All of the report, check by check, and the settings used.")
]

FailOn = Annotated[
    str | None, typer.Option("--fail-on", metavar="LEVEL", help="Status 1 from here up: error, warning, note, never.")
]
ExitZero = Annotated[bool, typer.Option("--exit-zero", help="Status 0 in spite of findings.")]
Config = Annotated[
    list[str] | None, typer.Option("--config", metavar="FILE|KEY=VALUE", help="Settings of diagnose; repeatable.")
]
Isolated = Annotated[bool, typer.Option("--isolated", help="Ignore settings files and DIAGNOSE_ variables.")]


def pairs(items: list[str] | None, flag: str) -> dict[str, str]:
    """``ROLE=COLUMN`` words as a mapping. Raises UsageError for a word without ``=``."""
    from run_diagnose.errors import UsageError

    made = {}
    for item in items or ():
        left, equals, right = item.partition("=")
        if not equals or not left.strip() or not right.strip():
            raise UsageError(f"{flag} `{item}` should be NAME=VALUE", f"{flag} val_loss=my_column")
        made[left.strip()] = right.strip()
    return made


def split(items: list[str] | None) -> list[str]:
    """``--select COL,NAN --select PLA001`` as three words."""
    return [word.strip() for item in items or () for word in item.split(",") if word.strip()]
