"""Answers that a coder weighed and gave no code: a coding like any other, though no row of codings holds it."""

from collections import defaultdict

from sqlalchemy import Connection, select

from storage import tables as t
from storage.queries.rounds import handed_in


def weighed_without_code(conn: Connection, project_id: str) -> dict[str, set[str]]:
    """Give the coders by answer: they marked that no code applies, or handed it in in a round without a code.

    Unsure without a code is no coding; whoever has any coding of the answer is not among them.
    """
    c, m = t.codings.c, t.marks.c
    marks = conn.execute(select(m.response_id, m.coder_id, m.mark).where(m.project_id == project_id)).all()
    unsure = {(row.response_id, row.coder_id) for row in marks if row.mark == "unsure"}
    weighed = {(row.response_id, row.coder_id) for row in marks if row.mark == "no_code"}
    weighed |= handed_in(conn, project_id) - unsure
    coded = conn.execute(select(c.response_id, c.coder_id).where(c.project_id == project_id))
    found: dict[str, set[str]] = defaultdict(set)
    for response, coder in weighed - {(row.response_id, row.coder_id) for row in coded}:
        found[response].add(coder)
    return found
