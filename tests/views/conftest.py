"""The example projects, made once and copied for each test; pages are run through the real app.py.

Fixtures
--------
seeded
    A data folder of the test's own with both states of patient feedback, its open store, and Ana, who works there.
open_page
    Opens a page of the app on that folder and gives it as an AppTest.
"""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from coding.project_events import CoderJoined
from storage.store import Store, open_store
from workbench import demo, people, projects

APP = Path(__file__).parents[2] / "app.py"
STUDY = "patient_feedback"
TIMEOUT_S = 60


@dataclass(frozen=True)
class Seeded:
    """Both states of the first example, and who works on them."""

    store: Store
    folder: Path
    coder: str
    coded: str = demo.example_id(STUDY, coded=True)
    fresh: str = demo.example_id(STUDY, coded=False)

    def join(self, name: str, project_id: str, role: str) -> str:
        """Let somebody else take part in a role."""
        coder = people.sign_in(self.store, name)
        with self.store.transaction(project_id, command_id=f"join{coder}", actor=self.coder) as tx:
            tx.append([CoderJoined(coder=coder, role=role)])
        return coder


@pytest.fixture(scope="session")
def examples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a data folder with the examples, which nobody changes."""
    folder = tmp_path_factory.mktemp("examples") / "data"
    store = open_store(folder=folder)
    demo.ensure_examples(store)
    store.engine.dispose()
    return folder


@pytest.fixture
def seeded(examples: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Seeded]:
    """Give a copy of the examples on which this test's pages work."""
    folder = tmp_path / "data"
    shutil.copytree(examples, folder)
    monkeypatch.setenv("VERBATIM_DATA_DIR", str(folder))
    monkeypatch.setenv("VERBATIM_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.delenv("VERBATIM_DATABASE_URL", raising=False)
    st.cache_resource.clear()
    store = open_store(folder=folder)
    coder = people.sign_in(store, "Ana")
    projects.remember_coder(store, coder)
    for state in (True, False):
        projects.join_project(store, demo.example_id(STUDY, coded=state), coder)
    yield Seeded(store, folder, coder)
    st.cache_resource.clear()
    store.engine.dispose()


@pytest.fixture
def open_page(seeded: Seeded) -> Callable[..., AppTest]:
    """Give a function that opens `views/<page>.py` for a project and, if named, another coder than Ana."""

    def opened(page: str, project: str = "", coder: str = "", **query: str) -> AppTest:
        app = AppTest.from_file(str(APP), default_timeout=TIMEOUT_S)
        for key, value in {"project": project, "coder": coder or seeded.coder, **query}.items():
            if value:
                app.query_params[key] = value
        app.run()
        app.switch_page(f"views/{page}.py")
        return app.run()

    return opened
