"""Long work from a page's side: ask for it, see how far it is, stop it, and see to it that somebody does it."""

import os
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from coding.roles import Role
from storage import jobs
from storage.jobs import Job
from storage.store import Store
from workbench.permissions import require
from workbench.settings import Settings

ROOT = Path(__file__).parents[1]
LOG = "worker.log"
ENOUGH_TO_TELL = 0.15  # of the work: earlier than that, the time left would be a guess
_started: list[tuple[float, subprocess.Popen[bytes]]] = []


@dataclass(frozen=True, slots=True)
class Standing:
    """A job as a page shows it. `seconds_left` is None while it cannot be told."""

    job: Job
    seconds_left: float | None
    is_silent: bool


def submit(store: Store, project_id: str, coder_id: str, kind: str, params: Mapping[str, Any], *, job_id: str) -> None:
    """Queue a job; the same id again changes nothing. Follow it with `ensure_worker`."""
    with store.reading() as conn:
        require(conn, project_id, coder_id, Role.can_edit_codebook, "start long work")
    jobs.submit(store, job_id, project_id, kind, {**params, "coder": coder_id})


def state(store: Store, project_id: str, kind: str) -> Standing | None:
    """Give how far the job of this kind is that was asked for last; None if there was none."""
    with store.reading() as conn:
        job = jobs.latest(conn, project_id, kind)
    if job is None:
        return None
    heard = job.beat_at or job.created_at
    return Standing(job, _seconds_left(job), job.is_live and _seconds_since(heard) > jobs.SILENT_S)


def cancel(store: Store, project_id: str, coder_id: str, job_id: str) -> None:
    """Ask a job to stop; what it has read so far is kept for the next time."""
    with store.reading() as conn:
        require(conn, project_id, coder_id, Role.can_edit_codebook, "stop long work")
    jobs.ask_to_stop(store, job_id)


def ensure_worker(store: Store, settings: Settings) -> bool:
    """Start a worker if none has been heard of for `SILENT_S`; whether one was started.

    The worker is a process of its own in a session of its own: closing the page, the browser or the server leaves
    it at its work. Two at once do no harm, for only one of them gets the lock or the job.
    """
    with store.reading() as conn:
        if jobs.someone_works(conn):
            return False
    _started[:] = [(at, process) for at, process in _started if process.poll() is None]
    if any(time.monotonic() - at < jobs.SILENT_S for at, _ in _started):
        return False  # it is still starting
    _started.append((time.monotonic(), _start(settings)))
    return True


def _start(settings: Settings) -> subprocess.Popen[bytes]:
    settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (settings.data_dir / LOG).open("ab") as log:
        return subprocess.Popen(
            [sys.executable, "-m", "workbench", "worker"],
            cwd=ROOT,
            env={**os.environ, **_environment(settings)},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            **_detached(),
        )


def _detached() -> dict[str, Any]:
    if sys.platform == "win32":
        return {"creationflags": subprocess.DETACHED_PROCESS | subprocess.CREATE_NEW_PROCESS_GROUP}
    return {"start_new_session": True}


def _environment(settings: Settings) -> dict[str, str]:
    return {
        "VERBATIM_DATA_DIR": str(settings.data_dir),
        "VERBATIM_CACHE_DIR": str(settings.cache_dir),
        "VERBATIM_DATABASE_URL": settings.database_url,
        "VERBATIM_MODEL": settings.model,
        "VERBATIM_WORKERS": str(settings.workers),
        "VERBATIM_DASK_SCHEDULER": settings.dask_scheduler,
    }


def _seconds_left(job: Job) -> float | None:
    if job.status != "running" or job.share < ENOUGH_TO_TELL:
        return None
    return _seconds_since(job.started_at) * (1 - job.share) / job.share


def _seconds_since(at: str) -> float:
    return (datetime.now(UTC) - datetime.fromisoformat(at.replace("Z", "+00:00"))).total_seconds()
