"""Pages of the proposals in AppTest, each alone, on a store of the test's own with a made study in it."""

from pathlib import Path

import streamlit as st
from streamlit.testing.v1 import AppTest

from storage.store import open_store
from tests.proposed_study import ProposedStudy, propose_study

VIEWS = Path(__file__).parents[2] / "views"


class Pages:
    """Opens pages as the lead of the study; `went` collects the pages that were gone to, `links` those offered."""

    def __init__(self, folder, monkeypatch, *, answers=24, themes=4, way="codebook"):
        monkeypatch.setenv("VERBATIM_DATA_DIR", str(folder / "data"))
        monkeypatch.setenv("VERBATIM_CACHE_DIR", str(folder / "cache"))
        self.went: list[str] = []
        self.links: list[str] = []
        monkeypatch.setattr(st, "switch_page", self.went.append)
        monkeypatch.setattr(st, "page_link", lambda page, **_: self.links.append(page))
        st.cache_resource.clear()
        self.store = open_store(folder=folder / "data")
        self.study: ProposedStudy = propose_study(self.store, answers=answers, themes=themes, way=way)

    def open(self, page: str, address=None, **state) -> AppTest:
        at = AppTest.from_file(str(VIEWS / f"{page}.py"), default_timeout=60)
        at.session_state["project"] = self.study.project
        at.session_state["coder"] = self.study.ana
        for key, value in state.items():
            at.session_state[key] = value
        for key, value in (address or {}).items():
            at.query_params[key] = value
        return run(at)


def run(at: AppTest) -> AppTest:
    at.run()
    assert not at.exception, at.exception
    return at


def press(at: AppTest, key: str) -> AppTest:
    at.button(key=key).click()
    return run(at)


def said(at: AppTest) -> str:
    """Give all words on the page but those drawn as HTML, as a reader sees them."""
    kinds = (at.title, at.subheader, at.markdown, at.caption, at.error)
    return "\n".join(element.value for kind in kinds for element in kind).replace("\\", "")


def drawn(at: AppTest) -> str:
    """Give what is drawn as HTML."""
    bodies = [element.proto.body for element in at.get("html")]
    return "\n".join(body for body in bodies if "<style" not in body)
