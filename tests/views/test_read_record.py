"""The record page: what was decided stands there in words, can be narrowed, proved and taken out."""

from pathlib import Path

import pytest
import streamlit as st
from sqlalchemy import update
from streamlit.testing.v1 import AppTest

from storage import tables as t
from storage import triggers
from storage.store import open_store
from tests.workbench.synthetic_study import Study
from workbench.trail import PAGE_SIZE

PAGE = str(Path(__file__).parents[2] / "views" / "read_record.py")


@pytest.fixture
def study(tmp_path, monkeypatch):
    monkeypatch.setenv("VERBATIM_DATA_DIR", str(tmp_path))
    st.cache_resource.clear()
    return Study(open_store("", tmp_path))


@pytest.fixture
def page(study):
    at = AppTest.from_file(PAGE, default_timeout=60)
    at.query_params["project"] = study.id
    at.query_params["coder"] = study.ana
    return ran(at)


def ran(at):
    at.run()
    assert not at.exception
    return at


def listed(at):
    return " ".join(found.proto.body for found in at.get("html"))


def test_decisions_stand_in_words_with_number_and_digest(study, page):
    study.code("p1.q1", study.add("<i>Time</i>"))
    html = listed(ran(page))
    assert "<b>Ana</b> applied &#x27;&lt;i&gt;Time&lt;/i&gt;&#x27; to P1’s answer" in html
    assert "<i>Time" not in html
    assert "5 of 5 records" in page.caption[-1].value


def test_a_part_and_a_person_narrow_the_list(study, page):
    boris = study.join("Boris", "coder")
    study.code("p1.q1", study.add("Time"), coder=boris)
    page = ran(page)
    page.button_group(key="record_part").select("codebook")
    html = listed(ran(page))
    assert "added the code" in html and "applied" not in html
    page.selectbox(key="record_coder").select(boris)
    assert "Nothing was recorded that fits" in " ".join(found.value for found in ran(page).caption)


def test_another_choice_begins_at_the_first_page(study, page):
    for number in range(PAGE_SIZE + 5):
        study.add(f"Code {number}")
    page = ran(page)
    page.session_state["record_page"] = 2
    page = ran(page)
    assert "started the project" in listed(page)
    page.button_group(key="record_part").select("codebook")
    assert f"Code {PAGE_SIZE + 4}" in listed(ran(page))


def test_the_record_is_proved_or_the_changed_row_is_named(study, page):
    page.button(key="verify").click()
    page = ran(page)
    assert "All 3 records are as they were written" in page.success[0].value
    with study.store.writing() as conn:
        triggers.lift(conn)
        conn.execute(update(t.audit_log).where(t.audit_log.c.seq == 2).values(actor="somebody"))
        triggers.install(conn)
    page.button(key="verify").click()
    page = ran(page)
    assert "Record 2 " in page.error[0].value and not page.success
