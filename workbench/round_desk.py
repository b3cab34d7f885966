"""The coding desk in a round: the answers handed to one coder in that coder's order, and nothing of anybody else's.

An answer stands on this desk under an id of its own, made of the round and its position, so that one which is
presented again looks like any other. No suggestion, nearest answer, count, offer to code alike or order goes with it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection

from coding.decide import ResponseState
from coding.events import CodeApplied, ResponseMarked
from storage import queries
from storage.errors import Sealed
from storage.queries import rounds as round_queries
from storage.queries.rounds import RoundRow
from storage.record import Transaction
from storage.store import Store
from workbench import desk_keys
from workbench.desk import AHEAD, BEHIND, DeskWindow
from workbench.desk_items import DeskItem, answer_rows, desk_code, desk_item
from workbench.errors import NotAllowed
from workbench.memos import memo_events, own_notes
from workbench.response_states import text_of

_DIGITS = 7  # of a position: no coder gets ten million answers
AGAIN = "\n\nAt the second reading: "  # what a memo goes on with where the answer was presented again


@dataclass(frozen=True, slots=True)
class Presented:
    """An answer as it was handed out: its place in the coder's order and which presentation this is."""

    position: int
    response: str
    again: int


@dataclass(frozen=True, slots=True)
class RoundDesk:
    """What the page says of a round to one of its coders; `done` counts answers decided."""

    row: RoundRow
    total: int
    done: int
    is_handed_in: bool


def scope_of(round_id: str) -> str:
    """Name the stack of undo of one's decisions in a round."""
    return f"round:{round_id}"


def item_id(round_id: str, position: int) -> str:
    """Give the id under which an answer stands on the desk of a round.

    Examples
    --------
    >>> item_id("r1", 12)
    'r1.12'
    """
    return f"{round_id}.{position}"


def standing(store: Store, project_id: str, coder_id: str, round_id: str) -> RoundDesk:
    """Say how far a coder is in a round; NotAllowed for whoever is not among its coders."""
    with store.reading() as conn:
        row = _own_round(conn, project_id, coder_id, round_id)
        total = len(_handed(conn, project_id, round_id, coder_id))
        left = len(round_queries.undecided(conn, project_id, round_id, coder_id))
    return RoundDesk(row, total, total - left, row.coders[coder_id] > 0)


def held_back(store: Store, project_id: str, coder_id: str) -> int:
    """Count the answers that a coder meets in an open round alone."""
    with store.reading() as conn:
        return len(round_queries.sealed_for(conn, project_id, coder_id))


def window(
    store: Store, project_id: str, coder_id: str, round_id: str, *, at: str | None = None, number: int | None = None
) -> DeskWindow:
    """Give the answers around `at` (an id of this desk), or the `number`th, or the first that is not decided.

    Raises
    ------
    storage.errors.Sealed
        The round is over, or the coder's part is handed in.
    NotAllowed
        The coder is not among those of the round.
    """
    with store.reading() as conn:
        _open_part(conn, project_id, coder_id, round_id)
        line = _handed(conn, project_id, round_id, coder_id)
        ids = [item_id(round_id, each.position) for each in line]
        undecided = set(round_queries.undecided(conn, project_id, round_id, coder_id))
        if number is not None:
            at = ids[min(max(number, 1), len(ids)) - 1]
        open_ids = [key for key, each in zip(ids, line, strict=True) if (each.response, each.again) in undecided]
        current = at if at in set(ids) else (open_ids or ids)[0]
        place = ids.index(current)
        first = max(0, place - BEHIND)
        book = queries.codebook(conn, project_id)
        items = _items(conn, project_id, coder_id, round_id, line[first : place + AHEAD + 1])
        keys = desk_keys.read_keys(conn, project_id, coder_id, book, (item.question_id for item in items))
        unit = queries.project(conn, project_id).unit
        questions = len(queries.questions(conn, project_id))
    if keys.are_new:
        desk_keys.remember_keys(store, project_id, coder_id, keys)
    return DeskWindow(
        items=items,
        current=current,
        position=place + 1,
        total=len(line),
        coded=len(line) - len(undecided),
        codes=tuple(desk_code(code, book, {}) for code in book.live()),
        palettes=keys.palettes,
        questions=questions,
        makes_codes=False,
        code_makers=(),
        unit=unit,
    )


