"""List the log formats that are read, the most specific first; with a name, show an example of that format."""

from __future__ import annotations

from typing import Annotated

import typer


def command(
    name: Annotated[str | None, typer.Argument(metavar="[FORMAT]", help="Show this one with an example.")] = None,
    json_: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """List formats."""
    from run_diagnose.cli.output import emit
    from run_diagnose.listing import format_page, formats_json, formats_text

    emit(format_page(name) if name else formats_json() if json_ else formats_text())
