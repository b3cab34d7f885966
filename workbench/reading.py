"""Reading: all answers to one question, or of one person after another, as continuous text with notes in the margin.

What has been read is a fact of its own, told by the page that had the answers on screen, and never counted twice.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, func, select

from codebooks.model import name_key
from coding.errors import CodingError
from coding.events import AnswersRead
from coding.roles import Role
from storage import queries
from storage import tables as t
from storage.queries.memos import memos as memo_rows
from storage.queries.memos import read_responses
from storage.queries.rounds import sealed_for
from storage.store import Store
from workbench import memos
from workbench.deciding import Answer
from workbench.errors import SHOWN, WorkbenchError
from workbench.memos import ShownMemo
from workbench.permissions import require

SCOPE = "read"  # a scope of its own: undo in the margin must not stop at what was read
ANSWERS, CHARACTERS = 50, 60_000  # in one stretch at most, but for a single longer answer
MOST_AT_ONCE = 1_000  # answers read, in one command


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What to read: all answers to a question, then the next (`by` 'question'), or all of a person, then the next.

    Parameters
    ----------
    question : id of the only question to read, '' for all
    number : which stretch, from 1; 0 for the one where the coder stopped
    at : id of an answer or a person to begin at, where no number is given
    """

    by: str = "question"
    question: str = ""
    number: int = 0
    at: str = ""


ALL = Choice()


