"""The frames that tables and figures are made of: confirmed codings only, merges followed."""

import pandas as pd
from sqlalchemy import Connection, Select, func, select

from codebooks.model import Codebook
from coding.events import PASSAGE_ORIGINS
from storage import queries
from storage import tables as t
from storage.queries.rounds import in_sealed_rounds


def _frame(conn: Connection, query: Select[tuple[object, ...]]) -> pd.DataFrame:
    result = conn.execute(query)
    return pd.DataFrame(result.all(), columns=list(result.keys()))


def coders_with_codings(conn: Connection, project_id: str) -> dict[str, int]:
    """Give the number of codings by coder id, the busiest first."""
    c = t.codings.c
    query = (
        select(c.coder_id, func.count().label("n"))
        .where(c.project_id == project_id)
        .group_by(c.coder_id)
        .order_by(func.count().desc(), c.coder_id)
    )
    return {row.coder_id: row.n for row in conn.execute(query)}


def codings(conn: Connection, project_id: str, coder_id: str) -> pd.DataFrame:
    """Give one coder's codings: response_id, respondent_id, code_id (resolved), start, end; one row a coding."""
    c, r, k = t.codings.c, t.responses.c, t.codes.c
    query = (
        select(c.response_id, r.respondent_id, k.resolved.label("code_id"), c.start, c.end)
        .join_from(t.codings, t.responses, (r.project_id == c.project_id) & (r.response_id == c.response_id))
        .join(t.codes, (k.project_id == c.project_id) & (k.code_id == c.code_id))
        .where(c.project_id == project_id, c.coder_id == coder_id)
    )
    return _frame(conn, query)


def coded_responses(conn: Connection, project_id: str, coder_id: str) -> set[str]:
    """Give the answers that a coder has weighed as a whole.

    They carry a code given by hand or brought in, or the mark 'no code applies', or codes and the mark 'no other code
    applies'. Where passages were confirmed and nothing else was said, the answer is coded in part.
    """
    c, m = t.codings.c, t.marks.c
    of_coder = c.project_id == project_id, c.coder_id == coder_id
    marked = m.project_id == project_id, m.coder_id == coder_id
    by_hand = select(c.response_id).where(*of_coder, c.origin.not_in(PASSAGE_ORIGINS))
    none = select(m.response_id).where(*marked, m.mark == "no_code")
    done = select(m.response_id).where(
        *marked, m.mark == "done", m.response_id.in_(select(c.response_id).where(*of_coder))
    )
    return set(conn.execute(by_hand.union(none, done)).scalars())


def responses_with_codings(conn: Connection, project_id: str, coder_id: str) -> set[str]:
    """Give the answers that carry a code of this coder, whoever weighed the others."""
    c = t.codings.c
    query = select(c.response_id).where(c.project_id == project_id, c.coder_id == coder_id).distinct()
    return set(conn.execute(query).scalars())


def codes(conn: Connection, project_id: str, question_id: str = "") -> pd.DataFrame:
    """Give the codes that stand for themselves: code_id, name, definition, parent_id, position, theme, retired.

    With a question, only codes that apply to it, that stand above one, or that were used in its answers.
    """
    book = queries.codebook(conn, project_id)
    wanted = _codes_of_question(conn, project_id, book, question_id) if question_id else set(book.codes)
    rows = [
        (
            code.id,
            code.name,
            code.definition,
            book.parent_of(code) if code.is_live else "",
            place,
            book.is_theme(code.id),
            code.retired,
        )
        for place, code in enumerate([*book.live(), *(c for c in book.codes.values() if c.retired)])
        if not code.merged_into and code.id in wanted
    ]
    names = ["code_id", "name", "definition", "parent_id", "position", "theme", "retired"]
    return pd.DataFrame(rows, columns=names)


def _codes_of_question(conn: Connection, project_id: str, book: Codebook, question_id: str) -> set[str]:
    c, r = t.codings.c, t.responses.c
    used = conn.execute(
        select(c.code_id)
        .join_from(t.codings, t.responses, (r.project_id == c.project_id) & (r.response_id == c.response_id))
        .where(c.project_id == project_id, r.question_id == question_id)
        .distinct()
    ).scalars()
    wanted = {code.id for code in book.live() if code.applies_to(question_id)} | {book.resolve(code) for code in used}
    for code_id in list(wanted):
        above = book.parent_of(book.code(code_id))
        while above and above not in wanted:
            wanted.add(above)
            above = book.parent_of(book.code(above))
    return wanted


def waiting(conn: Connection, project_id: str, question_id: str = "") -> dict[str, int]:
    """Give how many passages wait to be confirmed, by resolved code, in the answers to one question or to all."""
    w, s, k, r = t.waiting.c, t.run_segments.c, t.codes.c, t.responses.c
    query = (
        select(k.resolved, func.count().label("n"))
        .join_from(
            t.waiting,
            t.run_segments,
            (s.project_id == w.project_id) & (s.run_id == w.run_id) & (s.segment == w.segment),
        )
        .join(t.codes, (k.project_id == w.project_id) & (k.code_id == w.code_id))
        .join(t.responses, (r.project_id == w.project_id) & (r.response_id == s.response_id))
        .where(w.project_id == project_id, w.state == "waiting")
        .group_by(k.resolved)
    )
    if question_id:
        query = query.where(r.question_id == question_id)
    return {row.resolved: row.n for row in conn.execute(query)}


def quotes(conn: Connection, project_id: str, question_id: str = "") -> pd.DataFrame:
    """Give the chosen quotes: code_id (resolved), response_id, start, end, text, attribution (respondent's label).

    None of an answer that stands in a sealed round: its coders would read under which code somebody quoted it.
    """
    q, r, k, p = t.quotes.c, t.responses.c, t.codes.c, t.respondents.c
    query = (
        select(k.resolved.label("code_id"), q.response_id, q.start, q.end, r.text, p.label.label("attribution"))
        .join_from(t.quotes, t.responses, (r.project_id == q.project_id) & (r.response_id == q.response_id))
        .join(t.codes, (k.project_id == q.project_id) & (k.code_id == q.code_id))
        .join(t.respondents, (p.project_id == q.project_id) & (p.respondent_id == r.respondent_id))
        .where(q.project_id == project_id)
        .order_by(r.position, q.start)
    )
    if question_id:
        query = query.where(r.question_id == question_id)
    frame = _frame(conn, query)
    frame = frame[~frame["response_id"].isin(in_sealed_rounds(conn, project_id))].reset_index(drop=True)
    cuts = zip(frame["text"], frame["start"], frame["end"], strict=True)
    frame["text"] = [text[start:end] for text, start, end in cuts]
    return frame
