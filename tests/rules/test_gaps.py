"""A column that says nothing, or the impossible, leaves every rule standing."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from run_diagnose.engine import examine
from run_diagnose.errors import DiagnoseError
from run_diagnose.rules import built_in
from run_diagnose.testing.pages import Example, examples, run_of_example

RULES = built_in()
TABLES = [e for rule in RULES for e in examples(rule) if e.name.endswith(".csv")]
WORDS = ("inf", "-inf", "", "0", "-1", "1e300")


def with_column(example: Example, column: int, word: str, every: int) -> Example:
    """The example with ``word`` in each ``every``-th row of a column."""
    head, *rows = [line.split(",") for line in example.log.strip().splitlines()]
    cells = [
        [word if i == column and not n % every else cell for i, cell in enumerate(row)] for n, row in enumerate(rows)
    ]
    return replace(example, log="".join(",".join(row) + "\n" for row in [head, *cells]))


@pytest.mark.parametrize("example", TABLES, ids=str)
def test_no_rule_breaks_over_a_column_of_one_word(example: Example, tmp_path: Path) -> None:
    columns = len(example.log.split("\n", 1)[0].split(","))
    tries = [(column, "nan") for column in range(columns)]
    tries += [(number % columns, word) for number, word in enumerate(WORDS)]
    for number, (column, word) in enumerate(tries):
        with suppress(DiagnoseError, AssertionError):  # refused, or read as several runs
            run = run_of_example(with_column(example, column, word, 1 + (number >= columns)), tmp_path / str(number))
            examine(run, RULES, strict=True)
