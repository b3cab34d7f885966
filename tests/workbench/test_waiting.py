"""What waits is not counted; it is confirmed one by one, or all after all were shown; nothing twice."""

import pytest

from coding.errors import AlreadySettled, CodeNotAllowed
from storage import queries
from storage.store import open_store
from tests.proposed_study import propose_study
from workbench import codebook, deciding, people, projects, review, waiting
from workbench.errors import NotAllowed
from workbench.ids import new_id


class Confirming:
    """A study whose first proposal was accepted as 'Time'."""

    def __init__(self, url):
        self.study = propose_study(open_store(url))
        self.store, self.project, self.ana = self.study.store, self.study.project, self.study.ana
        self.code = self.study.do(review.accept, "T01", "Time").code

    @property
    def list(self):
        return waiting.passages(self.store, self.project, self.code)

    def confirm(self, key, command_id=""):
        waiting.confirm(self.store, self.project, self.ana, key, command_id=command_id or new_id())

    def remove(self, key):
        waiting.remove(self.store, self.project, self.ana, [key], command_id=new_id())

    def confirm_all(self, keys, command_id=""):
        return waiting.confirm_all(
            self.store, self.project, self.ana, self.code, keys, command_id=command_id or new_id()
        )


@pytest.fixture
def time(sqlite_url):
    return Confirming(sqlite_url)


def test_a_confirmed_passage_is_a_coding_on_exactly_its_span(time):
    passage = time.list[0]
    time.confirm(passage.key)
    assert time.study.codings() == [(passage.response_id, passage.start, passage.end, "accepted")]
    assert passage.key not in {left.key for left in time.list}
    assert passage.text[passage.start : passage.end] == passage.words != passage.text


def test_the_coding_remembers_the_run_and_the_proposal(time):
    time.confirm(time.list[0].key)
    with time.store.reading() as conn:
        row = conn.exec_driver_sql("SELECT run_id, proposal_id, coder_id FROM codings").one()
    assert tuple(row) == (time.study.run, "T01", time.ana)


def test_a_removed_passage_makes_no_coding_and_does_not_come_back(time):
    passage = time.list[0]
    time.remove(passage.key)
    assert time.study.codings() == [] and passage.key not in {left.key for left in time.list}
    with pytest.raises(AlreadySettled, match="does not wait any more"):
        time.confirm(passage.key)


def test_a_key_pressed_twice_confirms_one_passage(time):
    passage = time.list[0]
    time.confirm(passage.key, "samepress")
    time.confirm(passage.key, "samepress")
    assert len(time.study.codings()) == 1


def test_all_shown_are_confirmed_at_once_and_recorded_as_bulk(time):
    shown = [passage.key for passage in time.list]
    assert time.confirm_all(shown, "bulkpress") == len(shown)
    assert time.confirm_all(shown, "bulkpress") == len(shown), "the same press again"
    assert {origin for *_, origin in time.study.codings()} == {"bulk"} and len(time.study.codings()) == len(shown)
    assert time.list == [] and waiting.counts(time.store, time.project) == {}


def test_a_list_that_changed_since_it_was_shown_is_not_confirmed_unread(time):
    shown = [passage.key for passage in time.list]
    into = time.study.do(review.accept_into, "T02", time.code)
    with pytest.raises(AlreadySettled, match=f"{len(shown) + into.waiting} passages wait now, but the page showed"):
        time.confirm_all(shown)
    assert time.study.codings() == []


def test_undo_lets_passages_wait_again_and_takes_their_codings_off(time):
    shown = [passage.key for passage in time.list]
    time.confirm_all(shown)
    time.study.do(review.undo_last)
    assert [passage.key for passage in time.list] == shown and time.study.codings() == []


def test_undoing_the_acceptance_takes_the_whole_list_away(time):
    time.study.do(review.undo_last)
    assert waiting.counts(time.store, time.project) == {} and time.list == []


def test_a_passage_the_coder_coded_so_before_is_settled_without_a_second_coding(time):
    passage = time.list[0]
    entry = {"id": new_id(), "kind": "apply", "response": passage.response_id, "code": time.code}
    deciding.take(time.store, time.project, time.ana, [entry | {"start": passage.start, "end": passage.end}])
    time.confirm(passage.key)
    assert [origin for *_, origin in time.study.codings()] == ["manual"]
    assert passage.key not in {left.key for left in time.list}


def test_two_passages_of_one_answer_are_two_codings(sqlite_url):
    study = propose_study(open_store(sqlite_url), themes=1)
    code = study.do(review.accept, "T01").code
    shown = [passage.key for passage in waiting.passages(study.store, study.project, code)]
    waiting.confirm_all(study.store, study.project, study.ana, code, shown, command_id=new_id())
    assert len(study.codings()) == len(shown) > len({response for response, *_ in study.codings()})


def test_what_waits_follows_its_code_through_a_merge_of_codes(time):
    other = time.study.do(review.accept, "T02", "Listening").code
    before = len(time.list)
    codebook.merge_codes(time.store, time.project, time.ana, [other], time.code, command_id=new_id())
    moved = [passage for passage in time.list if passage.code == other]
    assert len(time.list) == before + len(moved) > before
    time.confirm(moved[0].key)
    with time.store.reading() as conn:
        coded = conn.exec_driver_sql("SELECT code_id FROM codings").scalars().all()
        assert coded == [time.code] and queries.codebook(conn, time.project).code(other).merged_into == time.code


def test_a_retired_code_takes_no_more_passages(time):
    codebook.retire_code(time.store, time.project, time.ana, time.code, command_id=new_id())
    with pytest.raises(CodeNotAllowed):
        time.confirm(time.list[0].key)
    assert time.study.codings() == []


def test_a_viewer_cannot_confirm(time):
    vera = people.sign_in(time.store, "Vera")
    projects.join_project(time.store, time.project, vera, "viewer")
    with pytest.raises(NotAllowed, match="confirm passages"):
        waiting.confirm(time.store, time.project, vera, time.list[0].key, command_id=new_id())
