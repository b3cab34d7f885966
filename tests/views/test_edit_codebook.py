"""The codebook page: add, define, move, merge, retire, bring back, publish; what a person may not do is not offered."""

from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from storage.store import open_store
from tests.workbench.synthetic_study import Study
from views.widgets.code_tree import rows_of
from workbench import codebook
from workbench.codebook import CodeDraft
from workbench.codebook_reading import read_codebook

PAGE = str(Path(__file__).parents[2] / "views" / "edit_codebook.py")


@pytest.fixture
def study(tmp_path, monkeypatch):
    monkeypatch.setenv("VERBATIM_DATA_DIR", str(tmp_path))
    st.cache_resource.clear()
    return Study(open_store("", tmp_path))


@pytest.fixture
def open_page(study):
    def opened(code="", coder=""):
        at = AppTest.from_file(PAGE, default_timeout=60)
        at.query_params["project"] = study.id
        at.query_params["coder"] = coder or study.ana
        if code:
            at.query_params["code"] = code
        return ran(at)

    return opened


def ran(at):
    at.run()
    assert not at.exception
    return at


def field(at, part):
    """The widget of one part of the form."""
    kinds = (at.text_input, at.text_area, at.selectbox, at.checkbox, at.multiselect)
    return next(found for kind in kinds for found in kind if (found.key or "").startswith(f"code_{part}_"))


def press(at, key):
    at.button(key=key).click()
    return ran(at)


def words(at):
    kinds = (at.caption, at.markdown, at.error, at.subheader)
    return " ".join(found.value for kind in kinds for found in kind)


def test_an_empty_codebook_says_what_to_do_and_offers_ready_codebooks(open_page):
    at = open_page()
    assert "Type the first name above" in words(at)
    at.selectbox(key="ready_codebook").select("com_b.yaml")
    assert "Michie" in words(ran(at))
    at = press(at, "import_ready")
    assert "Choose a code" in words(at)


def type_names(at, *names, post=1):
    """Post names as the tree's field does."""
    entries = [{"id": f"{post:08d}{number:08d}", "name": name, "parent": ""} for number, name in enumerate(names)]
    at.session_state["code_tree"] = {"adding": {"tab": "t1", "post": post, "entries": entries}}
    return ran(at)


def test_names_become_codes_in_their_order_and_each_once(study, open_page):
    at = type_names(open_page(), "Time", "Pay")
    at = type_names(ran(at), "Time", "Pay")
    assert study.drawn() == ["Time", "Pay"]
    assert not at.error


def test_a_name_that_is_taken_is_named_and_the_others_are_added(study, open_page):
    study.add("Time")
    at = type_names(open_page(), "time", "Pay")
    assert "time was not added" in at.error[0].value and "already a code named 'Time'" in at.error[0].value
    assert study.drawn() == ["Time", "Pay"]
    assert not ran(at).error


def test_a_form_is_saved_whole(study, open_page):
    time = study.add("Time")
    at = open_page(time)
    for part, value in (("name", "Hours"), ("definition", "How long."), ("include", "shifts"), ("examples", "a\n\nb")):
        field(at, part).set_value(value)
    field(at, "theme").check()
    field(at, "questions").select("q2")
    field(at, "colour").select(11)
    at = press(ran(at), f"save_{time}")
    code = study.book.code(time)
    assert (code.name, code.definition, code.include, code.examples) == ("Hours", "How long.", "shifts", "a\nb")
    assert (code.theme, code.questions, code.colour) == (True, ("q2",), 11)
    assert "Not saved yet" not in words(at)


def test_what_was_typed_stays_while_another_code_is_looked_at_until_it_is_discarded(study, open_page):
    time, pay = study.add("Time"), study.add("Pay")
    at = open_page(time)
    field(at, "definition").set_value("Half a thought")
    at = ran(at)
    assert "Not saved yet" in words(at)
    at.query_params["code"] = pay
    at = ran(at)
    assert (field(at, "name").value, field(at, "definition").value) == ("Pay", "")
    assert "Not saved yet" not in words(at)
    at.query_params["code"] = time
    at = ran(at)
    assert field(at, "definition").value == "Half a thought"
    at = press(at, "discard_code")
    assert field(at, "definition").value == ""
    assert study.book.code(time).definition == ""


