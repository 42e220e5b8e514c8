"""Print a saved JSON report in another format; the same bytes as the first run would have printed."""

from __future__ import annotations

from typing import Annotated

import typer

from run_diagnose.cli import flags


def command(
    report: Annotated[
        str, typer.Argument(metavar="REPORT.json", help="A report written with --format json; - reads stdin.")
    ],
    show_suppressed: flags.ShowSuppressed = False,
    format_: flags.Format = None,
    output: flags.Output = None,
    top: flags.Top = None,
    no_charts: flags.NoCharts = False,
    ascii_: flags.Ascii = False,
    color: flags.Color = "auto",
    quiet: flags.Quiet = False,
    verbose: flags.Verbose = False,
    summary: flags.Summary = False,
) -> None:
    """Render again."""
    from run_diagnose.cli.output import Look, publish
    from run_diagnose.render.json_v1 import loads

    look = Look(
        format=format_,
        files=tuple(output or ()),
        color=color,
        ascii=ascii_,
        charts=not no_charts,
        top=top,
        quiet=quiet,
        verbose=verbose,
        suppressed=show_suppressed,
        summary=summary,
    ).checked()
    publish(loads(_text(report)), look)


def _text(name: str) -> str:
    import sys
    from pathlib import Path

    from run_diagnose.errors import UnreadableError

    try:
        return sys.stdin.read() if name == "-" else Path(name).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "not text"
        raise UnreadableError(f"{name}: {reason}", f"diagnose RUN --format json -o {name}") from error
