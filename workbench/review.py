"""Decisions about proposed themes, each with undo. Accepting one makes a code, never a coding."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from codebooks import decide as codebook
from codebooks.decide import Text, tidy_name
from codebooks.model import Codebook
from coding import decide, proposals
from coding.decide import Provenance, Span
from coding.errors import CodeNotAllowed
from coding.proposals import Review
from coding.roles import Role
from storage import queries, record
from storage import tables as t
from storage.queries.rounds import sealed_for
from storage.record import Transaction
from storage.store import Store
from workbench import undo
from workbench.errors import WorkbenchError
from workbench.ids import new_id
from workbench.permissions import require
from workbench.response_states import response_state
from workbench.review_board import review_state, shown_name

SCOPE = "proposals"
WORDS = {
    "ProposalAccepted": "accepting a proposed theme",
    "ProposalRenamed": "a new name",
    "ProposalsMerged": "merging proposed themes",
    "ProposalSplit": "splitting a proposed theme",
    "ProposalRejected": "rejecting a proposed theme",
    "SegmentMoved": "moving a passage",
    "WaitingSettled": "a decision about passages that wait",
    "CodeApplied": "coding a passage",
}  # of what undo takes back; the first that a command holds names it
WORDS |= {
    "ProposalReleased": WORDS["ProposalAccepted"],
    "ProposalsParted": WORDS["ProposalsMerged"],
    "ProposalJoined": WORDS["ProposalSplit"],
    "ProposalReopened": "opening a rejected theme again",
    "CodingRemoved": WORDS["CodeApplied"],
}


class NothingChosen(WorkbenchError):
    """A decision needs something that was not chosen."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """A code that a proposal became or went into, and how many passages now wait to be confirmed for it."""

    code: str
    name: str
    waiting: int


@dataclass(frozen=True, slots=True)
class Reviewing:
    """Which run is looked through, and by whom."""

    project_id: str
    coder_id: str
    run_id: str


def accept(store: Store, of: Reviewing, proposal: str, name: str = "", *, command_id: str) -> Accepted:
    """Make a code of a proposal, under `name` or what it is called now; its passages wait to be confirmed.

    Raises
    ------
    NameTaken
        The codebook has a code of that name.
    AlreadySettled
        The proposal has been decided before.
    """
    with _deciding(store, of, command_id) as tx:
        if not tx.repeated:
            require(tx.conn, of.project_id, of.coder_id, Role.can_edit_codebook, "decide about proposed themes")
            review = review_state(tx.conn, of.project_id, of.run_id)
            review.open(proposal)
            words = tidy_name(name or shown_name(tx.conn, of.project_id, of.run_id, proposal))
            code = new_id("c")
            book = queries.codebook(tx.conn, of.project_id)
            made = codebook.add_code(book, code, Text(words, tx.keep(words)), origin="proposal")
            tx.append([*made, *proposals.accept(review, proposal, code, made_code=True)])
        return _accepted(tx.conn, of, proposal)


def accept_into(store: Store, of: Reviewing, proposal: str, code: str, *, command_id: str) -> Accepted:
    """Put a proposal's passages on the list of those that wait for an existing code."""
    with _deciding(store, of, command_id) as tx:
        if not tx.repeated:
            require(tx.conn, of.project_id, of.coder_id, Role.can_edit_codebook, "decide about proposed themes")
            review = review_state(tx.conn, of.project_id, of.run_id)
            book = queries.codebook(tx.conn, of.project_id)
            events = proposals.accept(review, proposal, code, made_code=False)
            _refuse_other_questions(tx.conn, of, book, code, events[0].segments)
            tx.append(events)
        return _accepted(tx.conn, of, proposal)


def merge(store: Store, of: Reviewing, merged: Iterable[str], into: str, *, command_id: str) -> None:
    """Put open proposals with all their passages into another open one."""
    _decide(store, of, command_id, lambda _tx, review: proposals.merge(review, merged, into))


def split(store: Store, of: Reviewing, proposal: str, groups: Iterable[Sequence[int]], *, command_id: str) -> list[str]:
    """Divide a proposal into groups of its passages; gives the ids of the parts.

    Passages that who divides it was not shown, being of an open round, stay with the first group.
    """
    first, *others = [list(group) for group in groups] or [[]]

    def divide(tx: Transaction, review: Review) -> list[Any]:
        unseen = _unseen(tx, of, review.members.get(proposal, ())) - {s for group in (first, *others) for s in group}
        return list(proposals.split(review, proposal, [[*first, *sorted(unseen)], *others]))

    return [part for event in _decide(store, of, command_id, divide) for part, _ in event.parts]


