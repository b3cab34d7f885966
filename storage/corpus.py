"""Write a corpus in slices, so that a desk in another process never waits long for the lock.

Rows belong to a project whose record does not exist yet; nobody can see them until the last transaction starts the
project. What a killed import leaves behind is swept away by the next one.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

import pandas as pd
from sqlalchemy import Connection, Table, delete, insert, select

from storage import queries
from storage import tables as t
from storage.store import Store

SLICE_ROWS = 4_000
BREATH_S = 0.02  # between slices, for others who wait for the write lock


def write_slices(
    store: Store,
    table: Table,
    rows: Iterable[Mapping[str, Any]],
    *,
    check: Callable[[int], None] = lambda _done: None,
) -> int:
    """Insert rows in transactions of `SLICE_ROWS`; `check(rows so far)` runs between them and may raise."""
    done = 0
    remaining = iter(rows)
    while part := list(islice(remaining, SLICE_ROWS)):
        with store.writing() as conn:
            conn.execute(insert(table), part)
        done += len(part)
        check(done)
        time.sleep(BREATH_S)
    return done


def rows_of(frame: pd.DataFrame, **constant: Any) -> Iterator[dict[str, Any]]:
    """Give a frame's rows as mappings, each with the constant values added."""
    names = [str(name) for name in frame.columns]
    columns = [frame[name].tolist() for name in frame.columns]
    for values in zip(*columns, strict=True):
        yield {**constant, **dict(zip(names, values, strict=True))}


def sweep(store: Store, project_id: str) -> None:
    """Remove the corpus of a project that never started."""
    for table in (t.responses, t.respondents, t.questions, t.imports):
        with store.writing() as conn:
            conn.execute(delete(table).where(table.c.project_id == project_id))


def abandoned(conn: Connection) -> list[str]:
    """Give the projects whose rows were written by an import that never came to its end."""
    started = select(t.project_head.c.project_id)
    query = select(t.imports.c.project_id).where(t.imports.c.project_id.not_in(started)).distinct()
    return list(conn.execute(query).scalars())


def analysed_answers(conn: Connection, project_id: str) -> pd.DataFrame:
    """Give every answer of every analysed respondent, in file order.

    Returns
    -------
    DataFrame of shape (n_answers, 10)
        response_id, respondent_id, question_id, position, text, text_sha256, disposition (the one that holds),
        proposed (the rule's), copies, label (of the respondent).
    """
    c = t.responses.c
    query = (
        select(
            c.response_id,
            c.respondent_id,
            c.question_id,
            c.position,
            c.text,
            c.text_sha256,
            queries.disposition().label("disposition"),
            c.disposition.label("proposed"),
            c.copies,
            t.respondents.c.label,
        )
        .select_from(queries.with_dispositions())
        .where(c.project_id == project_id, c.vanished.is_(None), t.respondents.c.excluded == "")
        .order_by(c.question_id, c.position)
    )
    result = conn.execute(query)
    return pd.DataFrame(result.all(), columns=list(result.keys()))


def questions(conn: Connection, project_id: str) -> pd.DataFrame:
    """Give the questions in order: question_id, name, wording, position."""
    q = t.questions.c
    query = select(q.question_id, q.name, q.wording, q.position).where(q.project_id == project_id)
    result = conn.execute(query.order_by(q.position))
    return pd.DataFrame(result.all(), columns=list(result.keys()))
