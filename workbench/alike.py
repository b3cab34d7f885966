"""Identical answers: who gave exactly the same text to the same question, and coding them alike with consent.

One decision about 'The waits' is a decision about every 'The waits', but a person gives the word: nothing is copied
unasked. Rounds that measure agreement leave the offer out (`offered`), for there each answer is judged by itself.
"""

from collections.abc import Collection, Iterable
from dataclasses import replace

from sqlalchemy import Connection, select

from coding.bulk import CodesAppliedToMany, copied
from coding.decide import ResponseState
from storage import queries
from storage import tables as t
from storage.queries.rounds import sealed_for
from workbench.errors import NotReady
from workbench.ids import new_id

NEVER = "never"
WEIGHED = ("no_code", "done")


def offered(conn: Connection, project_id: str, coder_id: str, responses: Collection[str]) -> dict[str, int]:
    """Give, for some answers, to how many identical ones this coder's coding could be copied; none where it is off."""
    if queries.project(conn, project_id).alike == NEVER:
        return {}
    return {response: len(twins) for response, twins in _twins(conn, project_id, coder_id, responses).items() if twins}


def alike_events(conn: Connection, project_id: str, state: ResponseState) -> list[CodesAppliedToMany]:
    """Give what copies this coder's coding of an answer to the identical ones not coded yet.

    Codes that are retired by now are not copied; a merged one is copied as what it was merged into.

    Raises
    ------
    NotReady
        No identical answer is left to be coded.
    NothingCoded
        The answer itself is not coded.
    """
    twins = _twins(conn, project_id, state.coder, [state.response]).get(state.response, [])
    if not twins:
        raise NotReady("No identical answer is left to be coded: they have been coded meanwhile.")
    book = queries.codebook_refs(conn, project_id)
    live = {code.id for code in book.live()}
    standing = [replace(one, code=book.resolve(one.code)) for one in state.codings if book.resolve(one.code) in live]
    once = {(one.code, one.start, one.end): one for one in standing}
    return copied(replace(state, codings=tuple(once.values())), twins, book.version, new_id=new_id)


def _twins(conn: Connection, project_id: str, coder_id: str, responses: Collection[str]) -> dict[str, list[str]]:
    """Give the identical answers that the coder has neither coded nor weighed, by answer; in file order."""
    r = t.responses.c
    asked = conn.execute(
        select(r.response_id, r.question_id, r.text_sha256).where(
            r.project_id == project_id, r.response_id.in_(responses), r.copies > 1, r.text_sha256 != ""
        )
    ).all()
    if not asked:
        return {}
    found: dict[tuple[str, str], list[str]] = {}
    sealed = sealed_for(conn, project_id, coder_id)
    for response, question, text in _open_answers(conn, project_id, coder_id, {row.text_sha256 for row in asked}):
        if response in sealed:
            continue  # judged by itself, in its round
        found.setdefault((question, text), []).append(response)
    return {
        row.response_id: [
            twin for twin in found.get((row.question_id, row.text_sha256), []) if twin != row.response_id
        ]
        for row in asked
    }


def _open_answers(
    conn: Connection, project_id: str, coder_id: str, texts: Iterable[str]
) -> list[tuple[str, str, str]]:
    """Give the answers with these texts that are to be coded and that the coder has not touched."""
    r, c, m = t.responses.c, t.codings.c, t.marks.c
    coded = select(c.response_id).where(
        c.project_id == project_id, c.coder_id == coder_id, c.response_id == r.response_id
    )
    weighed = select(m.response_id).where(
        m.project_id == project_id, m.coder_id == coder_id, m.response_id == r.response_id, m.mark.in_(WEIGHED)
    )
    query = (
        select(r.response_id, r.question_id, r.text_sha256)
        .select_from(queries.with_dispositions())
        .where(
            r.project_id == project_id,
            r.text_sha256.in_(sorted(texts)),
            r.vanished.is_(None),
            t.respondents.c.excluded == "",
            queries.disposition() == "substantive",
            ~coded.exists(),
            ~weighed.exists(),
        )
        .order_by(r.position)
    )
    return [tuple(row) for row in conn.execute(query)]
