"""The coding desk: a window of answers, and the queue of decisions that come from it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, select

from codebooks.colours import swatch
from codebooks.model import Code, Codebook
from coding import decide, units
from coding.decide import Provenance, ResponseState, Span
from coding.errors import CodingError
from coding.events import PASSAGE_ORIGINS, CodeApplied
from coding.roles import Role
from coding.units import Sentence
from storage import queries
from storage import tables as t
from storage.queries.findings import coded_responses
from storage.record import Transaction
from storage.store import Store
from workbench import alike, desk_keys, in_vivo, met_suggestions, sequences, trail, undo
from workbench.errors import SHOWN, WorkbenchError
from workbench.ids import new_id
from workbench.memos import memo_events, own_notes
from workbench.permissions import require
from workbench.repeats import check_repeated

SCOPE = "desk"
AT_DESK = ("manual", "suggested")  # where codings made at the desk come from
AHEAD = 60  # answers handed over beyond the current one: at 20 ms an answer, more than a second's worth
BEHIND = 10


@dataclass(frozen=True, slots=True)
class DeskCode:
    """A code as the palette shows it."""

    code_id: str
    name: str
    colour: str
    pattern: int
    definition: str
    include: str
    exclude: str
    examples: str
    questions: tuple[str, ...]
    parent: str
    theme: str  # name of the code at the top above it, '' where none is
    heads: bool  # whether other codes stand under it
    used: int  # times this coder has given it


@dataclass(frozen=True, slots=True)
class DeskCoding:
    """A code on `[start, end)` of an answer, in code points; `by_hand` unless it was confirmed on a passage."""

    code: str
    start: int
    end: int
    by_hand: bool


@dataclass(frozen=True, slots=True)
class DeskItem:
    """One answer with what the coder has decided about it so far.

    `length` is that of the text in code points, `sentences` are the spans of its sentences.
    """

    response_id: str
    question_id: str
    question: str
    text: str
    number: int
    about: str
    length: int
    sentences: tuple[Sentence, ...]
    codings: tuple[DeskCoding, ...]
    done: bool
    no_code: bool
    unsure: bool
    discuss: bool
    quote: bool
    memo: str
    disposition: str
    alike: int = 0  # identical answers that are not coded yet and are offered to be coded alike
    copied: bool = False  # whether its coding was copied from an identical answer

    @property
    def codes(self) -> tuple[str, ...]:
        """Codes on the answer or on a passage of it, each once."""
        return tuple(dict.fromkeys(coding.code for coding in self.codings))


@dataclass(frozen=True, slots=True)
class DeskWindow:
    """A stretch of the desk's order around the current answer. `position` counts from 1; 0 when there is none.

    `unit` is what codes go on: 'response', 'sentence', or '' for any words.
    """

    items: tuple[DeskItem, ...]
    current: str
    position: int
    total: int
    coded: int
    codes: tuple[DeskCode, ...]
    palettes: Mapping[str, desk_keys.Palette]
    questions: int  # how many the project has
    makes_codes: bool  # whether this coder may make codes
    code_makers: tuple[str, ...]  # names of those who may
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of one entry of the queue; `response` is where an undo happened, `said` what it took back."""

    id: str
    ok: bool
    reason: str = ""
    response: str = ""
    said: str = ""


def window(
    store: Store,
    project_id: str,
    coder_id: str,
    *,
    question: str | None = None,
    at: str | None = None,
    number: int | None = None,
    offer_alike: bool = True,
    order: str = "",
) -> DeskWindow:
    """Give the answers around `at`, or the `number`th, or where the coder stopped; of one question, or of all.

    `offer_alike` is off where each answer has to be judged by itself. `order` names the order they stand in
    (`workbench.orders`). The total counts those too that an order drawn in stretches has not placed yet.
    """
    with store.reading() as conn:
        answers = desk_order(conn, project_id, question)
        line, total = sequences.arranged(conn, project_id, answers, order)
        coded = coded_responses(conn, project_id, coder_id)
        if number is not None and line:
            at = line[min(max(number, 1), len(line)) - 1]
        current = at if at in set(line) else _where_stopped(conn, project_id, coder_id, line, coded, order)
        place = line.index(current) if current else 0
        first = max(0, place - BEHIND)
        shown = line[first : place + AHEAD + 1]
        book = queries.codebook(conn, project_id)
        unit = queries.project(conn, project_id).unit
        items = _items(conn, project_id, coder_id, shown, book, first)
        twins = alike.offered(conn, project_id, coder_id, shown) if offer_alike else {}
        keys = desk_keys.read_keys(conn, project_id, coder_id, book, (item.question_id for item in items))
        questions = len(queries.questions(conn, project_id))
        makers = in_vivo.code_makers(conn, project_id)
    if keys.are_new:
        desk_keys.remember_keys(store, project_id, coder_id, keys)
    return DeskWindow(
        items=tuple(replace(item, alike=twins.get(item.response_id, 0)) for item in items),
        current=current,
        position=place + 1 if current else 0,
        total=total,
        coded=len(coded.intersection(answers if total == len(answers) else line)),
        codes=tuple(_desk_code(code, book, keys.used) for code in book.live()),
        palettes=keys.palettes,
        questions=questions,
        makes_codes=coder_id in makers,
        code_makers=tuple(makers.values()),
        unit=unit,
    )


