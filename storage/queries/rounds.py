"""Rounds and what was coded in them: the one place that reads the sealed tables, and it asks who reads.

As long as a round is not revealed, a reader gets that reader's own rows and no others; a reader of '' gets none.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from sqlalchemy import ColumnElement, Connection, Row, Table, func, select

from coding.events import CodeApplied
from coding.round_events import SEALED, RoundWithdrawn
from storage import bodies
from storage import tables as t
from storage.errors import RoundNotFound

_OF_ANSWERS = (
    "CodeApplied", "CodingRemoved", "ResponseMarked", "CodesAppliedToMany", "CodesRemovedFromMany", "MemoWritten",
    "SuggestionsMet", "ConsensusReached", "CodingsUpheld",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class RoundRow:
    """A round; see `coding.round_events.RoundOpened`. `coders` gives the record number of each hand-in, 0 for none."""

    round_id: str
    number: int
    kind: str
    name: str
    state: str  # 'open', 'revealed', 'withdrawn'
    plan: Mapping[str, Any]
    codebook_version: int
    reference: str
    thresholds: Mapping[str, str]
    names_hidden: bool
    opened_seq: int
    revealed_seq: int
    at: str
    coders: Mapping[str, int]

    @property
    def is_sealed(self) -> bool:
        """Whether it is being coded and nobody may see what the others do."""
        return self.state == "open" and self.kind in SEALED

    @property
    def came_by_file(self) -> bool:
        """Whether it came into this project with a packet: then its sender plans and reveals it."""
        return bool(self.plan.get("packet"))

    @property
    def waits_for(self) -> tuple[str, ...]:
        """Coders who have not handed in."""
        return tuple(coder for coder, seq in self.coders.items() if not seq)


def rounds(conn: Connection, project_id: str) -> list[RoundRow]:
    """Give a project's rounds, the first opened first."""
    return _rounds(conn, project_id)


def round_row(conn: Connection, project_id: str, round_id: str) -> RoundRow:
    """Give a round; RoundNotFound if the project has none of this id."""
    found = _rounds(conn, project_id, t.rounds.c.round_id == round_id)
    if not found:
        raise RoundNotFound(f"There is no round {round_id!r} in this project. Choose one on the page Rounds.")
    return found[0]


def open_rounds(conn: Connection, project_id: str) -> list[RoundRow]:
    """Give a project's rounds that are being coded, the first opened first."""
    return _rounds(conn, project_id, t.rounds.c.state == "open")


def open_round_of(conn: Connection, project_id: str, coder_id: str) -> RoundRow | None:
    """Give the round that a coder has to code and has not handed in, the first opened of several; None for none."""
    return next((found for found in open_rounds(conn, project_id) if coder_id in found.waits_for), None)


def sealed_for(conn: Connection, project_id: str, reader: str) -> set[str]:
    """Give the answers that a coder meets in an open round alone: on no other page, until the round is revealed."""
    a, r = t.assignments.c, t.rounds.c
    query = (
        select(a.response_id)
        .join_from(t.assignments, t.rounds, (r.project_id == a.project_id) & (r.round_id == a.round_id))
        .where(a.project_id == project_id, a.coder_id == reader, r.state == "open")
    )
    return set(conn.execute(query).scalars())


def handed_out(conn: Connection, project_id: str) -> set[str]:
    """Give the answers that anybody has in an open round."""
    a, r = t.assignments.c, t.rounds.c
    query = (
        select(a.response_id)
        .join_from(t.assignments, t.rounds, (r.project_id == a.project_id) & (r.round_id == a.round_id))
        .where(a.project_id == project_id, r.state == "open")
    )
    return set(conn.execute(query.distinct()).scalars())


def with_several_coders(conn: Connection, project_id: str) -> dict[str, int]:
    """Give for each round how many of its answers were handed to more than one coder; rounds without any are left out.

    It is of the plan alone and tells nothing of what was coded.
    """
    a = t.assignments.c
    several = (
        select(a.round_id, a.response_id)
        .where(a.project_id == project_id)
        .group_by(a.round_id, a.response_id)
        .having(func.count(a.coder_id.distinct()) > 1)
        .subquery()
    )
    query = select(several.c.round_id, func.count()).group_by(several.c.round_id)
    return {row[0]: row[1] for row in conn.execute(query)}


