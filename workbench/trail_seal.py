"""Which facts of the record a reader may not read, because they were decided in a round that was never revealed.

A round that was withdrawn stays sealed: its answers may be handed out anew, and to withdraw is no way to look.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, func, or_, select

from coding import packet_events, round_events
from coding.round_events import SEALED
from storage import tables as t
from storage.queries import rounds as round_queries
from storage.queries.rounds import RoundRow
from storage.record import read_head
from workbench.round_desk import scope_of

SOMEBODY = "Somebody"
PUBLIC = (*round_events.EVENTS, *packet_events.EVENTS)  # opened, handed in, sent by file: that it happened is no secret


@dataclass(frozen=True, slots=True)
class Seal:
    """What is sealed for a reader: the commands of others in sealed rounds, the reader's own answers in open ones.

    `rounds` and `commands` give the number of the round, `withdrawn` those that will not be revealed; `answers` are
    those that the reader has to meet fresh.
    """

    reader: str
    rounds: Mapping[str, int]
    commands: Mapping[str, int]
    withdrawn: frozenset[int]
    answers: frozenset[str]

    def words(self, row: Row[Any]) -> str:
        """Say what stands in place of a fact, '' where it may be read."""
        if row.actor == self.reader:
            return ""
        number = self.commands.get(row.command_id, 0)
        if number or any(f'"{round_id}"' in row.payload for round_id in self.rounds):
            number = number or next(n for round_id, n in self.rounds.items() if f'"{round_id}"' in row.payload)
            end = "which was withdrawn" if number in self.withdrawn else "sealed until it is revealed"
            return "" if row.kind in PUBLIC else f"made a decision in round {number}, {end}"
        if self.answers and not self.answers.isdisjoint(_strings(json.loads(row.payload))):
            return "made a decision on an answer that is yours in an open round, sealed until it is revealed"
        return ""


def seal_for(conn: Connection, project_id: str, reader: str) -> Seal:
    """Give what is sealed for a reader, '' being nobody in particular."""
    found = _sealed_rounds(conn, project_id)
    sealed = {row.round_id: row.number for row in found}
    numbers = {scope_of(round_id): number for round_id, number in sealed.items()}
    c = t.commands.c
    query = select(c.command_id, c.scope).where(
        c.project_id == project_id, c.scope.in_(list(numbers)), c.actor != reader
    )
    commands = {row.command_id: numbers[row.scope] for row in conn.execute(query)} if numbers else {}
    answers = round_queries.sealed_for(conn, project_id, reader) if reader else set()
    withdrawn = frozenset(row.number for row in found if row.state == "withdrawn")
    return Seal(reader, sealed, commands, withdrawn, frozenset(answers))


def _sealed_rounds(conn: Connection, project_id: str) -> list[RoundRow]:
    return [row for row in round_queries.rounds(conn, project_id) if row.kind in SEALED and row.state != "revealed"]


def not_sealed(conn: Connection, project_id: str, reader: str) -> list[ColumnElement[bool]]:
    """Give the conditions that leave out what others decided in sealed rounds, for each line would count it."""
    sealed = _sealed_rounds(conn, project_id)
    if not sealed:
        return []
    c, a = t.commands.c, t.audit_log.c
    scopes = [scope_of(row.round_id) for row in sealed]
    inside = select(c.command_id).where(c.project_id == project_id, c.scope.in_(scopes), c.actor != reader)
    began = min(row.opened_seq for row in sealed)
    return [or_(a.seq <= began, a.kind.in_(PUBLIC), a.command_id.not_in(inside))]


def shown_facts(conn: Connection, project_id: str, reader: str) -> int:
    """Count the facts of the record without what others decided in sealed rounds."""
    where = not_sealed(conn, project_id, reader)
    if not where:
        return read_head(conn, project_id).seq
    query = select(func.count()).select_from(t.audit_log).where(t.audit_log.c.project_id == project_id, *where)
    return int(conn.execute(query).scalar_one())


def sealed_numbers(conn: Connection, project_id: str) -> tuple[int, ...]:
    """Give the numbers of the rounds of which others' decisions are left out, whether or not there are any yet."""
    return tuple(row.number for row in _sealed_rounds(conn, project_id) if row.state == "open")


def _strings(value: Any) -> Iterable[str]:
    if isinstance(value, str):
        yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _strings(inner)
