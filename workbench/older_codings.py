"""Codings that were made when their code was defined otherwise: looked at again one by one, or said to hold at once."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from codebooks.meanings import Meaning
from codebooks.model import Code
from coding import decide
from coding.bulk import gathered
from coding.decide import Span
from coding.errors import AlreadySettled
from coding.roles import Role
from coding.round_events import CONSENSUS
from coding.upheld import CodingsUpheld
from storage import queries
from storage import tables as t
from storage.queries import rounds as round_rows
from storage.queries.definitions import Definitions, agreed_at, definitions, meaning_ids
from storage.record import Transaction
from storage.store import Store
from workbench import undo
from workbench.errors import NotAllowed
from workbench.permissions import require
from workbench.response_states import response_state

SCOPE = "definitions"
MINE, OTHERS = "mine", "others"


@dataclass(frozen=True, slots=True)
class OlderCoding:
    """A coding on `[start, end)` of an answer, made when its code meant something else than today.

    `may_go` says whether who reads may take it off: their own; and of others, for who may adjudicate, what came from a
    file, or from somebody who takes part no longer.
    """

    coding: str
    code: str
    coder: str
    response_id: str
    start: int
    end: int
    at: str
    may_go: bool


@dataclass(frozen=True, slots=True)
class OlderPassage:
    """Such a coding with its words; `meant` is what the code meant when it was made."""

    coding: str
    response_id: str
    question: str
    about: str
    text: str
    start: int
    end: int
    meant: Meaning
    may_go: bool


@dataclass(frozen=True, slots=True)
class OlderCounts:
    """How many codings of each code wait for another look: one's own, and those of others for who may adjudicate."""

    mine: Mapping[str, int]
    others: Mapping[str, int]

    @property
    def total(self) -> int:
        """All that the reader can look at."""
        return sum(self.mine.values()) + sum(self.others.values())

    def of(self, code: str) -> int:
        """Those of one code."""
        return self.mine.get(code, 0) + self.others.get(code, 0)


@dataclass(frozen=True, slots=True)
class OlderPage:
    """What a page shows of one code: its passages, what the code means today, and whether they are the reader's own."""

    code: Code
    whose: str
    passages: tuple[OlderPassage, ...]


def counts(store: Store, project_id: str, reader: str) -> OlderCounts:
    """Give how many codings wait for another look, by live code in the order of the codebook."""
    with store.reading() as conn:
        found = _older(conn, project_id, reader)[0]
        order = [code.id for code in queries.codebook_refs(conn, project_id).live()]
    mine = Counter(one.code for one in found if one.coder == reader)
    others = Counter(one.code for one in found if one.coder != reader)
    return OlderCounts(*({code: of[code] for code in order if of[code]} for of in (mine, others)))


def names(store: Store, project_id: str, found: OlderCounts) -> dict[str, str]:
    """Give the names of the codes that anything waits for, in the order of the codebook."""
    with store.reading() as conn:
        book = queries.codebook(conn, project_id)
    return {code.id: code.name for code in book.live() if found.of(code.id)}


def page(store: Store, project_id: str, reader: str, code: str, whose: str = MINE) -> OlderPage:
    """Give the codings of a code that wait for another look, in the answers' order, the reader's own or others'."""
    with store.reading() as conn:
        found, meant = _older(conn, project_id, reader)
        chosen = [one for one in found if one.code == code and (one.coder == reader) == (whose == MINE)]
        book = queries.codebook(conn, project_id)
        return OlderPage(book.code(code), whose, tuple(_with_words(conn, project_id, chosen, meant)))


def still_holds(
    store: Store, project_id: str, coder_id: str, code: str, codings: Sequence[str], *, command_id: str
) -> int:
    """Say that codings hold under the new definition, so that they leave the list; give how many.

    Of one's own codings, or of anybody's by who may adjudicate: it says something of them and changes none.

    Raises
    ------
    AlreadySettled
        One of them does not wait any more, or not for this person.
    """
    with _looking(store, project_id, coder_id, command_id) as tx:
        if not tx.repeated:
            chosen = _chosen(tx, code, codings)
            meaning = meaning_ids(queries.codebook_refs(tx.conn, project_id), code)
            held = tuple((one.coding, one.response_id) for one in chosen)
            tx.append([CodingsUpheld(code=code, meaning=meaning, held=held)])
    return len(codings)