def handed_in(conn: Connection, project_id: str) -> set[tuple[str, str]]:
    """Give what was handed in in rounds that are revealed, coded or not: (answer, coder)."""
    a, r, w = t.assignments.c, t.rounds.c, t.round_coders.c
    query = (
        select(a.response_id, a.coder_id)
        .join_from(t.assignments, t.rounds, (r.project_id == a.project_id) & (r.round_id == a.round_id))
        .join(
            t.round_coders,
            (w.project_id == a.project_id) & (w.round_id == a.round_id) & (w.coder_id == a.coder_id),
        )
        .where(a.project_id == project_id, a.again == 0, r.state == "revealed", w.submitted_seq > 0)
    )
    return {(row.response_id, row.coder_id) for row in conn.execute(query)}


def in_sealed_rounds(conn: Connection, project_id: str) -> set[str]:
    """Give the answers that stand in a sealed round, whoever codes them: what is said of them goes into no file."""
    return {response for _, response in sealed_pairs(conn, project_id)}


def sealed_pairs(conn: Connection, project_id: str) -> set[tuple[str, str]]:
    """Give who codes which answer under a seal: (coder, answer)."""
    a, r = t.assignments.c, t.rounds.c
    query = (
        select(a.coder_id, a.response_id)
        .join_from(t.assignments, t.rounds, (r.project_id == a.project_id) & (r.round_id == a.round_id))
        .where(a.project_id == project_id, r.state == "open", r.kind.in_(SEALED))
    )
    return {(row.coder_id, row.response_id) for row in conn.execute(query)}


def withdrawn_pairs(conn: Connection, project_id: str) -> dict[tuple[str, str], str]:
    """Give who had which answer in a sealed round that was withdrawn, and when: what was written there stays theirs."""
    a, r, log = t.assignments.c, t.rounds.c, t.audit_log.c
    gone = select(log.payload, log.at).where(log.project_id == project_id, log.kind == RoundWithdrawn.__name__)
    when = {json.loads(row.payload)["round"]: row.at for row in conn.execute(gone)}
    query = (
        select(a.coder_id, a.response_id, a.round_id)
        .join_from(t.assignments, t.rounds, (r.project_id == a.project_id) & (r.round_id == a.round_id))
        .where(a.project_id == project_id, r.state == "withdrawn", r.kind.in_(SEALED))
        .order_by(r.number)
    )
    return {(row.coder_id, row.response_id): when[row.round_id] for row in conn.execute(query)} if when else {}


def round_codings(conn: Connection, project_id: str, round_id: str, reader: str) -> pd.DataFrame:
    """Give what was coded in a round as it was given, merges not followed; frozen once the round is revealed.

    Returns
    -------
    DataFrame of shape (n_codings, 8)
        coder_id, response_id, again (0, or 1 at the second presentation), start, end, code_id, origin,
        codebook_version; of a round that is not revealed the reader's own.
    """
    c = t.round_codings.c
    columns = c.coder_id, c.response_id, c.again, c.start, c.end, c.code_id, c.origin, c.codebook_version
    where = _of_round(conn, t.round_codings, project_id, round_id, reader)
    return _frame(conn, columns, where, c.coder_id, c.response_id, c.again, c.start, c.end, c.code_id)


def round_marks(conn: Connection, project_id: str, round_id: str, reader: str) -> pd.DataFrame:
    """Give the marks set in a round: coder_id, response_id, again, mark; who may read them as with its codings."""
    m = t.round_marks.c
    columns = m.coder_id, m.response_id, m.again, m.mark
    return _frame(conn, columns, _of_round(conn, t.round_marks, project_id, round_id, reader), *columns)


def assigned(conn: Connection, project_id: str, round_id: str, reader: str) -> pd.DataFrame:
    """Give who was handed which answers, each coder's in order; who may read it as with the round's codings.

    Returns
    -------
    DataFrame of shape (n_assignments, 6)
        coder_id, position (from 1), response_id, again, stratum, probability (a decimal in text).
    """
    a = t.assignments.c
    columns = a.coder_id, a.position, a.response_id, a.again, a.stratum, a.probability
    where = _of_round(conn, t.assignments, project_id, round_id, reader)
    return _frame(conn, columns, where, a.coder_id, a.position)