def test_a_form_shows_what_somebody_else_has_saved_meanwhile(study, open_page):
    time = study.add("Time")
    at = open_page(time)
    study.do(codebook.save_code, time, CodeDraft(name="Time", definition="Said by Boris"))
    assert field(ran(at), "definition").value == "Said by Boris"


def test_a_code_moves_up_down_and_under_another(study, open_page):
    time, pay = study.add("Time"), study.add("Pay")
    at = press(open_page(pay), "code_up")
    assert study.drawn() == ["Pay", "Time"]
    assert at.button(key="code_up").disabled
    at.selectbox(key=f"under_{pay}_").select(time)
    at = ran(at)
    assert study.drawn() == ["Time", "  Pay"]


def test_a_merge_says_what_moves_before_it_is_done_and_can_be_undone(study, open_page):
    time, pay = study.add("Time"), study.add("Pay")
    study.add("Shifts", parent=time)
    study.code("p1.q1", time)
    study.code("p1.q2", time)
    at = open_page(time)
    at.selectbox(key=f"merge_into_{time}").select(pay)
    at = ran(at)
    assert "Its 2 codings of 1 person will count there" in words(at)
    assert "moves along: Shifts" in words(at)
    at = press(at, "merge_code")
    assert study.drawn() == ["Pay", "  Shifts"]
    at = press(at, "codebook_undo")
    assert study.drawn() == ["Time", "  Shifts", "Pay"]


def test_a_retired_code_stands_at_the_foot_and_comes_back(study, open_page):
    time = study.add("Time")
    at = press(open_page(time), "retire_code")
    assert at.expander[0].label == "Retired and merged codes (1)"
    at = press(at, f"back_{time}")
    assert study.drawn() == ["Time"]


def test_a_double_click_does_it_once(study, open_page):
    study.add("Time")
    shifts = study.add("Shifts", parent=study.add("Pay"))
    at = open_page(shifts)
    command = at.session_state["command_retire_code"]
    press(at, "retire_code")
    codebook.retire_code(study.store, study.id, study.ana, shifts, command_id=command)
    assert study.drawn() == ["Time", "Pay"]


def test_a_version_says_what_has_changed_since(study, open_page):
    time = study.add("Time")
    at = press(open_page(time), "publish_version")
    study.do(codebook.save_code, time, CodeDraft(name="Hours"))
    at = ran(at)
    assert "Hours" in words(at) and "renamed from 'Time'" in words(at).replace("\\", "")
    assert at.button(key="publish_version").label == "Publish version 2"


@pytest.mark.parametrize("role", ["coder", "viewer"])
def test_who_may_not_change_the_codebook_reads_it(study, open_page, role):
    time = study.add("Time")
    at = open_page(time, coder=study.join("Boris", role))
    assert field(at, "definition").disabled
    assert "Only the lead and adjudicators change the codebook" in words(at)
    assert {button.key for button in at.button} == set()


def test_the_history_of_a_code_stands_in_words(study, open_page):
    time = study.add("Time")
    study.do(codebook.save_code, time, CodeDraft(name="Hours"))
    at = open_page(time)
    html = " ".join(found.proto.body for found in at.get("html"))
    assert "renamed the code &#x27;Time&#x27; to &#x27;Hours&#x27;" in html


def test_names_are_shown_as_they_are_typed(study, open_page):
    time = study.add("<b>*Time*</b>")
    at = open_page(time)
    html = " ".join(found.proto.body for found in at.get("html"))
    assert "&lt;b&gt;*Time*&lt;/b&gt;" in html
    assert "<b>*Time*" not in html


def test_the_tree_shows_the_keys_of_the_desk_and_all_of_them_where_questions_differ(study):
    time, pay, room = study.add("Time"), study.add("Pay"), study.add("Room", parent="")
    study.do(codebook.save_code, room, CodeDraft(name="Room", questions=("q2",), colour=9))
    rows = rows_of(read_codebook(study.store, study.id, study.ana))
    assert [(row.name, row.key, row.asked) for row in rows] == [
        ("Time", "1/2", ""),
        ("Pay", "2/3", ""),
        ("Room", "1", "what would help"),
    ]
    assert (rows[2].hue, rows[2].pattern) == ("#D55E00", 1)
    assert {time, pay} <= {row.id for row in rows}
