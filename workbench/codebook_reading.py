"""What the codebook page shows: the tree with its counts, versions, and what has changed since the last one."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from codebooks import events as codebook_events
from codebooks.compare import Difference, differences
from codebooks.fold import fold
from codebooks.model import TEXT_FIELDS, Codebook
from coding.roles import Role
from coding.round_events import CONSENSUS
from storage import bodies, queries, record, seal
from storage import tables as t
from storage.store import Store
from workbench import desk_keys, undo
from workbench.codebook import SCOPE, question_names
from workbench.projects import shows


@dataclass(frozen=True, slots=True)
class CodeCounts:
    """How much a code carries.

    `respondents` counts people with the code or any code under it, each once; `codings` those of the code itself
    and of what was merged into it, confirmed by a person; `waiting` passages that a machine proposed and nobody has
    confirmed: they are in no other number.
    """

    respondents: int = 0
    codings: int = 0
    waiting: int = 0


@dataclass(frozen=True, slots=True)
class CodebookState:
    """The codebook as one coder sees it; `changes` is what differs from the published version.

    `keys` are those of the codes at this coder's desk, more than one where they differ between questions. `waits` says
    why nobody can change it now, '' where it can be changed.
    """

    book: Codebook
    counts: Mapping[str, CodeCounts]
    questions: Mapping[str, str]
    keys: Mapping[str, list[str]]
    changes: tuple[Difference, ...]
    may_edit: bool
    can_undo: bool
    can_redo: bool
    waits: str = ""


@dataclass(frozen=True, slots=True)
class MergePreview:
    """What a merge would carry over: the codes' own codings, the people, what waits, and the codes below."""

    codings: int
    respondents: int
    waiting: int
    below: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PublishedVersion:
    """A published version; `text` is its codebook as YAML."""

    version: int
    at: str
    codes: int
    seq: int
    text: str


def read_codebook(store: Store, project_id: str, coder_id: str) -> CodebookState:
    """Give the codebook with its words and counts."""
    with store.reading() as conn:
        book = queries.codebook(conn, project_id)
        role = queries.role(conn, project_id, coder_id)
        waits = seal.codebook_waits(conn, project_id)
        questions = question_names(conn, project_id)
        keys = desk_keys.read_keys(conn, project_id, coder_id, book, questions or [""])
        return CodebookState(
            book=book,
            counts=code_counts(conn, project_id, book),
            questions=questions,
            keys=keys.of_codes(),
            changes=tuple(_changes_since_version(conn, project_id, book)),
            may_edit=bool(role) and Role(role).can_edit_codebook() and not waits,
            waits=waits,
            can_undo=bool(undo.next_undo(conn, project_id, coder_id, SCOPE)),
            can_redo=bool(undo.next_undo(conn, project_id, coder_id, SCOPE, redo=True)),
        )


def code_counts(conn: Connection, project_id: str, book: Codebook) -> dict[str, CodeCounts]:
    """Give the counts of every live code; answers of people who are left out do not count."""
    people, codings = _coded(conn, project_id)
    waiting = _waiting(conn, project_id)
    with_it = {code: set(who) for code, who in people.items()}
    counts = {}
    for code in reversed(book.live()):  # from the leaves up, so that a code's people are whole before its parent's
        own = with_it.get(code.id, set())
        with_it.setdefault(book.parent_of(code), set()).update(own)
        counts[code.id] = CodeCounts(len(own), codings.get(code.id, 0), waiting.get(code.id, 0))
    return counts


def preview_merge(store: Store, project_id: str, merged: Iterable[str]) -> MergePreview:
    """Give what would move if these codes were merged into another."""
    gone = list(dict.fromkeys(merged))
    with store.reading() as conn:
        book = queries.codebook(conn, project_id)
        people, codings = _coded(conn, project_id)
        waiting = _waiting(conn, project_id)
    return MergePreview(
        codings=sum(codings.get(code, 0) for code in gone),
        respondents=len(set[str]().union(*(people.get(code, set()) for code in gone))),
        waiting=sum(waiting.get(code, 0) for code in gone),
        below=tuple(child.name for code in gone for child in book.children(code) if child.id not in gone),
    )


def versions(store: Store, project_id: str) -> list[PublishedVersion]:
    """Give the published versions, the newest first."""
    v = t.codebook_versions.c
    query = select(t.codebook_versions).where(v.project_id == project_id).order_by(v.version.desc())
    with store.reading() as conn:
        rows = conn.execute(query).all()
        texts = bodies.read(conn, project_id, [row.snapshot for row in rows])
    return [PublishedVersion(row.version, row.at, row.codes, row.seq, texts.get(row.snapshot, "")) for row in rows]


def codebook_as_of(conn: Connection, project_id: str, seq: int) -> Codebook:
    """Give the codebook as it stood at a record number, with the words it had then."""
    book = Codebook()
    for row in record.rows(conn, project_id, until=seq, kinds=codebook_events.EVENTS):
        book = fold(book, record.fact_of(row).event)
    ids = [getattr(code, field) for code in book.codes.values() for field in TEXT_FIELDS]
    return book.with_texts(bodies.read(conn, project_id, ids))


def _changes_since_version(conn: Connection, project_id: str, book: Codebook) -> list[Difference]:
    if not book.version:
        return []
    v = t.codebook_versions.c
    published = select(v.seq).where(v.project_id == project_id, v.version == book.version)
    return differences(codebook_as_of(conn, project_id, conn.execute(published).scalar_one()), book)


def _coded(conn: Connection, project_id: str) -> tuple[dict[str, set[str]], dict[str, int]]:
    """People and coders' own codings by the code that stands for theirs today; a consensus is one more of neither."""
    c, r = t.codings.c, t.responses.c
    resolved = (t.codes.c.project_id == c.project_id) & (t.codes.c.code_id == c.code_id)
    answer = (r.project_id == c.project_id) & (r.response_id == c.response_id)
    person = (t.respondents.c.project_id == r.project_id) & (t.respondents.c.respondent_id == r.respondent_id)
    query = (
        select(t.codes.c.resolved, r.respondent_id, func.count())
        .select_from(t.codings.join(t.codes, resolved).join(t.responses, answer).join(t.respondents, person))
        .where(c.project_id == project_id, r.vanished.is_(None), t.respondents.c.excluded == "")
        .where(c.coder_id != CONSENSUS)
        .group_by(t.codes.c.resolved, r.respondent_id)
    )
    people: dict[str, set[str]] = {}
    codings: dict[str, int] = {}
    for code, respondent, n in conn.execute(query):
        people.setdefault(code, set()).add(respondent)
        codings[code] = codings.get(code, 0) + n
    return people, codings


def _waiting(conn: Connection, project_id: str) -> dict[str, int]:
    """Give how many passages wait for each code, where the project shows what is proposed."""
    if not shows(queries.project(conn, project_id), "proposals"):
        return {}
    w = t.waiting.c
    same = (t.codes.c.project_id == w.project_id) & (t.codes.c.code_id == w.code_id)
    query = (
        select(t.codes.c.resolved, func.count().label("n"))
        .select_from(t.waiting.join(t.codes, same))
        .where(w.project_id == project_id, w.state == "waiting")
        .group_by(t.codes.c.resolved)
    )
    return {row.resolved: row.n for row in conn.execute(query)}
