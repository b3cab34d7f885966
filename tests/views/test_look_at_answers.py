"""The answers page: read, search, say what an answer is, undo; closed variables; who is in."""

from collections.abc import Callable
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from pipelines.reading import read_table
from pipelines.survey import guess_plan
from storage.store import Store, open_store
from tests.empty_project import start_project
from workbench import answers, participants, variables
from workbench.importing import import_project
from workbench.people import sign_in
from workbench.projects import NewProject, join_project

PAGE = str(Path(__file__).parents[2] / "views" / "look_at_answers.py")
FILE = """ResponseId,Finished,role,What helps?
R_1,True,nurse,None
R_2,True,doctor,My team listens to me
R_3,False,nurse,<b>More</b> time *now*
R_4,True,nurse,none
R_5,True,porter,.
R_6,True,porter,
"""


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.setenv("VERBATIM_DATA_DIR", str(tmp_path))
    st.cache_resource.clear()
    return open_store(folder=tmp_path)


@pytest.fixture
def project(store: Store) -> str:
    table = read_table(FILE.encode(), "ward.csv")
    plan = guess_plan(table).with_column("What helps?", role="open").with_column("role", role="closed")
    return import_project(store, sign_in(store, "Ana"), NewProject("Ward"), table, plan)


@pytest.fixture
def open_page(store: Store, project: str) -> Callable[..., AppTest]:
    def open_as(name: str = "Ana", project: str = project, part: str = "answers") -> AppTest:
        at = AppTest.from_file(PAGE, default_timeout=60)
        at.query_params["project"] = project
        at.query_params["coder"] = sign_in(store, name)
        at.run()
        if part != "answers":
            at.button_group(key="answers_part").set_value(part).run()
        assert not at.exception
        return at

    return open_as


def shown(at: AppTest) -> list[str]:
    return [element.proto.body for element in at.html]


def kind_of(at: AppTest, response: str) -> object:
    return next(group for group in at.button_group if group.key.startswith(f"kind_{response}_"))


def test_answers_stand_as_they_were_written_and_never_run_as_markup(open_page):
    words = shown(open_page())
    assert any("&lt;b&gt;More&lt;/b&gt; time *now*" in text for text in words)
    assert len(words) == 6


def test_kinds_are_counted_and_one_of_them_can_be_listed(open_page):
    at = open_page()
    kinds = at.button_group(key="answers_kind")
    assert [option.content for option in kinds.proto.options] == [
        "says something 2", "nothing to report 2", "not usable 1", "blank 1", "written more than once 2",
    ]  # fmt: skip
    kinds.set_value("nothing_to_report").run()
    assert len(shown(at)) == 2


def test_a_search_lists_the_answers_that_have_all_words(open_page):
    at = open_page()
    at.text_input(key="answers_words").set_value("TEAM my").run()
    assert len(shown(at)) == 1
    at.text_input(key="answers_words").set_value("no such words").run()
    assert (shown(at), "No answer fits" in at.caption[-1].value) == ([], True)


def test_an_answer_is_set_by_a_pill_and_taken_back_by_undo(open_page, store, project):
    at = open_page()
    kind_of(at, "p5.q1").set_value("substantive").run()
    assert not at.exception
    assert answers.questions(store, project)[0].counts["substantive"] == 3
    assert any("said by Ana; the rule: not usable" in caption.value for caption in at.caption)
    at.button(key="answers_undo").click().run()
    assert answers.questions(store, project)[0].counts["substantive"] == 2
    assert kind_of(at, "p5.q1").value == "not_usable"


def test_checked_answers_are_set_together_identical_ones_with_them(open_page, store, project):
    at = open_page()
    at.checkbox(key="check_p1.q1").check().run()
    at.checkbox(key="answers_same").check().run()
    at.button(key="answers_set_off_topic").click().run()
    assert not at.exception
    assert answers.questions(store, project)[0].counts["off_topic"] == 2
    assert not at.checkbox(key="check_p1.q1").value


def test_all_answers_of_a_page_are_checked_at_once_blank_ones_left_out(open_page):
    at = open_page()
    at.button(key="answers_check").click().run()
    assert [box.value for box in at.checkbox if box.key.startswith("check_")].count(True) == 5


def test_a_viewer_is_told_why_a_kind_is_not_set(open_page, store, project):
    join_project(store, project, sign_in(store, "Eve"), "viewer")
    at = open_page("Eve")
    kind_of(at, "p5.q1").set_value("substantive").run()
    assert "Your role in this project, viewer" in at.error[0].value
    assert answers.questions(store, project)[0].counts["substantive"] == 2


def test_a_variables_type_is_changed_on_its_part_of_the_page(open_page, store, project):
    at = open_page(part="variables")
    at.selectbox(key="variable").set_value("role").run()
    next(box for box in at.selectbox if box.key.endswith("_type")).set_value("ordered").run()
    assert not at.exception
    role = variables.list_variables(store, project)[0].definition
    assert (role.type, role.levels) == ("ordered", ("doctor", "nurse", "porter"))
    at.button(key="answers_undo").click().run()
    assert variables.list_variables(store, project)[0].definition.type == "nominal"


def test_who_is_in_is_changed_by_a_switch_and_the_flow_follows(open_page, store, project):
    at = open_page(part="people")
    assert any("analysed **6**" in m.value for m in at.markdown)
    at.toggle(key="exclusion_unfinished_False").set_value(True).run()
    assert not at.exception
    assert participants.flow(store, project).analysed == 5
    assert any("left out **1**, analysed **5**" in m.value for m in at.markdown)


def test_a_project_without_answers_says_what_will_be_here_and_the_next_step(open_page, store, monkeypatch):
    links: list[str] = []
    monkeypatch.setattr(st, "page_link", lambda page, **more: links.append(page))
    empty = start_project(store, sign_in(store, "Ana"), NewProject("Empty"))
    at = open_page(project=empty)
    assert any("will be here" in caption.value for caption in at.caption)
    assert links == ["views/import_survey.py"]


def test_a_very_long_answer_opens_on_its_own(store, open_page):
    table = read_table(f'id,Why?\n1,"{"word " * 100_000}"\n2,short words here\n'.encode(), "long.csv")
    plan = guess_plan(table).with_column("Why?", role="open")
    project = import_project(store, sign_in(store, "Ana"), NewProject("Long"), table, plan)
    words = shown(open_page(project=project))
    assert len(words[0]) < 3_000 < 400_000 < len(words[1])
