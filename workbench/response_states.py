"""What one coder has decided about answers so far, read from the tables."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, select

from coding.decide import ResponseState
from coding.errors import CodingError
from coding.events import CodeApplied
from storage import tables as t


def response_state(conn: Connection, project_id: str, coder_id: str, response_id: str) -> ResponseState:
    """Give what a coder has decided about one answer; CodingError if the project holds no such answer."""
    length = len(text_of(conn, project_id, response_id))
    return response_states(conn, project_id, coder_id, {response_id: length})[0]


def text_of(conn: Connection, project_id: str, response_id: str) -> str:
    """Give the words of an answer; CodingError if the project holds no such answer."""
    c = t.responses.c
    text = conn.execute(select(c.text).where(c.project_id == project_id, c.response_id == response_id)).scalar()
    if text is None:
        raise CodingError(f"The answer {response_id!r} is not in this project. Reload the page.")
    return str(text)


def question_of(conn: Connection, project_id: str, response_id: str) -> str:
    """Give the id of the question that an answer answers; CodingError if the project holds no such answer."""
    c = t.responses.c
    question = conn.execute(
        select(c.question_id).where(c.project_id == project_id, c.response_id == response_id)
    ).scalar()
    if question is None:
        raise CodingError(f"The answer {response_id!r} is not in this project. Reload the page.")
    return str(question)


def response_states(
    conn: Connection, project_id: str, coder_id: str, lengths: Mapping[str, int]
) -> list[ResponseState]:
    """Give what a coder has decided about each of some answers, whose lengths in code points are known."""
    responses = list(lengths)

    def mine(table: Any, column: Any) -> list[Any]:
        return [table.c.project_id == project_id, table.c.coder_id == coder_id, column.in_(responses)]

    codings: dict[str, list[CodeApplied]] = {response: [] for response in responses}
    for row in conn.execute(
        select(t.codings).where(*mine(t.codings, t.codings.c.response_id)).order_by(t.codings.c.at)
    ):
        codings[row.response_id].append(
            CodeApplied(
                coding=row.coding_id,
                response=row.response_id,
                start=row.start,
                end=row.end,
                code=row.code_id,
                coder=row.coder_id,
                origin=row.origin,
                codebook_version=row.codebook_version,
                run=row.run_id,
                proposal=row.proposal_id,
            )
        )
    marks: dict[str, set[str]] = {response: set() for response in responses}
    for row in conn.execute(select(t.marks).where(*mine(t.marks, t.marks.c.response_id))):
        marks[row.response_id].add(row.mark)
    memo_rows = conn.execute(
        select(t.memos.c.target, t.memos.c.memo).where(*mine(t.memos, t.memos.c.target), t.memos.c.about == "response")
    )
    memos = {row.target: row.memo for row in memo_rows}
    return [
        ResponseState(
            response,
            coder_id,
            lengths[response],
            tuple(codings[response]),
            frozenset(marks[response]),
            memos.get(response, ""),
        )
        for response in responses
    ]
