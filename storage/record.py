"""The append-only record: one transaction a command, each event chained to the one before and drawn at once."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from coding.project_events import CommandUndone
from storage import bodies, order_rows, round_rows, seal
from storage import tables as t
from storage.errors import ProjectNotFound, RecordBroken
from storage.payload import VERSION, chain_digest, decode, encode, first_digest, now
from storage.projections import Fact, project_facts


@dataclass(frozen=True, slots=True)
class Head:
    """Where a project's record stands: the number and digest of its last event."""

    seq: int
    digest: str


@dataclass(slots=True)
class Transaction:
    """One command of one person on one project, with the project's lock held.

    `repeated` is true when the command was stored before: then nothing may be appended and nothing need be.
    """

    conn: Connection
    project_id: str
    command_id: str
    actor: str
    scope: str
    head: Head
    repeated: bool
    first_seq: int = 0
    undoes: str = ""

    def keep(self, words: str) -> str:
        """Keep words beside the record and give their id."""
        return bodies.keep(self.conn, self.project_id, words)

    def append(self, events: Iterable[Any]) -> None:
        """Append events and draw them into the tables; Sealed where an open round forbids one of them."""
        if self.repeated:
            raise RuntimeError("A repeated command must not append.")
        wanted = list(events)
        seal.check(self.conn, self.project_id, wanted)
        rows, facts = [], []
        for event in wanted:
            row = self._chained(event)
            rows.append(row)
            facts.append(Fact(self.project_id, self.head.seq, str(row["at"]), self.actor, self.command_id, event))
            if isinstance(event, CommandUndone):
                self.undoes = event.command
        if rows:
            self.conn.execute(insert(t.audit_log), rows)
            project_facts(self.conn, facts)

    def _chained(self, event: Any) -> dict[str, Any]:
        """Give the row of the next event, and move the head behind it."""
        seq = self.head.seq + 1
        self.first_seq = self.first_seq or seq
        row: dict[str, str | int] = {
            "project_id": self.project_id,
            "seq": seq,
            "at": now(),
            "actor": self.actor,
            "command_id": self.command_id,
            "part": seq - self.first_seq,
            "kind": type(event).__name__,
            "version": VERSION,
            "payload": encode(event),
        }
        self.head = Head(seq, chain_digest(self.head.digest, *row.values()))
        return {**row, "digest": self.head.digest}

    def close(self) -> None:
        """Move the head and the stack of commands to where the appended events end."""
        if not self.first_seq:
            return
        self.conn.execute(
            update(t.project_head)
            .where(t.project_head.c.project_id == self.project_id)
            .values(seq=self.head.seq, digest=self.head.digest)
        )
        stack_command(self.conn, self)


def stack_command(conn: Connection, tx: Transaction) -> None:
    """Put a finished command on its coder's stack, and settle the one it undoes (or, undoing an undo, redoes)."""
    conn.execute(
        insert(t.commands).values(
            project_id=tx.project_id,
            command_id=tx.command_id,
            actor=tx.actor,
            scope=tx.scope,
            first_seq=tx.first_seq,
            last_seq=tx.head.seq,
            undoes=tx.undoes,
            undone_by="",
        )
    )
    if tx.undoes:
        table = t.commands
        target = conn.execute(
            select(table.c.undoes).where(table.c.project_id == tx.project_id, table.c.command_id == tx.undoes)
        ).scalar_one()
        _set_undone(conn, tx.project_id, tx.undoes, tx.command_id)
        if target:
            _set_undone(conn, tx.project_id, target, "")


def _set_undone(conn: Connection, project_id: str, command_id: str, by: str) -> None:
    table = t.commands
    where = table.c.project_id == project_id, table.c.command_id == command_id
    conn.execute(update(table).where(*where).values(undone_by=by))


@contextmanager
def transaction(
    conn: Connection, project_id: str, *, command_id: str, actor: str, scope: str, start: bool = False
) -> Iterator[Transaction]:
    """Take the project's lock, give the transaction, and close it; `start` makes the head of a new project."""
    if start:
        conn.execute(insert(t.project_head).values(project_id=project_id, seq=0, digest=first_digest(project_id)))
    head = take_head(conn, project_id)
    known = conn.execute(
        select(t.commands.c.first_seq).where(
            t.commands.c.project_id == project_id, t.commands.c.command_id == command_id
        )
    ).first()
    tx = Transaction(conn, project_id, command_id, actor, scope, head, known is not None)
    yield tx
    tx.close()


def take_head(conn: Connection, project_id: str) -> Head:
    """Lock and read a project's head; ProjectNotFound if there is none."""
    table = t.project_head
    query = select(table.c.seq, table.c.digest).where(table.c.project_id == project_id).with_for_update()
    row = conn.execute(query).first()
    if row is None:
        raise ProjectNotFound(f"There is no project {project_id!r} in this store. It may have been deleted.")
    return Head(row.seq, row.digest)


def read_head(conn: Connection, project_id: str) -> Head:
    """Read a project's head without locking."""
    table = t.project_head
    row = conn.execute(select(table.c.seq, table.c.digest).where(table.c.project_id == project_id)).first()
    if row is None:
        raise ProjectNotFound(f"There is no project {project_id!r} in this store. It may have been deleted.")
    return Head(row.seq, row.digest)


def rows(
    conn: Connection, project_id: str, *, after: int = 0, until: int | None = None, kinds: Iterable[str] | None = None
) -> Iterator[Row[Any]]:
    """Walk the record's rows in order, from behind `after` to `until`, of all kinds of event or of some."""
    table = t.audit_log
    query = select(table).where(table.c.project_id == project_id, table.c.seq > after).order_by(table.c.seq)
    if until is not None:
        query = query.where(table.c.seq <= until)
    if kinds is not None:
        query = query.where(table.c.kind.in_(list(kinds)))
    yield from conn.execute(query, execution_options={"yield_per": 2000})


def fact_of(row: Row[Any]) -> Fact:
    """Read a row of the record as a fact."""
    return Fact(row.project_id, row.seq, row.at, row.actor, row.command_id, decode(row.kind, row.payload))


def verify(conn: Connection, project_id: str) -> Head:
    """Prove the record, and that rounds were drawn as it says; RecordBroken names the first that is not so."""
    head = prove(conn, project_id)
    round_rows.check_drawn(conn, project_id)
    return head


def prove(conn: Connection, project_id: str) -> Head:
    """Walk the chain and what it names: words, orders, who was handed what. RecordBroken names the first bad row.

    All of this is written once; what is drawn from it can be drawn anew, see `storage.rebuild`.
    """
    seq, digest = 0, first_digest(project_id)
    for row in rows(conn, project_id):
        fields = (
            row.project_id, row.seq, row.at, row.actor, row.command_id, row.part, row.kind, row.version, row.payload,
        )  # fmt: skip
        if row.seq != seq + 1:
            raise RecordBroken(f"Record {seq + 1} of project {project_id} is missing: the next one is {row.seq}.")
        seq, digest = row.seq, chain_digest(digest, *fields)
        if digest != row.digest:
            raise RecordBroken(f"Record {row.seq} of project {project_id} ({row.kind}, {row.at}) has been changed.")
    head = read_head(conn, project_id)
    if (head.seq, head.digest) != (seq, digest):
        raise RecordBroken(
            f"The record of project {project_id} ends at {seq}, but its head says {head.seq}: rows are missing."
        )
    bodies.check(conn, project_id)
    order_rows.check(conn, project_id)
    round_rows.check_assignments(conn, project_id)
    return head
