"""Memos and the reflexive journal: write, read, search; each coder's own words about anything in the project."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import Connection, select

from codebooks.model import Codebook
from codebooks.words import storable
from coding import memos as rules
from coding.memos import Memo, Part
from coding.roles import Role
from storage import bodies, queries
from storage import tables as t
from storage.queries.memos import MemoRow, kept_memo
from storage.queries.memos import memos as memo_rows
from storage.record import Transaction
from storage.store import Store
from workbench import memo_links
from workbench.errors import WorkbenchError
from workbench.permissions import require

READING, JOURNAL = "reading", "journal"  # scopes: undo takes a memo back on the page on which it was written
SCOPES: Mapping[str, str] = {"response": READING, "code": "codebook", "project": JOURNAL, "journal": JOURNAL}
PROJECT = "project"  # the target of the project's memo
LONGEST = 50_000  # characters; some thirty pages
PAGE = 25


@dataclass(frozen=True, slots=True)
class ShownMemo:
    """A memo as a page shows it: on what, by whom, when, its words with references under their present names.

    `title` says in words what it is about, `editable` are the words as its writer goes on with them.
    """

    about: str
    target: str
    title: str
    coder_id: str
    coder: str
    mine: bool
    parts: tuple[Part, ...]
    editable: str
    written: datetime
    changed: datetime

    @property
    def words(self) -> str:
        """The memo as plain words."""
        return "".join(part.words for part in self.parts)

    @property
    def missing(self) -> list[str]:
        """References that stand for nothing."""
        return [part.words for part in self.parts if part.missing]

    @property
    def links(self) -> dict[str, str]:
        """What it refers to: present names by link."""
        return {part.link: part.words for part in self.parts if part.link}


@dataclass(frozen=True, slots=True)
class ThingMemos:
    """What was written on one thing: one's own memo, others', and memos elsewhere that refer to it."""

    mine: ShownMemo | None
    others: tuple[ShownMemo, ...]
    mentioned_in: tuple[ShownMemo, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which memos to list: with all these words, about one kind of thing, by one coder, changed on a day or since."""

    words: str = ""
    about: str = ""
    coder: str = ""
    since: date | None = None


@dataclass(frozen=True, slots=True)
class MemoPage:
    """One page of a list of memos, the latest first; `coders` are all who wrote some, by id."""

    memos: tuple[ShownMemo, ...]
    total: int
    pages: int
    coders: Mapping[str, str]


def write_memo(
    store: Store, project_id: str, coder_id: str, about: str, target: str, words: str, *, command_id: str
) -> None:
    """Write, rewrite or (with no words) clear one's memo on an answer, a code, the project or a journal's entry.

    Raises
    ------
    WorkbenchError
        The memo is too long, or what it is about is not there.
    """
    if about not in SCOPES:
        raise WorkbenchError(f"There are no memos about {about!r}. Reload the page.")
    with store.transaction(project_id, command_id=command_id, actor=coder_id, scope=SCOPES[about]) as tx:
        if tx.repeated:
            return
        require(tx.conn, project_id, coder_id, Role.can_code, "write memos")
        _refuse_unknown(tx, about, target)
        tx.append(memo_events(tx, coder_id, about, target, words))


def add_entry(store: Store, project_id: str, coder_id: str, words: str, *, command_id: str) -> None:
    """Add an entry to one's journal; the same command again is the same entry."""
    if not storable(words).strip():
        raise WorkbenchError("The entry has no words yet. Write some, then add it.")
    write_memo(store, project_id, coder_id, JOURNAL, f"j{command_id}"[:64], words, command_id=command_id)


def memo_events(tx: Transaction, coder_id: str, about: str, target: str, words: str) -> list[Any]:
    """Give the events that make these words the coder's memo on a thing; none where they are already."""
    words = storable(words).strip()
    if len(words) > LONGEST:
        raise WorkbenchError(f"The memo has {len(words):,} characters; {LONGEST:,} is the most. Part it into two.")
    before = kept_memo(tx.conn, tx.project_id, coder_id, about, target)
    links = _links(tx.conn, tx.project_id, before, words)
    kept = bodies.read(tx.conn, tx.project_id, [before.text]).get(before.text, "")
    if (words, links) == (kept, before.links):
        return []
    return rules.write_memo(before, Memo(tx.keep(words), links), about, target, coder_id)


def thing_memos(store: Store, project_id: str, coder_id: str, about: str, target: str) -> ThingMemos:
    """Give what was written on one thing; on a code also what was written on codes that were merged into it."""
    with store.reading() as conn:
        book = queries.codebook(conn, project_id)
        targets = {target}
        if about == "code":
            targets |= {code for code in book.codes if book.resolve(code) == target}
        rows = memo_rows(conn, project_id, coder_id, about=about, targets=targets)
        shown = show(conn, project_id, rows, book)
        linking = mentions(conn, project_id, coder_id, [f"{about}:{target}"], book)[f"{about}:{target}"]
    mine = next((memo for memo in shown if memo.mine and memo.target == target), None)
    elsewhere = tuple(memo for memo in linking if memo not in shown)
    return ThingMemos(mine, tuple(memo for memo in shown if memo is not mine), elsewhere)


