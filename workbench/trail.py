"""The audit trail in words: who decided what and when, with record number and digest."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, func, select

from codebooks import events as codebook_events
from coding import bulk, filters, packet_events, project_events, round_events
from coding import events as coding_events
from coding import orders as order_events
from coding import proposals as review_events
from coding import suggestions as suggestion_events
from coding import upheld as upheld_events
from coding.units import word_numbers
from coding.upheld import CodingsUpheld
from exchange.tables import write_table
from storage import bodies, queries, record
from storage import tables as t
from storage.queries import rounds as round_queries
from storage.record import Head
from storage.store import Store
from workbench import trail_seal
from workbench.record_numbers import Untold, untold
from workbench.sentences import Names, quoted, said

PAGE_SIZE = 50
FIRST_FACTS = 3  # of a command that are said in one sentence
_OF_CODING = (
    coding_events.EVENTS | bulk.EVENTS | upheld_events.EVENTS | filters.EVENTS | order_events.EVENTS
)  # fmt: skip
PARTS: Mapping[str, tuple[str, frozenset[str]]] = {
    "project": ("Project and answers", frozenset(project_events.EVENTS)),
    "codebook": ("Codebook", frozenset(codebook_events.EVENTS)),
    "coding": ("Coding", frozenset(_OF_CODING)),
    "rounds": ("Rounds", frozenset({**round_events.EVENTS, **packet_events.EVENTS})),
    "suggestions": ("Suggestions", frozenset(suggestion_events.EVENTS)),
    "proposals": ("Proposed themes", frozenset(review_events.EVENTS)),
}
COLUMNS = (
    "record_number", "at_utc", "coder", "what", "kind", "actor", "command_id", "part", "version", "payload", "digest",
)  # fmt: skip
_TEXT_ID = re.compile(r"\b[0-9a-f]{64}\b")
_MOST_PARAMETERS = 500  # SQLite takes a limited number


@dataclass(frozen=True, slots=True)
class Entry:
    """One fact of the record; `at` is UTC, `what` goes on from the coder's name.

    Number 0 and digest '' where the reader is not told them.
    """

    seq: int
    at: datetime
    coder: str
    what: str
    digest: str


@dataclass(frozen=True, slots=True)
class Choice:
    """Which entries to show; '' and None choose all. Dates are those of this computer, both included."""

    part: str = ""
    coder: str = ""
    since: date | None = None
    until: date | None = None


ALL = Choice()


@dataclass(frozen=True, slots=True)
class TrailPage:
    """One page of entries, the newest first; `coders` are all who stand in the record, by id, `parts` what of it is.

    `head` is the newest fact that is listed for this reader, `sealed` the rounds of which others' decisions are not,
    `untold` says from where on the reader is told no numbers.
    """

    entries: tuple[Entry, ...]
    total: int
    pages: int
    coders: Mapping[str, str]
    head: Head
    parts: tuple[str, ...] = ()
    sealed: tuple[int, ...] = ()
    untold: Untold | None = None


def read_trail(
    store: Store, project_id: str, choice: Choice = ALL, *, page: int = 1, reader: str = ""
) -> TrailPage:
    """Give one page of the record as a coder may read it; pages count from 1, and one beyond the last gives the last.

    Of a round that is sealed others' decisions are not there: each line would say how far they are.
    """
    a = t.audit_log.c
    with store.reading() as conn:
        everything = [a.project_id == project_id, *trail_seal.not_sealed(conn, project_id, reader)]
        where = [*everything, *_where(choice)]
        total = conn.execute(select(func.count()).select_from(t.audit_log).where(*where)).scalar_one()
        pages = max(1, -(-total // PAGE_SIZE))
        first = (min(max(page, 1), pages) - 1) * PAGE_SIZE
        query = select(t.audit_log).where(*where).order_by(a.seq.desc()).limit(PAGE_SIZE).offset(first)
        entries = _entries(conn, project_id, conn.execute(query).all(), reader)
        actors = conn.execute(select(a.actor).where(*everything).distinct()).scalars()
        coders = queries.coder_names(conn, list(actors))
        kinds = set(conn.execute(select(a.kind).where(*everything).distinct()).scalars())
        last = conn.execute(select(a.seq, a.digest).where(*everything).order_by(a.seq.desc()).limit(1)).one()
        sealed = trail_seal.sealed_numbers(conn, project_id)
        hidden = untold(conn, project_id, reader)
    head = Head(0, "") if hidden else Head(last.seq, last.digest)
    parts = tuple(name for name, (_, of_part) in PARTS.items() if kinds & of_part)
    return TrailPage(tuple(entries), total, pages, coders, head, parts, sealed, hidden)


def said_of(store: Store, project_id: str, reader: str, command_id: str) -> str:
    """Say to a coder what a command did, in its first facts; the sentence goes on from the name of who gave it."""
    a = t.audit_log.c
    query = select(t.audit_log).where(a.project_id == project_id, a.command_id == command_id).order_by(a.seq)
    with store.reading() as conn:
        facts = [entry.what for entry in _entries(conn, project_id, conn.execute(query).all(), reader)]
    more = [f"{len(facts) - FIRST_FACTS} more"] if len(facts) > FIRST_FACTS else []
    return ", ".join([*facts[:FIRST_FACTS], *more])


def code_history(store: Store, project_id: str, code_id: str, reader: str = "") -> list[Entry]:
    """Give what became of one code, the newest first."""
    a = t.audit_log.c
    query = select(t.audit_log).where(
        a.project_id == project_id, a.kind.in_(list(codebook_events.EVENTS)), a.payload.contains(f'"{code_id}"')
    )
    with store.reading() as conn:
        return _entries(conn, project_id, conn.execute(query.order_by(a.seq.desc())).all(), reader)


def verify_record(store: Store, project_id: str, reader: str = "") -> Head:
    """Walk the whole record and prove that nothing in it was changed; RecordBroken names the first bad row.

    Gives where the record ends, number 0 where the reader is not told.
    """
    with store.reading() as conn:
        head = record.verify(conn, project_id)
        return Head(0, "") if untold(conn, project_id, reader) else head


def export_trail(store: Store, project_id: str, reader: str = "") -> bytes:
    """Give record.csv, oldest first: each fact in words, and the fields from which its digest can be computed anew.

    Of what is sealed for the reader only number and digest are there, without which nobody could follow the chain; and
    what is public of such a command goes without its id, or a guess of what is sealed could be held against its digest.
    After the reveal all of it is there. Who is told no numbers gets the record as far as they are told, and a last
    line that says so.
    """
    with store.reading() as conn:
        hidden = untold(conn, project_id, reader)
        rows = list(record.rows(conn, project_id, until=hidden.until if hidden else None))
        names = _names(conn, project_id, rows)
        sealed = trail_seal.seal_for(conn, project_id, reader)
        lines = [_line(row, names, sealed) for row in rows]
    end = [["", "", "", hidden.sentence, *[""] * (len(COLUMNS) - 4)]] if hidden else []
    return write_table(COLUMNS, [*lines, *end])


def _line(row: Row[Any], names: Names, sealed: trail_seal.Seal) -> list[str]:
    if hidden := sealed.words(row):
        return [str(row.seq), "", trail_seal.SOMEBODY, hidden, *[""] * (len(COLUMNS) - 5), row.digest]
    what = said(record.fact_of(row).event, names)
    command = "" if row.command_id in sealed.commands else row.command_id
    fields = row.kind, row.actor, command, row.part, row.version, row.payload, row.digest
    return [str(row.seq), row.at, names.coder(row.actor), what, *map(str, fields)]


def _where(choice: Choice) -> list[ColumnElement[bool]]:
    a = t.audit_log.c
    where: list[ColumnElement[bool]] = []
    if choice.part:
        where.append(a.kind.in_(sorted(PARTS[choice.part][1])))
    if choice.coder:
        where.append(a.actor == choice.coder)
    if choice.since:
        where.append(a.at >= _utc(choice.since))
    if choice.until:
        where.append(a.at < _utc(choice.until + timedelta(days=1)))
    return where


def _utc(day: date) -> str:
    """The moment a day begins on this computer, as the record writes moments."""
    return datetime.combine(day, time.min).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _entries(conn: Connection, project_id: str, rows: Sequence[Row[Any]], reader: str) -> list[Entry]:
    hidden = untold(conn, project_id, reader)
    until = hidden.until if hidden else None
    names = _names(conn, project_id, rows, until)
    sealed = trail_seal.seal_for(conn, project_id, reader)
    entries = []
    for row in rows:
        instead = sealed.words(row)
        coder = trail_seal.SOMEBODY if instead else names.coder(row.actor)
        what = instead or said(record.fact_of(row).event, names)
        seq, digest = (row.seq, row.digest) if until is None or row.seq <= until else (0, "")
        entries.append(Entry(seq, datetime.fromisoformat(row.at), coder, what, digest))
    return entries


@dataclass(slots=True)
class _Wanted:
    """The ids that stand in some facts."""

    answers: set[str] = field(default_factory=set)
    spans: set[tuple[str, int, int]] = field(default_factory=set)
    runs: set[str] = field(default_factory=set)
    commands: set[str] = field(default_factory=set)
    texts: set[str] = field(default_factory=set)


def _names(conn: Connection, project_id: str, rows: Sequence[Row[Any]], until: int | None = None) -> Names:
    wanted = _wanted(rows)
    book = queries.codebook(conn, project_id)
    texts = bodies.read(conn, project_id, wanted.texts)
    return Names(
        coders=queries.coder_names(conn),
        codes={**_withdrawn(conn, project_id), **{code.id: code.name for code in book.codes.values()}},
        answers=_answers(conn, project_id, wanted.answers),
        passages=_passages(conn, project_id, wanted.spans),
        themes=_themes(conn, project_id, wanted.runs),
        texts=texts,
        commands=_commands(conn, project_id, wanted.commands, until),
        rounds={row.round_id: row.number for row in round_queries.rounds(conn, project_id)},
    )


def _wanted(rows: Iterable[Row[Any]]) -> _Wanted:
    wanted = _Wanted()
    for row in rows:
        event = record.fact_of(row).event
        wanted.texts |= set(_TEXT_ID.findall(row.payload))
        wanted.answers |= {getattr(event, name, "") for name in ("response", "target", "like")} - {""}
        if isinstance(event, coding_events.CodeApplied):
            wanted.spans.add((event.response, event.start, event.end))
        if isinstance(event, coding_events.AnswersRead) and len(event.responses) == 1:
            wanted.answers |= set(event.responses)
        if isinstance(event, coding_events.DispositionsSet):
            wanted.answers |= {response for response, _, _ in event.changes}
        if isinstance(event, CodingsUpheld):
            wanted.answers |= {response for _, response in event.held[:1]}
        if isinstance(event, order_events.OrderDrawn) and event.kind == "similar":
            wanted.answers.add(event.about)
        if isinstance(event, project_events.CommandUndone):
            wanted.commands.add(event.command)
        wanted.runs |= {getattr(event, "run", "")} - {""}
    return wanted


def _answers(conn: Connection, project_id: str, ids: Iterable[str]) -> dict[str, str]:
    r, p, q = t.responses.c, t.respondents.c, t.questions.c
    person = (p.project_id == r.project_id) & (p.respondent_id == r.respondent_id)
    question = (q.project_id == r.project_id) & (q.question_id == r.question_id)
    query = (
        select(r.response_id, p.label, q.name)
        .select_from(t.responses.join(t.respondents, person).join(t.questions, question))
        .where(r.project_id == project_id)
    )
    rows = _in_parts(ids, lambda part: conn.execute(query.where(r.response_id.in_(part))).all())
    return {row.response_id: f"{row.label}’s answer to {quoted(row.name)}" for row in rows}


def _passages(conn: Connection, project_id: str, spans: Iterable[tuple[str, int, int]]) -> dict[Any, str]:
    """Which words of an answer each span is, as 'words 3 to 9': the record quotes none; '' for a whole answer."""
    wanted = set(spans)
    r = t.responses.c
    query = select(r.response_id, r.text).where(r.project_id == project_id)
    ids = {response for response, _, _ in wanted}
    rows = _in_parts(ids, lambda part: conn.execute(query.where(r.response_id.in_(part))).all())
    texts = {row.response_id: row.text for row in rows}
    return {span: _words_of(texts.get(span[0], ""), span[1], span[2]) for span in wanted}


def _words_of(text: str, start: int, end: int) -> str:
    if not 0 <= start < end <= len(text) or text[start:end].strip() == text.strip():
        return ""
    first, last = word_numbers(text, start, end)
    return f"word {first}" if first == last else f"words {first} to {last}"


def _themes(conn: Connection, project_id: str, runs: Iterable[str]) -> dict[tuple[str, str], str]:
    """Labels of proposed themes: what a person named them, else the machine's words."""
    themes, given = t.run_themes.c, t.proposals.c
    label_query = select(themes.run_id, themes.theme, themes.label).where(themes.project_id == project_id)
    name_query = select(given.run_id, given.proposal_id, given.name, given.part_of).where(
        given.project_id == project_id
    )
    labels = {
        (row.run_id, row.theme): row.label
        for row in _in_parts(runs, lambda part: conn.execute(label_query.where(themes.run_id.in_(part))).all())
    }
    named = _in_parts(runs, lambda part: conn.execute(name_query.where(given.run_id.in_(part))).all())
    words = bodies.read(conn, project_id, [row.name for row in named])
    for row in named:
        whole = labels.get((row.run_id, row.part_of), row.part_of)
        label = words.get(row.name) or (f"part of {whole}" if row.part_of else "")
        if label:
            labels[row.run_id, row.proposal_id] = label
    return labels


