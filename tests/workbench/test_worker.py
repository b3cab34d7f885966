"""The worker does what is asked, says what went wrong, and leaves; the app sees to it that there is one."""

import os
import subprocess
import sys
import threading
import time

import pytest

from storage import jobs as rows
from storage.worker_lock import only_worker
from tests.proposed_study import propose_study
from workbench import jobs, people, projects, worker
from workbench.errors import NotAllowed
from workbench.settings import Settings

RUN_WORKER = """
from argparse import Namespace
from workbench import worker
worker.KINDS.update({kinds!r})
raise SystemExit(worker.run(Namespace(idle={idle})))
"""
KINDS = {name: f"tests.stand_in_jobs:{name}" for name in ("count", "until_stopped", "refuse", "break_down", "die_once")}


class Office:
    """A data folder with a store, a project and a lead."""

    def __init__(self, folder):
        self.settings = Settings(folder / "data", folder / "cache")
        self.store = self.settings.open()
        self.study = propose_study(self.store)

    def submit(self, kind, job_id="j1"):
        jobs.submit(self.store, self.study.project, self.study.ana, kind, {}, job_id=job_id)

    def standing(self, kind):
        return jobs.state(self.store, self.study.project, kind)

    def work(self, idle_s=0.0):
        return worker.work(self.store, self.settings, idle_s=idle_s or 0.1)

    def start_worker(self, idle=0.1):
        return subprocess.Popen(
            [sys.executable, "-c", RUN_WORKER.format(kinds=KINDS, idle=idle)],
            env={"PATH": "/usr/bin:/bin", **jobs._environment(self.settings)},
            cwd=jobs.ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )


@pytest.fixture
def office(tmp_path, monkeypatch):
    for kind, where in KINDS.items():
        monkeypatch.setitem(worker.KINDS, kind, where)
    return Office(tmp_path)


def wait_until(holds, seconds=30.0):
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)


def test_a_job_is_done_and_its_result_is_where_the_page_looks(office):
    office.submit("count")
    assert office.standing("count").job.status == "queued"
    assert office.work() == 1
    job = office.standing("count").job
    assert (job.status, job.result, job.share) == ("done", "rj1", 1.0)


def test_a_refusal_is_shown_in_its_own_words(office):
    office.submit("refuse")
    office.work()
    job = office.standing("refuse").job
    assert (job.status, job.message) == ("failed", "Only 3 answers say something. Choose another question.")


def test_a_bug_closes_the_job_with_plain_words_and_surfaces_in_the_log(office):
    office.submit("break_down")
    with pytest.raises(KeyError, match="a bug"):
        office.work()
    job = office.standing("break_down").job
    assert job.status == "failed" and "worker.log" in job.message and "KeyError" not in job.message


def test_a_running_job_stops_within_a_second_of_being_asked(office):
    office.submit("until_stopped")
    thread = threading.Thread(target=office.work)
    thread.start()
    wait_until(lambda: office.standing("until_stopped").job.stage == "Waiting to be stopped")
    asked = time.monotonic()
    jobs.cancel(office.store, office.study.project, office.study.ana, "j1")
    wait_until(lambda: office.standing("until_stopped").job.status == "cancelled")
    assert time.monotonic() - asked < 2.0
    thread.join()


def test_deleting_the_project_stops_its_job(office):
    office.submit("until_stopped")
    thread = threading.Thread(target=office.work)
    thread.start()
    wait_until(lambda: office.standing("until_stopped").job.status == "running")
    projects.delete_project(office.store, office.study.project, office.study.ana)
    thread.join(timeout=10)
    assert not thread.is_alive() and office.standing("until_stopped") is None


def test_the_time_left_is_told_from_the_share_done(office):
    office.submit("count")
    job = rows.claim(office.store, "anna")
    assert office.standing("count").seconds_left is None, "nothing is done yet"
    time.sleep(0.3)
    rows.progress(office.store, "anna", job.job_id, "Counting", 0.5)
    assert 0.2 < office.standing("count").seconds_left < 3


def test_a_second_worker_on_the_same_folder_leaves_at_once(office):
    office.submit("count")
    with only_worker(office.settings.data_dir) as alone:
        assert alone
        second = office.start_worker()
        said, _ = second.communicate(timeout=60)
    assert second.returncode == 0 and "Another worker is at work" in said
    assert office.standing("count").job.status == "queued"


@pytest.mark.slow
def test_the_job_of_a_worker_that_was_killed_is_taken_up_by_the_next(office, monkeypatch):
    office.submit("die_once")
    killed = office.start_worker()
    assert killed.wait(timeout=60) == 9
    killed.stdout.close()
    assert office.standing("die_once").job.status == "running"
    monkeypatch.setattr(rows.claim, "__kwdefaults__", {"silent_s": 0.0})
    assert office.work() == 1
    job = office.standing("die_once").job
    assert (job.status, job.attempts) == ("done", 2)


@pytest.mark.slow
def test_the_app_starts_one_worker_in_a_session_of_its_own(office):
    assert jobs.ensure_worker(office.store, office.settings)
    assert not jobs.ensure_worker(office.store, office.settings), "the first is still starting"
    _, process = jobs._started[-1]
    try:
        wait_until(lambda: _someone(office.store), 60)
        assert os.getsid(process.pid) == process.pid != os.getsid(0)
        assert not jobs.ensure_worker(office.store, office.settings)
    finally:
        process.kill()
        process.wait()
    assert (office.settings.data_dir / jobs.LOG).exists()


def _someone(store):
    with store.reading() as conn:
        return rows.someone_works(conn)


def test_a_coder_who_does_not_lead_cannot_start_long_work(office):
    bea = people.sign_in(office.store, "Bea")
    projects.join_project(office.store, office.study.project, bea, "coder")
    with pytest.raises(NotAllowed, match="start long work"):
        jobs.submit(office.store, office.study.project, bea, "count", {}, job_id="j1")
    assert office.standing("count") is None
