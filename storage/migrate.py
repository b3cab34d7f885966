"""Bring a store to the version this program writes; a copy is made before a store with data is changed."""

import shutil
import sqlite3
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text

from storage import triggers
from storage.errors import StoreTooNew

_MIGRATION_LOCK = 8_313_201  # any fixed number: PostgreSQL's advisory lock for migrations


def config() -> Config:
    """Give Alembic's configuration without a file."""
    made = Config()
    made.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    return made


def newest() -> str:
    """Give the version this program writes."""
    return ScriptDirectory.from_config(config()).get_current_head() or ""


def current(conn: Connection) -> str:
    """Give the version of an open store, '' for an empty one."""
    return MigrationContext.configure(conn).get_current_revision() or ""


def upgrade(engine: Engine, backup_to: Path | None = None) -> None:
    """Migrate if needed; StoreTooNew names both versions and leaves the store as it is."""
    with engine.begin() as conn:
        found = current(conn)
    if found == newest():
        return
    known = {script.revision for script in ScriptDirectory.from_config(config()).walk_revisions()}
    if found and found not in known:
        raise StoreTooNew(
            f"This store has version {found}, this program knows up to {newest()}. "
            "Open it with the newer Verbatim that wrote it; nothing was changed."
        )
    if found and backup_to is not None:
        copy_sqlite(backup_to / "verbatim.sqlite", backup_to / f"verbatim-before-{newest()}.sqlite")
    with engine.connect().execution_options(write=True) as conn, conn.begin():
        if conn.dialect.name == "postgresql":
            conn.execute(text(f"SELECT pg_advisory_xact_lock({_MIGRATION_LOCK})"))
        if current(conn) == newest():
            return  # another process was faster
        made = config()
        made.attributes["connection"] = conn
        command.upgrade(made, "head")
        triggers.install(conn)


def copy_sqlite(source: Path, target: Path) -> None:
    """Copy an open SQLite store consistently; the copy appears whole or not at all."""
    part = target.with_suffix(".part")
    with sqlite3.connect(source) as reading, sqlite3.connect(part) as writing:
        reading.backup(writing)
    writing.close()
    reading.close()
    shutil.move(part, target)
