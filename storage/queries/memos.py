"""Memos and what was read, as a coder may see them: the one place through which both are read."""

import json
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, select

from coding.memos import Memo
from storage import bodies
from storage import tables as t
from storage.queries.rounds import sealed_for, sealed_pairs, withdrawn_pairs


@dataclass(frozen=True, slots=True)
class MemoRow:
    """One memo with its words. `written` and `changed` are UTC as the record has them; `mine` is the reader's own."""

    coder_id: str
    about: str
    target: str
    words: str
    links: tuple[str, ...]
    written: str
    changed: str
    mine: bool


def memos(
    conn: Connection, project_id: str, reader: str, *, about: str = "", targets: Collection[str] | None = None,
    linking: bool = False,
) -> list[MemoRow]:  # fmt: skip
    """Give the memos that a coder may read, the latest changed first.

    While a round is sealed nobody reads what its coders wrote on its answers, nor they what others did; what was
    written in one that was withdrawn stays its writer's own, until rewritten.

    Parameters
    ----------
    reader : who reads, '' for an export of everything
    about : 'response', 'code', 'project', 'journal', or '' for all
    targets : ids of things, a page's worth; None for all
    linking : only memos that refer to something
    """
    m = t.memos.c
    query = select(t.memos).where(m.project_id == project_id)
    if about:
        query = query.where(m.about == about)
    if linking:
        query = query.where(m.links != "")
    if targets is not None:
        query = query.where(m.target.in_(sorted(targets)))
    wanted = conn.execute(query.order_by(m.at.desc(), m.target)).all()
    sealed = _sealed(conn, project_id, reader)
    wanted = [row for row in wanted if not (row.about == "response" and sealed(row))]
    words = bodies.read(conn, project_id, [row.memo for row in wanted])
    return [
        MemoRow(
            coder_id=row.coder_id,
            about=row.about,
            target=row.target,
            words=words[row.memo],
            links=tuple(json.loads(row.links or "[]")),
            written=row.written or row.at,
            changed=row.at,
            mine=row.coder_id == reader,
        )
        for row in wanted
        if row.memo in words  # erased words leave nothing to show
    ]


def _sealed(conn: Connection, project_id: str, reader: str) -> Callable[[Row[Any]], bool]:
    """Give what says of a memo on an answer whether it is sealed for the reader."""
    pairs, withdrawn = sealed_pairs(conn, project_id), withdrawn_pairs(conn, project_id)
    fresh = sealed_for(conn, project_id, reader) if reader else {response for _, response in pairs}

    def is_sealed(memo: Row[Any]) -> bool:
        of = memo.coder_id, memo.target
        return memo.coder_id != reader and (
            memo.target in fresh or of in pairs or (of in withdrawn and memo.at <= withdrawn[of])
        )

    return is_sealed


def kept_memo(conn: Connection, project_id: str, coder_id: str, about: str, target: str) -> Memo:
    """Give one coder's memo on one thing as it is kept, without its words."""
    m = t.memos.c
    row = conn.execute(
        select(m.memo, m.links, m.written, m.at).where(
            m.project_id == project_id, m.coder_id == coder_id, m.about == about, m.target == target
        )
    ).first()
    if row is None:
        return Memo()
    return Memo(row.memo, tuple(json.loads(row.links or "[]")), row.written or row.at)


def read_responses(conn: Connection, project_id: str, coder_id: str) -> dict[str, str]:
    """Give the answers that a coder has read, each with the moment when it was recorded."""
    r = t.readings.c
    query = select(r.response_id, r.at).where(r.project_id == project_id, r.coder_id == coder_id)
    return {row.response_id: row.at for row in conn.execute(query)}
