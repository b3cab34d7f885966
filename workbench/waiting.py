"""Passages that wait for a code: proposed, not counted, until a person confirms each, or all after reading all."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, func, select

from codebooks.model import Code, Codebook
from coding import decide
from coding.decide import Provenance, ResponseState, Span
from coding.errors import AlreadySettled
from coding.events import CodeApplied, CodingEvent, Origin, ResponseMarked
from coding.proposals import WaitingSettled
from coding.roles import Role
from storage import queries
from storage import tables as t
from storage.queries.rounds import sealed_for
from storage.record import Transaction
from storage.store import Store
from workbench.ids import new_id
from workbench.permissions import require
from workbench.response_states import response_states
from workbench.review import SCOPE, allowed_codes

WAITS, CONFIRMED, REMOVED = "waiting", "confirmed", "removed"


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingPassage:
    """A passage `[start, end)` of an answer that waits for a code. `key` names it on a page."""

    key: str
    code: str
    run_id: str
    segment: int
    proposal: str
    response_id: str
    question_id: str
    question: str
    text: str
    start: int
    end: int
    about: str

    @property
    def words(self) -> str:
        """The passage itself."""
        return self.text[self.start : self.end]


def counts(store: Store, project_id: str) -> dict[str, int]:
    """Give how many passages wait for each live code; codes without any are left out."""
    with store.reading() as conn:
        book = queries.codebook_refs(conn, project_id)
        w = t.waiting.c
        rows = conn.execute(
            select(w.code_id, func.count()).where(w.project_id == project_id, w.state == WAITS).group_by(w.code_id)
        ).all()
    found: dict[str, int] = defaultdict(int)
    for code_id, number in rows:
        found[book.resolve(code_id)] += number
    return dict(found)


def passages(store: Store, project_id: str, code: str, reader: str = "") -> list[WaitingPassage]:
    """Give the passages that wait for a code (or for one merged into it), the surest first.

    Those of answers that the `reader` meets in an open round alone wait until it is revealed.
    """
    with store.reading() as conn:
        return _waiting(conn, project_id, [code], reader)


def codes(store: Store, project_id: str) -> dict[str, Code]:
    """Give the codes for which passages wait, by id, with their words, in the order of the codebook."""
    waits = counts(store, project_id)
    with store.reading() as conn:
        book = queries.codebook(conn, project_id)
    order = [code.id for code in book.live() if code.id in waits]
    return {code: book.code(code) for code in dict.fromkeys([*order, *waits])}


def confirm(store: Store, project_id: str, coder_id: str, passage: str, *, command_id: str) -> None:
    """Code one passage: from now on it counts. AlreadySettled if it no longer waits."""
    _settle(store, project_id, coder_id, [passage], CONFIRMED, command_id=command_id)


def remove(store: Store, project_id: str, coder_id: str, taken: Sequence[str], *, command_id: str) -> None:
    """Take passages off the list without coding them."""
    _settle(store, project_id, coder_id, taken, REMOVED, command_id=command_id)


def confirm_all(
    store: Store, project_id: str, coder_id: str, code: str, shown: Iterable[str], *, command_id: str
) -> int:
    """Code all passages that wait for a code, after a page has shown every one; gives their number.

    Parameters
    ----------
    shown : keys of the passages that the page showed

    Raises
    ------
    AlreadySettled
        What waits is no longer what was shown; nothing was confirmed.
    """
    shown = list(shown)
    with _settling(store, project_id, coder_id, command_id) as tx:
        if tx.repeated:
            return len(shown)
        chosen = _waiting(tx.conn, project_id, [code], coder_id)
        if {passage.key for passage in chosen} != set(shown):
            raise AlreadySettled(
                f"{len(chosen)} passages wait now, but the page showed {len(shown)}. Nothing was confirmed: "
                "read the list again."
            )
        _append(tx, chosen, CONFIRMED, "bulk")
    return len(shown)


def _settle(store: Store, project_id: str, coder_id: str, keys: Sequence[str], after: str, *, command_id: str) -> None:
    with _settling(store, project_id, coder_id, command_id) as tx:
        if tx.repeated:
            return
        listed = _waiting(tx.conn, project_id, [key.partition("/")[0] for key in keys], coder_id)
        chosen = [passage for passage in listed if passage.key in keys]
        if not chosen or len(chosen) != len(set(keys)):
            raise AlreadySettled("This passage does not wait any more: it has been decided, or its code undone.")
        _append(tx, chosen, after, "accepted")


@contextmanager
def _settling(store: Store, project_id: str, coder_id: str, command_id: str) -> Iterator[Transaction]:
    with store.transaction(project_id, command_id=command_id, actor=coder_id, scope=SCOPE) as tx:
        if not tx.repeated:
            require(tx.conn, project_id, coder_id, Role.can_code, "confirm passages")
        yield tx


def _append(tx: Transaction, chosen: Sequence[WaitingPassage], after: str, origin: Origin) -> None:
    if after == CONFIRMED:
        tx.append(_codings(tx, chosen, origin))
    tx.append(_settled(chosen, after))


def _settled(chosen: Iterable[WaitingPassage], after: str) -> list[WaitingSettled]:
    lists: dict[tuple[str, str], list[int]] = defaultdict(list)
    for passage in chosen:
        lists[passage.code, passage.run_id].append(passage.segment)
    return [
        WaitingSettled(code=code, run=run, segments=tuple(segments), before=WAITS, after=after)
        for (code, run), segments in lists.items()
    ]


def _codings(tx: Transaction, chosen: Sequence[WaitingPassage], origin: Origin) -> list[CodingEvent]:
    book = queries.codebook_refs(tx.conn, tx.project_id)
    lengths = {passage.response_id: len(passage.text) for passage in chosen}
    states = {state.response: state for state in response_states(tx.conn, tx.project_id, tx.actor, lengths)}
    events: list[CodingEvent] = []
    for passage in chosen:
        state = states[passage.response_id]
        made = _coding(state, passage, book, origin)
        states[passage.response_id] = _after(state, made)
        events += made
    return events


def _coding(state: ResponseState, passage: WaitingPassage, book: Codebook, origin: Origin) -> list[CodingEvent]:
    return decide.apply_code(
        state,
        book.resolve(passage.code),
        allowed_codes(book, passage.question_id),
        new_id=new_id,
        span=Span(passage.start, passage.end),
        provenance=Provenance(
            origin=origin, codebook_version=book.version, run=passage.run_id, proposal=passage.proposal
        ),
    )


def _after(state: ResponseState, events: Iterable[CodingEvent]) -> ResponseState:
    for event in events:
        if isinstance(event, ResponseMarked):
            marks = state.marks | {event.mark} if event.after else state.marks - {event.mark}
            state = replace(state, marks=marks)
        elif isinstance(event, CodeApplied):
            state = replace(state, codings=(*state.codings, event))
    return state


def _waiting(conn: Connection, project_id: str, wanted: Sequence[str], reader: str) -> list[WaitingPassage]:
    sealed = sealed_for(conn, project_id, reader)
    book = queries.codebook_refs(conn, project_id)
    codes = [code for code in book.codes if {code, book.resolve(code)} & set(wanted)]
    w, s, r = t.waiting.c, t.run_segments.c, t.responses.c
    query = (
        select(w.code_id, w.run_id, w.segment, w.proposal_id, s.response_id, s.start, s.end, s.confidence,
               r.question_id, r.text, t.questions.c.wording, t.respondents.c.label)
        .join(t.run_segments, (s.project_id == w.project_id) & (s.run_id == w.run_id) & (s.segment == w.segment))
        .join(t.responses, (r.project_id == w.project_id) & (r.response_id == s.response_id))
        .join(t.questions, (t.questions.c.project_id == w.project_id) & (t.questions.c.question_id == r.question_id))
        .join(
            t.respondents,
            (t.respondents.c.project_id == w.project_id) & (t.respondents.c.respondent_id == r.respondent_id),
        )
        .where(w.project_id == project_id, w.state == WAITS, w.code_id.in_(codes))
    )  # fmt: skip
    rows = sorted(conn.execute(query).all(), key=lambda row: (-float(row.confidence), row.run_id, row.segment))
    return [_passage(row) for row in rows if row.response_id not in sealed]


def _passage(row: Any) -> WaitingPassage:
    return WaitingPassage(
        key=f"{row.code_id}/{row.run_id}/{row.segment}",
        code=row.code_id,
        run_id=row.run_id,
        segment=row.segment,
        proposal=row.proposal_id,
        response_id=row.response_id,
        question_id=row.question_id,
        question=row.wording,
        text=row.text,
        start=row.start,
        end=row.end,
        about=row.label,
    )
