"""Fixtures shared by all tests."""

import os
from pathlib import Path

import pytest

REAL_DATA = Path(os.environ.get("BULLPEN_REAL_DATA", "../shared/data"))
_missing_real_data: list[str] = []


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of real seasons and odds; tests that need it are skipped loudly without it."""
    if not REAL_DATA.is_dir():
        _missing_real_data.append(os.environ.get("PYTEST_CURRENT_TEST", "?"))
        pytest.skip(f"no real data at {REAL_DATA}: set BULLPEN_REAL_DATA to the folder that holds it")
    return REAL_DATA.resolve()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if _missing_real_data or not REAL_DATA.is_dir():
        terminalreporter.section("REAL DATA IS ABSENT", red=True, bold=True)
        terminalreporter.line(
            f"{REAL_DATA} is not there: every test on real seasons was skipped. "
            "Set BULLPEN_REAL_DATA to the folder that holds them."
        )
