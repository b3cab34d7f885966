"""Suggestions as they were met at the desk: one event for each answer that a coder leaves."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, select

from coding.decide import ResponseState
from coding.errors import CodingError
from coding.suggestions import SuggestionsMet, meet
from storage import tables as t
from storage.record import Transaction

SCOPE = "suggestions"  # a stack of its own: undo at the desk takes back decisions, not what was seen


def decide(tx: Transaction, state: ResponseState, entry: Mapping[str, Any]) -> list[Any]:
    """Give the event of a meeting, from what the desk says was on screen; nothing where it is known already."""
    now = _from_entry(state, entry.get("met"))
    known = {*tx.conn.execute(select(t.codes.c.code_id).where(t.codes.c.project_id == tx.project_id)).scalars()}
    if not {*(one.code for one in now.met), *now.held} <= known:
        raise CodingError("A suggested code is not in this codebook. Reload the page.")
    return list(meet(read(tx.conn, tx.project_id, state.coder, state.response), now))


def read(conn: Connection, project_id: str, coder_id: str, response_id: str) -> SuggestionsMet | None:
    """Give the meeting of one coder with the suggestions for one answer, None if there was none."""
    c = t.suggestions.c
    query = select(t.suggestions).where(
        c.project_id == project_id, c.coder_id == coder_id, c.response_id == response_id
    )
    rows = conn.execute(query.order_by(c.rank, c.code_id)).all()
    if not rows:
        return None
    return SuggestionsMet(
        response=response_id,
        coder=coder_id,
        moment=rows[0].moment,
        model=rows[0].model,
        codes=tuple(
            (row.code_id, row.rank, row.probability, row.shown, row.outcome == "taken") for row in rows if row.rank
        ),
        held=tuple(sorted(row.code_id for row in rows if row.outcome == "had")),
    )


def _from_entry(state: ResponseState, met: Any) -> SuggestionsMet:
    try:
        codes = tuple(
            (str(one["code"]), rank, str(one["p"]), one["shown"] is True, one["taken"] is True)
            for rank, one in enumerate(met["codes"], start=1)
        )
        held = tuple(sorted({str(code) for code in met["held"]}))
        return SuggestionsMet(
            response=state.response, coder=state.coder, moment=str(met["moment"]), model=str(met["model"])[:64],
            codes=codes, held=held,
        )  # fmt: skip
    except (TypeError, KeyError) as broken:
        raise CodingError("The desk sent suggestions that cannot be read. Reload the page.") from broken
