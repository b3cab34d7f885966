"""The coding desk: which answers stand on it, in which order, and where its coder stopped."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection, select

from codebooks.model import Codebook
from storage import queries
from storage import tables as t
from storage.queries.findings import coded_responses
from storage.queries.rounds import sealed_for
from storage.store import Store
from workbench import alike, desk_keys, in_vivo, sequences
from workbench.desk_items import DeskCode, DeskItem, answer_rows, desk_code, desk_item
from workbench.memos import own_notes
from workbench.response_states import response_states

AT_DESK = ("manual", "suggested")  # where codings made at the desk come from
AHEAD = 60  # answers handed over beyond the current one: at 20 ms an answer, more than a second's worth
BEHIND = 10


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
        answers = _own_order(conn, project_id, coder_id, question)
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
        codes=tuple(desk_code(code, book, keys.used) for code in book.live()),
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
        line, _ = sequences.arranged(conn, project_id, _own_order(conn, project_id, coder_id, question), order)
        return _where_stopped(conn, project_id, coder_id, line, coded_responses(conn, project_id, coder_id), order)


def _own_order(conn: Connection, project_id: str, coder_id: str, question: str | None) -> list[str]:
    """Give the answers to code in file order without those that the coder meets in an open round alone."""
    sealed = sealed_for(conn, project_id, coder_id)
    return [response for response in desk_order(conn, project_id, question) if response not in sealed]


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


def _items(
    conn: Connection, project_id: str, coder_id: str, shown: Sequence[str], book: Codebook, first: int
) -> tuple[DeskItem, ...]:
    rows = answer_rows(conn, project_id, shown)
    lengths = {response: len(row.text) for response, row in rows.items()}
    states = {state.response: state for state in response_states(conn, project_id, coder_id, lengths)}
    words = own_notes(conn, project_id, coder_id, shown)
    return tuple(
        desk_item(response, number, rows[response], states[response], book, words.get(response, ""))
        for number, response in enumerate(shown, start=first + 1)
    )
