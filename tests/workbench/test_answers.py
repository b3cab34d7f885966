"""Answers are listed, searched and said to be of another kind; variables and exclusions change later; all with undo."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from coding.errors import CannotUndo, CodingError
from pipelines.reading import read_table
from pipelines.survey import guess_plan
from storage import record
from storage.store import Store, open_store
from workbench import answers, participants, undo, variables
from workbench.answers import Filter
from workbench.errors import NotAllowed, WorkbenchError
from workbench.ids import new_id
from workbench.importing import import_project
from workbench.people import sign_in
from workbench.projects import NewProject, join_project

FILE = """ResponseId,Finished,role,mood,What helps?,Anything else?
R_1,True,nurse,low,None,My café closes early
R_2,True,doctor,high,My team listens to me,none
R_3,False,nurse,high,MY CAFÉ,
R_4,True,nurse,low,none,More time with patients
R_5,True,porter,-99,.,My team listens to me
"""


@pytest.fixture
def store(store_url: str, tmp_path: Path) -> Iterator[Store]:
    opened = open_store(store_url, tmp_path)
    yield opened
    opened.engine.dispose()


@pytest.fixture
def ana(store: Store) -> str:
    return sign_in(store, "Ana")


@pytest.fixture
def project(store: Store, ana: str) -> str:
    table = read_table(FILE.encode(), "ward.csv")
    plan = guess_plan(table)
    for name, role in (("What helps?", "open"), ("Anything else?", "open"), ("role", "closed"), ("mood", "closed")):
        plan = plan.with_column(name, role=role)
    return import_project(store, ana, NewProject("Ward"), table, plan)


def listed(store: Store, project: str, **wanted: object) -> list[str]:
    return [row.text for row in answers.list_answers(store, project, Filter(**wanted)).rows]  # type: ignore[arg-type]


def kinds(store: Store, project: str, question: str = "q1") -> dict[str, int]:
    return dict(next(q.counts for q in answers.questions(store, project) if q.question_id == question))


def say(store: Store, project: str, coder: str, responses: list[str], kind: str, command_id: str = "") -> int:
    return answers.set_dispositions(store, project, coder, responses, kind, command_id=command_id or new_id())


def take_back(store: Store, project: str, coder: str) -> undo.Undone | None:
    return undo.undo(store, project, coder, scope=answers.SCOPE, command_id=new_id())


def test_each_question_shows_its_answers_by_kind(store, project):
    assert kinds(store, project) == {"substantive": 2, "nothing_to_report": 2, "not_usable": 1}
    assert kinds(store, project, "q2") == {"substantive": 3, "nothing_to_report": 1, "blank": 1}


def test_a_person_overrules_the_rule_and_can_take_it_back(store, project, ana):
    assert say(store, project, ana, ["p5.q1"], "substantive") == 1
    row = next(r for r in answers.list_answers(store, project, Filter(question="q1")).rows if r.response_id == "p5.q1")
    assert (row.disposition, row.proposed, row.decided_by) == ("substantive", "not_usable", "Ana")
    take_back(store, project, ana)
    assert kinds(store, project) == {"substantive": 2, "nothing_to_report": 2, "not_usable": 1}
    undo.redo(store, project, ana, scope=answers.SCOPE, command_id=new_id())
    assert kinds(store, project) == {"substantive": 3, "nothing_to_report": 2}


def test_many_answers_are_set_in_one_command_and_one_undo(store, project, ana):
    assert say(store, project, ana, ["p1.q1", "p4.q1", "p5.q1"], "off_topic") == 3
    assert kinds(store, project) == {"substantive": 2, "off_topic": 3}
    take_back(store, project, ana)
    assert "off_topic" not in kinds(store, project)


def test_taking_a_persons_word_back_lets_the_rule_speak_again(store, project, ana):
    say(store, project, ana, ["p1.q1"], "substantive")
    say(store, project, ana, ["p1.q1"], "")
    row = next(r for r in answers.list_answers(store, project, Filter()).rows if r.response_id == "p1.q1")
    assert (row.disposition, row.decided_by) == ("nothing_to_report", "")


def test_a_click_delivered_twice_counts_once(store, project, ana):
    for _ in range(2):
        say(store, project, ana, ["p1.q1"], "off_topic", "0123456789abcdef")
    with store.reading() as conn:
        assert [row.kind for row in record.rows(conn, project)].count("DispositionsSet") == 1


def test_saying_the_same_again_is_no_event(store, project, ana):
    say(store, project, ana, ["p1.q1"], "off_topic")
    assert say(store, project, ana, ["p1.q1"], "off_topic") == 0


def test_an_earlier_word_cannot_be_undone_under_a_later_one_of_another_person(store, project, ana):
    ben = sign_in(store, "Ben")
    join_project(store, project, ben)
    say(store, project, ana, ["p1.q1"], "off_topic")
    say(store, project, ben, ["p1.q1"], "substantive")
    with pytest.raises(CannotUndo, match="later decision"):
        take_back(store, project, ana)


@pytest.mark.parametrize(
    ("responses", "kind", "error"),
    [(["p1.q1", "p9.q9"], "off_topic", CodingError), (["p1.q1"], "silly", WorkbenchError)],
    ids=["no such answer", "no such kind"],
)
def test_what_makes_no_sense_is_refused_whole(store, project, ana, responses, kind, error):
    with pytest.raises(error):
        say(store, project, ana, responses, kind)
    assert kinds(store, project) == {"substantive": 2, "nothing_to_report": 2, "not_usable": 1}


def test_a_viewer_may_look_and_not_decide(store, project):
    eve = sign_in(store, "Eve")
    join_project(store, project, eve, "viewer")
    assert listed(store, project)
    with pytest.raises(NotAllowed, match="viewer"):
        say(store, project, eve, ["p1.q1"], "off_topic")


def test_search_finds_all_words_whatever_their_case_accents_kept(store, project):
    assert listed(store, project, words="café my") == ["MY CAFÉ", "My café closes early"]
    assert listed(store, project, words="cafe") == []


def test_search_and_filters_go_together(store, project):
    assert listed(store, project, question="q2", words="team") == ["My team listens to me"]
    assert listed(store, project, question="q1", disposition="nothing_to_report") == ["None", "none"]


def test_answers_written_more_than_once_are_found_and_named(store, project):
    assert listed(store, project, repeated=True) == ["None", "none"]
    assert answers.identical(store, project, "p1.q1") == ["p1.q1", "p4.q1"]
    assert answers.identical(store, project, "p2.q1") == ["p2.q1"]  # written again, but to another question


def test_pages_hold_every_answer_once(store, project):
    pages = [answers.list_answers(store, project, Filter(), number, size=3) for number in (1, 2, 3, 4)]
    seen = [row.response_id for page in pages for row in page.rows]
    assert len(seen) == len(set(seen)) == 10
    assert [page.pages for page in pages] == [4] * 4
    assert answers.list_answers(store, project, Filter(), 99, size=3).page == 4
    assert answers.list_answers(store, project, Filter(words="no such words")).total == 0


def test_who_is_left_out_is_on_no_list_and_comes_back(store, project, ana):
    participants.switch_exclusion(store, project, ana, "unfinished", True, command_id=new_id())
    flow = participants.flow(store, project)
    assert (flow.received, flow.analysed) == (5, 4)
    assert [(rule.rule, rule.fits, rule.left_out) for rule in flow.rules] == [("unfinished", 1, 1)]
    assert "MY CAFÉ" not in listed(store, project)
    assert kinds(store, project)["substantive"] == 1
    take_back(store, project, ana)
    assert participants.flow(store, project).analysed == 5
    assert "MY CAFÉ" in listed(store, project)


def test_only_the_lead_changes_who_is_in(store, project):
    ben = sign_in(store, "Ben")
    join_project(store, project, ben)
    with pytest.raises(NotAllowed, match="who is in the analysis"):
        participants.switch_exclusion(store, project, ben, "unfinished", True, command_id=new_id())


def defined(store: Store, project: str, name: str) -> variables.VariableRow:
    return next(row for row in variables.list_variables(store, project) if row.definition.name == name)


def test_closed_variables_are_counted_among_those_analysed(store, project, ana):
    assert defined(store, project, "role").values.listed == {"nurse": 3, "doctor": 1, "porter": 1}
    participants.switch_exclusion(store, project, ana, "unfinished", True, command_id=new_id())
    assert defined(store, project, "role").values.listed == {"nurse": 2, "doctor": 1, "porter": 1}


def test_a_definition_is_changed_later_as_an_event_with_undo(store, project, ana):
    row = defined(store, project, "mood")
    changed = replace(row.definition, type="ordered", levels=("low", "high"), missing=("-99",), labels={"low": "Low"})
    variables.define_variable(store, project, ana, row.variable_id, changed, command_id=new_id())
    now = defined(store, project, "mood")
    assert now.definition == changed
    assert (now.values.listed, now.values.missing) == ({"low": 2, "high": 2, "-99": 1}, 1)
    take_back(store, project, ana)
    assert defined(store, project, "mood").definition == row.definition


def test_another_type_finds_its_levels_anew(store, project):
    role = defined(store, project, "role").definition
    assert variables.retyped(store, project, role, "ordered").levels == ("doctor", "nurse", "porter")
    assert variables.retyped(store, project, role, "scale").numbers == {"doctor": "1", "nurse": "2", "porter": "3"}
    assert variables.retyped(store, project, role, "number").levels == ()
    with pytest.raises(WorkbenchError, match="cannot be of type"):
        variables.retyped(store, project, role, "vague")


def test_a_definition_of_another_variable_is_refused(store, project, ana):
    role, mood = defined(store, project, "role"), defined(store, project, "mood")
    with pytest.raises(WorkbenchError, match="'mood' is not 'role'"):
        variables.define_variable(store, project, ana, role.variable_id, mood.definition, command_id=new_id())
