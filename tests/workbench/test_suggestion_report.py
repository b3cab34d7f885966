"""What became of suggestions is read from the codings as they stand, not from what was once the case."""

import pytest

from coding.suggestions import moment_for
from storage.store import open_store
from tests.workbench.synthetic_study import Study
from workbench import desk, projects, suggestion_report, undo
from workbench.desk import desk_order
from workbench.ids import new_id
from workbench.suggesting import seed_of


class Met:
    """A study with three codes, two under one, and the suggestions that its lead met."""

    def __init__(self, store):
        self.study = Study(store)
        theme = self.study.add("Work")
        self.one, self.two = self.study.add("Shifts", theme), self.study.add("Rooms", theme)
        with store.reading() as conn:
            self.order, self.seed = desk_order(conn, self.study.id), seed_of(conn, self.study.id)

    def decide(self, kind, response, **entry):
        entry = {"id": new_id(), "kind": kind, "response": response, **entry}
        (answer,) = desk.take(self.study.store, self.study.id, self.study.ana, [entry])
        assert answer.ok, answer.reason

    def meet(self, response, *, held=(), taken=False, moment="after"):
        shown = moment != "hidden"
        codes = [{"code": self.one, "p": "0.6", "shown": shown, "taken": taken}]
        self.decide("met", response, met={"moment": moment, "model": "m", "codes": codes, "held": list(held)})

    def meetings(self):
        with self.study.store.reading() as conn:
            return suggestion_report.meetings(conn, self.study.id, self.study.ana)

    def outcomes(self):
        return [meeting.suggestions[0].outcome for meeting in self.meetings()]


@pytest.fixture
def at(sqlite_url):
    store = open_store(sqlite_url)
    yield Met(store)
    store.engine.dispose()


def test_an_accepted_suggestion_that_is_undone_counts_as_not_taken(at):
    response = at.order[0]
    at.decide("unsure", response, on=True)
    at.decide("apply", response, code=at.two)
    at.decide("apply", response, code=at.one, suggested=True)
    at.meet(response, held=[at.two], taken=True)
    assert at.outcomes() == ["accepted"]
    at.study.do(undo.undo, scope="desk")
    assert at.outcomes() == ["ignored"]
    at.study.do(undo.redo, scope="desk")
    assert at.outcomes() == ["accepted"]


def test_a_taken_code_that_was_replaced_by_its_sibling_counts_as_edited(at):
    response = at.order[0]
    at.decide("apply", response, code=at.one, suggested=True)
    at.meet(response, taken=True)
    at.decide("remove", response, code=at.one)
    at.decide("apply", response, code=at.two)
    assert at.outcomes() == ["edited"]


def test_answers_that_are_not_coded_are_left_out(at):
    at.meet(at.order[0])
    assert at.meetings() == []


def test_only_while_the_lot_decided_an_answer_belongs_to_a_group(at):
    first, *rest = at.order
    at.decide("apply", first, code=at.two)
    at.meet(first)
    at.study.do(projects.change_setting, "suggest", "random")
    for response in rest[:20]:
        at.decide("apply", response, code=at.two)
        at.meet(response, moment=moment_for("random", at.seed, at.study.ana, response))
    at.study.do(projects.change_setting, "suggest", "")
    at.decide("apply", rest[20], code=at.two)
    at.meet(rest[20])
    lots = {meeting.response: meeting.lot for meeting in at.meetings()}
    assert lots.pop(first) == lots.pop(rest[20]) == ""
    assert set(lots.values()) == {"shown", "hidden"}
    assert all((lot == "hidden") == (m.moment == "hidden") for m in at.meetings() if (lot := m.lot))
    made = suggestion_report.report(at.study.store, at.study.id, at.study.ana)
    assert made.effect is None and sum(made.lots.values()) == 20
    assert suggestion_report.write_report(at.study.store, at.study.id, at.study.ana, "", "html").startswith(b"<!")