def asked(store: Store, project_id: str) -> dict[str, str]:
    """Give the wording of each question by its id, in order."""
    with store.reading() as conn:
        questions = queries.questions(conn, project_id)
    return dict(zip(questions["question_id"], questions["wording"], strict=True))


def resume_at(store: Store, project_id: str, coder_id: str, question: str | None = None, order: str = "") -> str:
    """Give the answer to go on with: the first open one behind the coder's latest decision, '' if none are left."""
    with store.reading() as conn:
        line, _ = sequences.arranged(conn, project_id, desk_order(conn, project_id, question), order)
        return _where_stopped(conn, project_id, coder_id, line, coded_responses(conn, project_id, coder_id), order)


def desk_order(conn: Connection, project_id: str, question: str | None = None) -> list[str]:
    """Give the ids of the answers to code, in file order within each question.

    Only respondents that are analysed and answers that say something: what was left blank, names nothing or cannot be
    used is settled by its disposition.
    """
    columns = t.responses.c
    query = (
        select(columns.response_id)
        .select_from(
            queries.with_dispositions().join(
                t.questions,
                (t.questions.c.project_id == columns.project_id) & (t.questions.c.question_id == columns.question_id),
            )
        )
        .where(
            columns.project_id == project_id,
            columns.vanished.is_(None),
            t.respondents.c.excluded == "",
            queries.disposition() == "substantive",
        )
        .order_by(t.questions.c.position, columns.position)
    )
    if question:
        query = query.where(columns.question_id == question)
    return list(conn.execute(query).scalars())


def _where_stopped(
    conn: Connection, project_id: str, coder_id: str, line: list[str], coded: set[str], order: str
) -> str:
    if order not in ("", sequences.FILE, sequences.PERSON):  # of a drawn order nothing may be left out
        return next((response for response in line if response not in coded), line[0] if line else "")
    latest = conn.execute(
        select(t.codings.c.response_id)
        .where(
            t.codings.c.project_id == project_id,
            t.codings.c.coder_id == coder_id,
            t.codings.c.origin.in_(AT_DESK),  # a passage confirmed on another page is no place at the desk
        )
        .order_by(t.codings.c.at.desc())
        .limit(1)
    ).scalar()
    start = line.index(latest) if latest in set(line) else 0
    onward = (*line[start:], *line[:start])
    return next((response for response in onward if response not in coded), line[0] if line else "")


def _desk_code(code: Code, book: Codebook, used: Mapping[str, int]) -> DeskCode:
    drawn = swatch(code.colour)
    parent, top = book.parent_of(code), desk_keys.top_of(book, code)
    heads = bool(book.children(code.id))
    return DeskCode(
        code_id=code.id,
        name=code.name,
        colour=drawn.hue,
        pattern=drawn.pattern,
        definition=code.definition,
        include=code.include,
        exclude=code.exclude,
        examples=code.examples,
        questions=code.questions,
        parent=book.code(parent).name if parent else "",
        theme=book.code(top).name if parent or heads else "",
        heads=heads,
        used=used.get(code.id, 0),
    )


