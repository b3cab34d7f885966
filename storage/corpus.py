"""Write a corpus in slices, so that a desk in another process never waits long for the lock.

Rows belong to a project whose record does not exist yet; nobody can see them until the last transaction starts the
project. What a killed import leaves behind is swept away by a later one.
"""

import time
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, Table, delete, select

from storage import tables as t
from storage.many_rows import Row, insert_rows
from storage.queries import analysed_answers, questions
from storage.store import Store

__all__ = ["abandoned", "analysed_answers", "questions", "sweep", "write_slices"]

# SQLite lets waiting writers look for the lock at least every 100 ms (sqlite3.c, sqliteDefaultBusyCallback), so a pause
# that is longer lets every one of them in.
BREATH_S = 0.12
HELD_AT_MOST_S = 0.25  # of writing between two pauses
ABANDONED_AFTER = timedelta(hours=1)  # the largest file is in long before


def write_slices(
    store: Store,
    table: Table,
    columns: Sequence[str],
    slices: Iterable[Sequence[Row]],
    *,
    check: Callable[[int], None] = lambda _done: None,
) -> int:
    """Insert rows, each slice in a transaction of its own, and give their number.

    Parameters
    ----------
    columns : names of the table's columns, in the order of a row's values
    slices : some thousand rows each, so that none holds the lock for long
    check : called with the number of rows so far after each slice; may raise
    """
    done, since = 0, time.monotonic()
    for part in slices:
        with store.writing() as conn:
            insert_rows(conn, table, columns, part)
        done += len(part)
        check(done)
        if time.monotonic() - since > HELD_AT_MOST_S and conn.dialect.name == "sqlite":
            time.sleep(BREATH_S)
            since = time.monotonic()
    return done


def sweep(store: Store, project_id: str) -> None:
    """Remove the corpus of a project that never started; a started one is left alone."""
    started = select(t.project_head.c.project_id).where(t.project_head.c.project_id == project_id).exists()
    for table in (t.responses, t.respondents, t.questions, t.imports):
        with store.writing() as conn:
            conn.execute(delete(table).where(table.c.project_id == project_id, ~started))


def abandoned(conn: Connection) -> list[str]:
    """Give the projects whose rows were written by an import that never came to its end."""
    started = select(t.project_head.c.project_id)
    before = (datetime.now(UTC) - ABANDONED_AFTER).strftime("%Y-%m-%dT%H:%M:%S")
    query = select(t.imports.c.project_id).where(t.imports.c.project_id.not_in(started), t.imports.c.at < before)
    return list(conn.execute(query.distinct()).scalars())
