"""Which facts of the record a reader may not read, because they were decided in a round that was never revealed.

A round that was withdrawn stays sealed: its answers may be handed out anew, and to withdraw is no way to look.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, select

from coding import packet_events
from coding.round_events import SEALED
from storage import tables as t
from storage.queries import rounds as round_queries
from storage.queries.rounds import RoundRow
from workbench.round_desk import scope_of

SOMEBODY = "Somebody"  # how many of a sealed round are done is nobody else's business


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
            # opened, handed in, revealed, sent by file: that it happened is no secret
            is_public = row.kind.startswith("Round") or row.kind in packet_events.EVENTS
            end = "which was withdrawn" if number in self.withdrawn else "sealed until it is revealed"
            return "" if is_public else f"made a decision in round {number}, {end}"
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


def not_in_sealed_round(conn: Connection, project_id: str) -> list[ColumnElement[bool]]:
    """Give the conditions of a query that leaves out what was decided in sealed rounds, for it would count them."""
    scopes = [scope_of(row.round_id) for row in _sealed_rounds(conn, project_id)]
    if not scopes:
        return []
    c = t.commands.c
    inside = select(c.command_id).where(c.project_id == project_id, c.scope.in_(scopes))
    return [t.audit_log.c.command_id.not_in(inside)]


def _strings(value: Any) -> Iterable[str]:
    if isinstance(value, str):
        yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _strings(inner)