def mentions(
    conn: Connection, project_id: str, reader: str, links: Collection[str], book: Codebook
) -> dict[str, tuple[ShownMemo, ...]]:
    """Give the memos that refer to each link, the latest first; merges are followed."""
    rows = [
        (row, {memo_links.standing(book, link) for link in row.links})
        for row in memo_rows(conn, project_id, reader, linking=True)
    ]
    wanted = {link: memo_links.standing(book, link) for link in links}
    used = [row for row, meant in rows if meant & set(wanted.values())]
    shown = {(memo.coder_id, memo.about, memo.target): memo for memo in show(conn, project_id, used, book)}
    return {
        link: tuple(shown[row.coder_id, row.about, row.target] for row, meant in rows if stands in meant)
        for link, stands in wanted.items()
    }


def journal(store: Store, project_id: str, coder_id: str) -> list[ShownMemo]:
    """Give the entries of one's own journal, the latest written first."""
    with store.reading() as conn:
        rows = [row for row in memo_rows(conn, project_id, coder_id, about=JOURNAL) if row.mine]
        shown = show(conn, project_id, rows, queries.codebook(conn, project_id))
    return sorted(shown, key=lambda memo: memo.written, reverse=True)


def find_memos(store: Store, project_id: str, coder_id: str, wanted: Wanted, page: int = 1) -> MemoPage:
    """Give one page of the memos that fit; a page beyond the last gives the last."""
    with store.reading() as conn:
        book = queries.codebook(conn, project_id)
        every = memo_rows(conn, project_id, coder_id)
        fitting = [row for row in every if _fits(row, wanted)]
        if wanted.words.strip():
            shown = show(conn, project_id, fitting, book)
            said = [f"{memo.title} {memo.words}" for memo in shown]
            fitting = [row for row, words in zip(fitting, said, strict=True) if _has_words(words, wanted.words)]
        pages = max(1, -(-len(fitting) // PAGE))
        first = (min(max(page, 1), pages) - 1) * PAGE
        found = show(conn, project_id, fitting[first : first + PAGE], book)
        coders = queries.coder_names(conn, list({row.coder_id for row in every}))
    return MemoPage(tuple(found), len(fitting), pages, coders)


def own_notes(
    conn: Connection, project_id: str, coder_id: str, responses: Collection[str] | None = None
) -> dict[str, str]:
    """Give a coder's notes on answers, on all or on a page's worth, as their writer goes on with them, by answer."""
    rows = [row for row in memo_rows(conn, project_id, coder_id, about="response", targets=responses) if row.mine]
    names = memo_links.present_names(conn, project_id, [link for row in rows for link in row.links])
    return {row.target: rules.with_present_names(row.words, row.links, names) for row in rows}


def linkable_codes(store: Store, project_id: str) -> list[str]:
    """Give the names of the codes that a memo can refer to, in the order of the codebook."""
    with store.reading() as conn:
        return [code.name for code in queries.codebook(conn, project_id).live()]


def show(conn: Connection, project_id: str, rows: Sequence[MemoRow], book: Codebook) -> list[ShownMemo]:
    """Give memos as pages show them, in the same order."""
    names = memo_links.present_names(conn, project_id, [link for row in rows for link in row.links])
    coders = queries.coder_names(conn)
    titles = memo_links.present_names(conn, project_id, [f"{row.about}:{row.target}" for row in rows])
    return [
        ShownMemo(
            about="theme" if row.about == "code" and _is_theme(book, row.target) else row.about,
            target=row.target,
            title=_title(row, titles),
            coder_id=row.coder_id,
            coder=coders.get(row.coder_id, "somebody"),
            mine=row.mine,
            parts=tuple(rules.parts(row.words, row.links, names)),
            editable=rules.with_present_names(row.words, row.links, names),
            written=datetime.fromisoformat(row.written),
            changed=datetime.fromisoformat(row.changed),
        )
        for row in rows
    ]


def _links(conn: Connection, project_id: str, before: Memo, words: str) -> tuple[str, ...]:
    """Look up what the words refer to; what they referred to before stays, whatever the things are called now."""
    named = rules.references(words)
    if not named:
        return ()
    present = memo_links.present_names(conn, project_id, before.links)
    old = rules.references(bodies.read(conn, project_id, [before.text]).get(before.text, ""))
    known = {present.get(link, name): link for name, link in zip(old, before.links, strict=False)}
    return memo_links.resolve(conn, project_id, named, known)


def _refuse_unknown(tx: Transaction, about: str, target: str) -> None:
    if about == "response":
        table, column, there = t.responses, t.responses.c.response_id, "answer"
    elif about == "code":
        table, column, there = t.codes, t.codes.c.code_id, "code"
    else:
        return
    query = select(column).where(table.c.project_id == tx.project_id, column == target)
    if tx.conn.execute(query).first() is None:
        raise WorkbenchError(f"The {there} {target!r} is not in this project. Reload the page.")


def _fits(row: MemoRow, wanted: Wanted) -> bool:
    since = datetime.combine(wanted.since, time.min).astimezone(UTC) if wanted.since else None
    return (
        wanted.about in ("", row.about)
        and wanted.coder in ("", row.coder_id)
        and (since is None or datetime.fromisoformat(row.changed) >= since)
    )


def _has_words(text: str, words: str) -> bool:
    folded = text.casefold()
    return all(word in folded for word in words.casefold().split())


def _is_theme(book: Codebook, code_id: str) -> bool:
    return code_id in book.codes and book.is_theme(code_id)


def _title(row: MemoRow, titles: Mapping[str, str]) -> str:
    if row.about == PROJECT:
        return "The project"
    if row.about == JOURNAL:
        return "Journal"
    return titles.get(f"{row.about}:{row.target}", "something that is gone")