def _items(
    conn: Connection, project_id: str, coder_id: str, shown: Sequence[str], book: Codebook, first: int
) -> tuple[DeskItem, ...]:
    c = t.responses.c
    query = (
        select(
            c.response_id, c.question_id, c.text, t.questions.c.wording, t.respondents.c.label, queries.disposition()
        )
        .select_from(
            queries.with_dispositions().join(
                t.questions, (t.questions.c.project_id == c.project_id) & (t.questions.c.question_id == c.question_id)
            )
        )
        .where(c.project_id == project_id, c.response_id.in_(shown))
    )
    rows = {row[0]: row for row in conn.execute(query)}
    states = {
        state.response: state
        for state in response_states(conn, project_id, coder_id, {key: len(row.text) for key, row in rows.items()})
    }
    words = own_notes(conn, project_id, coder_id, shown)
    items = []
    for number, response_id in enumerate(shown, start=first + 1):
        _, question_id, text, wording, label, disposition = rows[response_id]
        state = states[response_id]
        items.append(
            DeskItem(
                response_id=response_id,
                question_id=question_id,
                question=wording,
                text=text,
                number=number,
                about=label,
                length=state.length,
                sentences=tuple(units.sentences(text)),
                codings=tuple(
                    DeskCoding(book.resolve(c.code), c.start, c.end, c.origin not in PASSAGE_ORIGINS)
                    for c in state.codings
                ),
                done=state.done,
                no_code="no_code" in state.marks,
                unsure="unsure" in state.marks,
                discuss="discuss" in state.marks,
                quote="quote" in state.marks,
                memo=words.get(response_id, ""),
                disposition=disposition,
                copied=any(coding.origin == "propagated" for coding in state.codings),
            )
        )
    return tuple(items)


def response_states(
    conn: Connection, project_id: str, coder_id: str, lengths: Mapping[str, int]
) -> list[ResponseState]:
    responses = list(lengths)

    def mine(table: Any, column: Any) -> list[Any]:
        return [table.c.project_id == project_id, table.c.coder_id == coder_id, column.in_(responses)]

    codings: dict[str, list[CodeApplied]] = {response: [] for response in responses}
    for row in conn.execute(
        select(t.codings).where(*mine(t.codings, t.codings.c.response_id)).order_by(t.codings.c.at)
    ):
        codings[row.response_id].append(
            CodeApplied(
                coding=row.coding_id,
                response=row.response_id,
                start=row.start,
                end=row.end,
                code=row.code_id,
                coder=row.coder_id,
                origin=row.origin,
                codebook_version=row.codebook_version,
                run=row.run_id,
                proposal=row.proposal_id,
            )
        )
    marks: dict[str, set[str]] = {response: set() for response in responses}
    for row in conn.execute(select(t.marks).where(*mine(t.marks, t.marks.c.response_id))):
        marks[row.response_id].add(row.mark)
    memo_rows = conn.execute(
        select(t.memos.c.target, t.memos.c.memo).where(*mine(t.memos, t.memos.c.target), t.memos.c.about == "response")
    )
    memos = {row.target: row.memo for row in memo_rows}
    return [
        ResponseState(
            response,
            coder_id,
            lengths[response],
            tuple(codings[response]),
            frozenset(marks[response]),
            memos.get(response, ""),
        )
        for response in responses
    ]


def take(store: Store, project_id: str, coder_id: str, entries: Sequence[Mapping[str, Any]]) -> list[Answer]:
    """Store the desk's queue in order, each entry a command of its own; give an answer for each.

    A refused entry is answered with the reason and stops none behind it. A repeated one counts once.
    """
    return [_take_one(store, project_id, coder_id, entry) for entry in entries]


def _take_one(store: Store, project_id: str, coder_id: str, entry: Mapping[str, Any]) -> Answer:
    command_id = str(entry.get("id", ""))
    if not 8 <= len(command_id) <= 64 or not command_id.isalnum():
        return Answer(command_id, False, "The decision carries no proper id. Reload the page.")
    kind = entry.get("kind")
    try:
        if kind in ("undo", "redo"):
            return _turn(store, project_id, coder_id, command_id, entry)
        scope = met_suggestions.SCOPE if kind == "met" else SCOPE
        with store.transaction(project_id, command_id=command_id, actor=coder_id, scope=scope) as tx:
            if tx.repeated:
                check_repeated(tx, entry)
            else:
                require(tx.conn, project_id, coder_id, Role.can_code, "code answers")
                tx.append(_decide(tx, coder_id, entry))
    except SHOWN as refusal:
        return Answer(command_id, False, str(refusal))
    return Answer(command_id, True)


def _turn(store: Store, project_id: str, coder_id: str, command_id: str, entry: Mapping[str, Any]) -> Answer:
    """Undo or redo; what the browser could not know, for it was done before it was opened, is said in words."""
    turn = undo.undo if entry["kind"] == "undo" else undo.redo
    target = str(entry.get("target") or "")
    done = turn(store, project_id, coder_id, scope=SCOPE, command_id=command_id, target=target)
    if done is None:
        return Answer(command_id, True)
    said = "" if target else trail.said_of(store, project_id, done.command)
    return Answer(command_id, True, response=done.response, said=said)


