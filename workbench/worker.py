"""The worker: a process of its own that does long work, one job at a time (`python -m workbench worker`)."""

import argparse
import os
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Protocol

from pipelines.errors import Cancelled
from storage import jobs
from storage.jobs import Job
from storage.store import Store
from storage.worker_lock import only_worker
from workbench.errors import SHOWN
from workbench.ids import new_id
from workbench.settings import Settings

BEAT_S = 2.0
LOOK_S = 0.5  # between two looks for work, and between two words about progress
IDLE_S = 60.0
POLITE = 10  # of 19: whoever codes meanwhile comes first


class Progress(Protocol):
    """Told where a job stands: the stage in a person's words, and the share of the whole from 0 to 1."""

    def __call__(self, stage: str, share: float) -> None: ...


IsCancelled = Callable[[], bool]
Work = Callable[[Store, Settings, Job, Progress, IsCancelled], str]

KINDS = {  # imported when the first job of the kind comes
    "propose": "workbench.proposing:propose_job",
    "read_answers": "workbench.vectors:read_answers_job",
    "choose_heads": "workbench.heads:choose_heads_job",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `worker`."""
    parser.add_argument(
        "--idle",
        type=float,
        default=IDLE_S,
        metavar="SECONDS",
        help="leave after so many seconds without work (default: %(default)g)",
    )


def run(args: argparse.Namespace) -> int:
    """Work until there is nothing left to do; 0 also where another worker is already there."""
    settings = Settings.from_environment()
    store = settings.open()
    with only_worker(_locked_folder(store, settings)) as alone:
        if not alone:
            print("Another worker is at work on this data folder; this one leaves.", file=sys.stderr)
            return 0
        if hasattr(os, "nice"):
            os.nice(POLITE)
        work(store, settings, idle_s=args.idle)
    return 0


def work(store: Store, settings: Settings, *, idle_s: float = IDLE_S) -> int:
    """Do jobs until none has come for `idle_s`; give how many were done."""
    worker, done = f"{socket.gethostname()[:24]}-{os.getpid()}-{new_id()[:6]}", 0
    with _Heart(store, worker) as heart:
        idle_since = time.monotonic()
        while time.monotonic() - idle_since < idle_s:
            job = jobs.claim(store, worker)
            if job is None:
                time.sleep(min(LOOK_S, idle_s))
                continue
            with heart.beating_for(job):
                do(store, settings, job)
            done, idle_since = done + 1, time.monotonic()
    return done


def do(store: Store, settings: Settings, job: Job) -> None:
    """Do one claimed job and close it. A bug closes it as failed, is logged, and ends the worker."""
    report = _Report(store, job)
    try:
        module, name = KINDS[job.kind].split(":")
        function: Work = getattr(import_module(module), name)
        result = function(store, settings, job, report.progress, report.is_cancelled)
    except Cancelled:
        jobs.end(store, job.worker, job.job_id, "cancelled")
    except SHOWN as refusal:
        jobs.end(store, job.worker, job.job_id, "failed", message=str(refusal))
    except MemoryError:
        jobs.end(store, job.worker, job.job_id, "failed", message=_NO_MEMORY)
    except BaseException:
        jobs.end(store, job.worker, job.job_id, "failed", message=_BUG)
        raise
    else:
        jobs.end(store, job.worker, job.job_id, "done", result=result)


_NO_MEMORY = "The computer ran out of memory. Nothing was changed. Close other programs, or choose fewer questions."
_BUG = (
    "A fault in the program stopped the work. Nothing was changed. What happened is in worker.log in the data folder; "
    "please report it."
)


@dataclass(slots=True)
class _Report:
    """What a job says while it runs: at most twice a second."""

    store: Store
    job: Job
    _said: float = 0.0
    _asked: float = 0.0
    _stop: bool = False

    def progress(self, stage: str, share: float) -> None:
        if time.monotonic() - self._said < LOOK_S:
            return
        self._said = time.monotonic()
        jobs.progress(self.store, self.job.worker, self.job.job_id, stage, share)

    def is_cancelled(self) -> bool:
        if not self._stop and time.monotonic() - self._asked >= LOOK_S:
            self._asked = time.monotonic()
            with self.store.reading() as conn:
                self._stop = jobs.must_stop(conn, self.job.worker, self.job.job_id)
        return self._stop


class _Heart:
    """A thread that says every two seconds that this worker lives, and which job it holds."""

    def __init__(self, store: Store, worker: str) -> None:
        self._store, self._worker, self._job_id = store, worker, ""
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._beat, name="heart", daemon=True)

    def __enter__(self) -> "_Heart":
        jobs.beat(self._store, self._worker)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()
        jobs.leave(self._store, self._worker)

    @contextmanager
    def beating_for(self, job: Job) -> Iterator[None]:
        """Beat for this job too while the block runs."""
        self._job_id = job.job_id
        try:
            yield
        finally:
            self._job_id = ""

    def _beat(self) -> None:
        while not self._over.wait(BEAT_S):
            jobs.beat(self._store, self._worker, self._job_id)


def _locked_folder(store: Store, settings: Settings) -> Path | None:
    return settings.data_dir if store.engine.dialect.name == "sqlite" else None
