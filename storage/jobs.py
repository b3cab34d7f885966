"""Long work, as rows: who asked for it, how far it is, who works on it, and what became of it.

A job is claimed by one worker, which says every two seconds that it lives. A job whose worker has fallen silent is
claimed again by the next one; after `MOST_ATTEMPTS` it is marked failed, for whatever killed its worker would kill
the next. Only the worker that holds a job can write to it.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, and_, delete, func, insert, or_, select, update

from storage import tables as t
from storage.payload import now
from storage.store import Store

SILENT_S = 15.0  # a worker that has not been heard of for so long is taken for dead
MOST_ATTEMPTS = 2
PER_MILLE = 1000
_BEAT = "worker/"  # key of a worker's beat among the settings


@dataclass(frozen=True, slots=True)
class Job:
    """One piece of long work.

    `status` is 'queued', 'running', 'done', 'failed' or 'cancelled'; `share` of the whole is from 0 to 1.
    """

    job_id: str
    project_id: str
    kind: str
    params: Mapping[str, Any]
    status: str
    stage: str
    share: float
    message: str
    created_at: str
    started_at: str
    beat_at: str
    worker: str
    cancel: bool
    attempts: int
    result: str

    @property
    def is_live(self) -> bool:
        """Whether the job waits or runs."""
        return self.status in ("queued", "running")


def submit(store: Store, job_id: str, project_id: str, kind: str, params: Mapping[str, Any]) -> None:
    """Queue a job; the same id again changes nothing."""
    with store.writing() as conn:
        if read(conn, job_id) is None:
            conn.execute(
                insert(t.jobs).values(
                    job_id=job_id,
                    project_id=project_id,
                    kind=kind,
                    params=json.dumps(params, ensure_ascii=False, sort_keys=True),
                    status="queued",
                    created_at=now(),
                    worker="",
                    result="",
                )
            )


def read(conn: Connection, job_id: str) -> Job | None:
    """Give a job, None if there is none of this id."""
    row = conn.execute(select(t.jobs).where(t.jobs.c.job_id == job_id)).first()
    return _job(row) if row else None


def latest(conn: Connection, project_id: str, kind: str) -> Job | None:
    """Give the job of this kind that was asked for last in a project."""
    c = t.jobs.c
    query = select(t.jobs).where(c.project_id == project_id, c.kind == kind)
    row = conn.execute(query.order_by(c.created_at.desc(), c.job_id).limit(1)).first()
    return _job(row) if row else None


def claim(store: Store, worker: str, *, silent_s: float = SILENT_S) -> Job | None:
    """Take the oldest job that waits, or whose worker has fallen silent; None if there is none.

    On PostgreSQL rows that another worker is claiming are skipped; SQLite lets one writer in at a time.
    """
    c = t.jobs.c
    with store.writing() as conn:
        free = or_(c.status == "queued", and_(c.status == "running", c.beat_at < _ago(silent_s)))
        query = select(t.jobs).where(free).order_by(c.created_at, c.job_id).limit(1).with_for_update(skip_locked=True)
        while row := conn.execute(query).first():
            if row.cancel:
                _close(conn, row.job_id, "cancelled")
            elif row.attempts >= MOST_ATTEMPTS:
                _close(conn, row.job_id, "failed", _gave_up(row.attempts))
            else:
                taken = {"worker": worker, "beat_at": now(), "started_at": now(), "attempts": row.attempts + 1}
                conn.execute(
                    update(t.jobs).where(c.job_id == row.job_id).values(status="running", stage="", share=0, **taken)
                )
                return read(conn, row.job_id)
    return None


def beat(store: Store, worker: str, job_id: str = "") -> None:
    """Say that a worker lives, and that it still works on a job."""
    key = _BEAT + worker
    with store.writing() as conn:
        at = now()
        if not conn.execute(update(t.settings).where(t.settings.c.key == key).values(value=at)).rowcount:
            conn.execute(insert(t.settings).values(key=key, value=at))
        if job_id:
            conn.execute(update(t.jobs).where(*_held(job_id, worker)).values(beat_at=at))


def leave(store: Store, worker: str) -> None:
    """Take a worker that goes, and those that fell silent long ago, off the list."""
    c = t.settings.c
    long_ago = c.key.startswith(_BEAT, autoescape=True) & (c.value < _ago(20 * SILENT_S))
    with store.writing() as conn:
        conn.execute(delete(t.settings).where(or_(c.key == _BEAT + worker, long_ago)))


def someone_works(conn: Connection, *, silent_s: float = SILENT_S) -> bool:
    """Whether any worker has been heard of lately."""
    c = t.settings.c
    newest = conn.execute(select(func.max(c.value)).where(c.key.startswith(_BEAT, autoescape=True))).scalar()
    return bool(newest and newest >= _ago(silent_s))


def progress(store: Store, worker: str, job_id: str, stage: str, share: float) -> None:
    """Say how far a job is; the share never goes back."""
    per_mille = round(PER_MILLE * min(max(share, 0.0), 1.0))
    with store.writing() as conn:
        further = update(t.jobs).where(*_held(job_id, worker), t.jobs.c.share <= per_mille)
        conn.execute(further.values(stage=stage, share=per_mille))


def ask_to_stop(store: Store, job_id: str, *, silent_s: float = SILENT_S) -> None:
    """Ask a job to stop; one that nobody works on stops at once."""
    c = t.jobs.c
    with store.writing() as conn:
        conn.execute(update(t.jobs).where(c.job_id == job_id, c.status.in_(("queued", "running"))).values(cancel=True))
        idle = or_(c.status == "queued", and_(c.status == "running", c.beat_at < _ago(silent_s)))
        if conn.execute(select(c.job_id).where(c.job_id == job_id, idle)).first():
            _close(conn, job_id, "cancelled")


def must_stop(conn: Connection, worker: str, job_id: str) -> bool:
    """Whether a worker has to leave its job: asked to, or the job is gone or another's."""
    row = conn.execute(select(t.jobs.c.cancel).where(*_held(job_id, worker))).first()
    return row is None or bool(row.cancel)