def workload(conn: Connection, project_id: str, round_id: str) -> pd.DataFrame:
    """Give how many answers each coder of a round was handed, and whether all is handed in.

    Returns
    -------
    DataFrame of shape (n_coders, 3)
        coder_id, assigned (repetitions included), submitted (bool). How many are done is nobody else's business.
    """
    a, c = t.assignments.c, t.round_coders.c
    same = (a.project_id == c.project_id) & (a.round_id == c.round_id) & (a.coder_id == c.coder_id)
    query = (
        select(c.coder_id, func.count(a.position).label("assigned"), (c.submitted_seq > 0).label("submitted"))
        .join_from(t.round_coders, t.assignments, same)
        .where(c.project_id == project_id, c.round_id == round_id)
        .group_by(c.coder_id, c.submitted_seq, c.position)
        .order_by(c.position)
    )
    result = conn.execute(query)
    frame = pd.DataFrame(result.all(), columns=list(result.keys()))
    return frame.astype({"assigned": int, "submitted": bool})


def handed_to(
    conn: Connection, project_id: str, round_id: str, coder_id: str, position: int | None = None
) -> list[tuple[int, str, int]]:
    """Give a coder's own answers of a round in order, or the one at a position: position (from 1), answer, again."""
    a = t.assignments.c
    query = select(a.position, a.response_id, a.again).where(
        a.project_id == project_id, a.round_id == round_id, a.coder_id == coder_id
    )
    if position is not None:
        query = query.where(a.position == position)
    return [(row.position, row.response_id, row.again) for row in conn.execute(query.order_by(a.position))]


def handed_answers(conn: Connection, project_id: str, round_id: str, coder_id: str) -> Sequence[Row[Any]]:
    """Give the answers of a coder's own part of a round, each once, in file order.

    Rows of response_id, respondent_id, question_id, position and text.
    """
    a, r = t.assignments.c, t.responses.c
    query = (
        select(r.response_id, r.respondent_id, r.question_id, r.position, r.text)
        .join_from(t.assignments, t.responses, (r.project_id == a.project_id) & (r.response_id == a.response_id))
        .where(a.project_id == project_id, a.round_id == round_id, a.coder_id == coder_id, a.again == 0)
    )
    return sorted(conn.execute(query), key=lambda row: (row.position, row.response_id))


def undecided(conn: Connection, project_id: str, round_id: str, coder_id: str) -> list[tuple[str, int]]:
    """Give a coder's answers of a round that carry no code there and no 'no code applies', each with its presentation.

    Examples of what is decided: an answer with one code; one marked 'no code applies'. 'Unsure' alone decides nothing.
    """
    c, m = t.round_codings.c, t.round_marks.c
    mine = {"project_id": project_id, "round_id": round_id, "coder_id": coder_id}

    def of_coder(columns: Any) -> list[ColumnElement[bool]]:
        return [columns[name] == value for name, value in mine.items()]

    coded = select(c.response_id, c.again).where(*of_coder(c))
    none = select(m.response_id, m.again).where(*of_coder(m), m.mark == "no_code")
    decided = {(row.response_id, row.again) for row in conn.execute(coded.union(none))}
    handed = handed_to(conn, project_id, round_id, coder_id)
    return [(response, again) for _, response, again in handed if (response, again) not in decided]


def own_codings(
    conn: Connection, project_id: str, round_id: str, coder_id: str, responses: Collection[str]
) -> list[CodeApplied]:
    """Give what a coder coded in a round on a page's worth of answers, as the events that put it there, in order."""
    c = t.round_codings.c
    query = select(t.round_codings).where(
        c.project_id == project_id, c.round_id == round_id, c.coder_id == coder_id,
        c.response_id.in_(sorted(responses)),
    )  # fmt: skip
    return [
        CodeApplied(
            coding=row.coding_id, response=row.response_id, start=row.start, end=row.end, code=row.code_id,
            coder=row.coder_id, origin=row.origin, codebook_version=row.codebook_version, run=row.run_id,
            proposal=row.proposal_id, round=row.round_id, again=row.again,
        )
        for row in conn.execute(query.order_by(c.at, c.coding_id))
    ]  # fmt: skip


