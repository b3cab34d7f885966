"""A server with the desk alone on a page, over a store that can be told to be slow or to refuse."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext

from tests.app_server import AppServer
from tests.views.desk.driver import Desk, open_desk
from tests.views.desk.harness_store import HarnessStore

SCRIPT = "tests/views/desk/harness.py"


class Harness:
    """A server with the desk alone, and its store; every test works as a coder of its own."""

    def __init__(self, folder: Path, answers: int, texts: Mapping[int, str] | None = None) -> None:
        self.store = HarnessStore(folder / "harness.sqlite").make(answers, texts=texts)
        env = {"VERBATIM_HARNESS": str(self.store.path)}
        self.server = AppServer(folder / "data", env=env, script=SCRIPT).start()

    def url(self, coder: str) -> str:
        return f"{self.server.url}?coder={coder}"


@pytest.fixture(scope="module")
def harness(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Harness]:
    made = Harness(tmp_path_factory.mktemp("desk"), answers=400)
    yield made
    made.server.kill()


@pytest.fixture
def coder(request: pytest.FixtureRequest, harness: Harness) -> str:
    """Give a coder nobody else is, and a store without faults."""
    harness.store.fault()
    return re.sub(r"\W+", "_", request.node.name.removeprefix("test_"))


@pytest.fixture
def browsing(chromium: Browser) -> Iterator[BrowserContext]:
    context = chromium.new_context(viewport={"width": 1280, "height": 800})
    yield context
    context.close()


@pytest.fixture
def desk(harness: Harness, coder: str, browsing: BrowserContext) -> Iterator[Desk]:
    opened = open_desk(browsing, harness.url(coder))
    yield opened
    assert opened.errors == []