Decision = Callable[[Transaction, ResponseState, Mapping[str, Any]], list[Any]]


def _decide(tx: Transaction, coder_id: str, entry: Mapping[str, Any]) -> list[Any]:
    decision = _DECISIONS.get(str(entry.get("kind")))
    if decision is None:
        raise WorkbenchError(f"The desk sent a decision of an unknown kind, {entry.get('kind')!r}. Reload the page.")
    return decision(tx, response_state(tx.conn, tx.project_id, coder_id, str(entry.get("response", ""))), entry)


def response_state(conn: Connection, project_id: str, coder_id: str, response_id: str) -> ResponseState:
    """Give what a coder has decided about one answer; CodingError if the project holds no such answer."""
    length = len(_text(conn, project_id, response_id))
    return response_states(conn, project_id, coder_id, {response_id: length})[0]


def _text(conn: Connection, project_id: str, response_id: str) -> str:
    c = t.responses.c
    text = conn.execute(select(c.text).where(c.project_id == project_id, c.response_id == response_id)).scalar()
    if text is None:
        raise CodingError(f"The answer {response_id!r} is not in this project. Reload the page.")
    return str(text)


def _question_of(tx: Transaction, response_id: str) -> str:
    query = select(t.responses.c.question_id).where(
        t.responses.c.project_id == tx.project_id, t.responses.c.response_id == response_id
    )
    return str(tx.conn.execute(query).scalar_one())


def _in_vivo(tx: Transaction, state: ResponseState, entry: Mapping[str, Any]) -> list[Any]:
    question, name = _question_of(tx, state.response), str(entry.get("text") or "")
    code = in_vivo.make_code(tx, state.coder, name, question, every_question=bool(entry.get("on")))
    return _apply(tx, state, {**entry, "code": code})


def _apply(tx: Transaction, state: ResponseState, entry: Mapping[str, Any]) -> list[Any]:
    book = queries.codebook_refs(tx.conn, tx.project_id)
    question = _question_of(tx, state.response)
    allowed = {code.id for code in book.live() if code.applies_to(question)}
    span = _span(entry)
    if span is not None and span.end is not None:
        unit = queries.project(tx.conn, tx.project_id).unit
        units.check_span(unit, _text(tx.conn, tx.project_id, state.response), span.start, span.end)
    origin = "suggested" if entry.get("suggested") is True and span is None else "manual"
    provenance = Provenance(origin=origin, codebook_version=book.version)
    return list(
        decide.apply_code(
            state, str(entry.get("code", "")), allowed, new_id=new_id, span=span or decide.WHOLE, provenance=provenance
        )
    )


def _span(entry: Mapping[str, Any]) -> Span | None:
    """Give the passage that an entry names, None where it names none."""
    start, end = entry.get("start"), entry.get("end")
    return None if start is None or end is None else Span(int(start), int(end))


def _remove(tx: Transaction, state: ResponseState, entry: Mapping[str, Any]) -> list[Any]:
    book = queries.codebook_refs(tx.conn, tx.project_id)
    code = str(entry.get("code", ""))
    return list(decide.remove_code(state, {c for c in book.codes if book.resolve(c) == code}, _span(entry)))


def _memo(tx: Transaction, state: ResponseState, entry: Mapping[str, Any]) -> list[Any]:
    return memo_events(tx, state.coder, "response", state.response, str(entry.get("text", "")))


def _mark(name: str) -> Decision:
    def decision(_tx: Transaction, state: ResponseState, entry: Mapping[str, Any]) -> list[Any]:
        return list(decide.mark_response(state, name, bool(entry.get("on", True))))

    return decision


def _alike(tx: Transaction, state: ResponseState, _entry: Mapping[str, Any]) -> list[Any]:
    return list(alike.alike_events(tx.conn, tx.project_id, state))


_DECISIONS: dict[str, Decision] = {
    "alike": _alike,
    "apply": _apply,
    "remove": _remove,
    "in_vivo": _in_vivo,
    "memo": _memo,
    "no_code": _mark("no_code"),
    "done": _mark("done"),
    "unsure": _mark("unsure"),
    "discuss": _mark("discuss"),
    "quote": _mark("quote"),
    "met": met_suggestions.decide,
}
