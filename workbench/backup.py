"""Copies of the whole store: made while it is in use, put back only where nothing is overwritten unseen."""

import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy.exc import DatabaseError

from storage import migrate, queries, record, round_rows
from storage.engine import make_engine
from storage.errors import RecordBroken, StoreUnreachable
from storage.rebuild import rebuild
from storage.store import Store
from workbench.errors import NotReady, WorkbenchError

FILE = "verbatim.sqlite"  # as storage.engine names it


@dataclass(frozen=True, slots=True)
class Restored:
    """What `restore` did: where the store lies, how many projects it holds, where the one before is kept, if any."""

    store: Path
    projects: int
    kept: Path | None


def back_up(store: Store, folder: Path, to: Path | None = None) -> Path:
    """Copy the store to `to`, or to a dated file in the folder's `backups`; give the copy's path."""
    if store.engine.dialect.name != "sqlite":
        raise NotReady("This store is a PostgreSQL database. Back it up with pg_dump; its server keeps the files.")
    target = to or folder / "backups" / f"verbatim-{datetime.now():%Y-%m-%d-%H%M%S}.sqlite"
    if target.exists():
        raise WorkbenchError(f"{target} is already there. Give another name; nothing was overwritten.")
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    migrate.copy_sqlite(Path(str(store.engine.url.database)), target)
    return target


def latest_backup(folder: Path) -> datetime | None:
    """Give when the newest copy in the folder's `backups` was made, None if there is none."""
    times = [path.stat().st_mtime for path in (folder / "backups").glob("*.sqlite")]
    return datetime.fromtimestamp(max(times)) if times else None


def restore(copy: Path, folder: Path) -> Restored:
    """Put a copy back as the store of a data folder; the store there before is kept beside it.

    Raises
    ------
    NotReady
        Another program has the store open.
    StoreUnreachable, StoreTooNew, RecordBroken
        The copy is not a whole store, is of a newer Verbatim, or its record was changed. Nothing is changed then.
    """
    if not copy.is_file():
        raise WorkbenchError(f"There is no file {copy}. Give the path of a copy made by backup.")
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    target, part = folder / FILE, folder / f"{FILE}.part"
    shutil.copyfile(copy, part)
    try:
        projects = _examine(part, copy)
        kept = _set_aside(target) if target.exists() else None
        part.replace(target)
    finally:
        for leftover in (part, *_logs(part)):
            leftover.unlink(missing_ok=True)
    return Restored(target, projects, kept)


def _examine(part: Path, copy: Path) -> int:
    """Bring a copy to this program's version and prove its records; give the number of its projects.

    Where rounds were changed beside a whole record they are drawn anew from it.
    """
    try:
        with closing(sqlite3.connect(part)) as conn:
            whole = conn.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
            known = conn.execute("SELECT count(*) FROM sqlite_master WHERE name = 'audit_log'").fetchone()[0]
    except sqlite3.DatabaseError as error:
        raise StoreUnreachable(f"{copy} is not a copy of a Verbatim store ({error}). Nothing was changed.") from error
    if not whole or not known:
        raise StoreUnreachable(f"{copy} is not a whole copy of a Verbatim store. Nothing was changed.")
    engine = make_engine(f"sqlite:///{part}")
    try:
        migrate.upgrade(engine)
        with engine.begin() as conn:
            found = queries.projects(conn)
            for project in found:
                record.prove(conn, project.project_id)
                try:
                    round_rows.check_drawn(conn, project.project_id)
                except RecordBroken:  # the record is whole
                    rebuild(conn, project.project_id)
    except DatabaseError as error:
        raise StoreUnreachable(f"{copy} cannot be read ({error.orig}). Nothing was changed.") from error
    finally:
        engine.dispose()
    _fold_log(part)
    return len(found)


def _set_aside(target: Path) -> Path:
    """Rename the store that is there, with what its log still holds; a broken one is kept as it is."""
    try:
        _fold_log(target)
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            raise NotReady(
                f"{target} is open in another program. End Verbatim (Ctrl+C in its terminal), then restore again; "
                "nothing was changed."
            ) from error
    except sqlite3.DatabaseError:
        pass  # a broken store is what a restore is for
    kept = target.with_name(f"verbatim-before-restore-{datetime.now():%Y-%m-%d-%H%M%S}.sqlite")
    for log in _logs(target):
        if log.exists():
            log.rename(log.with_name(log.name.replace(target.name, kept.name)))
    return target.rename(kept)


def _fold_log(path: Path) -> None:
    """Write the log into its file and remove it; OperationalError while another program has the store open."""
    with closing(sqlite3.connect(path, timeout=1)) as conn:
        conn.execute("PRAGMA journal_mode=DELETE").fetchone()


def _logs(path: Path) -> tuple[Path, Path]:
    return path.with_name(f"{path.name}-wal"), path.with_name(f"{path.name}-shm")
