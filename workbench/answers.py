"""Answers and their dispositions: list, search, decide; identical ones together."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Select, func, select

from coding.errors import CodingError
from coding.events import DISPOSITIONS, DispositionsSet
from coding.roles import Role
from storage import queries
from storage import tables as t
from storage.store import Store
from workbench.errors import WorkbenchError
from workbench.permissions import require

SCOPE = "answers"
PAGE = 25
MOST_AT_ONCE = 5_000  # answers decided by one command: one event


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Which answers to list: of one question, of one kind, with all these words, only those written more than once."""

    question: str = ""
    disposition: str = ""
    words: str = ""
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """A question with its analysed answers by disposition, and how many texts came more than once."""

    question_id: str
    wording: str
    counts: Mapping[str, int] = field(default_factory=dict)
    repeated: int = 0

    @property
    def total(self) -> int:
        """Analysed answers, blank ones counted."""
        return sum(self.counts.values())


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """One answer as the page shows it. `decided_by` is '' where only the rule has spoken."""

    response_id: str
    respondent: str
    question: str
    text: str
    disposition: str
    proposed: str
    decided_by: str
    identical: int
    closed: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class AnswerPage:
    """One page of a list of answers; `page` counts from 1."""

    rows: tuple[AnswerRow, ...]
    total: int
    page: int
    pages: int


def questions(store: Store, project_id: str) -> list[Question]:
    """Give the questions in order, with what kinds of answers they have."""
    c = t.responses.c
    held = queries.disposition()
    with store.reading() as conn:
        asked = conn.execute(
            select(t.questions.c.question_id, t.questions.c.wording)
            .where(t.questions.c.project_id == project_id)
            .order_by(t.questions.c.position)
        ).all()
        counted = conn.execute(
            _analysed(select(c.question_id, held, func.count()), project_id).group_by(c.question_id, held)
        ).all()
        repeated = conn.execute(
            _analysed(select(c.question_id, func.count()), project_id).where(_repeated()).group_by(c.question_id)
        ).all()
    again = {row[0]: row[1] for row in repeated}
    by_question: dict[str, dict[str, int]] = {row.question_id: {} for row in asked}
    for question_id, disposition, count in counted:
        by_question[question_id][disposition] = count
    return [
        Question(
            row.question_id,
            row.wording,
            {kind: by_question[row.question_id][kind] for kind in DISPOSITIONS if kind in by_question[row.question_id]},
            again.get(row.question_id, 0),
        )
        for row in asked
    ]


