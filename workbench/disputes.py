"""The answers of a round set side by side: where its coders differ, what was agreed, what is left to decide."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import pandas as pd
from sqlalchemy import Connection, select

from codebooks.model import Codebook
from coding import consensus
from coding.disagreement import Difference, Given, difference, ranked
from coding.roles import Role
from storage import queries
from storage import tables as t
from storage.queries import consensus as agreed_rows
from storage.queries import rounds as round_rows
from storage.queries.consensus import ConsensusRow
from storage.queries.definitions import Definitions, definitions
from storage.queries.rounds import RoundRow
from storage.store import Store
from workbench.errors import NotReady
from workbench.round_study import decided_rows

LEFT, LOOK, DONE = "left", "look", "done"  # to decide; decided before a definition changed; decided


@dataclass(frozen=True, slots=True)
class Dispute:
    """One answer that several coders were handed, with what each gave it, codes as they are called now.

    Parameters
    ----------
    agreed : what was decided, None where nothing was yet
    redefined : codes on it that were redefined after they were given or agreed
    gone : codes given that were retired since, so that no rule can settle the answer
    silent : coders who were handed it and left before they decided
    """

    response_id: str
    difference: Difference
    agreed: ConsensusRow | None
    redefined: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    silent: tuple[str, ...] = ()

    @property
    def alike(self) -> frozenset[str] | None:
        """The codes that everybody gave who was handed it; None where they differ or somebody came to no coding."""
        return None if self.silent else consensus.unanimous(self.given)

    @property
    def given(self) -> tuple[Given, ...]:
        """What each coder gave."""
        return self.difference.given

    @property
    def is_alike(self) -> bool:
        """Whether the coders gave the same codes on the same words, so that nothing has to be decided."""
        return self.difference.is_none and not self.gone and self.alike is not None

    @property
    def state(self) -> str:
        """Where it is listed: LEFT, LOOK or DONE; '' where all agree and nobody has taken it over yet."""
        if self.redefined and (self.agreed or self.is_alike):
            return LOOK
        if self.agreed:
            return DONE
        return "" if self.is_alike else LEFT


@dataclass(frozen=True, slots=True)
class Board:
    """A round's answers that several coders were handed, ranked; and how its coders are called on the page.

    Parameters
    ----------
    names : by coder id; 'Coder 1' and so on while they are hidden
    kept_back : answers that who looks has to code in an open round, and that are therefore not among them
    may_decide : whether who looks may adjudicate
    """

    round: RoundRow
    disputes: tuple[Dispute, ...]
    names: Mapping[str, str]
    names_hidden: bool
    kept_back: int
    may_decide: bool
    book: Codebook

    def of(self, state: str, code: str = "") -> tuple[Dispute, ...]:
        """Give the answers of one list, of all codes or only those on which a code is in question."""
        return tuple(one for one in self.disputes if one.state == state and (not code or code in in_question(one)))

    def settled_by(self, rule: str, *, other_words: bool = False) -> dict[str, frozenset[str]]:
        """Give what a rule makes of the answers that are not decided, by answer: 'unanimous' or 'majority'.

        Answers with a code that was redefined meanwhile are looked at again by a person, and are not among them.

        Parameters
        ----------
        other_words : also where all gave the same codes, but not on the same words
        """
        found = {}
        for one in self.disputes:
            if one.agreed or one.redefined or one.gone or (one.difference.elsewhere and not other_words):
                continue
            codes = one.alike
            if rule != "unanimous":
                codes = None if codes is not None else consensus.majority(one.given)
            if codes is not None:
                found[one.response_id] = codes
        return found


@dataclass(frozen=True, slots=True)
class Negotiated:
    """What came of talking, apart from what each coder had said alone, which stays as it was.

    Parameters
    ----------
    both : answers that several coders were handed
    agreed : of these, with a consensus now
    rules, reasons : how many were agreed by which rule, and why coders had differed
    stood : for each coder, on how many agreed answers that coder's codes stood
    """

    both: int
    agreed: int
    rules: Mapping[str, int]
    reasons: Mapping[str, int]
    stood: Mapping[str, int]


def negotiated(board: Board) -> Negotiated:
    """Sum up a board."""
    agreed = [one for one in board.disputes if one.agreed]
    stood = Counter(
        coder.coder
        for one in agreed
        for coder in one.given
        if one.agreed and coder.is_said and coder.coder not in one.agreed.dissent
    )
    return Negotiated(
        both=len(board.disputes),
        agreed=len(agreed),
        rules=Counter(one.agreed.rule for one in agreed if one.agreed),
        reasons=Counter(one.agreed.reason for one in agreed if one.agreed and one.agreed.reason),
        stood={coder: stood[coder] for coder in board.names},
    )


def in_question(dispute: Dispute) -> set[str]:
    """Give the codes that are in dispute on an answer, or were redefined."""
    return {*dispute.difference.split, *dispute.difference.elsewhere, *dispute.redefined}


def adjudicable(store: Store, project_id: str) -> list[RoundRow]:
    """Give the revealed rounds in which several coders had the same answers, the latest first."""
    with store.reading() as conn:
        rounds = round_rows.rounds(conn, project_id)
        several = round_rows.with_several_coders(conn, project_id)
    return [row for row in reversed(rounds) if row.state == "revealed" and row.round_id in several]


def read_board(store: Store, project_id: str, coder_id: str, round_id: str) -> Board:
    """Set the codings of a revealed round side by side; NotReady while it is being coded."""
    with store.reading() as conn:
        return board_of(conn, project_id, coder_id, round_id)


def names_are_hidden(conn: Connection, project_id: str, row: RoundRow) -> bool:
    """Whether nobody is told who coded what in a round: it was opened so, and an answer is still to be decided."""
    return row.names_hidden and board_of(conn, project_id, "", row.round_id).names_hidden


def board_of(conn: Connection, project_id: str, coder_id: str, round_id: str) -> Board:
    """Set the codings of a revealed round side by side; see `read_board`."""
    row = round_rows.round_row(conn, project_id, round_id)
    if row.state != "revealed":
        raise NotReady(f"Round {row.number} is still being coded. Adjudication begins when it is revealed.")
    book = queries.codebook(conn, project_id)
    given = given_in_round(conn, project_id, row, book)
    handed = _handed(conn, project_id, round_id)
    agreed = agreed_rows.consensus(conn, project_id, round_id)
    meant = definitions(conn, project_id, queries.codebook_refs(conn, project_id))
    sealed = round_rows.sealed_for(conn, project_id, coder_id)
    several = {response: coders for response, coders in given.items() if len(coders) > 1}
    every = [
        Dispute(
            response,
            difference(response, coders),
            agreed.get(response),
            _redefined(coders, agreed.get(response), meant, row.at),
            tuple(sorted(code for one in coders for code in one.codes if not book.code(code).is_live)),
            tuple(handed[response] - {one.coder for one in coders}),
        )
        for response, coders in several.items()
    ]
    hidden = row.names_hidden and any(one.state == LEFT for one in every)
    disputes = [one for one in every if one.response_id not in sealed]
    role = queries.role(conn, project_id, coder_id)
    return Board(
        round=row,
        disputes=tuple(_ranked(disputes)),
        names=_names(conn, row, hidden=hidden),
        names_hidden=hidden,
        kept_back=len(several.keys() & sealed),
        may_decide=bool(role) and Role(role).can_adjudicate(),
        book=book,
    )


def given_in_round(conn: Connection, project_id: str, row: RoundRow, book: Codebook) -> dict[str, list[Given]]:
    """Give what each coder gave each answer of a revealed round at its first presentation, in the answers' file order.

    What counts as decided is what `round_study.decided_rows` gives; handed in without a code, none applies.
    """
    codings = round_rows.round_codings(conn, project_id, row.round_id, "")
    passages: dict[tuple[str, str], list[tuple[str, int, int]]] = {}
    for response, coder, code, start, end in _first(codings, "response_id", "coder_id", "code_id", "start", "end"):
        passages.setdefault((response, coder), []).append((book.resolve(code), start, end))
    marks = round_rows.round_marks(conn, project_id, row.round_id, "")
    unsure = set(_first(marks[marks["mark"] == "unsure"], "response_id", "coder_id"))
    counts = decided_rows(row, round_rows.assigned(conn, project_id, row.round_id, ""), codings, marks)
    order = {coder: place for place, coder in enumerate(row.coders)}
    found: dict[str, list[Given]] = {}
    for response, coder in _first(counts, "response_id", "coder_id"):
        where = (response, coder)
        given = Given(coder, tuple(dict.fromkeys(passages.get(where, ()))), where in unsure)
        found.setdefault(response, []).append(given)
    places = _file_order(conn, project_id, found)
    return {response: sorted(found[response], key=lambda one: order[one.coder]) for response in places}


def _handed(conn: Connection, project_id: str, round_id: str) -> dict[str, set[str]]:
    """Give who was handed each answer of a revealed round."""
    found: dict[str, set[str]] = {}
    for response, coder in _first(round_rows.assigned(conn, project_id, round_id, ""), "response_id", "coder_id"):
        found.setdefault(response, set()).add(coder)
    return found


def _first(frame: pd.DataFrame, *columns: str) -> Iterator[tuple[Any, ...]]:
    """Give columns of what belongs to the first presentation, row by row."""
    first = frame[frame["again"] == 0]
    return zip(*(first[column].tolist() for column in columns), strict=True)


def _file_order(conn: Connection, project_id: str, responses: Mapping[str, object]) -> list[str]:
    r, q = t.responses.c, t.questions.c
    asked = (q.project_id == r.project_id) & (q.question_id == r.question_id)
    query = select(r.response_id).select_from(t.responses.join(t.questions, asked)).where(r.project_id == project_id)
    order = conn.execute(query.order_by(q.position, r.position)).scalars()
    return [response for response in order if response in responses]


def _redefined(
    given: Sequence[Given], agreed: ConsensusRow | None, meant: Definitions, opened: str
) -> tuple[str, ...]:
    """Give the codes that meant something else when the answer was decided, or else when the round was opened."""
    codes = {code for one in given for code in one.codes} | set(agreed.codes if agreed else ())
    return tuple(sorted(code for code in codes if meant.is_older(code, agreed.at if agreed else opened)))


def _ranked(disputes: Sequence[Dispute]) -> list[Dispute]:
    """Put those on which coders differ most first, then those on which one of them was unsure, then the others."""
    place = {one.response: at for at, one in enumerate(ranked(dispute.difference for dispute in disputes))}
    return sorted(disputes, key=lambda one: (place.get(one.response_id, len(place)), one.is_alike))


def _names(conn: Connection, row: RoundRow, *, hidden: bool) -> dict[str, str]:
    """Give coders' names; hidden ones are numbered in an order that has nothing to do with who they are."""
    if not hidden:
        names = queries.coder_names(conn, list(row.coders))
        return {coder: names.get(coder, "somebody") for coder in row.coders}
    shuffled = sorted(row.coders, key=lambda coder: sha256(f"{row.round_id}/{coder}".encode()).hexdigest())
    return {coder: f"Coder {number}" for number, coder in enumerate(shuffled, start=1)}
