"""Draw what happens to a project as a whole and to its codebook."""

import json

from sqlalchemy import Connection, select

from codebooks import events as codebook
from codebooks.model import Code, Codebook
from coding import packet_events as packets
from coding import project_events as project
from coding import upheld
from storage import tables as t
from storage.projections.registry import Fact, add, change, draws, drop, put


@draws(project.ProjectStarted)
def _started(conn: Connection, fact: Fact) -> None:
    event: project.ProjectStarted = fact.event
    add(
        conn, t.projects, fact, name=event.name, owner=event.owner, started_at=fact.at, way=event.way,
        parts="", names_out="", reading="", unit="", suggest="", audit="", alike="",
        codebook_version=0,
    )  # fmt: skip


@draws(project.CoderJoined)
def _joined(conn: Connection, fact: Fact) -> None:
    put(conn, t.members, fact, {"coder_id": fact.event.coder}, role=fact.event.role)


@draws(project.RoleGiven)
def _role(conn: Connection, fact: Fact) -> None:
    """Who takes part no longer keeps a row, without a role: that is how they are told from a stranger."""
    put(conn, t.members, fact, {"coder_id": fact.event.coder}, role=fact.event.after)


@draws(project.ProjectChanged)
def _project_changed(conn: Connection, fact: Fact) -> None:
    change(conn, t.projects, fact, {}, **{fact.event.setting: fact.event.after})


@draws(
    project.ResponsesImported, project.CommandUndone, packets.PacketMade, packets.PacketOpened, packets.ReturnTaken,
    upheld.CodingsUpheld, upheld.UpholdingDropped,
)  # fmt: skip
def _nothing_to_draw(conn: Connection, fact: Fact) -> None:
    """The corpus is written by `storage.corpus`, the stack of commands by `storage.record`; the rest is read there."""


@draws(project.ExclusionSwitched)
def _exclusion(conn: Connection, fact: Fact) -> None:
    put(conn, t.exclusions, fact, {"rule": fact.event.rule}, active=fact.event.after)
    rules = conn.execute(
        select(t.exclusions.c.rule).where(t.exclusions.c.project_id == fact.project_id, t.exclusions.c.active)
    )
    active = set(rules.scalars())
    flags = t.respondents.c.flags
    flagged = select(flags).where(t.respondents.c.project_id == fact.project_id, flags != "").distinct()
    for found in conn.execute(flagged).scalars().all():  # few: a file has at most five rules
        first = next((rule for rule in found.split(";") if rule in active), "")
        change(conn, t.respondents, fact, {"flags": found}, excluded=first)


@draws(project.VariableDefined)
def _variable(conn: Connection, fact: Fact) -> None:
    if fact.event.after:
        put(conn, t.variables, fact, {"variable_id": fact.event.variable}, definition=fact.event.after)
    else:
        drop(conn, t.variables, fact, variable_id=fact.event.variable)


@draws(project.ScaleScored)
def _scale(conn: Connection, fact: Fact) -> None:
    if fact.event.after:
        put(conn, t.scales, fact, {"scale_id": fact.event.scale}, scoring=fact.event.after)
    else:
        drop(conn, t.scales, fact, scale_id=fact.event.scale)


# the codebook


@draws(codebook.CodeAdded)
def _code_added(conn: Connection, fact: Fact) -> None:
    event: codebook.CodeAdded = fact.event
    values = {name: getattr(event, name) for name in event.__dataclass_fields__ if name not in ("code", "questions")}
    add(
        conn, t.codes, fact, code_id=event.code, questions=json.dumps(event.questions), retired=False,
        merged_into="", resolved=event.code, **values,
    )  # fmt: skip


@draws(codebook.CodeWithdrawn)
def _code_withdrawn(conn: Connection, fact: Fact) -> None:
    drop(conn, t.codes, fact, code_id=fact.event.code)


@draws(codebook.CodeChanged)
def _code_changed(conn: Connection, fact: Fact) -> None:
    values = {f: json.dumps(after) if f == "questions" else after for f, _, after in fact.event.changes}
    change(conn, t.codes, fact, {"code_id": fact.event.code}, **values)


@draws(codebook.CodesMerged, codebook.CodesUnmerged)
def _codes_merged(conn: Connection, fact: Fact) -> None:
    into = fact.event.into if type(fact.event) is codebook.CodesMerged else ""
    for code_id in fact.event.merged:
        change(conn, t.codes, fact, {"code_id": code_id}, merged_into=into)
    columns = t.codes.c.code_id, t.codes.c.merged_into, t.codes.c.resolved
    rows = conn.execute(select(*columns).where(t.codes.c.project_id == fact.project_id)).all()
    book = Codebook.of(Code(id=row.code_id, name="", merged_into=row.merged_into) for row in rows)
    for row in rows:
        resolved = book.resolve(row.code_id)
        if resolved != row.resolved:
            change(conn, t.codes, fact, {"code_id": row.code_id}, resolved=resolved)


@draws(codebook.CodebookPublished)
def _published(conn: Connection, fact: Fact) -> None:
    event: codebook.CodebookPublished = fact.event
    add(
        conn, t.codebook_versions, fact, version=event.version, seq=fact.seq, at=fact.at, codes=event.codes,
        snapshot=event.snapshot,
    )  # fmt: skip
    change(conn, t.projects, fact, {}, codebook_version=event.version)