def take_off(
    store: Store, project_id: str, coder_id: str, code: str, codings: Sequence[str], *, command_id: str
) -> int:
    """Take codings off that do not hold under the new definition; give how many.

    Raises
    ------
    NotAllowed
        One of them is not for this person to take off; see `OlderCoding.may_go`.
    AlreadySettled
    """
    with _looking(store, project_id, coder_id, command_id) as tx:
        if not tx.repeated:
            chosen = _chosen(tx, code, codings)
            if not all(one.may_go for one in chosen):
                raise NotAllowed("A coding is taken off by who made it. Of another’s you can say that it still holds.")
            made_at = {one.coding: one.at for one in chosen}
            for who in sorted({one.coder for one in chosen}):
                removals = _removals(tx, who, [one for one in chosen if one.coder == who])
                tx.append(gathered(removals, who, made_at=made_at))
    return len(codings)


def undo_last(store: Store, project_id: str, coder_id: str, *, command_id: str) -> undo.Undone | None:
    """Take back what was said last of codings made with an older definition."""
    return undo.undo(store, project_id, coder_id, scope=SCOPE, command_id=command_id)


def can_undo(store: Store, project_id: str, coder_id: str) -> bool:
    """Whether there is anything to take back."""
    with store.reading() as conn:
        return bool(undo.next_undo(conn, project_id, coder_id, SCOPE))


@contextmanager
def _looking(store: Store, project_id: str, coder_id: str, command_id: str) -> Iterator[Transaction]:
    with store.transaction(project_id, command_id=command_id, actor=coder_id, scope=SCOPE) as tx:
        if not tx.repeated:
            require(tx.conn, project_id, coder_id, Role.can_code, "look again at codings")
        yield tx


def _chosen(tx: Transaction, code: str, codings: Collection[str]) -> list[OlderCoding]:
    wanted = set(codings)
    found = [one for one in _older(tx.conn, tx.project_id, tx.actor)[0] if one.code == code and one.coding in wanted]
    if not wanted or len(found) != len(wanted):
        raise AlreadySettled(
            f"{len(found)} of {len(wanted)} codings still wait for another look: the others were decided, or the "
            "definition was changed again. Nothing was done; read the list again."
        )
    return found


def _removals(tx: Transaction, who: str, chosen: Iterable[OlderCoding]) -> list[Any]:
    """Take a coder's passages off, as the desk would; with an answer's last goes the mark that no other code applies.

    All of an answer go at once, so that the mark is seen to.
    """
    by_answer: dict[str, list[OlderCoding]] = {}
    for one in chosen:
        by_answer.setdefault(one.response_id, []).append(one)
    events: list[Any] = []
    for response, gone in by_answer.items():
        state = response_state(tx.conn, tx.project_id, who, response)
        names = {coding.code for coding in state.codings if coding.coding in {one.coding for one in gone}}
        if len(gone) == len(state.codings):
            events += decide.remove_code(state, names)
        else:
            for one in gone:
                events += decide.remove_code(state, names, Span(one.start, one.end))
    return events


