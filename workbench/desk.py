"""The coding desk: which answers stand on it, in which order, and where its coder stopped."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection, select

from codebooks.colours import swatch
from codebooks.model import Code, Codebook
from coding import units
from coding.events import PASSAGE_ORIGINS
from coding.units import Sentence
from storage import queries
from storage import tables as t
from storage.queries.findings import coded_responses
from storage.store import Store
from workbench import alike, desk_keys, in_vivo, sequences
from workbench.memos import own_notes
from workbench.response_states import response_states

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
