"""A run from the answers in the store to proposals in the store, with the real machine."""

from pathlib import Path

import pytest

from pipelines.reading import read_table
from pipelines.survey import guess_plan
from storage import jobs as rows
from workbench import consent, jobs, people, projects, proposing, review_board, worker
from workbench.errors import NoRoom, NotReady
from workbench.ids import new_id
from workbench.importing import import_project
from workbench.projects import NewProject
from workbench.proposing import Wish
from workbench.settings import Settings

EXAMPLE = Path(__file__).parents[2] / "data" / "examples" / "patient_feedback" / "responses.csv"


class Study:
    """Patient feedback in a store of the test's own, with its lead; the worker is started by the test itself."""

    def __init__(self, folder):
        self.settings = Settings(folder / "data", folder / "cache")
        self.store = self.settings.open()
        self.ana = people.sign_in(self.store, "Ana")
        table = read_table(EXAMPLE.read_bytes(), EXAMPLE.name)
        self.id = import_project(self.store, self.ana, NewProject("Patients"), table, guess_plan(table))

    def ask(self, *questions, **wish):
        wish = Wish(questions or self.questions, **wish)
        proposing.start(self.store, self.settings, self.id, self.ana, wish, command_id=new_id())

    @property
    def questions(self):
        return tuple(question.question_id for question in proposing.askable(self.store, self.id))

    @property
    def job(self):
        return jobs.state(self.store, self.id, proposing.KIND).job

    def work(self):
        worker.work(self.store, self.settings, idle_s=0.1)
        return self.job

    def board(self, run_id):
        return review_board.board(self.store, review_board.read_run(self.store, self.id, run_id))


@pytest.fixture
def study(tmp_path, monkeypatch):
    monkeypatch.setattr(jobs, "ensure_worker", lambda *_: False)
    study = Study(tmp_path)
    consent.answer(study.store, study.id, study.ana, consent.OUT, command_id=new_id())
    return study


@pytest.mark.model
@pytest.mark.slow
def test_answers_become_proposals_once_for_one_wish(study):
    study.ask()
    first = study.work()
    assert first.status == "done", first.message
    board = study.board(first.result)
    assert len(board.cards) > 5 and all(card.status == "open" and card.people for card in board.cards)
    assert {p.question_id for p in board.passages.values()} <= set(study.questions)
    placed = sum(len(card.segments) for card in board.cards)
    assert placed + len(board.ungrouped) == len(board.passages) == board.run.n_segments

    study.ask()
    assert study.work().result == first.result and len(review_board.runs(study.store, study.id)) == 1

    study.ask(granularity="coarse")
    coarse = study.work()
    assert coarse.result != first.result and len(study.board(coarse.result).cards) < len(board.cards)
    assert [run.run_id for run in review_board.runs(study.store, study.id)] == [coarse.result, first.result]


@pytest.mark.model
@pytest.mark.slow
def test_a_stopped_run_leaves_no_proposals(study, monkeypatch):
    study.ask()
    monkeypatch.setattr(rows, "must_stop", lambda *_: True)
    assert study.work().status == "cancelled" and not review_board.runs(study.store, study.id)


def test_only_answers_that_say_something_are_grouped(study):
    asked = proposing.askable(study.store, study.id)
    assert sum(question.answers for question in asked) == 498, "two of the 500 are blank or say nothing"


def test_nothing_is_asked_of_the_machine_before_names_are_asked_about(tmp_path):
    study = Study(tmp_path)
    with pytest.raises(NotReady, match="names and contacts"):
        study.ask()


def test_a_reflexive_project_that_shows_no_proposals_makes_none(study):
    projects.change_setting(study.store, study.id, study.ana, "way", "reflexive", command_id=new_id())
    with pytest.raises(NotReady, match="Switch them on in the settings"):
        study.ask()


def test_a_run_of_no_question_is_refused(study):
    with pytest.raises(NotReady, match="at least one question"):
        study.ask("q99")


def test_a_run_is_refused_when_the_disk_is_nearly_full(study, monkeypatch):
    monkeypatch.setattr(proposing, "free_bytes", lambda _folder: 1_000_000)
    with pytest.raises(NoRoom, match=r"1 MB free.*VERBATIM_CACHE_DIR"):
        study.ask()
    assert jobs.state(study.store, study.id, proposing.KIND) is None
