"""Options that all tests share."""

from __future__ import annotations

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """``--bless`` rewrites the golden reports; a person then reads the diff."""
    parser.addoption("--bless", action="store_true", help="rewrite golden reports")


@pytest.fixture
def bless(request: pytest.FixtureRequest) -> bool:
    """True when golden reports are to be rewritten."""
    return bool(request.config.getoption("--bless"))