def _older(conn: Connection, project_id: str, reader: str) -> tuple[list[OlderCoding], Definitions]:
    """Give the codings that wait for a reader's look, in the answers' order, and what codes have meant.

    Not those of answers that stand in a sealed round or that the reader codes in an open one; not the consensus, which
    is looked at again where it was reached; and none of an answer that was agreed on under the definition of today.
    """
    refs = queries.codebook_refs(conn, project_id)
    meant = definitions(conn, project_id, refs)
    changed = sorted(code for code in meant.meanings if refs.code(code).is_live)
    if not changed:
        return [], meant
    members = queries.members(conn, project_id)
    all_coders = bool(members.get(reader)) and Role(members[reader]).can_adjudicate()
    rows = _codings(conn, project_id, changed, "" if all_coders else reader)
    hidden = round_rows.sealed_for(conn, project_id, reader) | round_rows.in_sealed_rounds(conn, project_id)
    agreed = agreed_at(conn, project_id)
    packed = _packed(conn, project_id, meant)
    older = []
    for row in rows:
        key = (row.coder_id, row.response_id, row.code_id, row.start, row.end)
        now = meant.meanings[row.resolved]
        looked = [packed.get(key, row.at), *([agreed[row.response_id]] if row.response_id in agreed else [])]
        same = any(now.is_same_since(moment) for moment in looked)
        if not same and now.now not in meant.upheld.get(row.coding_id, ()) and row.response_id not in hidden:
            of, span = (row.coding_id, row.resolved, row.coder_id, row.response_id), (row.start, row.end, row.at)
            may_go = row.coder_id == reader or row.origin == "imported" or not members.get(row.coder_id)
            older.append(OlderCoding(*of, *span, may_go))
    return older, meant


def _codings(conn: Connection, project_id: str, codes: Sequence[str], coder: str) -> Sequence[Any]:
    c, k, r, p, q = t.codings.c, t.codes.c, t.responses.c, t.respondents.c, t.questions.c
    query = (
        select(c.coding_id, c.code_id, k.resolved, c.coder_id, c.response_id, c.start, c.end, c.at, c.origin)
        .join_from(t.codings, t.codes, (k.project_id == c.project_id) & (k.code_id == c.code_id))
        .join(t.responses, (r.project_id == c.project_id) & (r.response_id == c.response_id))
        .join(t.respondents, (p.project_id == r.project_id) & (p.respondent_id == r.respondent_id))
        .join(t.questions, (q.project_id == r.project_id) & (q.question_id == r.question_id))
        .where(c.project_id == project_id, k.resolved.in_(codes), c.coder_id != CONSENSUS)
        .where(r.vanished.is_(None), p.excluded == "", *([c.coder_id == coder] if coder else []))
        .order_by(q.position, r.position, c.start, c.coding_id)
    )
    return conn.execute(query).all()


def _packed(conn: Connection, project_id: str, meant: Definitions) -> dict[tuple[str, str, str, int, int], str]:
    """Give for what came back by file when its packet was made: it was coded with the definitions of then."""
    found = {}
    for round_id in {round_id for round_id, _ in meant.packed}:
        if round_rows.round_row(conn, project_id, round_id).state != "revealed":
            continue
        frame = round_rows.round_codings(conn, project_id, round_id, "")
        columns = (frame[name].tolist() for name in ("coder_id", "response_id", "code_id", "start", "end"))
        for key in zip(*columns, strict=True):
            if (round_id, key[0]) in meant.packed:
                found[key] = meant.packed[round_id, key[0]]
    return found


def _with_words(
    conn: Connection, project_id: str, chosen: Sequence[OlderCoding], meant: Definitions
) -> Iterator[OlderPassage]:
    r, p, q = t.responses.c, t.respondents.c, t.questions.c
    query = (
        select(r.response_id, r.text, q.wording, p.label)
        .join_from(t.responses, t.respondents, (p.project_id == r.project_id) & (p.respondent_id == r.respondent_id))
        .join(t.questions, (q.project_id == r.project_id) & (q.question_id == r.question_id))
        .where(r.project_id == project_id)
    )
    wanted = sorted({one.response_id for one in chosen})
    parts = [wanted[start : start + 500] for start in range(0, len(wanted), 500)]  # SQLite takes a limited number
    rows = {row.response_id: row for part in parts for row in conn.execute(query.where(r.response_id.in_(part)))}
    for one in chosen:
        row, then = rows[one.response_id], meant.meanings[one.code].at(one.at)
        words = (row.wording, row.label, row.text)
        yield OlderPassage(one.coding, one.response_id, *words, one.start, one.end, then, one.may_go)
