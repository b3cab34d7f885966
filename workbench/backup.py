"""Copies of the whole store: made while it is in use, put back only where nothing is overwritten unseen."""

import shutil
import sqlite3
from datetime import datetime
from pathlib import Path

from storage import migrate
from storage.errors import StoreUnreachable
from storage.store import Store
from workbench.errors import NotReady, WorkbenchError

FILE = "verbatim.sqlite"


def back_up(store: Store, folder: Path, to: Path | None = None) -> Path:
    """Copy the store to `to`, or to a dated file in the folder's `backups`; give the copy's path."""
    if store.engine.dialect.name != "sqlite":
        raise NotReady("This store is a PostgreSQL database. Back it up with pg_dump; its server keeps the files.")
    target = to or folder / "backups" / f"verbatim-{datetime.now():%Y-%m-%d-%H%M%S}.sqlite"
    if target.exists():
        raise WorkbenchError(f"{target} is already there. Give another name; nothing was overwritten.")
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    migrate.copy_sqlite(folder / FILE, target)
    return target


def latest_backup(folder: Path) -> Path | None:
    """Give the newest copy in the folder's `backups`, None if there is none."""
    return max((folder / "backups").glob("*.sqlite"), key=lambda path: path.stat().st_mtime, default=None)


def restore(copy: Path, folder: Path) -> Path:
    """Put a copy back as the store of a data folder; the store there before is kept beside it."""
    if not copy.is_file():
        raise WorkbenchError(f"There is no file {copy}. Give the path of a copy made by backup.")
    _require_store(copy)
    target = folder / FILE
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if target.exists():
        kept = folder / f"verbatim-before-restore-{datetime.now():%Y-%m-%d-%H%M%S}.sqlite"
        migrate.copy_sqlite(target, kept)
    for leftover in (folder / f"{FILE}-wal", folder / f"{FILE}-shm"):
        leftover.unlink(missing_ok=True)
    part = target.with_suffix(".part")
    shutil.copyfile(copy, part)
    part.replace(target)
    return target


def _require_store(path: Path) -> None:
    try:
        with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as conn:
            healthy = conn.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
            known = conn.execute("SELECT count(*) FROM sqlite_master WHERE name = 'audit_log'").fetchone()[0]
        conn.close()
    except sqlite3.DatabaseError as error:
        raise StoreUnreachable(f"{path} is not a copy of a Verbatim store ({error}). Nothing was changed.") from error
    if not healthy or not known:
        raise StoreUnreachable(f"{path} is not a whole copy of a Verbatim store. Nothing was changed.")