def own_marks(
    conn: Connection, project_id: str, round_id: str, coder_id: str, responses: Collection[str]
) -> dict[tuple[str, int], set[str]]:
    """Give the marks that a coder set in a round on a page's worth of answers, by answer and presentation."""
    m = t.round_marks.c
    query = select(m.response_id, m.again, m.mark).where(
        m.project_id == project_id, m.round_id == round_id, m.coder_id == coder_id,
        m.response_id.in_(sorted(responses)),
    )  # fmt: skip
    found: dict[tuple[str, int], set[str]] = {}
    for row in conn.execute(query):
        found.setdefault((row.response_id, row.again), set()).add(row.mark)
    return found


def met_before(
    conn: Connection, project_id: str, coder_ids: Sequence[str], *, after: int = 0
) -> dict[str, set[str]]:
    """Give the answers that each coder has met, so that they are not fresh.

    Coded, marked, written on, shown with suggestions or decided on as adjudicator, also where that was taken back
    since; or handed out in a round that was not withdrawn.

    Parameters
    ----------
    coder_ids : whose; every one of them is a key of what is given
    after : only what came behind this record number
    """
    found: dict[str, set[str]] = {coder: set() for coder in coder_ids}
    log, a, r = t.audit_log.c, t.assignments.c, t.rounds.c
    said = select(log.payload, log.actor).where(
        log.project_id == project_id, log.seq > after, log.kind.in_(_OF_ANSWERS)
    )
    for payload, actor in conn.execute(said):
        event = json.loads(payload)
        who = event.get("coder") or actor  # a consensus by rule names nobody, and was given by who saw the answers
        if who in found:
            found[who].update(_answers_of(event))
    handed = (
        select(a.coder_id, a.response_id)
        .join_from(t.assignments, t.rounds, (r.project_id == a.project_id) & (r.round_id == a.round_id))
        .where(
            a.project_id == project_id, a.coder_id.in_(list(coder_ids)), r.state != "withdrawn", r.opened_seq > after
        )
    )
    for coder, response in conn.execute(handed):
        found[coder].add(response)
    return found


def _answers_of(event: Mapping[str, Any]) -> list[str]:
    if "held" in event:
        return [response for _, response in event["held"]]
    if "codings" in event:
        return [*(coding[1] for coding in event["codings"]), *(mark[0] for mark in event["marks"])]
    if "about" in event:
        return [event["target"]] if event["about"] == "response" else []
    return [event["response"]]


def _of_round(
    conn: Connection, table: Table, project_id: str, round_id: str, reader: str
) -> tuple[ColumnElement[bool], ...]:
    row = round_row(conn, project_id, round_id)
    open_to_all = row.state == "revealed" or row.kind not in SEALED
    own = () if open_to_all else (table.c.coder_id == reader,)
    return (table.c.project_id == project_id, table.c.round_id == round_id, *own)


def _frame(conn: Connection, columns: Any, where: tuple[ColumnElement[bool], ...], *order: Any) -> pd.DataFrame:
    result = conn.execute(select(*columns).where(*where).order_by(*order))
    return pd.DataFrame(result.all(), columns=list(result.keys()))


def _rounds(conn: Connection, project_id: str, *where: ColumnElement[bool]) -> list[RoundRow]:
    r, c = t.rounds.c, t.round_coders.c
    found = conn.execute(select(t.rounds).where(r.project_id == project_id, *where).order_by(r.number)).all()
    if not found:
        return []
    words = bodies.read(conn, project_id, [text for row in found for text in (row.name, row.plan)])
    coders: dict[str, dict[str, int]] = {row.round_id: {} for row in found}
    query = select(c.round_id, c.coder_id, c.submitted_seq).where(
        c.project_id == project_id, c.round_id.in_(list(coders))
    )
    for one in conn.execute(query.order_by(c.position)):
        coders[one.round_id][one.coder_id] = one.submitted_seq
    return [_round(row, words, coders[row.round_id]) for row in found]


def _round(row: Row[Any], words: Mapping[str, str], coders: Mapping[str, int]) -> RoundRow:
    return RoundRow(
        round_id=row.round_id,
        number=row.number,
        kind=row.kind,
        name=words.get(row.name, "erased name"),
        state=row.state,
        plan=json.loads(words.get(row.plan, "{}")),
        codebook_version=row.codebook_version,
        reference=row.reference,
        thresholds=json.loads(row.thresholds or "{}"),
        names_hidden=row.names_hidden,
        opened_seq=row.opened_seq,
        revealed_seq=row.revealed_seq,
        at=row.at,
        coders=coders,
    )
