"""What was agreed after a round."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, select

from coding.round_events import Agreed
from storage import bodies
from storage import tables as t


@dataclass(frozen=True, slots=True)
class ConsensusRow:
    """What holds of one answer of a round; see `coding.round_events.ConsensusReached`. The note's text is `words`."""

    response_id: str
    codes: tuple[str, ...]
    rule: str
    reason: str
    note: str
    words: str
    dissent: Mapping[str, tuple[str, ...]]
    adjudicator: str
    at: str

    def agreed(self) -> Agreed:
        """Give it as a later event takes it up as its `before`."""
        dissent = tuple(sorted(self.dissent.items()))
        return (self.codes, self.rule, self.reason, self.note, dissent, self.adjudicator)


def consensus(conn: Connection, project_id: str, round_id: str) -> dict[str, ConsensusRow]:
    """Give what was agreed on the answers of a round, by answer."""
    c = t.consensus.c
    rows = conn.execute(select(t.consensus).where(c.project_id == project_id, c.round_id == round_id)).all()
    words = bodies.read(conn, project_id, [row.note for row in rows if row.note])
    return {
        row.response_id: ConsensusRow(
            response_id=row.response_id,
            codes=tuple(json.loads(row.codes)),
            rule=row.rule,
            reason=row.reason,
            note=row.note,
            words=words.get(row.note, ""),
            dissent={coder: tuple(codes) for coder, codes in json.loads(row.dissent).items()},
            adjudicator=row.adjudicator,
            at=row.at,
        )
        for row in rows
    }


def rounds_with_consensus(conn: Connection, project_id: str) -> list[int]:
    """Give the numbers of the rounds of which anything was agreed."""
    c, r = t.consensus.c, t.rounds.c
    query = (
        select(r.number)
        .join_from(t.consensus, t.rounds, (r.project_id == c.project_id) & (r.round_id == c.round_id))
        .where(c.project_id == project_id)
        .distinct()
        .order_by(r.number)
    )
    return list(conn.execute(query).scalars())
