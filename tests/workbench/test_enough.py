"""What may have been missed: samples drawn once, read at the desk or again, and what they say when they are read."""

import pytest

from coding.events import CodeApplied, ResponseMarked
from storage import order_rows, record
from storage.store import open_store
from tests.workbench.test_orders import big_study, code, line
from workbench import enough, orders, projects, trail, undo
from workbench.enough import UNREAD, WITHOUT
from workbench.errors import NotReady, WorkbenchError
from workbench.ids import new_id


@pytest.fixture
def study(sqlite_url, tmp_path):
    store = open_store(sqlite_url, tmp_path)
    return store, *big_study(store)


def say_none_applies(study, *responses):
    store, project, coder = study
    with store.transaction(project, command_id=new_id(), actor=coder, scope="desk") as tx:
        tx.append(
            ResponseMarked(response=response, coder=coder, mark="no_code", before=False, after=True)
            for response in responses
        )


def test_a_code_has_three_kinds_of_answers(study):
    code(*study, "n0.q1", "n1.q1")
    say_none_applies(study, "n2.q1", "n3.q1", "n4.q1")
    assert enough.pools(*study, "work") == enough.Pools(found=2, unread=195, without=3)
    assert enough.pools(*study, "work", "q2") == enough.Pools(found=0, unread=0, without=0)


def test_a_passage_that_has_the_code_is_neither_unread_nor_read_without_it(study):
    store, project, coder = study
    passage = CodeApplied(coding="x", response="n9.q1", start=0, end=2, code="work", coder=coder, origin="accepted")
    with store.transaction(project, command_id=new_id(), actor=coder) as tx:
        tx.append([passage])
    assert enough.pools(*study, "work") == enough.Pools(found=1, unread=199, without=0)


def test_a_sample_of_unread_answers_is_read_at_the_desk_and_then_says_what_was_missed(study):
    store, project, coder = study
    code(*study, *(f"n{n}.q1" for n in range(60)))
    order = enough.draw_sample(*study, "work", UNREAD, 40, command_id=new_id())
    ids = line(store, project, coder, order)
    assert len(ids) == 40 and not set(ids) & {f"n{n}.q1" for n in range(60)}
    assert orders.current(store, project, coder, wanted=order).kind == "check"
    code(*study, *ids[:2])
    say_none_applies(study, *ids[2:12])
    (sample,) = enough.samples(*study, "work")
    assert (sample.read, sample.drawn, sample.pool, sample.before, sample.missed) == (12, 40, 140, 60, None)
    say_none_applies(study, *ids[12:])
    (sample,) = enough.samples(*study, "work")
    assert (sample.found, sample.missed.estimate, sample.missed.low) == (2, 7.0, 2)
    assert sample.missed.recall == pytest.approx(60 / 67) and sample.p > 0.05
    code(*study, "n199.q1", "n198.q1")  # what is coded later changes nothing of what the sample said
    assert enough.samples(*study, "work")[0].before == 60


def test_answers_read_without_the_code_are_read_again_one_by_one(study):
    store, project, coder = study
    say_none_applies(study, *(f"n{n}.q1" for n in range(20)))
    order = enough.draw_sample(*study, "work", WITHOUT, 3, command_id=new_id())
    for has in (False, True):
        answer = enough.next_to_read_again(store, project, coder, order)
        enough.read_again(store, project, coder, order, answer.response_id, has=has, command_id=new_id())
    (sample,) = enough.samples(*study, "work")
    assert (sample.read, sample.found, sample.missed) == (2, 1, None)
    undo.undo(store, project, coder, scope=enough.SCOPE, command_id=new_id())
    assert enough.next_to_read_again(store, project, coder, order).number == 2
    assert enough.pools(*study, "work").found == 0
    for number in (2, 3):
        answer = enough.next_to_read_again(store, project, coder, order)
        assert answer.number == number
        enough.read_again(store, project, coder, order, answer.response_id, has=number == 3, command_id=new_id())
    assert enough.next_to_read_again(store, project, coder, order) is None
    (sample,) = enough.samples(*study, "work")
    assert (sample.found, sample.p) == (1, None) and sample.missed.low == 1
    said = [entry.what for entry in trail.read_trail(store, project).entries]
    assert sum("again, for a check" in what for what in said) == 4
    assert "drew 3 answers at random from 20 read without it, to check what was missed of 'Workload'" in said


def test_the_size_is_on_the_record_and_every_answer_had_the_same_chance(study):
    store, project, _ = study
    order = enough.draw_sample(*study, "work", UNREAD, 50, command_id="samplesize1")
    assert enough.draw_sample(*study, "work", UNREAD, 80, command_id="samplesize1") == order, "a click counts once"
    with store.reading() as conn:
        assert {place.probability for place in order_rows.places(conn, project, [order])} == {"0.250000"}
        assert order_rows.read(conn, project, order).drawn == 50
        record.verify(conn, project)


def test_more_than_there_are_and_a_project_that_asks_no_such_thing_are_refused(study):
    store, project, coder = study
    with pytest.raises(WorkbenchError, match="A sample of 201 cannot be drawn: 200 answers"):
        enough.draw_sample(*study, "work", UNREAD, 201, command_id=new_id())
    projects.change_setting(store, project, coder, "way", "reflexive", command_id=new_id())
    with pytest.raises(NotReady, match="Switch it on"):
        enough.draw_sample(*study, "work", UNREAD, 5, command_id=new_id())
    with pytest.raises(NotReady, match="Switch it on"):
        enough.offer(store, project)