def _unseen(tx: Transaction, of: Reviewing, segments: Sequence[int]) -> set[int]:
    """Give the passages of a theme whose answers the person has to meet in an open round."""
    s, sealed = t.run_segments.c, sealed_for(tx.conn, of.project_id, of.coder_id)
    query = select(s.segment, s.response_id).where(s.project_id == of.project_id, s.run_id == of.run_id)
    return {row.segment for row in tx.conn.execute(query) if row.response_id in sealed} & set(segments)


def split_off(store: Store, of: Reviewing, proposal: str, segments: Iterable[int], *, command_id: str) -> list[str]:
    """Divide a proposal into what stays and the chosen passages; gives the ids of both parts."""
    chosen = set(segments)

    def divide(_tx: Transaction, review: Review) -> list[Any]:
        held = review.members.get(proposal, ())
        groups = [[s for s in held if s not in chosen], [s for s in held if s in chosen]]
        return list(proposals.split(review, proposal, groups))

    return [part for event in _decide(store, of, command_id, divide) for part, _ in event.parts]


def reject(store: Store, of: Reviewing, proposal: str, *, command_id: str) -> None:
    """Turn a proposal down; its passages stay where they are and can be coded at the desk."""
    _decide(store, of, command_id, lambda _tx, review: proposals.reject(review, proposal))


def reopen(store: Store, of: Reviewing, proposal: str, *, command_id: str) -> None:
    """Put a rejected proposal back among those to look at."""
    _decide(store, of, command_id, lambda _tx, review: proposals.reopen(review, proposal))


def rename(store: Store, of: Reviewing, proposal: str, name: str, *, command_id: str) -> None:
    """Give a proposal another name."""

    def name_it(tx: Transaction, review: Review) -> list[Any]:
        words = tidy_name(name)
        if words == shown_name(tx.conn, of.project_id, of.run_id, review.open(proposal)):
            return []
        c = t.proposals.c
        query = select(c.name).where(c.project_id == of.project_id, c.run_id == of.run_id, c.proposal_id == proposal)
        return list(proposals.rename(review, proposal, tx.conn.execute(query).scalar() or "", tx.keep(words)))

    _decide(store, of, command_id, name_it)


def move(store: Store, of: Reviewing, segments: Iterable[int], after: str, *, command_id: str) -> None:
    """Move passages to an open proposal, or with '' to those not grouped yet."""
    _decide(
        store,
        of,
        command_id,
        lambda _tx, review: [event for segment in segments for event in proposals.move_segment(review, segment, after)],
    )


def code_passage(store: Store, of: Reviewing, segment: int, code: str, *, command_id: str) -> None:
    """Code a passage that was not grouped, by hand: this is a coding and counts."""

    def apply(tx: Transaction, review: Review) -> list[Any]:
        c = t.run_segments.c
        row = tx.conn.execute(
            select(c.response_id, c.start, c.end).where(
                c.project_id == of.project_id, c.run_id == review.run, c.segment == segment
            )
        ).one()
        book = queries.codebook_refs(tx.conn, of.project_id)
        state = response_state(tx.conn, of.project_id, of.coder_id, row.response_id)
        allowed = allowed_codes(book, question_of(tx.conn, of.project_id, row.response_id))
        provenance = Provenance(codebook_version=book.version, run=review.run)
        span = Span(row.start, row.end)
        return list(decide.apply_code(state, code, allowed, new_id=new_id, span=span, provenance=provenance))

    _decide(store, of, command_id, apply, may=Role.can_code)


@dataclass(frozen=True, slots=True)
class TakenBack:
    """What undo took back, or redo did again: in words, the proposal it was about, the key of a passage that waited.

    Proposal and key are '' where it was about none.
    """

    words: str
    proposal: str
    waiting: str


