"""Draw rounds: who codes, who handed in, what was coded under the seal, what was agreed afterwards."""

import json
from typing import Any

from sqlalchemy import Connection, Table, and_, insert, literal_column, select

from coding import round_events as rounds
from storage import tables as t
from storage.projections.registry import Fact, add, change, draws, drop, put


@draws(rounds.RoundOpened)
def _opened(conn: Connection, fact: Fact) -> None:
    event: rounds.RoundOpened = fact.event
    add(
        conn, t.rounds, fact, round_id=event.round, number=event.number, kind=event.kind, name=event.name,
        state="open", plan=event.plan, codebook_version=event.codebook_version, reference=event.reference,
        thresholds=json.dumps(dict(event.thresholds), sort_keys=True), names_hidden=event.names_hidden,
        opened_seq=fact.seq, revealed_seq=0, at=fact.at,
    )  # fmt: skip
    for position, coder in enumerate(event.coders, start=1):
        add(
            conn, t.round_coders, fact, round_id=event.round, coder_id=coder, position=position, submitted_seq=0,
            submitted_at="",
        )  # fmt: skip


@draws(rounds.RoundSubmitted)
def _submitted(conn: Connection, fact: Fact) -> None:
    key = {"round_id": fact.event.round, "coder_id": fact.event.coder}
    change(conn, t.round_coders, fact, key, submitted_seq=fact.seq, submitted_at=fact.at)


@draws(rounds.RoundRevealed)
def _revealed(conn: Connection, fact: Fact) -> None:
    """Show a round: what was coded at the first presentation comes among all other codings, and stays here too."""
    change(conn, t.rounds, fact, {"round_id": fact.event.round}, state="revealed", revealed_seq=fact.seq)
    span = ("coder_id", "response_id", "code_id", "start", "end")
    _copy_out(conn, fact, t.round_codings, t.codings, span)
    _copy_out(conn, fact, t.round_marks, t.marks, ("coder_id", "response_id", "mark"))


def _copy_out(conn: Connection, fact: Fact, sealed: Table, shown: Table, same: tuple[str, ...]) -> None:
    columns = [column.name for column in shown.columns]
    there = and_(shown.c.project_id == sealed.c.project_id, *(shown.c[name] == sealed.c[name] for name in same))
    rows = select(*(sealed.c[name] for name in columns)).where(
        sealed.c.project_id == fact.project_id,
        sealed.c.round_id == fact.event.round,
        sealed.c.again == 0,
        ~select(literal_column("1")).select_from(shown).where(there).correlate(sealed).exists(),
    )
    conn.execute(insert(shown).from_select(columns, rows))


@draws(rounds.RoundWithdrawn)
def _withdrawn(conn: Connection, fact: Fact) -> None:
    change(conn, t.rounds, fact, {"round_id": fact.event.round}, state="withdrawn")


@draws(rounds.ConsensusReached)
def _consensus(conn: Connection, fact: Fact) -> None:
    event: rounds.ConsensusReached = fact.event
    key: dict[str, Any] = {"round_id": event.round, "response_id": event.response}
    if not event.rule:
        drop(conn, t.consensus, fact, **key)
        return
    put(
        conn, t.consensus, fact, key, codes=json.dumps(event.codes), rule=event.rule, reason=event.reason,
        note=event.note, dissent=json.dumps(dict(event.dissent), sort_keys=True), adjudicator=event.adjudicator,
        at=fact.at,
    )  # fmt: skip
