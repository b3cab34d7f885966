"""Undo and redo, per coder and part of the program: compensating events, refused where something depends."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, func, select

from codebooks import events as codebook_events
from codebooks.decide import check_laws
from coding.errors import CannotUndo
from coding.events import UNCODED
from coding.project_events import CommandUndone
from coding.roles import Role
from coding.round_events import ConsensusReached
from storage import queries, record, seal
from storage import tables as t
from storage.record import Transaction
from storage.store import Store
from workbench.permissions import require
from workbench.record_numbers import untold

_OF_CODEBOOK = tuple(codebook_events.EVENTS.values())


@dataclass(frozen=True, slots=True)
class Undone:
    """What was taken back (or done again): the command, its kinds of event, the response it was about ('' if none).

    `again` is 1 where that was the second presentation of the answer in a round.
    """

    command: str
    kinds: tuple[str, ...]
    response: str
    again: int = 0


def undo(
    store: Store, project_id: str, coder_id: str, *, scope: str, command_id: str, target: str = ""
) -> Undone | None:
    """Take back the coder's latest live command in `scope`, or the `target`; None when there is nothing to undo.

    Who presses undo means the decision they have just seen. Naming it keeps an earlier one safe where that decision
    was refused, or where a later one came from another window.
    """
    with store.transaction(project_id, command_id=command_id, actor=coder_id, scope=scope) as tx:
        if tx.repeated:
            return _told_again(tx)
        if target and not _is_live(tx.conn, project_id, coder_id, scope, target):
            raise CannotUndo("The decision was not saved, or is undone already: there is nothing to take back.")
        target = target or next_undo(tx.conn, project_id, coder_id, scope)
        return take_back(tx, target) if target else None


def redo(
    store: Store, project_id: str, coder_id: str, *, scope: str, command_id: str, target: str = ""
) -> Undone | None:
    """Do again what was undone last, as long as nothing new was done since; None otherwise.

    With a `target` only that one is done again: CannotUndo where another would come first.
    """
    with store.transaction(project_id, command_id=command_id, actor=coder_id, scope=scope) as tx:
        if tx.repeated:
            return _told_again(tx)
        turned = next_undo(tx.conn, project_id, coder_id, scope, redo=True)
        again = _undone_by(tx.conn, project_id, turned)
        if target and again != target:
            raise CannotUndo("Something was decided since it was undone, so it cannot be done again. Decide it anew.")
        return replace(take_back(tx, turned), command=again) if turned else None


def _told_again(tx: Transaction) -> Undone | None:
    """Say what a repeated undo or redo did when it came first, for that answer may not have arrived."""
    turned = _undone_by(tx.conn, tx.project_id, tx.command_id)
    command = _undone_by(tx.conn, tx.project_id, turned) or turned
    return _undone(command, _events(tx, command)) if command else None


def _undone_by(conn: Connection, project_id: str, command: str) -> str:
    c = t.commands.c
    query = select(c.undoes).where(c.project_id == project_id, c.command_id == command)
    return conn.execute(query).scalar() or ""


def _events(tx: Transaction, command: str) -> list[Any]:
    c = t.commands.c
    row = tx.conn.execute(select(t.commands).where(c.project_id == tx.project_id, c.command_id == command)).one()
    found = record.rows(tx.conn, tx.project_id, after=row.first_seq - 1, until=row.last_seq)
    events = (record.fact_of(each).event for each in found)
    return [event for event in events if not isinstance(event, CommandUndone)]


def _undone(command: str, events: Sequence[Any]) -> Undone:
    about = (getattr(event, "response", "") or getattr(event, "target", "") for event in events)
    kinds = tuple(type(event).__name__ for event in events)
    again = max((getattr(event, "again", 0) for event in events), default=0)
    return Undone(command, kinds, next((found for found in about if found), ""), again)


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


def take_back(tx: Transaction, target: str) -> Undone:
    """Append what undoes a command; CannotUndo where it cannot be taken back or a later decision depends on it.

    Who may no longer decide such things may not take them back either: NotAllowed.
    """
    last_seq = tx.conn.execute(
        select(t.commands.c.last_seq).where(t.commands.c.project_id == tx.project_id, t.commands.c.command_id == target)
    ).scalar_one()
    events = _events(tx, target)
    _require(tx, events)
    inverses = [event.inverse() for event in reversed(events)]
    if None in inverses:
        raise CannotUndo("This was recorded for good and cannot be undone. Change it with a new decision instead.")
    seal.check(tx.conn, tx.project_id, inverses)  # first: what follows reads decisions that may be sealed
    _refuse_if_needed(tx, last_seq, target, {key for event in events for key in event.writes()})
    tx.append([CommandUndone(command=target), *inverses])
    if any(isinstance(event, _OF_CODEBOOK) for event in events):
        check_laws(queries.codebook(tx.conn, tx.project_id))
    return _undone(target, events)


def _require(tx: Transaction, events: Sequence[Any]) -> None:
    if any(isinstance(event, _OF_CODEBOOK) for event in events):
        require(tx.conn, tx.project_id, tx.actor, Role.can_edit_codebook, "change the codebook")
    elif any(isinstance(event, ConsensusReached) for event in events):
        require(tx.conn, tx.project_id, tx.actor, Role.can_adjudicate, "adjudicate")
    else:
        require(tx.conn, tx.project_id, tx.actor, Role.can_code, "code answers")


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
        over = {key for key in fact.event.writes() if not key.startswith(UNCODED)}
        if written & (over | fact.event.needs()):
            number = "" if untold(tx.conn, tx.project_id, tx.actor) else f"record number {row.seq}, "
            raise CannotUndo(
                f"A later decision rests on this one ({number}{row.at[:16].replace('T', ' ')} UTC). "
                "Undo that one first."
            )
