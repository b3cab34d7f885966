"""People of a project: added by name, given roles by the lead, taken out without their codings."""

import pytest

from storage.rebuild import rebuild
from storage.store import open_store
from tests.workbench.synthetic_study import Study
from workbench import deciding, members, people, projects, trail
from workbench.desk import desk_order
from workbench.errors import NotAllowed, WorkbenchError


@pytest.fixture
def study(store_url, tmp_path):
    opened = open_store(store_url, tmp_path)
    yield Study(opened)
    opened.engine.dispose()


def roles(study):
    return {member.name: member.role for member in members.members(study.store, study.id)}


def said(study):
    return trail.read_trail(study.store, study.id).entries[0].what


def test_the_lead_adds_people_by_name_and_gives_them_roles(study):
    ben = study.do(members.add_person, " Ben ", "coder")
    assert roles(study) == {"Ana": "lead", "Ben": "coder"} and people.coder_name(study.store, ben) == "Ben"
    assert said(study) == "entered Ben as coder"
    study.do(members.give_role, ben, "adjudicator")
    assert roles(study)["Ben"] == "adjudicator" and said(study) == "made Ben adjudicator"
    with pytest.raises(WorkbenchError, match="ben takes part already, as adjudicator"):
        study.do(members.add_person, "ben", "viewer")
    with pytest.raises(WorkbenchError, match="There is no role 'boss'"):
        study.do(members.give_role, ben, "boss")
    with pytest.raises(WorkbenchError, match="Type your name"):
        study.do(members.add_person, "  ", "coder")


def test_who_does_not_lead_gives_no_roles(study):
    ben = study.do(members.add_person, "Ben", "adjudicator")
    for act, *args in ((members.add_person, "Eva", "coder"), (members.give_role, ben, "lead")):
        with pytest.raises(NotAllowed, match="Your role in this project, adjudicator"):
            study.do(act, *args, coder=ben)
    assert roles(study) == {"Ana": "lead", "Ben": "adjudicator"}
    assert "Eva" not in people.coders(study.store).values()


def test_who_is_taken_out_keeps_the_codings_and_comes_back_only_through_the_lead(study):
    code = study.add("Time")
    ben = study.do(members.add_person, "Ben", "coder")
    study.code(first_answer(study), code, coder=ben)
    done = {"id": "before01", "kind": "unsure", "response": first_answer(study), "on": True}
    assert deciding.take(study.store, study.id, ben, [done])[0].ok
    study.do(members.give_role, ben, "")
    left = next(member for member in members.members(study.store, study.id) if member.coder_id == ben)
    assert (left.role, left.codings) == ("", 1)
    assert said(study) == "took Ben out of the project, whose codings stay"
    entry = {"id": "late0001", "kind": "apply", "response": first_answer(study), "code": code}
    turn = {"id": "late0002", "kind": "undo", "target": "before01"}
    for answer in deciding.take(study.store, study.id, ben, [entry, turn]):
        assert not answer.ok and "You do not take part in this project" in answer.reason
    with pytest.raises(NotAllowed, match="no longer"):
        projects.join_project(study.store, study.id, ben)
    with study.store.writing() as conn:
        rebuild(conn, study.id)
    assert roles(study)["Ben"] == ""
    study.do(members.add_person, "Ben", "viewer")
    assert roles(study)["Ben"] == "viewer" and said(study) == "took Ben in again as viewer"


def test_a_project_always_has_a_lead(study):
    ben = study.do(members.add_person, "Ben", "coder")
    for role in ("coder", ""):
        with pytest.raises(WorkbenchError, match="Ana is the only lead"):
            study.do(members.give_role, study.ana, role)
    study.do(members.give_role, ben, "lead")
    study.do(members.give_role, study.ana, "")
    assert roles(study) == {"Ben": "lead", "Ana": ""}


def first_answer(study):
    with study.store.reading() as conn:
        return desk_order(conn, study.id, None)[0]
