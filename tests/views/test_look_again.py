"""The page of codings made with an older definition: by key or all at once, and the line that leads there."""

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from storage.store import open_store
from tests.revealed_round import RevealedRound
from tests.views.proposals_page import VIEWS, drawn, press, run, said
from workbench import codebook, older_codings
from workbench.codebook import CodeDraft
from workbench.ids import new_id


@pytest.fixture
def round_(tmp_path, monkeypatch):
    monkeypatch.setenv("VERBATIM_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setattr(st, "page_link", lambda page, **_: None)
    st.cache_resource.clear()
    found = RevealedRound(open_store(folder=tmp_path / "data"))
    draft = CodeDraft(name="Workload", definition="Hours, not pay.")
    codebook.save_code(found.store, found.project, found.lead, "work", draft, command_id=new_id())
    yield found
    found.store.engine.dispose()


def opened(round_, coder, page="look_again"):
    at = AppTest.from_file(str(VIEWS / f"{page}.py"), default_timeout=60)
    at.session_state["project"], at.session_state["coder"] = round_.project, coder
    return run(at)


def wait(round_, coder):
    return older_codings.counts(round_.store, round_.project, coder).total


def test_by_key_a_coding_holds_or_goes_and_undo_shows_it_again(round_):
    ben = round_.team.ben
    at = opened(round_, ben)
    assert '<mark class="vb-mark">No</mark> time' in drawn(at)
    assert "1 of 4 · 1 · What makes it hard?" in said(at) and "Does **Workload** still hold?" in said(at)
    assert "**Now.** Hours, not pay." in said(at) and "**When it was coded.** It had no definition." in said(at)
    at = press(press(at, "older_yes"), "older_no")
    assert wait(round_, ben) == 2 and "1 of 2 · 1 · What helps?" in said(at)
    at = press(press(at, "older_undo"), "older_undo")
    assert wait(round_, ben) == 4
    at.segmented_control(key="older_way").set_value("all")
    press(run(at), "older_all")
    assert wait(round_, ben) == 0 and "No coding waits for another look" in said(at)


def test_a_lead_keeps_what_others_gave_and_takes_none_of_it_off(round_):
    line = "6 codings were made before their code’s definition was changed."
    assert line in said(opened(round_, round_.lead, "edit_codebook"))
    at = opened(round_, round_.lead)
    assert "older_no" not in {button.key for button in at.button}
    press(at, "older_yes")
    assert wait(round_, round_.lead) == 5
