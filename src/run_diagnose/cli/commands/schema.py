"""Print the JSON Schema of the report that --format json prints."""

from __future__ import annotations


def command() -> None:
    """Print the schema."""
    from run_diagnose.cli.output import emit
    from run_diagnose.render.schema import schema_text

    emit(schema_text())
