"""Identical answers are coded alike with consent: same text, same question, not coded yet; one fact, one undo."""

import pytest
from sqlalchemy import select

from pipelines.reading import read_table
from pipelines.survey import guess_plan
from storage import tables as t
from storage.queries.findings import coded_responses
from storage.store import open_store
from tests.workbench.synthetic_study import Study
from workbench import answers, desk, projects
from workbench.ids import new_id
from workbench.importing import import_project
from workbench.projects import NewProject
from workbench.trail import read_trail

HARD = ("The pay", "the pay", "The pay", "The shifts", "The pay", "The pay")
HELP = ("The pay", "A room", "The pay", "A room", "Rest", "Staff")
ROWS = [f"P{n},{hard},{help}" for n, (hard, help) in enumerate(zip(HARD, HELP, strict=True), start=1)]
SURVEY = "\n".join(["id,what is hard,what would help", *ROWS])


class Twins(Study):
    """Six people; P1, P3, P5 and P6 wrote the same about what is hard."""

    def __init__(self, store):
        super().__init__(store)
        table = read_table(SURVEY.encode(), "twins.csv")
        plan = guess_plan(table).with_column("what is hard", role="open").with_column("what would help", role="open")
        self.id = import_project(store, self.ana, NewProject("Twins"), table, plan)

    def decide(self, kind, answer, coder="", **more):
        entry = {"id": new_id(), "kind": kind, "response": answer, "on": True, **more}
        return desk.take(self.store, self.id, coder or self.ana, [entry])[0]

    def offers(self, coder="", **named):
        window = desk.window(self.store, self.id, coder or self.ana, question="q1", **named)
        return {item.response_id: item.alike for item in window.items if item.alike}

    def codings(self):
        with self.store.reading() as conn:
            return conn.execute(select(t.codings).where(t.codings.c.project_id == self.id)).all()

    def coded(self):
        with self.store.reading() as conn:
            return coded_responses(conn, self.id, self.ana)


@pytest.fixture
def twins(sqlite_url):
    return Twins(open_store(sqlite_url))


@pytest.fixture
def stored(store_url, tmp_path):
    """Give the same on both databases, for what each is asked in its own SQL."""
    return Twins(open_store(store_url, tmp_path))


def test_only_the_same_text_to_the_same_question_is_alike(twins):
    same = {"p1.q1", "p3.q1", "p5.q1", "p6.q1"}  # not 'the pay', and not what P1 wrote to the other question
    assert twins.offers() == dict.fromkeys(same, 3)


def test_codes_and_passages_go_to_identical_answers_and_one_undo_takes_all_back(twins):
    time, pay = twins.add("Time"), twins.add("Pay")
    twins.decide("apply", "p1.q1", code=time)
    twins.decide("apply", "p1.q1", code=pay, start=4, end=7)
    before = twins.head().seq
    assert twins.decide("alike", "p1.q1").ok
    assert twins.head().seq == before + 1
    copied = [row for row in twins.codings() if row.origin == "propagated"]
    assert {(row.response_id, row.code_id, row.start, row.end) for row in copied} == {
        (twin, *coding) for twin in ("p3.q1", "p5.q1", "p6.q1") for coding in ((time, 0, 7), (pay, 4, 7))
    }
    assert twins.coded() == {"p1.q1", "p3.q1", "p5.q1", "p6.q1"}  # the whole text was weighed
    assert twins.offers() == {}
    twins.decide("undo", "")
    assert len(twins.codings()) == 2 and twins.offers()["p1.q1"] == 3


def test_the_record_and_the_answer_say_that_it_was_copied(twins):
    twins.decide("apply", "p1.q1", code=twins.add("Pay"))
    twins.decide("alike", "p1.q1")
    (entry, *_) = read_trail(twins.store, twins.id).entries
    assert entry.what == "copied the coding of P1’s answer to 'what is hard' to 3 identical answers"
    window = desk.window(twins.store, twins.id, twins.ana, question="q1")
    assert {item.response_id for item in window.items if item.copied} == {"p3.q1", "p5.q1", "p6.q1"}


def test_that_no_code_applies_is_copied_and_changing_one_changes_none_of_the_others(twins):
    pay = twins.add("Pay")
    twins.decide("no_code", "p1.q1")
    twins.decide("alike", "p1.q1")
    assert twins.coded() == {"p1.q1", "p3.q1", "p5.q1", "p6.q1"} and twins.codings() == []
    twins.decide("apply", "p3.q1", code=pay)
    assert [row.response_id for row in twins.codings()] == ["p3.q1"]


def test_what_is_coded_already_set_aside_or_another_coders_is_left_as_it_is(stored):
    pay, other = stored.add("Pay"), stored.add("Other")
    ben = stored.join("Ben", "coder")
    stored.decide("apply", "p3.q1", code=other)
    stored.do(answers.set_dispositions, ["p5.q1"], "not_usable")
    stored.decide("apply", "p6.q1", coder=ben, code=other)
    stored.decide("apply", "p1.q1", code=pay)
    assert stored.offers()["p1.q1"] == 1
    stored.decide("alike", "p1.q1")
    assert {(row.response_id, row.coder_id) for row in stored.codings() if row.code_id == pay} == {
        ("p1.q1", stored.ana), ("p6.q1", stored.ana),
    }  # fmt: skip


def test_what_is_not_coded_has_nothing_to_copy_and_a_second_time_says_so(twins):
    refused = twins.decide("alike", "p1.q1")
    assert not refused.ok and "not coded yet" in refused.reason
    twins.decide("apply", "p1.q1", code=twins.add("Pay"))
    assert twins.decide("alike", "p1.q1").ok
    again = twins.decide("alike", "p1.q1")
    assert not again.ok and "coded meanwhile" in again.reason
    assert not twins.decide("alike", "p99.q1").ok


def test_the_offer_can_be_switched_off_for_a_project_or_a_round(twins):
    assert twins.offers(offer_alike=False) == {}
    twins.do(projects.change_setting, "alike", "never")
    assert twins.offers() == {}
