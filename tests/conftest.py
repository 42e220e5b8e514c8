"""Options that all tests share, and one law that all keep: what is printed as JSON fits the published schema."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from jsonschema import Draft202012Validator

from run_diagnose.render import json_v1
from run_diagnose.render.schema import schema

# No test judges time: on a busy machine the same example takes a thousand times as long.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")


def pytest_addoption(parser: pytest.Parser) -> None:
    """``--bless`` rewrites the golden reports; a person then reads the diff."""
    parser.addoption("--bless", action="store_true", help="rewrite golden reports")


@pytest.fixture
def bless(request: pytest.FixtureRequest) -> bool:
    """True when golden reports are to be rewritten."""
    return bool(request.config.getoption("--bless"))


@pytest.fixture(autouse=True, scope="session")
def every_json_fits_the_schema() -> Iterator[None]:
    """Every run that any test turns into JSON, by whatever way, is held against the schema of ``diagnose schema``."""
    published = schema()
    Draft202012Validator.check_schema(published)
    judge = Draft202012Validator({"$ref": "#/$defs/RunReport", "$defs": published["$defs"]})
    shape = json_v1._shape_run

    def shaped(run: dict[str, Any]) -> dict[str, Any]:
        made = shape(run)
        judge.validate(made)
        return made

    json_v1._shape_run = shaped
    yield
    json_v1._shape_run = shape
