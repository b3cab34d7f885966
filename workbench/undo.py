"""Undo and redo, per coder and part of the program: compensating events, refused where something depends."""

from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from codebooks import events as codebook_events
from codebooks.decide import check_laws
from coding.errors import CannotUndo
from coding.project_events import CommandUndone
from storage import queries, record
from storage import tables as t
from storage.record import Transaction
from storage.store import Store


@dataclass(frozen=True, slots=True)
class Undone:
    """What was taken back: the kinds of event, and the response it was about ('' if none)."""

    kinds: tuple[str, ...]
    response: str


def undo(
    store: Store, project_id: str, coder_id: str, *, scope: str, command_id: str, target: str = ""
) -> Undone | None:
    """Take back the coder's latest live command in `scope`, or the `target`; None when there is nothing to undo.

    Who presses undo means the decision they have just seen. Naming it keeps an earlier one safe where that decision
    was refused, or where a later one came from another window.
    """
    if not target:
        return _turn(store, project_id, coder_id, scope=scope, command_id=command_id, redo=False)
    with store.transaction(project_id, command_id=command_id, actor=coder_id, scope=scope) as tx:
        if tx.repeated:
            return None
        if not _is_live(tx.conn, project_id, coder_id, scope, target):
            raise CannotUndo("The decision was not saved, or is undone already: there is nothing to take back.")
        return take_back(tx, target)


def redo(store: Store, project_id: str, coder_id: str, *, scope: str, command_id: str) -> Undone | None:
    """Do again what was undone last, as long as nothing new was done since; None otherwise."""
    return _turn(store, project_id, coder_id, scope=scope, command_id=command_id, redo=True)


def next_undo(conn: Connection, project_id: str, coder_id: str, scope: str, *, redo: bool = False) -> str:
    """Give the command that undo (or redo) would take, '' if none."""
    c = t.commands.c
    mine = c.project_id == project_id, c.actor == coder_id, c.scope == scope
    live = select(c.command_id).where(*mine, c.undone_by == "")
    if not redo:
        query = live.where(c.undoes == "").order_by(c.first_seq.desc()).limit(1)
        return conn.execute(query).scalar() or ""
    newest = select(func.max(c.first_seq)).where(*mine, c.undone_by == "", c.undoes == "")
    target = t.commands.alias("target")
    query = (
        live.join(target, (target.c.project_id == c.project_id) & (target.c.command_id == c.undoes))
        .where(target.c.undoes == "", c.first_seq > (conn.execute(newest).scalar() or 0))
        .order_by(c.first_seq.desc())
        .limit(1)
    )
    return conn.execute(query).scalar() or ""


def _is_live(conn: Connection, project_id: str, coder_id: str, scope: str, command: str) -> bool:
    c = t.commands.c
    mine = c.project_id == project_id, c.actor == coder_id, c.scope == scope
    return (
        conn.execute(select(c.command_id).where(*mine, c.command_id == command, c.undone_by == "")).scalar() is not None
    )


def _turn(store: Store, project_id: str, coder_id: str, *, scope: str, command_id: str, redo: bool) -> Undone | None:
    with store.transaction(project_id, command_id=command_id, actor=coder_id, scope=scope) as tx:
        if tx.repeated:
            return None
        target = next_undo(tx.conn, project_id, coder_id, scope, redo=redo)
        return take_back(tx, target) if target else None


def take_back(tx: Transaction, target: str) -> Undone:
    """Append what undoes a command; CannotUndo where it cannot be taken back or a later decision depends on it."""
    c = t.commands.c
    row = tx.conn.execute(select(t.commands).where(c.project_id == tx.project_id, c.command_id == target)).one()
    facts = [
        record.fact_of(found)
        for found in record.rows(tx.conn, tx.project_id, after=row.first_seq - 1, until=row.last_seq)
    ]
    events = [fact.event for fact in facts if not isinstance(fact.event, CommandUndone)]
    inverses = [event.inverse() for event in reversed(events)]
    if None in inverses:
        raise CannotUndo("This was recorded for good and cannot be undone. Change it with a new decision instead.")
    _refuse_if_needed(tx, row.last_seq, target, {key for event in events for key in event.writes()})
    tx.append([CommandUndone(command=target), *inverses])
    if any(isinstance(event, tuple(codebook_events.EVENTS.values())) for event in events):
        check_laws(queries.codebook(tx.conn, tx.project_id))
    about = (getattr(event, "response", "") or getattr(event, "target", "") for event in events)
    response = next((found for found in about if found), "")
    return Undone(tuple(type(event).__name__ for event in events), response)


def _refuse_if_needed(tx: Transaction, after: int, target: str, written: set[str]) -> None:
    c = t.commands.c
    later = select(c.command_id).where(
        c.project_id == tx.project_id, c.first_seq > after, c.undone_by == "", c.undoes == ""
    )
    live = set(tx.conn.execute(later).scalars())
    for row in record.rows(tx.conn, tx.project_id, after=after):
        if row.command_id not in live:
            continue
        fact = record.fact_of(row)
        if written & (fact.event.writes() | fact.event.needs()):
            raise CannotUndo(
                f"A later decision rests on this one (record number {row.seq}, {row.at[:16].replace('T', ' ')} UTC). "
                "Undo that one first."
            )
