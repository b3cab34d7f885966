"""Who was handed which answers in a round: written once with the event that proves it. And the proof of its rows."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Table, select

from coding import round_events
from coding.events import CodeApplied, CodingRemoved, ResponseMarked
from coding.round_events import ConsensusReached, RoundOpened, RoundRevealed, RoundSubmitted, RoundWithdrawn
from coding.rounds import Assigned, digest_of
from storage import tables as t
from storage.errors import RecordBroken
from storage.many_rows import Row, insert_rows
from storage.payload import decode

_COLUMNS = ("project_id", "round_id", "coder_id", "position", "response_id", "again", "stratum", "probability")


def assignment_rows(project_id: str, round_id: str, assignments: Iterable[Assigned]) -> list[Row]:
    """Give the rows of what is handed out; each coder's positions count from 1."""
    last: dict[str, int] = {}
    rows: list[Row] = []
    for each in assignments:
        position = last[each.coder] = last.get(each.coder, 0) + 1
        said = each.response, each.again, each.stratum, each.probability
        rows.append((project_id, round_id, each.coder, position, *said))
    return rows


def write_assignments(conn: Connection, rows: Sequence[Row]) -> None:
    """Keep what is handed out."""
    insert_rows(conn, t.assignments, _COLUMNS, rows)


def read_assignments(conn: Connection, project_id: str, round_id: str) -> list[Assigned]:
    """Give all that was handed out, coders by id, each coder's answers in order."""
    c = t.assignments.c
    query = select(c.coder_id, c.response_id, c.again, c.stratum, c.probability).where(
        c.project_id == project_id, c.round_id == round_id
    )
    return [Assigned(*row) for row in conn.execute(query.order_by(c.coder_id, c.position))]


def check_assignments(conn: Connection, project_id: str) -> None:
    """Prove who was handed what by the digests in the record; RecordBroken names the first round that is changed."""
    c = t.audit_log.c
    query = select(c.seq, c.kind, c.payload).where(c.project_id == project_id, c.kind == RoundOpened.__name__)
    for row in conn.execute(query.order_by(c.seq)).all():
        event = decode(row.kind, row.payload)
        if digest_of(read_assignments(conn, project_id, event.round)) != event.digest:
            raise RecordBroken(
                f"The answers handed out for round {event.number} (record {row.seq} of project {project_id}) "
                "have been changed."
            )


def check_drawn(conn: Connection, project_id: str) -> None:
    """Prove that what was drawn of rounds is as the record says: who coded and handed in, what was coded and agreed.

    Agreement is computed from these rows long after the reveal. RecordBroken names the first table that differs.
    """
    drawn = _Drawn()
    for seq, event in _events(conn, project_id):
        drawn.take(seq, event)
    for table, said in drawn.tables():
        columns = [table.c[name] for name in _PROVEN[table.name]]
        found = {tuple(row) for row in conn.execute(select(*columns).where(table.c.project_id == project_id))}
        if wrong := len(found ^ said):
            raise RecordBroken(
                f"{wrong} rows about the rounds of project {project_id} are not what its record says (table "
                f"{table.name}): they have been changed. The record itself is whole; draw them anew from it with "
                "the command rebuild."
            )


_PROVEN = {
    "rounds": (
        "round_id", "number", "kind", "name", "codebook_version", "reference", "thresholds", "names_hidden", "plan",
        "opened_seq", "state", "revealed_seq",
    ),
    "round_coders": ("round_id", "coder_id", "position", "submitted_seq"),
    "round_codings": (
        "coding_id", "round_id", "again", "response_id", "start", "end", "code_id", "coder_id", "origin",
        "codebook_version",
    ),
    "round_marks": ("round_id", "again", "coder_id", "response_id", "mark"),
    "consensus": ("round_id", "response_id", "codes", "rule", "reason", "note", "dissent", "adjudicator"),
}  # fmt: skip


@dataclass(slots=True)
class _Drawn:
    """The rows of rounds as the record says they are, by their keys."""

    rounds: dict[str, tuple[Any, ...]] = field(default_factory=dict)
    ends: dict[str, tuple[str, int]] = field(default_factory=dict)
    coders: dict[tuple[str, str], tuple[int, int]] = field(default_factory=dict)
    codings: dict[str, tuple[Any, ...]] = field(default_factory=dict)
    marks: set[tuple[Any, ...]] = field(default_factory=set)
    consensus: dict[tuple[str, str], tuple[Any, ...]] = field(default_factory=dict)

    def take(self, seq: int, event: Any) -> None:
        """Take up the next event."""
        if isinstance(event, RoundOpened):
            thresholds = json.dumps(dict(event.thresholds), sort_keys=True)
            self.rounds[event.round] = (
                event.round, event.number, event.kind, event.name, event.codebook_version, event.reference, thresholds,
                event.names_hidden, event.plan, seq,
            )  # fmt: skip
            self.ends[event.round] = "open", 0
            self.coders |= {(event.round, coder): (place, 0) for place, coder in enumerate(event.coders, start=1)}
        elif isinstance(event, RoundSubmitted):
            place, _ = self.coders[event.round, event.coder]
            self.coders[event.round, event.coder] = place, seq
        elif isinstance(event, RoundRevealed):
            self.ends[event.round] = "revealed", seq
        elif isinstance(event, RoundWithdrawn):
            self.ends[event.round] = "withdrawn", 0
        elif isinstance(event, CodingRemoved):
            self.codings.pop(event.coding, None)
        elif isinstance(event, CodeApplied):
            self.codings[event.coding] = (
                event.coding, event.round, event.again, event.response, event.start, event.end, event.code,
                event.coder, event.origin, event.codebook_version,
            )  # fmt: skip
        elif isinstance(event, ResponseMarked):
            key = event.round, event.again, event.coder, event.response, event.mark
            (self.marks.add if event.after else self.marks.discard)(key)
        elif isinstance(event, ConsensusReached):
            self.consensus.pop((event.round, event.response), None)
            if event.rule:
                self.consensus[event.round, event.response] = (
                    json.dumps(event.codes), event.rule, event.reason, event.note,
                    json.dumps(dict(event.dissent), sort_keys=True), event.adjudicator,
                )  # fmt: skip

    def tables(self) -> list[tuple[Table, set[tuple[Any, ...]]]]:
        """Give each table and its rows, in the columns of `_PROVEN`."""
        return [
            (t.rounds, {(*row, *self.ends[round_id]) for round_id, row in self.rounds.items()}),
            (t.round_coders, {(*key, *where) for key, where in self.coders.items()}),
            (t.round_codings, set(self.codings.values())),
            (t.round_marks, self.marks),
            (t.consensus, {(*key, *agreed) for key, agreed in self.consensus.items()}),
        ]


def _events(conn: Connection, project_id: str) -> Iterator[tuple[int, Any]]:
    """Give record number and event of all that happened to rounds and in them, in order."""
    log = t.audit_log.c
    in_round = log.payload.contains('"round":"') & ~log.payload.contains('"round":""')
    kinds = list(round_events.EVENTS)
    decided = [kind.__name__ for kind in (CodeApplied, CodingRemoved, ResponseMarked)]
    query = select(log.seq, log.kind, log.payload).where(
        log.project_id == project_id, log.kind.in_(kinds) | (log.kind.in_(decided) & in_round)
    )
    for row in conn.execute(query.order_by(log.seq)).all():
        yield row.seq, decode(row.kind, row.payload)
