"""Fixtures shared by all tests."""

import os
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, settings

from bullpen.infra.database import Database
from bullpen.migrations import migrate
from tests.postgres import HINT, running_postgres

# How long an example takes depends on who else uses the machine; that is no property of the code.
settings.register_profile("bullpen", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("bullpen")

REAL_DATA = Path(os.environ.get("BULLPEN_REAL_DATA", "../shared/data"))
REQUIRE_SERVICES = os.environ.get("BULLPEN_TEST_REQUIRE_SERVICES") == "1"
LOUD = "LOUD: "


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of real seasons and odds; tests that need it are skipped loudly without it."""
    if not REAL_DATA.is_dir():
        pytest.skip(f"{LOUD}no real data at {REAL_DATA}: set BULLPEN_REAL_DATA to its folder")
    return REAL_DATA.resolve()


def require(available: object, hint: str) -> None:
    """Skip loudly, or fail where services are required, if something is not there."""
    if available:
        return
    if REQUIRE_SERVICES:
        pytest.fail(hint)
    pytest.skip(LOUD + hint)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The URL of a PostgreSQL server that this test process may use as it likes."""
    with running_postgres() as url:
        require(url, HINT)
        assert url is not None
        yield url


@pytest.fixture
def postgres_url(postgres_server: str) -> Iterator[str]:
    """The URL of an empty database of the test's own."""
    name = f"bullpen_test_{uuid.uuid4().hex}"
    admin = sa.create_engine(postgres_server, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with admin.connect() as connection:
        connection.execute(sa.text(f"CREATE DATABASE {name}"))
    yield sa.make_url(postgres_server).set(database=name).render_as_string(hide_password=False)
    with admin.connect() as connection:
        connection.execute(sa.text(f"DROP DATABASE {name} WITH (FORCE)"))


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database, once on each kind that is supported."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'bullpen.db'}"
    return str(request.getfixturevalue("postgres_url"))


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A migrated database, once on each kind."""
    opened = Database(database_url)
    migrate(opened)
    yield opened
    opened.close()


def pytest_make_parametrize_id(val: object) -> str | None:
    """Name a test by no bytes: those of a zip hold the time, and workers must agree on names."""
    return "bytes" if isinstance(val, bytes) else None


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Nobody may overlook what was not tested."""
    skipped = terminalreporter.stats.get("skipped", [])
    reasons = sorted({str(r.longrepr[2]) for r in skipped if LOUD in str(r.longrepr)})
    if reasons:
        terminalreporter.section("NOT TESTED HERE", red=True, bold=True)
        for reason in reasons:
            terminalreporter.line(reason.split(LOUD)[-1])
