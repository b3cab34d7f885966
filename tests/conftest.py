"""What every test stands on: no network, a store on both databases, the real app, a browser.

Fixtures
--------
store_url
    URL of a new empty database; the test runs once on SQLite and once on PostgreSQL.
sqlite_url, postgres_url
    The same on one of them.
app_server
    The app in a process of its own on an empty data folder, started.
chromium
    Playwright's browser over the system's Chromium.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.app_server import AppServer
from tests.needs import chromium_path
from tests.network_guard import NetworkGuard
from tests.postgres_server import PostgresServer, postgres_server

GUARD = pytest.StashKey[NetworkGuard]()


def pytest_configure(config: pytest.Config) -> None:
    guard = NetworkGuard()
    guard.start()
    config.stash[GUARD] = guard
    config.pluginmanager.register(guard, "network_guard")


def pytest_ignore_collect(collection_path: Path) -> bool | None:
    """Leave harnesses and tools beside the tests unimported: looking for doctests in them would run them."""
    return True if collection_path.suffix == ".py" and not collection_path.name.startswith("test_") else None


@pytest.fixture
def network_guard(request: pytest.FixtureRequest) -> NetworkGuard:
    """Give the guard that watches this run."""
    return request.config.stash[GUARD]


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """Give a PostgreSQL server, started when the first test asks for it."""
    with postgres_server() as server:
        yield server


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """Give the URL of a new SQLite file."""
    return f"sqlite:///{tmp_path / 'verbatim.sqlite'}"


@pytest.fixture
def postgres_url(postgres: PostgresServer) -> Iterator[str]:
    """Give the URL of a new empty PostgreSQL database."""
    with postgres.database() as url:
        yield url


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def store_url(request: pytest.FixtureRequest) -> str:
    """Give the URL of a new empty database, once on each kind."""
    name = {"sqlite": "sqlite_url", "postgresql": "postgres_url"}[request.param]
    url: str = request.getfixturevalue(name)
    return url


@pytest.fixture
def app_server(tmp_path: Path) -> Iterator[AppServer]:
    """Give the running app on an empty data folder."""
    server = AppServer(tmp_path / "data")
    try:
        yield server.start()
    finally:
        server.kill()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Give Playwright's browser; one for a module, so that its event loop does not outlive the tests that need it."""
    path = chromium_path()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox", "--disable-background-networking"]
        )
        yield browser
        browser.close()