def _commands(conn: Connection, project_id: str, ids: Iterable[str], until: int | None) -> dict[str, str]:
    """What was taken back, by its record numbers as far as they are told; taking back an undo is doing again."""
    c = t.commands.c
    query = select(c.command_id, c.first_seq, c.last_seq, c.undoes).where(c.project_id == project_id)
    rows = _in_parts(ids, lambda part: conn.execute(query.where(c.command_id.in_(part))).all())
    return {
        row.command_id: _turned(row.first_seq, row.last_seq, again=bool(row.undoes))
        for row in rows
        if until is None or row.last_seq <= until
    }


def _turned(first: int, last: int, *, again: bool) -> str:
    numbers = f"record number {first:,}" if first == last else f"record numbers {first:,} to {last:,}"
    return f"took the undoing in {numbers} back" if again else f"took {numbers} back"


def _withdrawn(conn: Connection, project_id: str) -> dict[str, str]:
    """Names of codes that were taken out again as if they had never been."""
    events = [
        record.fact_of(row).event
        for row in record.rows(conn, project_id, kinds=[codebook_events.CodeWithdrawn.__name__])
    ]
    words = bodies.read(conn, project_id, [event.name for event in events])
    return {event.code: words.get(event.name, "erased name") for event in events}


def _in_parts(ids: Iterable[str], read: Callable[[list[str]], Sequence[Any]]) -> list[Any]:
    wanted = sorted(set(ids))
    return [
        row
        for start in range(0, len(wanted), _MOST_PARAMETERS)
        for row in read(wanted[start : start + _MOST_PARAMETERS])
    ]
