"""Where the desk opens: at the first open answer, and later behind the last one decided at the desk."""

from storage.store import open_store
from tests.proposed_study import propose_study
from workbench import deciding, desk, review, waiting
from workbench.ids import new_id


def test_passages_confirmed_on_another_page_do_not_move_the_place_at_the_desk(sqlite_url, tmp_path):
    study = propose_study(open_store(sqlite_url, tmp_path))
    made = study.do(review.accept, study.board.cards[0].proposal)
    passages = waiting.passages(study.store, study.project, made.code)
    waiting.confirm(study.store, study.project, study.ana, passages[-1].key, command_id=new_id())
    at = desk.window(study.store, study.project, study.ana)
    assert [item.codes for item in at.items if item.response_id == passages[-1].response_id] == [(made.code,)]
    assert at.position == 1
    late = desk.window(study.store, study.project, study.ana, number=9).current
    entry = {"id": new_id(), "kind": "apply", "response": late, "code": made.code}
    assert deciding.take(study.store, study.project, study.ana, [entry])[0].ok
    assert desk.window(study.store, study.project, study.ana).position == 10
    study.store.engine.dispose()
