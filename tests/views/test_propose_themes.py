"""The page that starts a run: consent first, honest about time, stoppable, and the same again for the same wish."""

import pytest

from storage import jobs as rows
from tests.views.proposals_page import Pages, press, run, said
from views.widgets.job_progress import duration
from workbench import consent, jobs, worker
from workbench.ids import new_id

KIND = "propose"


@pytest.fixture
def pages(tmp_path, monkeypatch):
    monkeypatch.setattr(jobs, "ensure_worker", lambda *_: False)  # the tests' own worker does the work
    monkeypatch.setitem(worker.KINDS, KIND, "tests.stand_in_jobs:count")
    return Pages(tmp_path, monkeypatch)


def agree(pages) -> None:
    consent.answer(pages.store, pages.study.project, pages.study.ana, consent.OUT, command_id=new_id())


def job(pages):
    standing = jobs.state(pages.store, pages.study.project, KIND)
    return standing.job if standing else None


def test_before_the_first_run_it_is_asked_whether_names_are_out(pages, tmp_path):
    at = pages.open("propose_themes")
    words = said(at)
    for told in ("Are names and contacts out", "Nothing leaves this computer", "not encrypted", "To delete"):
        assert told in words
    assert str(tmp_path / "data" / "verbatim.sqlite") in words and str(tmp_path / "cache") in words
    assert not [button for button in at.button if button.key == "propose_start"]
    press(at, "consent_out")
    assert consent.asked(pages.store, pages.study.project) == "out"
    assert at.button(key="propose_start") and "they are out" in said(at)


def test_the_answer_can_be_changed_and_each_change_is_kept(pages):
    at = press(press(pages.open("propose_themes"), "consent_still_in"), "consent_change")
    press(at, "consent_out")
    with pages.store.reading() as conn:
        kept = conn.exec_driver_sql(
            "SELECT payload FROM audit_log WHERE kind = 'ProjectChanged' ORDER BY seq"
        ).scalars()
        assert ['"after":"still_in"' in payload for payload in kept] == [True, False]


def test_a_run_is_asked_for_with_what_was_chosen(pages):
    agree(pages)
    at = pages.open("propose_themes")
    assert "24 answers" in said(at) and "Nothing is downloaded" in said(at)
    grain = next(group for group in at.button_group if group.label == "Grain")
    grain.set_value("coarse")
    press(run(at), "propose_start")
    assert job(pages).params["granularity"] == "coarse" and job(pages).params["questions"] == ["q1", "q2"]
    assert "Getting ready" in at.get("progress")[0].proto.text


def test_progress_shows_stage_share_and_time_left_and_can_be_stopped(pages):
    agree(pages)
    at = press(pages.open("propose_themes"), "propose_start")
    rows.claim(pages.store, "anna")
    rows.progress(pages.store, "anna", job(pages).job_id, "Reading passages", 0.4)
    text = run(at).get("progress")[0].proto.text
    assert text.startswith("Reading passages · 40% · ") and text.endswith(" left")
    assert "You can close this page" in said(at) and not [b for b in at.button if b.key == "propose_start"]
    press(at, "job_stop")
    assert job(pages).cancel
    rows.end(pages.store, "anna", job(pages).job_id, "cancelled")
    assert "The last run was stopped" in said(run(at)) and at.button(key="propose_start")


def test_a_refusal_of_the_machine_is_shown_in_its_words(pages, monkeypatch):
    monkeypatch.setitem(worker.KINDS, KIND, "tests.stand_in_jobs:refuse")
    agree(pages)
    at = press(pages.open("propose_themes"), "propose_start")
    worker.work(pages.store, None, idle_s=0.1)
    assert "Only 3 answers say something" in run(at).error[0].value


def test_the_page_of_a_running_job_is_the_same_after_a_refresh(pages):
    agree(pages)
    press(pages.open("propose_themes"), "propose_start")
    rows.claim(pages.store, "anna")
    rows.progress(pages.store, "anna", job(pages).job_id, "Reading passages", 0.4)
    assert pages.open("propose_themes").get("progress")[0].proto.text.startswith("Reading passages · 40%")


def test_too_few_answers_are_refused_with_a_way_out(tmp_path, monkeypatch):
    few = Pages(tmp_path, monkeypatch, answers=8)
    agree(few)
    at = press(few.open("propose_themes"), "propose_start")
    assert "Only 8 answers say something to what you chose" in at.error[0].value and job(few) is None


def test_a_run_there_is_can_be_opened(pages):
    agree(pages)
    at = pages.open("propose_themes")
    assert "Fine, 48 passages" in said(at) and "What makes it hard? · What would help?" in said(at)
    press(at, f"look_{pages.study.run}")
    assert pages.went == ["views/review_proposals.py"] and at.session_state["review_run"] == pages.study.run


def test_a_reflexive_project_proposes_nothing_until_it_is_switched_on(tmp_path, monkeypatch):
    pages = Pages(tmp_path, monkeypatch, way="reflexive")
    assert "switched off" in said(pages.open("propose_themes")) and pages.links == ["views/change_settings.py"]


def test_a_project_without_answers_says_where_to_begin(tmp_path, monkeypatch):
    pages = Pages(tmp_path, monkeypatch)
    with pages.store.writing() as conn:
        for table in ("run_segments", "responses"):
            conn.exec_driver_sql(f"DELETE FROM {table}")
    assert "no answers to group yet" in said(pages.open("propose_themes"))
    assert pages.links == ["views/import_survey.py"]


@pytest.mark.parametrize(("seconds", "words"), [(3, "less than 10"), (62, "about 60 seconds"), (200, "3 minutes")])
def test_time_is_told_in_round_words(seconds, words):
    assert words in duration(seconds)
