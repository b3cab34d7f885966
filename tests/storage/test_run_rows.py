"""A run is stored whole and never changed, and comes back to the digit."""

import pytest
from sqlalchemy import select

from storage import run_rows
from storage import tables as t
from storage.run_rows import RunRow
from storage.store import open_store
from tests.proposed_study import propose_study


@pytest.fixture
def study(store_url):
    return propose_study(open_store(store_url), answers=30)


def test_a_run_comes_back_to_the_last_digit(study):
    with study.store.reading() as conn:
        segments = run_rows.segments(conn, study.project, study.run)
        themes = run_rows.themes(conn, study.project, study.run)
    assert len(segments) == 60 and len(themes) == 4
    again = [(s.x, s.y, s.confidence) for s in segments]
    assert all(isinstance(value, float) for triple in again for value in triple)
    assert themes[0].stability == 0.95 and themes[0].split_hint and themes[0].central
    assert {s.respondent_id for s in segments} == {f"p{n}" for n in range(15)}


def test_passages_are_cut_in_code_points(study):
    with study.store.reading() as conn:
        texts = run_rows.answers(conn, study.project, study.run)
        first, second = run_rows.segments(conn, study.project, study.run)[:2]
    assert texts[first.response_id][first.start : first.end].endswith("says number 0.")
    assert texts[second.response_id][second.start : second.end].startswith("Also \U0001f937 nobody")


def test_a_run_that_is_there_is_never_written_again(study):
    other = RunRow(run_id=study.run, questions=("q9",), recipe={}, run={}, n_segments=0)
    run_rows.write(study.store, study.project, other, [], [])
    with study.store.reading() as conn:
        assert run_rows.read(conn, study.project, study.run).questions == ("q1", "q2")
        assert len(run_rows.segments(conn, study.project, study.run)) == 60


def test_what_a_killed_run_left_behind_is_replaced_by_the_next_attempt(study):
    with study.store.reading() as conn:
        segments = run_rows.segments(conn, study.project, study.run)
        themes = run_rows.themes(conn, study.project, study.run)
    with study.store.writing() as conn:
        conn.execute(t.runs.delete().where(t.runs.c.run_id == study.run))
        conn.execute(t.run_segments.delete().where(t.run_segments.c.segment > 20))
    with study.store.reading() as conn:
        assert run_rows.read(conn, study.project, study.run) is None and not run_rows.runs(conn, study.project)
    whole = RunRow(run_id=study.run, questions=("q1", "q2"), recipe={"seed": 0}, run={}, n_segments=60)
    run_rows.write(study.store, study.project, whole, themes, segments)
    with study.store.reading() as conn:
        assert len(conn.execute(select(t.run_segments.c.segment)).all()) == 60