def end(store: Store, worker: str, job_id: str, status: str, *, message: str = "", result: str = "") -> bool:
    """Close a job as 'done', 'failed' or 'cancelled'; False if it is not this worker's any more."""
    with store.writing() as conn:
        if conn.execute(select(t.jobs.c.job_id).where(*_held(job_id, worker))).first() is None:
            return False
        _close(conn, job_id, status, message, result)
    return True


def _close(conn: Connection, job_id: str, status: str, message: str = "", result: str = "") -> None:
    values: dict[str, Any] = {"status": status, "message": message, "result": result, "ended_at": now()}
    if status == "done":
        values["share"] = PER_MILLE
    conn.execute(update(t.jobs).where(t.jobs.c.job_id == job_id).values(**values))


def _held(job_id: str, worker: str) -> list[Any]:
    c = t.jobs.c
    return [c.job_id == job_id, c.worker == worker, c.status == "running"]


def _ago(seconds: float) -> str:
    return (datetime.now(UTC) - timedelta(seconds=seconds)).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _gave_up(attempts: int) -> str:
    return (
        f"The work stopped without an end {attempts} times; the computer may have run out of memory or been "
        "switched off. Nothing was changed. Close other programs and start it again."
    )


def _job(row: Row[Any]) -> Job:
    return Job(
        job_id=row.job_id,
        project_id=row.project_id,
        kind=row.kind,
        params=json.loads(row.params or "{}"),
        status=row.status,
        stage=row.stage,
        share=row.share / PER_MILLE,
        message=row.message,
        created_at=row.created_at,
        started_at=row.started_at,
        beat_at=row.beat_at,
        worker=row.worker,
        cancel=row.cancel,
        attempts=row.attempts,
        result=row.result,
    )
