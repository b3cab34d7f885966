"""The import page: four steps, nothing stored before the last, every refusal beside its cause."""

from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from storage.store import Store, open_store
from tests.workbench.qualtrics_export import qualtrics_export
from workbench import answers, participants, variables
from workbench.projects import list_projects

PAGE = str(Path(__file__).parents[2] / "views" / "import_survey.py")
SMALL = b"id,role,mood,What helps?\n1,nurse,low,None\n2,doctor,high,My team listens\n3,nurse,high,More time\n"


@pytest.fixture(autouse=True)
def went(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Give the pages that were gone to; the page stands alone here, with a data folder of its own."""
    pages: list[str] = []
    monkeypatch.setattr(st, "switch_page", pages.append)
    monkeypatch.setenv("VERBATIM_DATA_DIR", str(tmp_path))
    st.cache_resource.clear()
    st.cache_data.clear()
    return pages


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return open_store(folder=tmp_path)


def opened() -> AppTest:
    at = AppTest.from_file(PAGE, default_timeout=60).run()
    assert not at.exception
    return at


def choose(at: AppTest, data: bytes, name: str = "survey.csv") -> AppTest:
    at.file_uploader(key="import_upload").set_value((name, data, "text/csv")).run()
    assert not at.exception
    return at


def go_on(at: AppTest, *steps: int) -> AppTest:
    for step in steps:
        at.button(key=f"import_continue_{step}").click().run()
        assert not at.exception
    return at


def create(at: AppTest, name: str = "Ana") -> AppTest:
    at.text_input(key="import_who").set_value(name)
    at.button(key="import_create").click().run()
    assert not at.exception
    return at


def lines(at: AppTest) -> list[str]:
    return [step.label for step in at.expander]


def said(at: AppTest) -> str:
    return " ".join(element.value for kind in (at.error, at.info, at.caption, at.markdown) for element in kind)


def test_a_file_becomes_a_project_in_four_steps(store, went):
    at = create(go_on(choose(opened(), SMALL), 1, 2, 3))
    projects = list_projects(store)
    assert [project.name for project in projects] == ["Survey"]
    assert at.session_state["project"] == projects[0].project_id
    assert went == ["views/see_overview.py"]


def test_a_qualtrics_export_needs_nothing_to_be_touched(store):
    at = go_on(choose(opened(), qualtrics_export(), "export.csv"), 1, 2, 3)
    assert "analysed 401" in said(at)
    create(at)
    project = list_projects(store)[0].project_id
    asked = answers.questions(store, project)
    assert [q.wording for q in asked] == ["Why did you give that answer?", "What would have made your visit better?"]
    assert [row.definition.name for row in variables.list_variables(store, project)] == ["Q1", "Q4"]


def test_rules_switched_on_leave_rows_out_and_the_summary_says_why(store):
    at = go_on(choose(opened(), qualtrics_export(), "export.csv"), 1, 2)
    rules = [toggle for toggle in at.toggle if toggle.key.startswith("import_rule_")]
    assert len(rules) == 4
    assert not any(toggle.value for toggle in rules)
    for key in [toggle.key for toggle in rules]:
        at.toggle(key=key).set_value(True).run()
    go_on(at, 3)
    assert "Received 401 respondents, left out 26" in said(at)
    create(at)
    assert participants.flow(store, list_projects(store)[0].project_id).analysed == 375


def test_the_open_questions_can_be_chosen(store):
    at = go_on(choose(opened(), SMALL), 1)
    chosen = next(box for box in at.multiselect if box.key.startswith("import_open_questions"))
    chosen.set_value(["role"]).run()
    assert "1 open, 1 closed" in lines(at)[1]
    create(go_on(at, 2, 3))
    assert [q.wording for q in answers.questions(store, list_projects(store)[0].project_id)] == ["role"]


def test_without_an_open_question_the_way_on_is_closed_and_says_so(store):
    at = go_on(choose(opened(), SMALL), 1)
    next(box for box in at.multiselect if box.key.startswith("import_open_questions")).set_value([]).run()
    assert "No column of 'survey" in at.error[0].value.replace("\\", "")
    assert at.button(key="import_continue_2").disabled


def test_a_columns_definition_can_be_changed_before_it_is_stored(store):
    at = go_on(choose(opened(), SMALL), 1)
    at.multiselect(key="import_chosen").set_value(["mood"]).run()
    kind = next(box for box in at.selectbox if box.key.endswith("_type"))
    kind.set_value("nominal").run()
    assert not at.exception
    create(go_on(at, 2, 3))
    project = list_projects(store)[0].project_id
    mood = next(row for row in variables.list_variables(store, project) if row.definition.name == "mood")
    assert mood.definition.type == "nominal"


def test_several_columns_are_left_out_together(store):
    at = go_on(choose(opened(), SMALL), 1)
    at.multiselect(key="import_chosen").set_value(["role", "mood"]).run()
    next(box for box in at.selectbox if box.key.startswith("import_roles")).set_value("leave_out").run()
    assert "1 open, 0 closed, 2 left out" in lines(at)[1]
    create(go_on(at, 2, 3))
    assert variables.list_variables(store, list_projects(store)[0].project_id) == []


def test_a_second_column_for_the_id_takes_the_place_of_the_first():
    at = go_on(choose(opened(), SMALL), 1)
    at.multiselect(key="import_chosen").set_value(["role"]).run()
    next(box for box in at.selectbox if box.key.endswith("_role")).set_value("id").run()
    assert not at.error
    assert "1 open, 1 closed, 1 left out" in lines(at)[1]


def test_a_finished_step_folds_to_a_line_that_tells_its_outcome():
    at = go_on(choose(opened(), SMALL), 1, 2)
    assert "3 rows, 4 columns" in lines(at)[0]
    assert "1 open, 2 closed, 0 left out" in lines(at)[1]
    assert [step.proto.expanded for step in at.expander] == [False, False, True, False]


BAD = {
    "another kind of file": (b"%PDF-1.7\n", "answers.pdf", "PDF"),
    "an empty file": (b"", "answers.csv", "empty"),
    "a row torn apart": (b"id,Why?\n1,a,b\n2,fine\n", "answers.csv", "Row 2"),
    "one name twice": (b"id,Why?,Why?\n1,a,b\n", "answers.csv", "both called"),
    "no zip at all": (b"PK\x03\x04 broken", "answers.xlsx", "damaged"),
}


@pytest.mark.parametrize(("data", "name", "fact"), BAD.values(), ids=BAD.keys())
def test_a_file_that_cannot_be_read_is_named_with_the_reason(store, data, name, fact):
    create(go_on(choose(opened(), SMALL), 1, 2, 3))
    before = list_projects(store)
    at = choose(opened(), data, name)
    message = at.error[0].value.replace("\\", "")
    assert name in message
    assert fact in message
    assert not any(button.key == "import_continue_1" for button in at.button)
    assert list_projects(store) == before


def test_what_was_found_in_the_file_is_listed_by_row():
    at = choose(opened(), b"id,role,Why?\n1,nurse,Because of the pay\n2,nurse\n3,doctor,No time for it\n")
    found = at.dataframe[0].value.astype(str)
    assert found.iloc[0]["Row"] == "3"


def test_a_project_needs_a_name_and_a_person(store):
    at = go_on(choose(opened(), SMALL), 1, 2, 3)
    create(at, name=" ")
    assert "Type your name" in said(at)
    at.text_input(key="import_name").set_value("  ")
    create(at)
    assert "needs a name" in said(at)
    assert list_projects(store) == []
    at.text_input(key="import_name").set_value("Ward")
    create(at)
    assert [project.name for project in list_projects(store)] == ["Ward"]


def test_after_a_refresh_the_page_says_what_to_do_and_keeps_the_choices(store):
    at = go_on(choose(opened(), SMALL), 1)
    next(box for box in at.multiselect if box.key.startswith("import_open_questions")).set_value(["role"]).run()
    again = opened()
    assert "Choose “survey.csv” again" in said(again).replace("\\", "")
    go_on(choose(again, SMALL), 1)
    assert "as you left it" in said(again)
    assert "1 open, 1 closed" in lines(again)[1]


def test_the_session_holds_only_text_numbers_and_lists():
    at = go_on(choose(opened(), qualtrics_export(), "export.csv"), 1, 2)
    own = ("import_plan", "import_file", "import_step", "import_revision", "import_order", "import_unfolded_3")
    assert {type(at.session_state[key]) for key in own} <= {str, int, bool, list}


def test_five_hundred_columns_do_not_hang_the_page():
    names = [f"item {n}" for n in range(500)]
    rows = [",".join(str((n + row) % 5 + 1) for n in range(500)) for row in range(12)]
    comments = ["Why?", *(f"comment {row} about the long day" for row in range(12))]
    data = "\n".join(f"{line},{comment}" for line, comment in zip([",".join(names), *rows], comments, strict=True))
    at = go_on(choose(opened(), data.encode()), 1, 2, 3)
    assert "1 open, 500 closed" in lines(at)[1]
