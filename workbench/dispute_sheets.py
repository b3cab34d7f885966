"""Answers as an adjudicator reads them: words, who said what on which of them, notes, what was decided."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from coding import consensus
from coding.disagreement import Given
from storage.queries.consensus import ConsensusRow
from storage.queries.memos import memos
from storage.store import Store
from workbench.desk_items import AnswerRow, answer_rows
from workbench.disputes import Board, Dispute


@dataclass(frozen=True, slots=True)
class GivenCodes:
    """What one coder gave: each code with the words it was put on, none of them for the whole answer."""

    name: str
    codes: tuple[tuple[str, tuple[str, ...]], ...]
    unsure: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One answer. Coders go by the names of the board, and stand in the order of these.

    Parameters
    ----------
    split : codes that some gave and others not
    elsewhere : codes that were put on different words
    common : codes that all gave
    alike : the codes where all gave the same, None where they did not
    redefined, gone : as in `workbench.disputes.Dispute`
    notes : (coder, words) of the notes on the answer by those who coded it
    """

    response_id: str
    question_id: str
    question: str
    text: str
    about: str
    given: tuple[GivenCodes, ...]
    split: tuple[str, ...]
    elsewhere: tuple[str, ...]
    common: tuple[str, ...]
    alike: tuple[str, ...] | None
    redefined: tuple[str, ...]
    gone: tuple[str, ...]
    notes: tuple[tuple[str, str], ...]
    agreed: ConsensusRow | None
    agreed_how: str


def read_sheets(store: Store, project_id: str, board: Board, disputes: Sequence[Dispute]) -> tuple[Sheet, ...]:
    """Give some answers of a board with their words."""
    with store.reading() as conn:
        rows = answer_rows(conn, project_id, [one.response_id for one in disputes])
        notes = _notes(conn, project_id, board, list(rows))
    return tuple(_sheet(board, one, rows[one.response_id], notes) for one in disputes if one.response_id in rows)


def _notes(
    conn: Connection, project_id: str, board: Board, responses: Sequence[str]
) -> dict[str, list[tuple[str, str]]]:
    found: dict[str, list[tuple[str, str]]] = {}
    for row in memos(conn, project_id, "", about="response", targets=responses):
        if row.coder_id in board.names:
            found.setdefault(row.target, []).append((board.names[row.coder_id], row.words))
    return {response: sorted(notes) for response, notes in found.items()}


def _sheet(
    board: Board, dispute: Dispute, row: AnswerRow, notes: Mapping[str, list[tuple[str, str]]]
) -> Sheet:
    said = [one.codes for one in dispute.given if one.is_said]
    alike = dispute.alike
    agreed = dispute.agreed
    by = f" for {consensus.REASONS[agreed.reason]}" if agreed and agreed.reason in consensus.REASONS else ""
    return Sheet(
        response_id=dispute.response_id,
        question_id=row.question_id,
        question=row.question,
        text=row.text,
        about=row.about,
        given=_in_order(board, [_given(board, one, row.text) for one in dispute.given]),
        split=tuple(dispute.difference.split),
        elsewhere=dispute.difference.elsewhere,
        common=tuple(sorted(frozenset.intersection(*said))) if said else (),
        alike=None if alike is None else tuple(sorted(alike)),
        redefined=dispute.redefined,
        gone=dispute.gone,
        notes=tuple(notes.get(dispute.response_id, ())),
        agreed=agreed,
        agreed_how=f"{consensus.RULES[agreed.rule]}{by}" if agreed else "",
    )


def _in_order(board: Board, given: list[GivenCodes]) -> tuple[GivenCodes, ...]:
    """Keep the order of the round, but for names that are hidden: it would give them away."""
    return tuple(sorted(given, key=lambda one: one.name) if board.names_hidden else given)


def _given(board: Board, given: Given, text: str) -> GivenCodes:
    codes = dict.fromkeys(code for code, _, _ in given.passages)
    return GivenCodes(
        board.names[given.coder],
        tuple((code, _words(given, code, text)) for code in codes),
        given.unsure,
    )


def _words(given: Given, code: str, text: str) -> tuple[str, ...]:
    return tuple(text[start:end] for start, end in given.passages_of(code) if (start, end) != (0, len(text)))
