"""A code on many answers at once: what the preview says is what happens, and one undo takes it back exactly."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from coding.errors import CannotUndo, CodingError
from storage import record
from storage import tables as t
from storage.queries.findings import coded_responses
from storage.rebuild import rebuild
from storage.store import open_store
from tests.workbench.synthetic_study import Study
from workbench import bulk_coding, codebook, desk, undo
from workbench.errors import SHOWN, NotAllowed
from workbench.ids import new_id

FIRST = tuple(f"p{n}.q1" for n in range(1, 7))
KINDS = ("apply", "remove", "no_code", "done", "unsure")


@pytest.fixture
def study(sqlite_url):
    return Study(open_store(sqlite_url))


@pytest.fixture
def stored(store_url, tmp_path):
    """Give the same on both databases, for what each is asked in its own SQL."""
    return Study(open_store(store_url, tmp_path))


def bulk(study, act, code, answers, coder=""):
    found = bulk_coding.preview(study.store, study.id, coder or study.ana, answers, code, act)
    return found, study.do(bulk_coding.code_many, act, code, found.will, coder=coder)


def decide(study, kind, answer, code=""):
    entry = {"id": new_id(), "kind": kind, "response": answer, "code": code, "on": True}
    return desk.take(study.store, study.id, study.ana, [entry])[0]


def take_back(study):
    return undo.undo(study.store, study.id, study.ana, scope="desk", command_id=new_id())


def tables(study):
    """Give what is coded and marked, row by row, with who, whence and when."""
    with study.store.reading() as conn:
        return [
            sorted(map(tuple, conn.execute(select(table).where(table.c.project_id == study.id))))
            for table in (t.codings, t.marks)
        ]


def test_a_preview_says_who_gets_the_code_and_the_act_covers_them(study):
    time, other = study.add("Time"), study.add("Other")
    study.code("p1.q1", time, other)
    decide(study, "no_code", "p2.q1")
    found, done = bulk(study, "apply", time, FIRST)
    assert (len(found.will), found.already, found.cleared) == (5, 1, 1)
    assert (done.done, done.named) == (5, 5)
    codings, marks = tables(study)
    assert sum(row.origin == "bulk" for row in codings_of(study)) == 5
    assert {mark[2:] for mark in marks} == {("p2.q1", "done")}  # that of all other codes none applies still holds
    assert len(codings) == 7


def codings_of(study):
    with study.store.reading() as conn:
        return conn.execute(select(t.codings).where(t.codings.c.project_id == study.id)).all()


def test_an_answer_coded_with_many_others_is_coded_in_part_only(study):
    bulk(study, "apply", study.add("Time"), FIRST)
    with study.store.reading() as conn:
        assert coded_responses(conn, study.id, study.ana) == set()


def test_it_is_one_fact_of_the_record_and_the_desk_takes_it_back(study):
    time = study.add("Time")
    before = study.head().seq
    bulk(study, "apply", time, FIRST)
    assert study.head().seq == before + 1
    (answer,) = desk.take(study.store, study.id, study.ana, [{"id": new_id(), "kind": "undo"}])
    assert answer.ok and codings_of(study) == []


def test_a_code_that_is_taken_off_comes_back_with_who_whence_and_when(stored):
    time, other = stored.add("Time"), stored.add("Other")
    stored.code("p1.q1", time)
    stored.code("p2.q1", time, other)
    stored.do(codebook.merge_codes, [other], time)
    before = tables(stored)
    found, done = bulk(stored, "remove", time, FIRST)
    assert (len(found.will), found.already, done.done) == (2, 4, 2)
    assert codings_of(stored) == []
    take_back(stored)
    assert tables(stored) == before


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    steps=st.lists(st.tuples(st.sampled_from(KINDS), st.sampled_from(FIRST), st.booleans()), max_size=8),
    act=st.sampled_from(["apply", "remove"]),
)
def test_undoing_an_act_on_many_leaves_the_tables_as_they_were(sqlite_url, steps, act):
    study = Study(open_store(sqlite_url))
    codes = study.add("Time"), study.add("Other")
    for kind, answer, second in steps:
        decide(study, kind, answer, codes[second])
    before = tables(study)
    _, done = bulk(study, act, codes[0], FIRST)
    after = tables(study)
    if done.done:
        take_back(study)
        assert tables(study) == before
        undo.redo(study.store, study.id, study.ana, scope="desk", command_id=new_id())
        assert len(tables(study)[0]) == len(after[0]) and tables(study)[1] == after[1]
    drawn = tables(study)
    with study.store.writing() as conn:
        record.verify(conn, study.id)
        rebuild(conn, study.id)
    assert tables(study) == drawn


def test_what_changed_since_the_preview_is_left_out_and_said(study):
    time = study.add("Time")
    found = bulk_coding.preview(study.store, study.id, study.ana, FIRST, time, "apply")
    study.code("p1.q1", time)  # in another tab
    done = study.do(bulk_coding.code_many, "apply", time, found.will)
    assert (done.done, done.named) == (5, 6)


def test_an_undo_is_refused_once_a_later_decision_rests_on_it(study):
    time, target = study.add("Time"), new_id()
    bulk_coding.code_many(study.store, study.id, study.ana, "apply", time, FIRST, command_id=target)
    decide(study, "remove", "p3.q1", time)
    with pytest.raises(CannotUndo, match="record number"):
        undo.undo(study.store, study.id, study.ana, scope="desk", command_id=new_id(), target=target)


def test_a_code_for_another_question_a_retired_a_merged_and_a_forged_one(study):
    time, late = study.add("Time"), study.add("Late")
    study.do(codebook.save_code, time, codebook.CodeDraft(name="Time", questions=("q2",)))
    found, _ = bulk(study, "apply", time, FIRST)
    assert (found.will, found.not_meant) == ((), 6)
    with pytest.raises(CodingError, match="not in the codebook"):
        bulk(study, "apply", "forged", FIRST)
    with pytest.raises(CodingError, match="not in this project"):
        bulk(study, "apply", late, ["p1.q1", "p999.q1"])
    study.do(codebook.retire_code, late)
    with pytest.raises(CodingError, match="retired"):
        bulk(study, "apply", late, FIRST)
    with pytest.raises(SHOWN, match="too many"):
        bulk(study, "apply", time, [f"p{n}.q1" for n in range(bulk_coding.MOST_AT_ONCE + 1)])
    assert codings_of(study) == []


def test_another_coders_codings_stay_and_a_viewer_may_not(study):
    time = study.add("Time")
    ben = study.join("Ben", "coder")
    study.code("p1.q1", time, coder=ben)
    found, _ = bulk(study, "remove", time, FIRST)
    assert found.will == () and len(codings_of(study)) == 1
    with pytest.raises(NotAllowed):
        bulk(study, "apply", time, FIRST, coder=study.join("Vera", "viewer"))


def test_a_click_delivered_twice_counts_once(study):
    time, command = study.add("Time"), new_id()
    for _ in range(2):
        bulk_coding.code_many(study.store, study.id, study.ana, "apply", time, FIRST, command_id=command)
    assert len(codings_of(study)) == 6