def presented(
    conn: Connection, project_id: str, coder_id: str, round_id: str, item: str, *, is_stored: bool = False
) -> Presented:
    """Give the answer that stands on a coder's desk under an id; Sealed where nothing more is decided about it.

    Parameters
    ----------
    is_stored : the decision was stored before and is only asked about again, which may be after the hand-in
    """
    row = (_own_round if is_stored else _open_part)(conn, project_id, coder_id, round_id)
    of_round, _, position = item.rpartition(".")
    if of_round == round_id and position.isascii() and position.isdigit() and len(position) <= _DIGITS:
        for found in round_queries.handed_to(conn, project_id, round_id, coder_id, int(position)):
            return Presented(*found)
    raise Sealed(f"This answer is not among those handed to you in round {row.number}. Reload the page.")


def item_of(store: Store, project_id: str, coder_id: str, round_id: str, response: str, again: int) -> str:
    """Give the id under which an answer stands on a coder's desk, '' where it does not."""
    with store.reading() as conn:
        line = _handed(conn, project_id, round_id, coder_id)
    return next(
        (item_id(round_id, each.position) for each in line if (each.response, each.again) == (response, again)), ""
    )


def state_of(conn: Connection, project_id: str, coder_id: str, round_id: str, of: Presented) -> ResponseState:
    """Give what a coder has decided about an answer at one presentation in a round."""
    lengths = {of.response: len(text_of(conn, project_id, of.response))}
    return _states(conn, project_id, coder_id, round_id, [of], lengths)[of]


def in_round(events: Sequence[Any], round_id: str, of: Presented) -> list[Any]:
    """Give decisions as ones of a round: they go where nobody else can read them."""
    decided = CodeApplied | ResponseMarked
    return [
        replace(event, round=round_id, again=of.again) if isinstance(event, decided) else event for event in events
    ]


def note_events(tx: Transaction, coder_id: str, of: Presented, words: str) -> list[Any]:
    """Give the events of a note on an answer; what is noted at each presentation stands in one memo, one part each."""
    kept = own_notes(tx.conn, tx.project_id, coder_id, [of.response]).get(of.response, "")
    parts = [*_parts(kept)]
    parts[of.again] = words.strip()
    whole = parts[0] + (AGAIN + parts[1] if parts[1] else "")
    return memo_events(tx, coder_id, "response", of.response, whole)


def _parts(words: str) -> tuple[str, str]:
    """Part a note into what was written at the first presentation and at the second.

    Examples
    --------
    >>> _parts("So." + AGAIN + "Or not."), _parts("So."), _parts(AGAIN.strip() + " Or not.")
    (('So.', 'Or not.'), ('So.', ''), ('', 'Or not.'))
    """
    first, _, second = f"\n\n{words}".partition(AGAIN)
    return first.strip(), second.strip()


def _own_round(conn: Connection, project_id: str, coder_id: str, round_id: str) -> RoundRow:
    row = round_queries.round_row(conn, project_id, round_id)
    if coder_id not in row.coders:
        raise NotAllowed(f"Round {row.number} is coded by others. Its coders were named when it was opened.")
    return row


def _open_part(conn: Connection, project_id: str, coder_id: str, round_id: str) -> RoundRow:
    row = _own_round(conn, project_id, coder_id, round_id)
    if row.state != "open":
        raise Sealed(f"Round {row.number} is {row.state}: go on at the ordinary coding desk.")
    if row.coders[coder_id]:
        raise Sealed(f"Your part of round {row.number} is handed in: nothing of it changes any more.")
    return row


def _handed(conn: Connection, project_id: str, round_id: str, coder_id: str) -> list[Presented]:
    return [Presented(*row) for row in round_queries.handed_to(conn, project_id, round_id, coder_id)]


def _items(
    conn: Connection, project_id: str, coder_id: str, round_id: str, shown: Sequence[Presented]
) -> tuple[DeskItem, ...]:
    rows = answer_rows(conn, project_id, [each.response for each in shown])
    lengths = {response: len(row.text) for response, row in rows.items()}
    states = _states(conn, project_id, coder_id, round_id, shown, lengths)
    notes = own_notes(conn, project_id, coder_id, list(rows))
    book = queries.codebook(conn, project_id)
    return tuple(
        desk_item(
            item_id(round_id, each.position), each.position, rows[each.response], states[each], book,
            _parts(notes.get(each.response, ""))[each.again],
        )
        for each in shown
    )  # fmt: skip


def _states(
    conn: Connection,
    project_id: str,
    coder_id: str,
    round_id: str,
    shown: Sequence[Presented],
    lengths: Mapping[str, int],
) -> dict[Presented, ResponseState]:
    codings = round_queries.own_codings(conn, project_id, round_id, coder_id, lengths)
    marks = round_queries.own_marks(conn, project_id, round_id, coder_id, lengths)
    return {
        each: ResponseState(
            each.response,
            coder_id,
            lengths[each.response],
            tuple(c for c in codings if (c.response, c.again) == (each.response, each.again)),
            frozenset(marks.get((each.response, each.again), ())),
        )
        for each in shown
    }
