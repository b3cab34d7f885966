"""Memos out: one row a memo for other programs, and the journal and memos as a document to read."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import Connection, select

from codebooks.model import Codebook
from exchange.memo_files import MemoLine, write_memos_csv
from reports.memo_book import BookMemo, MemoBook, Section
from reports.writers.memo_documents import write_memos_docx, write_memos_html
from storage import queries
from storage import tables as t
from storage.queries.memos import memos as memo_rows
from storage.store import Store
from workbench import memos
from workbench.findings import make_stamp
from workbench.memos import ShownMemo

KINDS = ("project", "journal", "theme", "code", "response")  # the order in the files


def memos_csv(conn: Connection, project_id: str) -> bytes:
    """Give memos.csv: everybody's memos and journals, the oldest first within each kind."""
    shown = _every(conn, project_id, queries.codebook(conn, project_id))
    return write_memos_csv(
        MemoLine(
            about=memo.about,
            target=memo.title,
            coder=memo.coder,
            written=f"{memo.written:%Y-%m-%dT%H:%M:%SZ}",
            changed=f"{memo.changed:%Y-%m-%dT%H:%M:%SZ}",
            memo=memo.editable,
            links=tuple(memo.links.values()),
        )
        for memo in shown
    )


def memos_docx(store: Store, project_id: str, reader: str = "") -> bytes:
    """Give the journal and memos as a Word document."""
    return write_memos_docx(memo_book(store, project_id, reader))


def memos_html(store: Store, project_id: str, reader: str = "") -> bytes:
    """Give the journal and memos as an HTML document."""
    return write_memos_html(memo_book(store, project_id, reader))


def memo_book(store: Store, project_id: str, reader: str = "") -> MemoBook:
    """Give everything that was written beside the answers: on the project, by date, by code, by answer."""
    with store.reading() as conn:
        book = queries.codebook(conn, project_id)
        shown = _every(conn, project_id, book)
        stamp = replace(make_stamp(conn, project_id, "", "", reader=reader), question="", coder="")
        answers = _answers(conn, project_id, shown)
        mentions = memos.mentions(conn, project_id, "", [f"code:{code}" for code in book.codes], book)
    journal = [memo for memo in shown if memo.about == "journal"]
    project = [memo for memo in shown if memo.about == "project"]
    sections = [
        *([Section("The project", 1, _book(project))] if project else []),
        *([Section("Journal", 1, _book(journal))] if journal else []),
        *_by_code(book, shown, mentions),
        *answers,
    ]
    empty = [] if sections else [Section("Nothing has been written yet", 1)]
    return MemoBook(f"{stamp.project}: journal and memos", (*sections, *empty), stamp)


def _every(conn: Connection, project_id: str, book: Codebook) -> list[ShownMemo]:
    shown = memos.show(conn, project_id, memo_rows(conn, project_id, ""), book)
    return sorted(shown, key=lambda memo: (KINDS.index(memo.about), memo.written, memo.target, memo.coder))


def _by_code(
    book: Codebook, shown: Sequence[ShownMemo], mentions: dict[str, tuple[ShownMemo, ...]]
) -> list[Section]:
    """Give the codes that were written about or mentioned, and the themes above them, in the order of the codebook."""
    on_code: dict[str, list[ShownMemo]] = {}
    for memo in shown:
        if memo.about in ("code", "theme") and memo.target in book.codes:
            on_code.setdefault(book.resolve(memo.target), []).append(memo)
    told = set(on_code) | {code for code in book.codes if mentions[f"code:{code}"] and book.resolve(code) == code}
    wanted = told | {above for code in told for above in book.above(code)}
    standing = [(code, depth) for code, depth in book.tree() if code.id in wanted]
    standing += [(code, 0) for code in book.codes.values() if code.retired and code.id in wanted]
    sections = [
        Section(
            f"{code.name} (retired)" if code.retired else code.name,
            depth + 2,
            (*_book(on_code.get(code.id, ())), *_mentioned(mentions[f"code:{code.id}"])),
        )
        for code, depth in standing
    ]
    return [Section("Themes and codes", 1), *sections] if sections else []


def _answers(conn: Connection, project_id: str, shown: Sequence[ShownMemo]) -> list[Section]:
    """Give the notes on answers, each under the words it is about, question by question in file order."""
    notes: dict[str, list[ShownMemo]] = {}
    for memo in shown:
        if memo.about == "response":
            notes.setdefault(memo.target, []).append(memo)
    if not notes:
        return []
    r, q = t.responses.c, t.questions.c
    asked = (q.project_id == r.project_id) & (q.question_id == r.question_id)
    query = (
        select(r.response_id, r.text, q.wording)
        .select_from(t.responses.join(t.questions, asked))
        .where(r.project_id == project_id, r.response_id.in_(select(t.memos.c.target)))
        .order_by(q.position, r.position)
    )
    sections, before = [Section("Answers", 1)], None
    for row in conn.execute(query):
        if row.response_id not in notes:
            continue
        if row.wording != before:
            sections.append(Section(row.wording, 2))
            before = row.wording
        on_it = notes[row.response_id]
        sections.append(Section(on_it[0].title, 3, _book(on_it), note=row.text))
    return sections


def _book(shown: Sequence[ShownMemo]) -> tuple[BookMemo, ...]:
    return tuple(BookMemo(f"{memo.coder}, {_days(memo)}", memo.words) for memo in shown)


def _mentioned(shown: Sequence[ShownMemo]) -> tuple[BookMemo, ...]:
    if not shown:
        return ()
    words = "\n".join(f"{memo.title}: {memo.coder}, {_day(memo)}" for memo in sorted(shown, key=lambda m: m.written))
    return (BookMemo("Mentioned in", words),)


def _days(memo: ShownMemo) -> str:
    changed = f", changed {memo.changed.astimezone():%Y-%m-%d}"
    return _day(memo) + (changed if memo.changed.date() != memo.written.date() else "")


def _day(memo: ShownMemo) -> str:
    return f"{memo.written.astimezone():%Y-%m-%d}"
