"""What an open round forbids, asked before anything is appended to the record, whichever way it comes.

An answer that was handed out is coded by its coder in the round alone, and under a seal nobody says of it what all can
see; what was handed in stays as it is; and the codebook waits while a reliability round is coded with it.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, select

from codebooks import events as codebook
from coding.bulk import CodesAppliedToMany
from coding.events import CodeApplied, DispositionsSet, MemoWritten, QuoteChosen, ResponseMarked
from coding.packet_events import PacketOpened
from coding.round_events import SEALED
from storage import packet_keys
from storage import tables as t
from storage.errors import Sealed

_ONE_BY_ONE = (CodeApplied, ResponseMarked)
_OF_ANSWERS = (*_ONE_BY_ONE, CodesAppliedToMany)
_FOR_ALL = (DispositionsSet, QuoteChosen)  # said of an answer at once to everybody
_OF_CODEBOOK = tuple(codebook.EVENTS.values())
_AT_ONCE = 400  # answers that a query names; of more it is quicker to read all that was handed out


def check(conn: Connection, project_id: str, events: Sequence[Any]) -> None:
    """Raise Sealed where one of the events is against an open round."""
    if not any(isinstance(event, (*_OF_ANSWERS, *_OF_CODEBOOK, *_FOR_ALL, MemoWritten)) for event in events):
        return
    is_open = {row.round_id: row for row in _open_rounds(conn, project_id)}
    waits = codebook_waits(conn, project_id) if any(isinstance(event, _OF_CODEBOOK) for event in events) else ""
    if waits:
        raise Sealed(waits)
    if any(isinstance(event, codebook.CodeWithdrawn) for event in events):
        _check_withdrawn(is_open.values())
    in_rounds = [event for event in events if isinstance(event, _ONE_BY_ONE) and event.round]
    for round_id in sorted({event.round for event in in_rounds}):
        mine = [event for event in in_rounds if event.round == round_id]
        _check_round(conn, project_id, is_open.get(round_id), mine)
    if is_open:
        _check_notes(conn, project_id, is_open, [event for event in events if isinstance(event, MemoWritten)])
        _check_said(conn, project_id, list(is_open.values()), {r for event in events for r in _said_of(event)})
        outside = {pair for event in events if isinstance(event, _OF_ANSWERS) for pair in _outside(event)}
        _check_outside(conn, project_id, is_open, outside)


def codebook_waits(conn: Connection, project_id: str) -> str:
    """Say why the codebook cannot be changed now, '' where it can."""
    if any(isinstance(packet.event, PacketOpened) for packet in packet_keys.kept(conn, project_id)):
        return "This codebook came with a packet and is its sender's: a code made here would be unknown there."
    for row in _open_rounds(conn, project_id):
        if row.kind == "reliability":
            version = f" v{row.codebook_version}" if row.codebook_version else ""
            return f"Round {row.number} is being coded with codebook{version}; the codebook waits until it is revealed."
    return ""


def _check_withdrawn(is_open: Iterable[Any]) -> None:
    """Refuse to take a code out, whether used or not: else the answer would tell if somebody has used it in a round."""
    sealed = next((row for row in is_open if row.kind in SEALED), None)
    if sealed is not None:
        raise Sealed(
            f"Round {sealed.number} is being coded: whether a code was used in it is sealed, so that none is taken "
            "out again until it is revealed. Retire the code instead."
        )


def _open_rounds(conn: Connection, project_id: str) -> Sequence[Any]:
    r = t.rounds.c
    query = select(r.round_id, r.number, r.kind, r.codebook_version).order_by(r.number)
    return conn.execute(query.where(r.project_id == project_id, r.state == "open")).all()


def _check_round(conn: Connection, project_id: str, row: Any | None, events: Sequence[Any]) -> None:
    """Refuse what is decided in a round that is over, that the coder has handed in, or on an answer not handed out."""
    if row is None:
        raise Sealed("This round is over: what was coded in it stays as it is. Go on at the ordinary coding desk.")
    c = t.round_coders.c
    query = select(c.coder_id, c.submitted_seq).where(c.project_id == project_id, c.round_id == row.round_id)
    submitted = {one.coder_id: one.submitted_seq for one in conn.execute(query)}
    for coder in {event.coder for event in events}:
        if coder not in submitted:
            raise Sealed(f"Round {row.number} is coded by others. Its coders were named when it was opened.")
        if submitted[coder]:
            raise Sealed(f"Your part of round {row.number} is handed in: nothing of it changes any more.")
        wanted = {(event.response, event.again) for event in events if event.coder == coder}
        handed = _handed_out(conn, project_id, [row.round_id], coder, {response for response, _ in wanted})
        if wanted - {(response, again) for response, again, _ in handed}:
            raise Sealed(f"This answer is not among those handed to you in round {row.number}. Reload the page.")


def _check_notes(
    conn: Connection, project_id: str, is_open: dict[str, Any], notes: Sequence[MemoWritten]
) -> None:
    """Refuse what changes a note on an answer that its writer has handed in: it was handed in with it."""
    c = t.round_coders.c
    on_answers = [note for note in notes if note.about == "response"]
    for coder in sorted({note.coder for note in on_answers}):
        query = select(c.round_id).where(
            c.project_id == project_id, c.round_id.in_(list(is_open)), c.coder_id == coder, c.submitted_seq > 0
        )
        over = conn.execute(query).scalars().all()
        wanted = {note.target for note in on_answers if note.coder == coder}
        for _, _, round_id in _handed_out(conn, project_id, over, coder, wanted):
            number = is_open[round_id].number
            raise Sealed(f"Your part of round {number} is handed in: nothing of it changes any more.")


def _check_said(conn: Connection, project_id: str, is_open: Sequence[Any], responses: set[str]) -> None:
    """Refuse what all would see of an answer that is coded under a seal, whoever says it."""
    sealed = {row.round_id: row.number for row in is_open if row.kind in SEALED}
    for _, _, round_id in _handed_out(conn, project_id, list(sealed), "", responses):
        raise Sealed(
            f"An answer of round {sealed[round_id]} is among these: what is said of it here all coders would see. "
            "Say it when the round is revealed."
        )


def _said_of(event: Any) -> Iterable[str]:
    """Give the answers of which something is said to everybody."""
    if isinstance(event, DispositionsSet):
        return [response for response, _, _ in event.changes]
    return [event.response] if isinstance(event, QuoteChosen) else []


def _check_outside(
    conn: Connection, project_id: str, is_open: dict[str, Any], outside: set[tuple[str, str]]
) -> None:
    """Refuse what is decided outside the rounds on an answer that its coder has to meet in one."""
    for coder in sorted({coder for coder, _ in outside}):
        wanted = {response for one, response in outside if one == coder}
        for _, _, round_id in _handed_out(conn, project_id, list(is_open), coder, wanted):
            raise Sealed(
                f"This answer is handed out in round {is_open[round_id].number} and is coded there alone until "
                "the round is revealed."
            )


def _outside(event: Any) -> set[tuple[str, str]]:
    """Give who decided on which answers outside any round."""
    if isinstance(event, CodesAppliedToMany):
        return {(event.coder, response) for response in (*(c[1] for c in event.codings), *(m[0] for m in event.marks))}
    return set() if event.round else {(event.coder, event.response)}


def _handed_out(
    conn: Connection, project_id: str, round_ids: Sequence[str], coder: str, responses: set[str]
) -> list[tuple[str, int, str]]:
    """Give which of some answers a coder, '' for anybody, was handed in some rounds: answer, presentation, round."""
    a = t.assignments.c
    if not responses or not round_ids:
        return []
    query = select(a.response_id, a.again, a.round_id).where(a.project_id == project_id, a.round_id.in_(round_ids))
    if coder:
        query = query.where(a.coder_id == coder)
    if len(responses) <= _AT_ONCE:
        query = query.where(a.response_id.in_(sorted(responses)))
    return [(row.response_id, row.again, row.round_id) for row in conn.execute(query) if row.response_id in responses]
