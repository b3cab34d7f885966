"""Which record numbers a reader is told: who still codes in a sealed round, none from the round's opening on.

The record counts everybody's decisions, so that the gap between two of one's own would tell how many the others have
made. Where numbers end depends on nothing that is sealed: not at the first hidden decision, which would tell when it
was made, but at the opening. A digest goes with its number. Who has no part to hand in is told them all.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from reports.model import Stamp
from storage.queries import rounds as round_queries
from storage.record import Head, read_head
from storage.store import Store


@dataclass(frozen=True, slots=True)
class Untold:
    """From where on a reader is told no number: the first behind `until`, the opening of the first of `rounds`.

    `own` says whether the reader's part of these rounds is open; else somebody's is, and nobody in particular reads.
    """

    until: int
    rounds: tuple[int, ...]
    own: bool

    @property
    def sentence(self) -> str:
        """Say why, and when they will be told.

        Examples
        --------
        >>> Untold(12, (2,), own=True).sentence.partition(":")[0]
        'Record numbers and digests after 12 are told when your part of round 2 is handed in'
        """
        named = _named(self.rounds)
        whose = f"your part of {named} is handed in" if self.own else f"all have handed in {named}"
        why = "they count what everybody decides."
        return f"Record numbers and digests after {self.until:,} are told when {whose}: {why}"


def untold(conn: Connection, project_id: str, reader: str | None) -> Untold | None:
    """Give from where on a reader is told no record number, None where all are told.

    Parameters
    ----------
    reader : a coder; '' for nobody in particular, so that any coder may come to read it; None for the program itself
    """
    if reader is None:
        return None
    waiting = [
        row
        for row in round_queries.rounds(conn, project_id)
        if row.is_sealed and (reader in row.waits_for if reader else row.waits_for)
    ]
    if not waiting:
        return None
    return Untold(min(row.opened_seq for row in waiting), tuple(row.number for row in waiting), bool(reader))


def told_head(conn: Connection, project_id: str, reader: str | None) -> Head:
    """Give where the record stands, number 0 and digest '' where the reader is not told."""
    return Head(0, "") if untold(conn, project_id, reader) else read_head(conn, project_id)


def told_stamp(conn: Connection, project_id: str, stamp: Stamp, reader: str | None) -> Stamp:
    """Take number and digest out of a stamp where the reader is not told them, and say so there."""
    hidden = untold(conn, project_id, reader)
    if hidden is None:
        return stamp
    return replace(stamp, record_number=0, digest="", untold=f"not told while {_named(hidden.rounds)} is being coded")


def stamp_for(store: Store, project_id: str, stamp: Stamp, reader: str) -> Stamp:
    """Give a stamp that is shared by all sessions as one reader may see it."""
    with store.reading() as conn:
        return told_stamp(conn, project_id, stamp, reader)


def _named(numbers: Sequence[int]) -> str:
    return " and ".join(f"round {number}" for number in numbers)
