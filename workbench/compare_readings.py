"""Readings of one answer beside each other, as a dialogue: who read it how, in their own words, and no number."""

from dataclasses import dataclass

from sqlalchemy import Connection, select

from coding.round_events import CONSENSUS
from storage import queries
from storage import tables as t
from storage.queries import findings as findings_rows
from storage.queries.memos import memos as memo_rows
from storage.queries.rounds import sealed_for
from storage.store import Store
from workbench import memos
from workbench.desk import desk_order
from workbench.desk_items import answer_rows
from workbench.memos import ShownMemo

QUESTIONS = (  # what a reader is asked in front of another reading
    "What does the other reading see that yours does not?",
    "What does yours see that the other does not?",
    "What in you, or in what you know, let you read it this way?",
)


@dataclass(frozen=True, slots=True)
class ReadCode:
    """A code of a reading: its name and meaning, and the words it is on, none of them for the whole answer."""

    name: str
    definition: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """How one coder read an answer; `mine` is the reading of who looks."""

    coder: str
    mine: bool
    codes: tuple[ReadCode, ...]
    no_code: bool
    note: ShownMemo | None


@dataclass(frozen=True, slots=True)
class Dialogue:
    """One answer with its readings, one's own first; `before` and `after` are the answers beside it, '' for none.

    It is the `number`-th, from 1, of `total` that several coders coded.
    """

    response_id: str
    question: str
    text: str
    about: str
    readings: tuple[Reading, ...]
    before: str
    after: str
    number: int
    total: int


def open_dialogue(store: Store, project_id: str, coder_id: str, at: str = "") -> Dialogue | None:
    """Give the readings of an answer that several coders coded, or of the first such one; None while there is none."""
    with store.reading() as conn:
        line = _read_by_several(conn, project_id, coder_id)
        if not line:
            return None
        place = line.index(at) if at in line else 0
        row = answer_rows(conn, project_id, [line[place]])[line[place]]
        readings = _readings(conn, project_id, coder_id, line[place], row.text)
    return Dialogue(
        response_id=line[place],
        question=row.question,
        text=row.text,
        about=row.about,
        readings=readings,
        before=line[place - 1] if place else "",
        after=line[place + 1] if place + 1 < len(line) else "",
        number=place + 1,
        total=len(line),
    )


def _read_by_several(conn: Connection, project_id: str, reader: str) -> list[str]:
    """Give the answers that two coders weighed as a whole, in file order; none that the reader has to meet fresh."""
    seen: dict[str, int] = {}
    for coder in _coders(conn, project_id):
        for response in findings_rows.coded_responses(conn, project_id, coder):
            seen[response] = seen.get(response, 0) + 1
    sealed = sealed_for(conn, project_id, reader)
    order = desk_order(conn, project_id)
    return [response for response in order if seen.get(response, 0) > 1 and response not in sealed]


def _coders(conn: Connection, project_id: str) -> list[str]:
    """Give who coded anything, a mark that no code applies included."""
    c, m = t.codings.c, t.marks.c
    coded = select(c.coder_id).where(c.project_id == project_id)
    marked = select(m.coder_id).where(m.project_id == project_id, m.mark == "no_code")
    return sorted(set(conn.execute(coded.union(marked)).scalars()) - {CONSENSUS})


def _readings(conn: Connection, project_id: str, coder_id: str, response: str, text: str) -> tuple[Reading, ...]:
    book = queries.codebook(conn, project_id)
    c, m = t.codings.c, t.marks.c
    passages: dict[str, dict[str, list[tuple[int, int]]]] = {}
    rows = select(c.coder_id, c.code_id, c.start, c.end).where(c.project_id == project_id, c.response_id == response)
    for row in conn.execute(rows.order_by(c.start, c.end)):
        given = passages.setdefault(row.coder_id, {}).setdefault(book.resolve(row.code_id), [])
        given.append((row.start, row.end))
    marked = select(m.coder_id).where(m.project_id == project_id, m.response_id == response, m.mark == "no_code")
    none = set(conn.execute(marked).scalars())
    names = queries.coder_names(conn)
    notes = memos.show(
        conn, project_id, memo_rows(conn, project_id, coder_id, about="response", targets=[response]), book
    )
    note_of = {memo.coder_id: memo for memo in notes}
    readers = sorted(
        (passages.keys() | none) - {CONSENSUS}, key=lambda coder: (coder != coder_id, names.get(coder, ""))
    )
    return tuple(
        Reading(
            coder=names.get(coder, "somebody"),
            mine=coder == coder_id,
            codes=tuple(
                ReadCode(
                    book.code(code).name,
                    book.code(code).definition,
                    tuple(text[start:end] for start, end in spans if (start, end) != (0, len(text))),
                )
                for code, spans in passages.get(coder, {}).items()
            ),
            no_code=coder in none,
            note=note_of.get(coder),
        )
        for coder in readers
    )
