"""Put a code on many answers, or take it off, after a look at what that would do."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from sqlalchemy import Connection, select

from codebooks.model import Code, Codebook
from coding import decide
from coding.bulk import gathered
from coding.decide import Provenance, ResponseState
from coding.errors import CodeNotAllowed, CodingError
from coding.events import CodeApplied, CodingEvent
from coding.roles import Role
from storage import queries
from storage import tables as t
from storage.store import Store
from workbench.answers import MOST_AT_ONCE
from workbench.desk import SCOPE, response_states
from workbench.errors import WorkbenchError
from workbench.ids import new_id
from workbench.permissions import require

Act = Literal["apply", "remove"]
Fate = Literal["will", "already", "not_meant", "blank"]
_AT_ONCE = 500  # answers in one statement: SQLite takes a limited number of parameters


@dataclass(frozen=True, slots=True)
class Preview:
    """What an act on many answers would do.

    Parameters
    ----------
    will : the answers that get the code, or lose it
    already : answers that have it already (or, taking it off, do not have it)
    not_meant : answers to questions that the code is not meant for
    blank : answers in which nothing was written
    cleared : of `will`, answers of which it was said that no code applies; that is taken back
    of_passages : of `will`, answers that have the code on a passage, which goes as well
    """

    act: Act
    code: str
    will: tuple[str, ...] = ()
    already: int = 0
    not_meant: int = 0
    blank: int = 0
    cleared: int = 0
    of_passages: int = 0


@dataclass(frozen=True, slots=True)
class Done:
    """What an act did. `named` is how many answers the preview named; they may have changed since."""

    act: Act
    code: str
    done: int
    named: int


@dataclass(slots=True)
class _Answers:
    """The answers of one act as one coder has coded them."""

    states: list[ResponseState] = field(default_factory=list)
    questions: dict[str, str] = field(default_factory=dict)
    made_at: dict[str, str] = field(default_factory=dict)


def preview(store: Store, project_id: str, coder_id: str, responses: Sequence[str], code: str, act: Act) -> Preview:
    """Say what putting a code on these answers, or taking it off, would do.

    Raises
    ------
    CodeNotAllowed
        The code is not in the codebook, is retired or was merged into another.
    CodingError
        One of the answers is not in the project.
    WorkbenchError
        The answers are too many for one command.
    """
    with store.reading() as conn:
        wish = _wish(queries.codebook_refs(conn, project_id), code, act, responses)
        found = _answers(conn, project_id, coder_id, responses)
    fates = Counter(wish.fate(state, found) for state in found.states)
    will = [state for state in found.states if wish.fate(state, found) == "will"]
    return Preview(
        act,
        code,
        will=tuple(state.response for state in will),
        already=fates["already"],
        not_meant=fates["not_meant"],
        blank=fates["blank"],
        cleared=sum(act == "apply" and "no_code" in state.marks for state in will),
        of_passages=sum(any((one.start, one.end) != (0, state.length) for one in wish.held(state)) for state in will),
    )


def code_many(
    store: Store, project_id: str, coder_id: str, act: Act, code: str, responses: Sequence[str], *, command_id: str
) -> Done:
    """Put a code on the answers that a preview named, or take it off; one event, taken back by one undo.

    What such a coding says is that the code applies; of other codes nothing was said.
    """
    with store.transaction(project_id, command_id=command_id, actor=coder_id, scope=SCOPE) as tx:
        if tx.repeated:
            return Done(act, code, 0, 0)
        require(tx.conn, project_id, coder_id, Role.can_code, "code answers")
        wish = _wish(queries.codebook_refs(tx.conn, project_id), code, act, responses)
        found = _answers(tx.conn, project_id, coder_id, responses)
        still = [state for state in found.states if wish.fate(state, found) == "will"]
        decided = [event for state in still for event in wish.decided(state)]
        tx.append(gathered(decided, coder_id, made_at=found.made_at if act == "remove" else None))
    return Done(act, code, len(still), len(responses))


@dataclass(frozen=True, slots=True)
class _Wish:
    """One code to be put on answers or taken off; `names` are the code and what was merged into it."""

    act: Act
    code: Code
    names: frozenset[str]
    version: int

    def held(self, state: ResponseState) -> list[CodeApplied]:
        """Give the codings of the code on one answer."""
        return [coding for coding in state.codings if coding.code in self.names]

    def fate(self, state: ResponseState, found: _Answers) -> Fate:
        """Say what the wish means for one answer."""
        if bool(self.held(state)) == (self.act == "apply"):
            return "already"
        if self.act == "remove":
            return "will"
        if not state.length:
            return "blank"
        return "will" if self.code.applies_to(found.questions[state.response]) else "not_meant"

    def decided(self, state: ResponseState) -> list[CodingEvent]:
        """Give what happens to one answer that will get the code or lose it."""
        if self.act == "remove":
            return decide.remove_code(state, self.names)
        provenance = Provenance(origin="bulk", codebook_version=self.version)
        return decide.apply_code(state, self.code.id, {self.code.id}, new_id=new_id, provenance=provenance)


def _wish(book: Codebook, code: str, act: Act, responses: Sequence[str]) -> _Wish:
    if len(responses) > MOST_AT_ONCE:
        raise WorkbenchError(
            f"{len(responses):,} answers at once are too many; {MOST_AT_ONCE:,} is the most. Narrow the search."
        )
    if code not in book.codes:
        raise CodeNotAllowed("This code is not in the codebook. Reload the page and choose again.")
    if book.resolve(code) != code:
        raise CodeNotAllowed("This code was merged into another one. Reload the page and choose that.")
    if act == "apply" and book.code(code).retired:
        raise CodeNotAllowed("This code is retired, so nothing more is coded with it. Bring it back, or take another.")
    names = frozenset(one for one in book.codes if book.resolve(one) == code)
    return _Wish(act, book.code(code), names, book.version)


def _answers(conn: Connection, project_id: str, coder_id: str, responses: Iterable[str]) -> _Answers:
    wanted = list(dict.fromkeys(responses))
    found = _Answers()
    for first in range(0, len(wanted), _AT_ONCE):
        part = wanted[first : first + _AT_ONCE]
        lengths = _lengths(conn, project_id, part, found.questions)
        missing = [response for response in part if response not in lengths]
        if missing:
            raise CodingError(f"The answer {missing[0]!r} is not in this project. Reload the page.")
        found.states += response_states(conn, project_id, coder_id, {response: lengths[response] for response in part})
        found.made_at |= _made_at(conn, project_id, coder_id, part)
    return found


def _lengths(conn: Connection, project_id: str, part: list[str], questions: dict[str, str]) -> Mapping[str, int]:
    r = t.responses.c
    query = select(r.response_id, r.question_id, r.text).where(r.project_id == project_id, r.response_id.in_(part))
    rows = conn.execute(query).all()
    questions |= {row.response_id: row.question_id for row in rows}
    return {row.response_id: len(row.text) for row in rows}


def _made_at(conn: Connection, project_id: str, coder_id: str, part: list[str]) -> dict[str, str]:
    c = t.codings.c
    query = select(c.coding_id, c.at).where(
        c.project_id == project_id, c.coder_id == coder_id, c.response_id.in_(part)
    )
    return {row.coding_id: row.at for row in conn.execute(query)}
