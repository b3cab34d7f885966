"""Reads that several use cases share."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from sqlalchemy import ColumnElement, Connection, func, select

from codebooks.model import TEXT_FIELDS, Code, Codebook
from coding.round_events import CONSENSUS, CONSENSUS_NAME
from storage import bodies
from storage import tables as t
from storage.errors import ProjectNotFound


@dataclass(frozen=True, slots=True)
class ProjectRow:
    """A project as the start page and the navigation show it."""

    project_id: str
    name: str
    owner: str
    started_at: str
    way: str
    parts: frozenset[str]
    names_out: str
    reading: str
    unit: str
    suggest: str
    audit: str
    alike: str
    codebook_version: int


def project(conn: Connection, project_id: str) -> ProjectRow:
    """Give a project; ProjectNotFound if there is none."""
    found = _projects(conn, t.projects.c.project_id == project_id)
    if not found:
        raise ProjectNotFound(f"There is no project {project_id!r} in this store. It may have been deleted.")
    return found[0]


def projects(conn: Connection) -> list[ProjectRow]:
    """Give all projects, the newest first."""
    return _projects(conn)


def _projects(conn: Connection, *where: ColumnElement[bool]) -> list[ProjectRow]:
    query = select(t.projects, t.bodies.c.text).outerjoin(
        t.bodies, (t.bodies.c.project_id == t.projects.c.project_id) & (t.bodies.c.id == t.projects.c.name)
    )
    rows = conn.execute(query.where(*where).order_by(t.projects.c.started_at.desc())).all()
    return [
        ProjectRow(
            project_id=row.project_id,
            name=row.text or "unnamed project",
            owner=row.owner,
            started_at=row.started_at,
            way=row.way,
            parts=frozenset(row.parts.split()),
            names_out=row.names_out,
            reading=row.reading,
            unit=row.unit,
            suggest=row.suggest,
            audit=row.audit,
            alike=row.alike,
            codebook_version=row.codebook_version,
        )
        for row in rows
    ]


def role(conn: Connection, project_id: str, coder_id: str) -> str:
    """Give a coder's role in a project, '' for a stranger."""
    query = select(t.members.c.role).where(t.members.c.project_id == project_id, t.members.c.coder_id == coder_id)
    return conn.execute(query).scalar() or ""


def members(conn: Connection, project_id: str) -> dict[str, str]:
    """Give the role of everybody who ever took part, by coder id; '' of those who do no longer."""
    m = t.members.c
    query = select(m.coder_id, m.role).where(m.project_id == project_id).order_by(m.coder_id)
    return {row.coder_id: row.role for row in conn.execute(query)}


def coder_names(conn: Connection, coder_ids: Sequence[str] | None = None) -> dict[str, str]:
    """Give names by coder id; the consensus of rounds has one too."""
    query = select(t.coders.c.coder_id, t.coders.c.name)
    if coder_ids is not None:
        query = query.where(t.coders.c.coder_id.in_(coder_ids))
    agreed = {CONSENSUS: CONSENSUS_NAME} if coder_ids is None or CONSENSUS in coder_ids else {}
    return {row.coder_id: row.name for row in conn.execute(query)} | agreed


def codebook_refs(conn: Connection, project_id: str) -> Codebook:
    """Give the codebook with the ids of its texts in place of the words."""
    version = conn.execute(
        select(t.projects.c.codebook_version).where(t.projects.c.project_id == project_id)
    ).scalar_one_or_none()
    rows = conn.execute(select(t.codes).where(t.codes.c.project_id == project_id)).mappings()
    return Codebook.of(
        (
            Code(
                id=row["code_id"],
                parent=row["parent"],
                colour=row["colour"],
                position=row["position"],
                questions=tuple(json.loads(row["questions"] or "[]")),
                theme=row["theme"],
                level=row["level"],
                retired=row["retired"],
                merged_into=row["merged_into"],
                origin=row["origin"],
                **{field: row[field] for field in TEXT_FIELDS},
            )
            for row in rows
        ),
        version or 0,
    )


def codebook(conn: Connection, project_id: str) -> Codebook:
    """Give the codebook with its words."""
    refs = codebook_refs(conn, project_id)
    ids = [getattr(code, field) for code in refs.codes.values() for field in TEXT_FIELDS]
    return refs.with_texts(bodies.read(conn, project_id, ids))


def disposition() -> ColumnElement[Any]:
    """Give the disposition that holds: a person's where one has spoken, else the rule's.

    For queries that join `dispositions` to `responses` by `with_dispositions`.
    """
    return func.coalesce(t.dispositions.c.disposition, t.responses.c.disposition)


def with_dispositions() -> Any:
    """Give `responses` joined to their respondents and to what persons said of their disposition."""
    same = (t.dispositions.c.project_id == t.responses.c.project_id) & (
        t.dispositions.c.response_id == t.responses.c.response_id
    )
    person = (t.respondents.c.project_id == t.responses.c.project_id) & (
        t.respondents.c.respondent_id == t.responses.c.respondent_id
    )
    return t.responses.join(t.respondents, person).outerjoin(t.dispositions, same)


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
            disposition().label("disposition"),
            c.disposition.label("proposed"),
            c.copies,
            t.respondents.c.label,
        )
        .select_from(with_dispositions())
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


def closed_answers(conn: Connection, project_id: str, names: Sequence[str]) -> pd.DataFrame:
    """Give what the respondents analysed answered to closed questions, in file order.

    Returns
    -------
    DataFrame of str of shape (n_respondents, n_names), indexed by respondent_id
        Every cell as it was read, '' where nothing was said.
    """
    r = t.respondents.c
    query = select(r.respondent_id, r.closed).where(r.project_id == project_id, r.vanished.is_(None), r.excluded == "")
    rows = conn.execute(query.order_by(r.row)).all()
    closed = [json.loads(row.closed or "{}") for row in rows]
    index = pd.Index([row.respondent_id for row in rows], dtype="str", name="respondent_id")
    columns = {name: pd.array([cells.get(name, "") for cells in closed], dtype="str") for name in names}
    return pd.DataFrame(columns, index=index, columns=pd.Index(list(names), dtype="str"))


def respondent_places(conn: Connection, project_id: str) -> dict[str, tuple[int, str]]:
    """Give each respondent's row in the file, as a spreadsheet shows it, and label, by respondent id."""
    r = t.respondents.c
    query = select(r.respondent_id, r.row, r.label).where(r.project_id == project_id, r.vanished.is_(None))
    return {row.respondent_id: (row.row, row.label) for row in conn.execute(query)}
