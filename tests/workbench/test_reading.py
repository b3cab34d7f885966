"""Reading: every answer in its order, a fact for each that was read, and the place where one stopped."""

import pytest

from coding.errors import CodingError
from storage.store import open_store
from tests.workbench.synthetic_study import Study
from workbench import answers, memos, reading, trail, undo
from workbench.errors import NotAllowed, WorkbenchError
from workbench.ids import new_id


@pytest.fixture
def study(sqlite_url):
    return Study(open_store(sqlite_url))


def stretch(study, **named):
    return reading.read_stretch(study.store, study.id, study.ana, reading.Choice(**named))


def read(study, *responses, coder=""):
    return study.do(reading.mark_read, list(responses), coder=coder)


def ids(found):
    return [item.response_id for item in found.items]


def test_by_question_all_answers_to_one_come_before_the_next(study):
    first, second = stretch(study, number=1), stretch(study, number=2)
    every = ids(first) + ids(second)
    assert every == [f"p{n}.q1" for n in range(1, 31)] + [f"p{n}.q2" for n in range(1, 31)]
    assert (len(first.items), first.stretches, second.first, second.total) == (50, 2, 51, 60)
    asked = [(item.response_id, item.question) for item in first.items if item.question]
    assert asked == [("p1.q1", "what is hard"), ("p1.q2", "what would help")]


def test_by_person_the_answers_of_each_stay_together_under_a_heading(study):
    found = stretch(study, by="person", number=1)
    assert ids(found)[:4] == ["p1.q1", "p1.q2", "p2.q1", "p2.q2"]
    assert [item.person for item in found.items[:4]] == ["P1", "", "P2", ""]
    assert [item.question for item in found.items[:3]] == ["what is hard", "what would help", "what is hard"]
    assert len(found.items) == 50


def test_a_stretch_ends_where_it_grows_too_long(study, monkeypatch):
    monkeypatch.setattr(reading, "CHARACTERS", 130)
    found = stretch(study, by="person", number=1)
    assert ids(found) == ["p1.q1", "p1.q2"]
    sizes = [len(stretch(study, by="person", number=n).items) for n in range(1, found.stretches + 1)]
    assert sum(sizes) == 60 and set(sizes) == {2}


def test_what_was_read_counts_once_and_is_each_coders_own(study):
    assert read(study, "p1.q1", "p2.q1", "p1.q1") == 2
    assert read(study, "p2.q1", "p3.q1") == 1
    found = stretch(study)
    assert (found.read, [item.response_id for item in found.items if item.read]) == (3, ["p1.q1", "p2.q1", "p3.q1"])
    assert stretch(study, question=found.items[0].response_id.partition(".")[2]).total == 30
    bea = study.join("Bea", "coder")
    assert reading.read_stretch(study.store, study.id, bea).read == 0


def test_one_goes_on_where_one_stopped(study):
    assert stretch(study).at == "p1.q1"
    read(study, *(f"p{n}.q1" for n in range(1, 31)), *(f"p{n}.q2" for n in range(1, 25)))
    found = stretch(study)
    assert (found.number, found.at) == (2, "p25.q2")
    assert stretch(study, number=1).at == "p1.q1" and stretch(study, at="p7.q2").at == "p7.q2"
    read(study, *(f"p{n}.q2" for n in range(25, 31)))
    assert (stretch(study).number, stretch(study).at) == (1, "p1.q1")


def test_what_was_skipped_comes_once_the_end_is_reached(study):
    read(study, *(f"p{n}.q1" for n in range(3, 31)), *(f"p{n}.q2" for n in range(1, 31)))
    assert stretch(study).at == "p1.q1"


def test_a_person_is_found_by_label(study):
    person = reading.find_person(study.store, study.id, " p30 ")
    found = stretch(study, by="person", at=person)
    assert (found.at, found.number) == ("p30.q1", 2)
    with pytest.raises(WorkbenchError, match="Nobody is called 'P99' here"):
        reading.find_person(study.store, study.id, "P99")


def test_an_answer_set_aside_is_not_among_those_to_read(study):
    study.do(answers.set_dispositions, ["p1.q1"], "not_usable")
    assert stretch(study).total == 59 and stretch(study).at == "p2.q1"


def test_reading_is_recorded_and_stays(study):
    read(study, "p1.q1", "p2.q1")
    study.do(memos.write_memo, "response", "p1.q1", "First thought.")
    read(study, "p3.q1")
    newest = [entry.what for entry in trail.read_trail(study.store, study.id).entries[:3]]
    assert newest == ["read P3’s answer to 'what is hard'", "wrote a memo on P1’s answer to 'what is hard'",
                      "read 2 answers"]  # fmt: skip
    undo.undo(study.store, study.id, study.ana, scope=memos.READING, command_id=new_id())
    assert stretch(study).read == 3 and stretch(study).items[0].note is None


def test_notes_and_mentions_stand_in_the_margin(study):
    study.do(memos.write_memo, "response", "p1.q1", "First thought.")
    study.do(memos.write_memo, "response", "p1.q1", "Hers.", coder=study.join("Bea", "coder"))
    study.do(memos.add_entry, "Like [[P1]] and [[P2, what is hard]].")
    first, second = stretch(study).items[:2]
    assert (first.note.words, [memo.words for memo in first.others]) == ("First thought.", ["Hers."])
    assert [memo.title for memo in (*first.mentioned_in, *second.mentioned_in)] == ["Journal", "Journal"]
    assert stretch(study, number=2).items[0].mentioned_in == ()


def test_the_page_posts_and_each_entry_is_answered(study):
    entries = [
        {"id": new_id() * 2, "kind": "read", "responses": ["p1.q1"]},
        {"id": new_id() * 2, "kind": "read", "responses": ["elsewhere"]},
        {"id": new_id() * 2, "kind": "note", "response": "p1.q1", "text": "A note."},
    ]
    for _ in range(2):
        done = reading.take(study.store, study.id, study.ana, entries)
        assert [answer.ok for answer in done] == [True, False, True]
    assert stretch(study).read == 1 and stretch(study).items[0].note.words == "A note."


def test_a_forged_answer_and_a_viewer_are_refused(study):
    with pytest.raises(CodingError, match="'elsewhere' is not in this project"):
        read(study, "p1.q1", "elsewhere")
    with pytest.raises(NotAllowed):
        read(study, "p1.q1", coder=study.join("Vic", "viewer"))
    assert stretch(study).read == 0


def test_without_answers_there_is_nothing_to_read(study):
    assert stretch(study, question="nowhere").number == 0
