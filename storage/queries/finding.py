"""Which answers fit one condition of a search: each function gives ids of answers. A coder of '' stands for anybody."""

from collections import defaultdict
from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, Connection, select

from coding.round_events import CONSENSUS
from storage import queries
from storage import tables as t
from storage.queries.findings import coded_responses
from storage.queries.memos import memos


def answers_in_order(conn: Connection, project_id: str) -> list[tuple[str, str, str, str]]:
    """Give every answer that is in the project: response, question, respondent, text; by question, in file order."""
    c, q = t.responses.c, t.questions.c
    query = (
        select(c.response_id, c.question_id, c.respondent_id, c.text)
        .join_from(t.responses, t.questions, (q.project_id == c.project_id) & (q.question_id == c.question_id))
        .where(c.project_id == project_id, c.vanished.is_(None))
        .order_by(q.position, c.position)
    )
    return [tuple(row) for row in conn.execute(query)]


def left_out(conn: Connection, project_id: str) -> set[str]:
    """Give the respondents that are not analysed."""
    r = t.respondents.c
    return set(
        conn.execute(select(r.respondent_id).where(r.project_id == project_id, r.excluded != "")).scalars()
    )


def of_kind(conn: Connection, project_id: str, disposition: str) -> set[str]:
    """Give the answers of one kind."""
    query = select(t.responses.c.response_id).select_from(queries.with_dispositions())
    where = t.responses.c.project_id == project_id, queries.disposition() == disposition
    return set(conn.execute(query.where(*where)).scalars())


def with_one_of(conn: Connection, project_id: str, codes: Collection[str], coder_id: str) -> set[str]:
    """Give the answers with one of some codes, or one that was merged into it."""
    c, k = t.codings.c, t.codes.c
    query = (
        select(c.response_id)
        .join_from(t.codings, t.codes, (k.project_id == c.project_id) & (k.code_id == c.code_id))
        .where(c.project_id == project_id, k.resolved.in_(sorted(codes)), *_by(c, coder_id))
    )
    return set(conn.execute(query).scalars())


def with_any_code(conn: Connection, project_id: str, coder_id: str) -> set[str]:
    """Give the answers with a code, wherever it came from."""
    c = t.codings.c
    query = select(c.response_id).where(c.project_id == project_id, *_by(c, coder_id)).distinct()
    return set(conn.execute(query).scalars())


def coded(conn: Connection, project_id: str, coder_id: str) -> set[str]:
    """Give the answers that were weighed as a whole."""
    coders = [coder_id] if coder_id else coders_at_work(conn, project_id)
    return {response for coder in coders for response in coded_responses(conn, project_id, coder)}


def coders_at_work(conn: Connection, project_id: str) -> list[str]:
    """Give the coders who coded or marked an answer, by id."""
    found = [
        set(conn.execute(select(table.c.coder_id).where(table.c.project_id == project_id).distinct()).scalars())
        for table in (t.codings, t.marks)
    ]
    return sorted(set().union(*found))


def marked(conn: Connection, project_id: str, mark: str, coder_id: str) -> set[str]:
    """Give the answers with a mark."""
    m = t.marks.c
    query = select(m.response_id).where(m.project_id == project_id, m.mark == mark, *_by(m, coder_id))
    return set(conn.execute(query).scalars())


def memos_on_answers(conn: Connection, project_id: str, coder_id: str) -> dict[str, list[str]]:
    """Give the words of the memos on answers, by answer."""
    found: dict[str, list[str]] = defaultdict(list)
    for row in memos(conn, project_id, coder_id, about="response"):
        if row.mine or not coder_id:
            found[row.target].append(row.words)
    return dict(found)


def disagreed(conn: Connection, project_id: str) -> set[str]:
    """Give the answers to which coders who weighed them as a whole gave different codes, merges followed."""
    by_answer: dict[str, dict[str, set[str]]] = defaultdict(dict)
    for coder in set(coders_at_work(conn, project_id)) - {CONSENSUS}:
        for response in coded_responses(conn, project_id, coder):
            by_answer[response][coder] = set()
    c, k = t.codings.c, t.codes.c
    query = (
        select(c.response_id, c.coder_id, k.resolved)
        .join_from(t.codings, t.codes, (k.project_id == c.project_id) & (k.code_id == c.code_id))
        .where(c.project_id == project_id)
    )
    for response, coder, code in conn.execute(query):
        if coder in by_answer.get(response, {}):
            by_answer[response][coder].add(code)
    return {
        response
        for response, codes in by_answer.items()
        if len({frozenset(given) for given in codes.values()}) > 1
    }


def _by(columns: Any, coder_id: str) -> tuple[ColumnElement[bool], ...]:
    return (columns.coder_id == coder_id,) if coder_id else ()