def undo_last(store: Store, of: Reviewing, *, command_id: str, redo: bool = False) -> TakenBack | None:
    """Take the coder's latest decision about proposals back, or do it again; None if there is none."""
    with store.reading() as conn:
        target = undo.next_undo(conn, of.project_id, of.coder_id, SCOPE, redo=redo)
        proposal, waited = _about(conn, of.project_id, target) if target else ("", "")
    turn = undo.redo if redo else undo.undo
    done = turn(store, of.project_id, of.coder_id, scope=SCOPE, command_id=command_id)
    if done is None:
        return None
    words = next((WORDS[kind] for kind in done.kinds if kind in WORDS), "a decision")
    return TakenBack(words, proposal, waited)


def can_undo(store: Store, of: Reviewing, *, redo: bool = False) -> bool:
    """Whether there is a decision about proposals that undo (or redo) would take."""
    with store.reading() as conn:
        return bool(undo.next_undo(conn, of.project_id, of.coder_id, SCOPE, redo=redo))


def allowed_codes(book: Codebook, question: str) -> set[str]:
    """Give the codes that may be applied to answers to a question."""
    return {code.id for code in book.live() if code.applies_to(question)}


def question_of(conn: Connection, project_id: str, response_id: str) -> str:
    """Give the question an answer belongs to."""
    c = t.responses.c
    query = select(c.question_id).where(c.project_id == project_id, c.response_id == response_id)
    return str(conn.execute(query).scalar_one())


def _deciding(store: Store, of: Reviewing, command_id: str) -> Any:
    return store.transaction(of.project_id, command_id=command_id, actor=of.coder_id, scope=SCOPE)


def _decide(
    store: Store,
    of: Reviewing,
    command_id: str,
    decision: Callable[[Transaction, Review], list[Any]],
    *,
    may: Callable[[Role], bool] = Role.can_edit_codebook,
) -> list[Any]:
    with _deciding(store, of, command_id) as tx:
        if tx.repeated:
            return []
        require(tx.conn, of.project_id, of.coder_id, may, "decide about proposed themes")
        events = decision(tx, review_state(tx.conn, of.project_id, of.run_id))
        tx.append(events)
        return events


def _accepted(conn: Connection, of: Reviewing, proposal: str) -> Accepted:
    c, w = t.proposals.c, t.waiting.c
    code = conn.execute(
        select(c.code_id).where(c.project_id == of.project_id, c.run_id == of.run_id, c.proposal_id == proposal)
    ).scalar_one()
    waiting = conn.execute(
        select(w.segment).where(
            w.project_id == of.project_id, w.run_id == of.run_id, w.proposal_id == proposal, w.state == "waiting"
        )
    ).all()
    return Accepted(code, queries.codebook(conn, of.project_id).code(code).name, len(waiting))


def _refuse_other_questions(
    conn: Connection, of: Reviewing, book: Codebook, code: str, segments: Sequence[int]
) -> None:
    found = book.code(code)
    if not found.is_live:
        raise CodeNotAllowed(f"'{found.name}' is retired or merged into another code. Choose a live code.")
    if not found.questions:
        return
    s, r = t.run_segments.c, t.responses.c
    rows = conn.execute(
        select(s.segment, r.question_id)
        .join(t.responses, (r.project_id == s.project_id) & (r.response_id == s.response_id))
        .where(s.project_id == of.project_id, s.run_id == of.run_id)
    )
    held = set(segments)
    others = sum(1 for row in rows if row.segment in held and not found.applies_to(row.question_id))
    if others:
        raise CodeNotAllowed(
            f"'{found.name}' does not apply to the question that {others} of these passages answer. "
            "Let the code apply to it in the codebook first, or choose another code."
        )


def _about(conn: Connection, project_id: str, command: str) -> tuple[str, str]:
    """Give the proposal and the waiting passage that a command was about, '' for none."""
    c = t.commands.c
    row = conn.execute(select(t.commands).where(c.project_id == project_id, c.command_id == command)).one()
    proposal = waited = ""
    for found in record.rows(conn, project_id, after=row.first_seq - 1, until=row.last_seq):
        match record.fact_of(found).event:
            case proposals.ProposalsMerged(merged=merged):
                proposal = proposal or merged[0]
            case proposals.SegmentMoved(before=before, after=after):
                proposal = proposal or before or after
            case proposals.WaitingSettled(code=code, run=run, segments=segments):
                waited = waited or f"{code}/{run}/{segments[0]}"
            case event:
                proposal = proposal or str(getattr(event, "proposal", ""))
    return proposal, waited
