"""The store: one database with all projects, opened once a process."""

import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, Engine, delete, insert, select
from sqlalchemy.exc import OperationalError

from storage import migrate, packet_keys, triggers
from storage import tables as t
from storage.engine import make_engine, sqlite_url
from storage.errors import StoreUnreachable
from storage.payload import now
from storage.record import Transaction, take_head, transaction


@dataclass(frozen=True, slots=True)
class Store:
    """An open store. `name` tells stores apart in a browser that has seen several."""

    engine: Engine
    name: str
    folder: Path | None = None

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a connection on one consistent state, for reading."""
        with self.engine.begin() as conn:
            yield conn

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Give a connection that holds the write lock (SQLite) for housekeeping rows."""
        with self.engine.connect().execution_options(write=True) as conn, conn.begin():
            yield conn

    @contextmanager
    def transaction(
        self, project_id: str, *, command_id: str, actor: str, scope: str = "project", start: bool = False
    ) -> Iterator[Transaction]:
        """Run one command: all of it is stored, or nothing."""
        with (
            self.writing() as conn,
            transaction(conn, project_id, command_id=command_id, actor=actor, scope=scope, start=start) as tx,
        ):
            yield tx


def open_store(url: str = "", folder: Path | None = None) -> Store:
    """Open the store at `url`, or the SQLite file in `folder`; make or migrate it where needed.

    Raises
    ------
    StoreUnreachable
        The file or server cannot be opened.
    StoreTooNew
        The store was written by a newer Verbatim.
    """
    if not url:
        if folder is None:
            raise StoreUnreachable("No data folder and no database address was given.")
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        url = sqlite_url(folder)
    engine = make_engine(url)
    try:
        migrate.upgrade(engine, backup_to=folder)
        with engine.begin() as conn:
            name = _store_name(conn)
        if not name:
            with engine.connect().execution_options(write=True) as conn, conn.begin():
                name = _store_name(conn) or _name_store(conn)
    except OperationalError as error:
        where = engine.url.render_as_string(hide_password=True)
        raise StoreUnreachable(
            f"The store at {where} cannot be opened: {error.orig}. Check that the folder or server is there "
            "and that you may write to it."
        ) from error
    return Store(engine, name, folder)


def _store_name(conn: Connection) -> str:
    return conn.execute(select(t.settings.c.value).where(t.settings.c.key == "store")).scalar() or ""


def _name_store(conn: Connection) -> str:
    name = secrets.token_hex(4)
    conn.execute(insert(t.settings).values(key="store", value=name))
    return name


def delete_project(store: Store, project_id: str, actor: str) -> None:
    """Delete a project with its whole record; one row stays that says it was there.

    A packet that is opened again after its project was deleted makes a project of the same id. Deleted again, the row
    tells of the last.
    """
    with store.writing() as conn:
        head = take_head(conn, project_id)
        triggers.lift(conn)
        for table in (*t.PROJECTIONS, *t.CORPUS, *t.RECORD):
            conn.execute(delete(table).where(table.c.project_id == project_id))
        conn.execute(delete(t.jobs).where(t.jobs.c.project_id == project_id))
        conn.execute(delete(t.settings).where(t.settings.c.key.startswith(f"keys/{project_id}/", autoescape=True)))
        packet_keys.forget(conn, project_id)
        triggers.install(conn)
        conn.execute(delete(t.deleted_projects).where(t.deleted_projects.c.project_id == project_id))
        conn.execute(
            insert(t.deleted_projects).values(
                project_id=project_id, at=now(), actor=actor, seq=head.seq, digest=head.digest
            )
        )


def free_bytes(folder: Path) -> int:
    """Give the free bytes of the disk that holds a folder."""
    return shutil.disk_usage(folder).free
