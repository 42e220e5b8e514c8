"""What holds for every format: its fixtures are its own, its page says something, damage never gives a traceback."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from run_diagnose.errors import DiagnoseError
from run_diagnose.formats import FAMILIES, detect, every, load
from run_diagnose.formats.base import Match
from run_diagnose.pipeline import read
from run_diagnose.sources.reading import read_head

ROOT = Path(__file__).parents[2] / "fixtures" / "formats"
FILES = sorted(p for p in ROOT.glob("**/*") if p.is_file() and not p.name.endswith(".expect.yaml"))
MODULES = {name: load(name) for names in FAMILIES.values() for name in names}
GENERAL = {"general_text", "generic_csv", "json_records", "json_columns", "jsonl", "json_metrics"}
"""Formats of no framework: they are never sure, and take what nobody else wants."""


def format_of(path: Path) -> str:
    return path.relative_to(ROOT).parts[0]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_fixture_is_claimed_by_its_own_format_and_by_no_other_of_any_family(path: Path) -> None:
    head = read_head(path.as_posix())
    own = format_of(path)
    sure = {name for name, module in MODULES.items() if module.recognise(head) is Match.SURE}
    assert sure <= {own}
    found = detect(head)
    assert found is not None
    assert found.NAME == MODULES[own].NAME


@pytest.mark.parametrize("name", MODULES)
def test_a_format_has_a_page_an_example_and_a_title_of_one_line(name: str) -> None:
    module = MODULES[name]
    assert len((module.__doc__ or "").split()) >= 8
    assert module.EXAMPLE.strip()
    assert "\n" not in module.TITLE


def test_no_two_formats_share_a_name() -> None:
    names = [module.NAME for module in every()]
    assert len(names) == len(set(names))


def runs_or_refusal(folder: Path, name: str, data: bytes) -> None:
    """Any other exception fails the test."""
    path = folder / name
    path.write_bytes(data)
    try:
        assert read(path.as_posix())
    except DiagnoseError as error:
        assert error.reason


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(FILES), st.sampled_from(FILES), st.randoms(use_true_random=False))
def test_a_damaged_log_gives_runs_or_a_refusal_to_the_last_stage(
    tmp_path_factory: pytest.TempPathFactory, path: Path, other: Path, chance: random.Random
) -> None:
    folder = tmp_path_factory.mktemp("damaged")
    data = path.read_bytes()
    lines = data.split(b"\n")
    flipped = bytearray(data)
    for _ in range(6):
        flipped[chance.randrange(len(flipped))] = chance.randrange(256)
    shuffled = [*lines, *chance.choices(lines, k=4)]
    chance.shuffle(shuffled)
    for damaged in (
        data[: chance.randrange(len(data) + 1)],
        bytes(flipped),
        b"\n".join(line for line in lines for _ in range(2)),
        b"\n".join(shuffled),
        b"".join(lines),
        data + other.read_bytes(),
    ):
        runs_or_refusal(folder, path.name, damaged)
