"""The round that waits for a coder: what the overview, the start page and the ordinary desk say of it."""

from dataclasses import dataclass

from sqlalchemy import Connection

from storage.queries import rounds as round_queries
from storage.store import Store


@dataclass(frozen=True, slots=True)
class WaitingRound:
    """A round of which this coder has a part to code: `left` of its `total` answers are not decided."""

    round_id: str
    number: int
    kind: str
    total: int
    left: int

    @property
    def sentence(self) -> str:
        """Say what waits.

        Examples
        --------
        >>> WaitingRound("r", 1, "calibration", 20, 20).sentence
        'Round 1, calibration, waits for you: 20 answers.'
        >>> WaitingRound("r", 2, "main", 20, 1).sentence
        'Round 2, main coding, waits for you: 1 of 20 answers is still to code.'
        >>> WaitingRound("r", 1, "calibration", 20, 0).sentence
        'Round 1, calibration: all 20 answers of your part are coded. Hand it in.'
        """
        what = f"Round {self.number}, {'main coding' if self.kind == 'main' else self.kind}"
        if not self.left:
            return f"{what}: all {self.total:,} answers of your part are coded. Hand it in."
        if self.left < self.total:
            still = "answers is" if self.left == 1 else "answers are"
            return f"{what}, waits for you: {self.left:,} of {self.total:,} {still} still to code."
        return f"{what}, waits for you: {'1 answer' if self.total == 1 else f'{self.total:,} answers'}."

    @property
    def button(self) -> str:
        """Name what leads to its desk."""
        return "Code your part" if self.left else "Hand in your part"


def waiting_round(store: Store, project_id: str, coder_id: str) -> WaitingRound | None:
    """Give the round that a coder has to code or to hand in, the first opened of several; None where there is none."""
    with store.reading() as conn:
        return read_waiting_round(conn, project_id, coder_id)


def read_waiting_round(conn: Connection, project_id: str, coder_id: str) -> WaitingRound | None:
    """Give the round that a coder has to code or to hand in, as `waiting_round` does."""
    row = round_queries.open_round_of(conn, project_id, coder_id)
    if row is None:
        return None
    total = len(round_queries.handed_to(conn, project_id, row.round_id, coder_id))
    left = len(round_queries.undecided(conn, project_id, row.round_id, coder_id))
    return WaitingRound(row.round_id, row.number, row.kind, total, left)