@dataclass(frozen=True, slots=True)
class ReadItem:
    """One answer on the page; `person` and `closed` stand where somebody else begins, `question` where another does.

    `mentioned_in` are memos that refer to the answer or to whoever gave it.
    """

    response_id: str
    label: str
    person: str
    closed: Mapping[str, str]
    question: str
    text: str
    read: bool
    note: ShownMemo | None
    others: tuple[ShownMemo, ...]
    mentioned_in: tuple[ShownMemo, ...]


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some answers to read in one go. `number` counts from 1 (0 where nothing is to be read), `first` is the place of
    the first answer in the order; `at` is where to begin; `read` and `total` are of the whole order.
    """

    items: tuple[ReadItem, ...]
    number: int
    stretches: int
    first: int
    at: str
    read: int
    total: int
    may_write: bool


def read_stretch(store: Store, project_id: str, coder_id: str, choice: Choice = ALL) -> Stretch:
    """Give a stretch of answers: the one asked for, else the one where the coder stopped reading."""
    with store.reading() as conn:
        may_write = Role(queries.role(conn, project_id, coder_id) or Role.VIEWER).can_code()
        sealed = sealed_for(conn, project_id, coder_id)
        order = [row for row in _order(conn, project_id, choice) if row.response_id not in sealed]
        read = read_responses(conn, project_id, coder_id)
        if not order:
            return Stretch((), 0, 0, 0, "", 0, 0, may_write)
        cuts = _cuts(order, choice.by)
        ids = [row.response_id for row in order]
        asked = next((row.response_id for row in order if choice.at in (row.response_id, row.respondent_id)), "")
        at = asked or _go_on_at(ids, read)
        place = min(choice.number, len(cuts)) - 1 if choice.number > 0 else _cut_of(cuts, ids.index(at))
        first, end = cuts[place]
        if at not in ids[first:end]:
            at = next((response for response in ids[first:end] if response not in read), ids[first])
        items = _items(conn, project_id, coder_id, order[first:end], choice.by, read)
    done = sum(response in read for response in ids)
    return Stretch(items, place + 1, len(cuts), first + 1, at, done, len(ids), may_write)


def find_person(store: Store, project_id: str, label: str) -> str:
    """Give the id of the person with this label, in any case; WorkbenchError if nobody who is analysed has it."""
    p = t.respondents.c
    wanted = name_key(label)
    query = select(p.respondent_id, p.label).where(
        p.project_id == project_id, p.vanished.is_(None), p.excluded == ""
    )
    with store.reading() as conn:  # compared here, for databases differ in what they take for one letter
        rows = conn.execute(query.order_by(p.row)).all()
    found = next((row.respondent_id for row in rows if name_key(row.label) == wanted), None)
    if found is None:
        named = " ".join(label.split())
        raise WorkbenchError(f"Nobody is called {named!r} here. Type the name as it stands above the answers.")
    return str(found)


def mark_read(store: Store, project_id: str, coder_id: str, responses: Sequence[str], *, command_id: str) -> int:
    """Record that a coder has read these answers; give how many were new. Reading is not taken back."""
    if len(responses) > MOST_AT_ONCE:
        raise WorkbenchError(f"{len(responses):,} answers at once are too many; {MOST_AT_ONCE:,} is the most.")
    with store.transaction(project_id, command_id=command_id, actor=coder_id, scope=SCOPE) as tx:
        if tx.repeated:
            return 0
        require(tx.conn, project_id, coder_id, Role.can_code, "record what you have read")
        r = t.responses.c
        there = set(
            tx.conn.execute(
                select(r.response_id).where(r.project_id == project_id, r.response_id.in_(list(responses)))
            ).scalars()
        )
        missing = [response for response in responses if response not in there]
        if missing:
            raise CodingError(f"The answer {missing[0]!r} is not in this project. Reload the page.")
        before = read_responses(tx.conn, project_id, coder_id)
        new = tuple(dict.fromkeys(response for response in responses if response not in before))
        if new:
            tx.append([AnswersRead(coder=coder_id, responses=new)])
        return len(new)


def take(store: Store, project_id: str, coder_id: str, entries: Sequence[Mapping[str, Any]]) -> list[Answer]:
    """Store what the reading page has posted, each entry a command of its own; a repeated one counts once.

    An entry has an `id` and a `kind`: 'read' with `responses`, or 'note' with `response` and `text`.
    """
    return [_take_one(store, project_id, coder_id, entry) for entry in entries]


def _take_one(store: Store, project_id: str, coder_id: str, entry: Mapping[str, Any]) -> Answer:
    command_id = str(entry["id"])
    try:
        if entry["kind"] == "read":
            mark_read(store, project_id, coder_id, entry["responses"], command_id=command_id)
        else:
            memos.write_memo(
                store, project_id, coder_id, "response", entry["response"], entry["text"], command_id=command_id
            )
    except SHOWN as refusal:
        return Answer(command_id, False, str(refusal))
    return Answer(command_id, True)


def _order(conn: Connection, project_id: str, choice: Choice) -> list[Any]:
    """Give the answers to read in their order, without their words: those that say something, as at the desk."""
    r, q, p = t.responses.c, t.questions.c, t.respondents.c
    asked = (q.project_id == r.project_id) & (q.question_id == r.question_id)
    query = (
        select(r.response_id, r.respondent_id, func.length(r.text).label("length"))
        .select_from(queries.with_dispositions().join(t.questions, asked))
        .where(
            r.project_id == project_id, r.vanished.is_(None), p.excluded == "", queries.disposition() == "substantive"
        )
    )
    if choice.question:
        query = query.where(r.question_id == choice.question)
    by_person = (p.row, q.position, r.position)
    return list(conn.execute(query.order_by(*(by_person if choice.by == "person" else (q.position, r.position)))))


def _cuts(order: Sequence[Any], by: str) -> list[tuple[int, int]]:
    """Cut the order into stretches [first, end); the answers of one person stay together where it goes by person."""
    if by == "person":
        sizes = [
            (len(rows), sum(row.length for row in rows))
            for rows in (list(group) for _, group in groupby(order, key=lambda row: row.respondent_id))
        ]
    else:
        sizes = [(1, row.length) for row in order]
    cuts, first, answers, characters = [], 0, 0, 0
    for count, length in sizes:
        if answers and (answers + count > ANSWERS or characters + length > CHARACTERS):
            cuts.append((first, first + answers))
            first, answers, characters = first + answers, 0, 0
        answers, characters = answers + count, characters + length
    return [*cuts, (first, first + answers)]


def _cut_of(cuts: Sequence[tuple[int, int]], place: int) -> int:
    return next(number for number, (first, end) in enumerate(cuts) if first <= place < end)


def _go_on_at(ids: Sequence[str], read: Mapping[str, str]) -> str:
    """Give the first answer not read behind the one read last; the first of all where none is left."""
    latest = max((read.get(response, "") for response in ids), default="")
    start = max((place for place, response in enumerate(ids) if latest and read.get(response) == latest), default=-1)
    onward = (*ids[start + 1 :], *ids[: start + 1])
    return next((response for response in onward if response not in read), ids[0])


def _items(
    conn: Connection, project_id: str, coder_id: str, order: Sequence[Any], by: str, read: Mapping[str, str]
) -> tuple[ReadItem, ...]:
    ids = [row.response_id for row in order]
    r, q, p = t.responses.c, t.questions.c, t.respondents.c
    person = (p.project_id == r.project_id) & (p.respondent_id == r.respondent_id)
    asked = (q.project_id == r.project_id) & (q.question_id == r.question_id)
    query = (
        select(r.response_id, r.respondent_id, r.label, r.text, q.wording, p.label.label("person"), p.closed)
        .select_from(t.responses.join(t.respondents, person).join(t.questions, asked))
        .where(r.project_id == project_id, r.response_id.in_(ids))
    )
    rows = {row.response_id: row for row in conn.execute(query)}
    book = queries.codebook(conn, project_id)
    notes = memos.show(conn, project_id, memo_rows(conn, project_id, coder_id, about="response", targets=ids), book)
    wanted = {f"response:{response}" for response in ids} | {f"respondent:{row.respondent_id}" for row in order}
    linking = memos.mentions(conn, project_id, coder_id, wanted, book)
    items, person_before, asked_before = [], "", ""
    for response in ids:
        row = rows[response]
        begins = by == "person" and row.respondent_id != person_before
        question = row.wording if begins or row.wording != asked_before else ""
        person_before, asked_before = row.respondent_id, row.wording
        on_it = [memo for memo in notes if memo.target == response]
        items.append(
            ReadItem(
                response_id=response,
                label=row.label or row.person,
                person=row.person if begins else "",
                closed=json.loads(row.closed or "{}") if begins else {},
                question=question,
                text=row.text,
                read=response in read,
                note=next((memo for memo in on_it if memo.mine), None),
                others=tuple(memo for memo in on_it if not memo.mine),
                mentioned_in=_together(linking, f"response:{response}", f"respondent:{row.respondent_id}"),
            )
        )
    return tuple(items)


def _together(linking: Mapping[str, tuple[ShownMemo, ...]], *links: str) -> tuple[ShownMemo, ...]:
    found: list[ShownMemo] = []
    for link in links:
        found += [memo for memo in linking[link] if memo not in found]
    return tuple(found)
