"""Who was handed which answers in a round: written once with the event that proves it, and never changed."""

from collections.abc import Iterable

from sqlalchemy import Connection, insert, select

from coding.round_events import RoundOpened
from coding.rounds import Assigned, digest_of
from storage import tables as t
from storage.errors import RecordBroken
from storage.payload import decode


def write_assignments(conn: Connection, project_id: str, round_id: str, assignments: Iterable[Assigned]) -> None:
    """Keep what is handed out; each coder's positions count from 1."""
    last: dict[str, int] = {}
    rows = []
    for each in assignments:
        last[each.coder] = last.get(each.coder, 0) + 1
        rows.append(
            {
                "project_id": project_id, "round_id": round_id, "coder_id": each.coder, "position": last[each.coder],
                "response_id": each.response, "again": each.again, "stratum": each.stratum,
                "probability": each.probability,
            }
        )  # fmt: skip
    conn.execute(insert(t.assignments), rows)


def read_assignments(conn: Connection, project_id: str, round_id: str) -> list[Assigned]:
    """Give all that was handed out, coders by id, each coder's answers in order."""
    c = t.assignments.c
    query = select(c.coder_id, c.response_id, c.again, c.stratum, c.probability).where(
        c.project_id == project_id, c.round_id == round_id
    )
    return [Assigned(*row) for row in conn.execute(query.order_by(c.coder_id, c.position))]


def check(conn: Connection, project_id: str) -> None:
    """Prove that what was handed out in every round is as it was; RecordBroken names the first that is not."""
    log = t.audit_log.c
    query = select(log.seq, log.kind, log.payload).where(
        log.project_id == project_id, log.kind == RoundOpened.__name__
    )
    for row in conn.execute(query.order_by(log.seq)).all():
        event = decode(row.kind, row.payload)
        if digest_of(read_assignments(conn, project_id, event.round)) != event.digest:
            raise RecordBroken(
                f"The answers handed out for round {event.number} (record {row.seq} of project {project_id}) "
                "have been changed."
            )