def list_answers(store: Store, project_id: str, wanted: Filter, page: int = 1, size: int = PAGE) -> AnswerPage:
    """Give one page of the answers that fit a filter, in file order; a page beyond the end gives the last one."""
    with store.reading() as conn:
        if wanted.words.strip():
            found = _with_words(conn, project_id, wanted)
            total = len(found)
        else:
            found = []
            total = conn.execute(_filtered(select(func.count()), project_id, wanted)).scalar_one()
        pages = max(1, -(-total // size))
        page = min(max(1, page), pages)
        query = _filtered(_columns(), project_id, wanted).order_by(t.questions.c.position, t.responses.c.position)
        if wanted.words.strip():
            rows = conn.execute(
                query.where(t.responses.c.response_id.in_(found[(page - 1) * size : page * size]))
            ).all()
        else:
            rows = conn.execute(query.limit(size).offset((page - 1) * size)).all()
        names = queries.coder_names(conn)
    return AnswerPage(tuple(_row(row, names) for row in rows), total, page, pages)


def set_dispositions(
    store: Store, project_id: str, coder_id: str, responses: Sequence[str], disposition: str, *, command_id: str
) -> int:
    """Say what kind of answers these are; give how many changed. '' takes a person's word back: the rule's holds.

    Raises
    ------
    WorkbenchError
        There is no such disposition, or the answers are too many for one command.
    CodingError
        One of the answers is not in the project.
    """
    if disposition and disposition not in DISPOSITIONS:
        raise WorkbenchError(f"There is no disposition {disposition!r}. Choose one of: {', '.join(DISPOSITIONS)}.")
    if len(responses) > MOST_AT_ONCE:
        raise WorkbenchError(f"{len(responses):,} answers at once are too many; {MOST_AT_ONCE:,} is the most.")
    with store.transaction(project_id, command_id=command_id, actor=coder_id, scope=SCOPE) as tx:
        if tx.repeated:
            return 0
        require(tx.conn, project_id, coder_id, Role.can_code, "say what kind of answers these are")
        held = _held(tx.conn, project_id, responses)
        missing = [response for response in responses if response not in held]
        if missing:
            raise CodingError(f"The answer {missing[0]!r} is not in this project. Reload the page.")
        changes = tuple((r, before, disposition) for r, before in held.items() if before != disposition)
        if changes:
            tx.append([DispositionsSet(changes=changes, coder=coder_id)])
        return len(changes)


def identical(store: Store, project_id: str, response_id: str) -> list[str]:
    """Give the answers to the same question with the same text, trimmed and without case; itself among them."""
    c = t.responses.c
    with store.reading() as conn:
        this = conn.execute(
            select(c.question_id, c.text, c.copies).where(c.project_id == project_id, c.response_id == response_id)
        ).first()
        if this is None or this.copies < 2:
            return [response_id]
        rows = conn.execute(
            select(c.response_id, c.text)
            .where(
                c.project_id == project_id,
                c.question_id == this.question_id,
                c.copies == this.copies,
                c.vanished.is_(None),
            )
            .order_by(c.position)
        )
        return [row.response_id for row in rows if _same(row.text) == _same(this.text)]


def _analysed(query: Select[Any], project_id: str) -> Select[Any]:
    c = t.responses.c
    return query.select_from(
        queries.with_dispositions().join(
            t.questions, (t.questions.c.project_id == c.project_id) & (t.questions.c.question_id == c.question_id)
        )
    ).where(c.project_id == project_id, c.vanished.is_(None), t.respondents.c.excluded == "")


def _repeated() -> Any:
    return (t.responses.c.copies > 1) & (queries.disposition() != "blank")


def _filtered(query: Select[Any], project_id: str, wanted: Filter) -> Select[Any]:
    query = _analysed(query, project_id)
    if wanted.question:
        query = query.where(t.responses.c.question_id == wanted.question)
    if wanted.disposition:
        query = query.where(queries.disposition() == wanted.disposition)
    if wanted.repeated:
        query = query.where(_repeated())
    return query


def _columns() -> Select[Any]:
    c = t.responses.c
    return select(
        c.response_id, c.text, c.copies, t.questions.c.wording, t.respondents.c.label, t.respondents.c.closed,
        queries.disposition().label("held"), c.disposition.label("proposed"), t.dispositions.c.coder_id,
    )  # fmt: skip


def _row(row: Any, names: Mapping[str, str]) -> AnswerRow:
    return AnswerRow(
        response_id=row.response_id,
        respondent=row.label,
        question=row.wording,
        text=row.text,
        disposition=row.held,
        proposed=row.proposed,
        decided_by=names.get(row.coder_id, "someone") if row.coder_id else "",
        identical=row.copies,
        closed=json.loads(row.closed or "{}"),
    )


def _with_words(conn: Connection, project_id: str, wanted: Filter) -> list[str]:
    """Search here and not in the database, for SQLite takes 'É' and 'é' for two letters."""
    words = wanted.words.casefold().split()
    query = _filtered(select(t.responses.c.response_id, t.responses.c.text), project_id, wanted)
    rows = conn.execute(query.order_by(t.questions.c.position, t.responses.c.position))
    return [row.response_id for row in rows if all(word in row.text.casefold() for word in words)]


def _held(conn: Connection, project_id: str, responses: Sequence[str]) -> dict[str, str]:
    """Give what a person said of each answer that is in the project, '' where none has."""
    held: dict[str, str] = {}
    c, d = t.responses.c, t.dispositions.c
    joined = t.responses.outerjoin(t.dispositions, (d.project_id == c.project_id) & (d.response_id == c.response_id))
    for start in range(0, len(responses), 500):  # SQLite takes a limited number of parameters
        rows = conn.execute(
            select(c.response_id, d.disposition)
            .select_from(joined)
            .where(c.project_id == project_id, c.response_id.in_(responses[start : start + 500]))
        )
        held.update((row.response_id, row.disposition or "") for row in rows)
    return held


def _same(text: str) -> str:
    return text.strip().casefold()
