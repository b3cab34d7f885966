"""What suggestions may be learned from: what coders decided about answers, as labels."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select

from coding.events import PASSAGE_ORIGINS
from storage import tables as t

_CHUNK = 400  # ids in one statement


@dataclass(frozen=True, slots=True)
class Label:
    """What was decided about one answer.

    `codes` are those on it, merges followed. Only where it is `whole` (a person weighed the answer as a whole) does a
    code that is not among them count as absent; else `passages` (code, start, end) say where codes were found.
    """

    codes: frozenset[str]
    whole: bool
    passages: tuple[tuple[str, int, int], ...] = ()


def labels(
    conn: Connection,
    project_id: str,
    coders: Sequence[str],
    question_id: str,
    responses: Iterable[str] | None = None,
) -> dict[str, Label]:
    """Give the labels of the answers to a question that carry any decision of these coders.

    With `responses`, of those only. With several coders an answer has the codes that any of them gave it.
    """
    if responses is None:
        return _some(conn, project_id, coders, question_id, None)
    wanted, found = list(responses), dict[str, Label]()
    for first in range(0, len(wanted), _CHUNK):
        found |= _some(conn, project_id, coders, question_id, wanted[first : first + _CHUNK])
    return found


def _some(
    conn: Connection, project_id: str, coders: Sequence[str], question_id: str, wanted: list[str] | None
) -> dict[str, Label]:
    c, k, m, r = t.codings.c, t.codes.c, t.marks.c, t.responses.c
    codings = (
        select(c.response_id, k.resolved, c.origin, c.start, c.end)
        .join_from(t.codings, t.codes, (k.project_id == c.project_id) & (k.code_id == c.code_id))
        .join(t.responses, (r.project_id == c.project_id) & (r.response_id == c.response_id))
        .where(c.project_id == project_id, c.coder_id.in_(coders), r.question_id == question_id)
    )
    marks = (
        select(m.response_id, m.mark)
        .join_from(t.marks, t.responses, (r.project_id == m.project_id) & (r.response_id == m.response_id))
        .where(m.project_id == project_id, m.coder_id.in_(coders), m.mark.in_(("no_code", "done")))
        .where(r.question_id == question_id)
    )
    if wanted is not None:
        codings, marks = codings.where(c.response_id.in_(wanted)), marks.where(m.response_id.in_(wanted))
    codes: dict[str, set[str]] = {}
    passages: dict[str, list[tuple[str, int, int]]] = {}
    whole: set[str] = set()
    for row in conn.execute(codings):
        codes.setdefault(row.response_id, set()).add(row.resolved)
        if row.origin in PASSAGE_ORIGINS:
            passages.setdefault(row.response_id, []).append((row.resolved, row.start, row.end))
        else:
            whole.add(row.response_id)
    for response, mark in conn.execute(marks).all():
        if mark == "no_code" or response in codes:
            whole.add(response)
            codes.setdefault(response, set())
    return {
        response: Label(
            frozenset(given),
            response in whole,
            () if response in whole else tuple(sorted(passages.get(response, ()))),
        )
        for response, given in codes.items()
    }
