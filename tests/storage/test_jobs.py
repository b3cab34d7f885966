"""Long work is done once, by one worker, and a dead worker's work is taken up again or given up in plain words."""

import threading

import pytest

from storage import jobs
from storage.store import Store, open_store


@pytest.fixture
def store(store_url: str) -> Store:
    return open_store(store_url)


def submit(store: Store, *job_ids: str) -> None:
    for job_id in job_ids:
        jobs.submit(store, job_id, "p1", "propose", {"questions": ["q1"]})


def read(store: Store, job_id: str) -> jobs.Job:
    with store.reading() as conn:
        found = jobs.read(conn, job_id)
    assert found is not None
    return found


def test_the_oldest_job_is_claimed_first_and_only_once(store):
    submit(store, "j1", "j2")
    assert [jobs.claim(store, worker).job_id for worker in ("anna", "bert")] == ["j1", "j2"]
    assert jobs.claim(store, "carl") is None
    assert read(store, "j1").params == {"questions": ["q1"]}


def test_a_job_asked_for_twice_by_one_click_is_there_once(store):
    submit(store, "j1")
    jobs.claim(store, "anna")
    submit(store, "j1")
    assert read(store, "j1").status == "running" and jobs.claim(store, "bert") is None


def test_many_workers_at_once_never_get_the_same_job(store):
    submit(store, *(f"j{n}" for n in range(8)))
    claimed, gate = [], threading.Barrier(4)

    def work(worker):
        gate.wait()
        while job := jobs.claim(store, worker):
            claimed.append(job.job_id)

    threads = [threading.Thread(target=work, args=(f"w{n}",)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(claimed) == [f"j{n}" for n in range(8)]


def test_the_job_of_a_worker_that_fell_silent_is_taken_up_again_from_the_start(store):
    submit(store, "j1")
    jobs.claim(store, "anna")
    jobs.progress(store, "anna", "j1", "Reading", 0.6)
    assert jobs.claim(store, "bert") is None, "anna was heard of just now"
    again = jobs.claim(store, "bert", silent_s=0)
    assert (again.job_id, again.worker, again.share, again.attempts) == ("j1", "bert", 0.0, 2)


def test_a_job_that_ends_every_worker_is_given_up_with_a_reason(store):
    submit(store, "j1")
    jobs.claim(store, "anna")
    jobs.claim(store, "bert", silent_s=0)
    assert jobs.claim(store, "carl", silent_s=0) is None
    job = read(store, "j1")
    assert job.status == "failed" and "2 times" in job.message and "start it again" in job.message


def test_a_worker_that_lost_its_job_can_no_longer_write_to_it(store):
    submit(store, "j1")
    jobs.claim(store, "anna")
    jobs.claim(store, "bert", silent_s=0)
    jobs.progress(store, "anna", "j1", "Reading", 0.9)
    assert jobs.end(store, "anna", "j1", "done", result="r1") is False
    with store.reading() as conn:
        assert jobs.must_stop(conn, "anna", "j1") and not jobs.must_stop(conn, "bert", "j1")
    assert read(store, "j1").share == 0.0 and read(store, "j1").is_live


def test_a_running_job_is_asked_to_stop_and_a_waiting_one_stops_at_once(store):
    submit(store, "j1", "j2")
    jobs.claim(store, "anna")
    jobs.ask_to_stop(store, "j1")
    jobs.ask_to_stop(store, "j2")
    assert read(store, "j1").is_live and read(store, "j2").status == "cancelled"
    with store.reading() as conn:
        assert jobs.must_stop(conn, "anna", "j1")
    assert jobs.claim(store, "bert", silent_s=0) is None and read(store, "j1").status == "cancelled"


def test_progress_never_goes_back(store):
    submit(store, "j1")
    jobs.claim(store, "anna")
    for share in (0.2, 0.7, 0.4):
        jobs.progress(store, "anna", "j1", f"at {share}", share)
    assert (read(store, "j1").share, read(store, "j1").stage) == (0.7, "at 0.7")


def test_a_worker_is_known_to_live_while_it_beats(store):
    def someone(silent_s):
        with store.reading() as conn:
            return jobs.someone_works(conn, silent_s=silent_s)

    assert not someone(15)
    jobs.beat(store, "anna")
    jobs.beat(store, "anna")
    assert someone(15) and not someone(0)
    jobs.leave(store, "anna")
    assert not someone(15)


def test_the_beat_keeps_a_long_job_from_being_taken(store):
    submit(store, "j1")
    first = jobs.claim(store, "anna").beat_at
    jobs.beat(store, "anna", "j1")
    assert read(store, "j1").beat_at > first
