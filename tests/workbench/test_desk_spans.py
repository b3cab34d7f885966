"""Codes on passages at the desk: side by side with whole answers, taken off one by one, kept to the project's unit."""

import csv
import io

import pytest

from storage import tables as t
from storage.store import open_store
from tests.raw_material import raw_material
from tests.workbench.synthetic_study import Study
from workbench import deciding, desk, findings, projects, trail
from workbench.coded_export import coded_csv
from workbench.exchange_data import import_codings
from workbench.ids import new_id

ANSWER = "p1.q1"  # 'Shifts are long and number 1 is the longest of all'
LONG = 50


@pytest.fixture
def study(store_url):
    made = Study(open_store(store_url))
    made.work, made.time = made.add("Work"), made.add("Time")
    yield made
    made.store.engine.dispose()


def decide(study, kind, code, start=None, end=None, **more):
    entry = {"id": new_id(), "kind": kind, "response": ANSWER, "code": code, "start": start, "end": end, **more}
    return deciding.take(study.store, study.id, study.ana, [entry])[0]


def on(study):
    item = desk.window(study.store, study.id, study.ana, at=ANSWER).items[0]
    names = {study.work: "Work", study.time: "Time"}
    return sorted((names[coding.code], item.text[coding.start : coding.end]) for coding in item.codings)


def test_a_code_stands_on_the_answer_and_on_passages_of_it_and_each_is_taken_off_alone(study):
    assert all(decide(study, "apply", study.work, *span).ok for span in ((), (0, 6), (11, 15), (11, 15)))
    assert decide(study, "apply", study.time, 7, 15).ok
    whole = "Shifts are long and number 1 is the longest of all"
    assert len(whole) == LONG
    assert on(study) == [("Time", "are long"), ("Work", "Shifts"), ("Work", whole), ("Work", "long")]
    assert decide(study, "remove", study.work, 0, LONG).ok
    assert decide(study, "remove", study.work, 0, 7).ok  # nothing is there
    assert on(study) == [("Time", "are long"), ("Work", "Shifts"), ("Work", "long")]
    assert decide(study, "remove", study.work).ok
    assert on(study) == [("Time", "are long")]
    undo = {"id": new_id(), "kind": "undo", "target": ""}
    assert deciding.take(study.store, study.id, study.ana, [undo])[0].response == ANSWER
    assert on(study) == [("Time", "are long"), ("Work", "Shifts"), ("Work", "long")]


REFUSED = [
    ("", -1, 6, "does not lie inside"),
    ("", 6, 6, "does not lie inside"),
    ("", 44, LONG + 1, "does not lie inside"),
    ("", 10, 11, "white space only"),
    ("sentence", 0, 6, "whole sentences"),
    ("response", 0, 6, "whole answers"),
]


def test_a_passage_that_cannot_be_is_refused_and_the_next_decision_stands(study):
    for unit, start, end, reason in REFUSED:
        study.do(projects.change_setting, "unit", unit)
        refused = decide(study, "apply", study.work, start, end)
        assert not refused.ok and reason in refused.reason
    assert decide(study, "apply", study.time, 0, LONG).ok
    assert on(study) == [("Time", "Shifts are long and number 1 is the longest of all")]


def test_the_record_says_which_words_and_quotes_none(study):
    decide(study, "apply", study.work, 7, 15)
    decide(study, "remove", study.work, 7, 15)
    decide(study, "apply", study.work, 11, 15)
    decide(study, "apply", study.work)
    study.do(projects.change_setting, "unit", "sentence")
    said = [entry.what for entry in trail.read_trail(study.store, study.id).entries[:5]]
    assert said == [
        "set codes to go on whole sentences",
        "applied 'Work' to P1’s answer to 'what is hard'",
        "applied 'Work' to word 3 of P1’s answer to 'what is hard'",
        "took 'Work' off words 2 to 3 of P1’s answer to 'what is hard'",
        "applied 'Work' to words 2 to 3 of P1’s answer to 'what is hard'",
    ]


def test_passages_and_whole_answers_go_out_and_come_back_as_they_were(study):
    decide(study, "apply", study.work)
    decide(study, "apply", study.work, 7, 15)
    lines = raw_material(study.store, study.id)["codings.csv"].decode("utf-8-sig").splitlines()
    decide(study, "remove", study.work)
    with study.store.reading() as conn:
        assert conn.execute(t.codings.select()).all() == []
    study.do(import_codings, "\n".join(lines).encode(), "codings.csv")
    assert on(study) == [("Work", "Shifts are long and number 1 is the longest of all"), ("Work", "are long")]


def test_a_person_counts_once_however_many_passages_carry_a_code_and_a_quote_begins_with_one(study):
    for span in ((), (7, 15), (11, 15)):
        decide(study, "apply", study.work, *span)
    decide(study, "apply", study.time, 0, 6)
    question = next(iter(desk.asked(study.store, study.id)))
    table, _ = findings.findings_table(study.store, study.id, findings.Choice(question=question, coder=study.ana))
    assert {row.cells["theme"]: row.cells["n"] for row in table.rows} == {"Work": 1, "Time": 1}
    behind = findings.read_answers(study.store, study.id, study.work, [ANSWER], study.ana)[0]
    assert [behind.text[slice(*span)] for span in behind.passages] == ["are long", "long"]
    row = next(csv.DictReader(io.StringIO(coded_csv(study.store, study.id, study.ana).decode("utf-8-sig"))))
    assert (row["codes"], row["Work"], row["Time"], row["coded"]) == ("Work; Time", "1", "1", "1")
