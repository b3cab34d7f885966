"""The codebook as people change it: one function a wish, each a command of its own that can be undone."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, select

from codebooks import decide
from codebooks.decide import Step, Text, tidy_name, tidy_text
from codebooks.errors import CodebookError
from codebooks.events import CodebookPublished
from codebooks.model import TEXT_FIELDS, Code, Codebook
from coding.roles import Role
from exchange.codebook_files import CodeRow, write_codebook_csv, write_codebook_yaml
from storage import queries
from storage import tables as t
from storage.record import Transaction
from storage.store import Store
from workbench import undo as turns
from workbench.errors import NotReady
from workbench.permissions import require

SCOPE = "codebook"
VERSION_SCOPE = "codebook version"  # its own stack: a published version is no wall before earlier changes
COLOURS = 40  # eight hues, each plain and with four marks


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeDraft:
    """A code as its form holds it; `examples` one a line, `questions` the ids of questions, none for all."""

    name: str
    definition: str = ""
    include: str = ""
    exclude: str = ""
    examples: str = ""
    questions: tuple[str, ...] = ()
    theme: bool = False
    level: str = ""
    colour: int = 0

    def tidied(self) -> "CodeDraft":
        """Give the draft with its words as they are kept."""
        lines = (line.strip() for line in tidy_text(self.examples).splitlines())
        return replace(
            self,
            name=tidy_name(self.name),
            definition=tidy_text(self.definition),
            include=tidy_text(self.include),
            exclude=tidy_text(self.exclude),
            examples="\n".join(line for line in lines if line),
        )


def add_code(
    store: Store, project_id: str, coder_id: str, name: str, *, parent: str = "", theme: bool = False, command_id: str
) -> str:
    """Add a code at the end of those under `parent` ('' for the top) and give its id."""
    code_id = f"k{command_id}"

    def decision(tx: Transaction, book: Codebook) -> list[Any]:
        words = tidy_name(name)
        return list(decide.add_code(book, code_id, Text(words, tx.keep(words)), parent=parent, theme=theme))

    _change(store, project_id, coder_id, command_id, decision)
    return code_id


def save_code(store: Store, project_id: str, coder_id: str, code_id: str, draft: CodeDraft, *, command_id: str) -> None:
    """Keep what the form of a code says; what has not changed is not recorded."""

    def decision(tx: Transaction, book: Codebook) -> list[Any]:
        code = book.code(code_id)
        ids = queries.codebook_refs(tx.conn, project_id).code(code_id)
        _known_questions(tx.conn, project_id, draft.questions)
        if not 0 <= draft.colour < COLOURS:
            raise CodebookError(f"There is no colour number {draft.colour}. Choose one from 0 to {COLOURS - 1}.")
        tidy = draft.tidied()
        words = {field: getattr(tidy, field) for field in TEXT_FIELDS}
        changed = {field: text for field, text in words.items() if text != getattr(code, field)}
        texts = {field: Text(text, tx.keep(text)) for field, text in changed.items()}
        kept = {field: getattr(ids, field) for field in TEXT_FIELDS}
        # A codebook may have more codes than colours; one that looks the same keeps its number.
        colour = code.colour if draft.colour == code.colour % COLOURS else draft.colour
        looks = {"questions": draft.questions, "theme": draft.theme, "level": draft.level, "colour": colour}
        return [*decide.rewrite_code(book, code_id, kept, texts), *decide.set_fields(book, code_id, **looks)]

    _change(store, project_id, coder_id, command_id, decision)


def move_code(
    store: Store, project_id: str, coder_id: str, code_id: str, *, parent: str, before: str = "", command_id: str
) -> None:
    """Move a code under another ('' for the top), in front of the sibling `before` or to the end."""
    _change(store, project_id, coder_id, command_id, lambda _, book: decide.move_code(book, code_id, parent, before))


def shift_code(store: Store, project_id: str, coder_id: str, code_id: str, step: Step, *, command_id: str) -> None:
    """Move a code one place up, down, in or out."""
    _change(store, project_id, coder_id, command_id, lambda _, book: decide.shift_code(book, code_id, step))


def merge_codes(
    store: Store, project_id: str, coder_id: str, merged: Sequence[str], into: str, *, command_id: str
) -> None:
    """Make codes other names of `into`; their codings keep the code they were made with."""
    _change(store, project_id, coder_id, command_id, lambda _, book: decide.merge_codes(book, merged, into))


def retire_code(store: Store, project_id: str, coder_id: str, code_id: str, *, command_id: str) -> None:
    """Retire a code: its codings stay, it can no longer be applied."""
    _change(store, project_id, coder_id, command_id, lambda _, book: decide.retire_code(book, code_id))


def bring_back(store: Store, project_id: str, coder_id: str, code_id: str, *, command_id: str) -> None:
    """Bring a retired code back, or make a merged one a code of its own again."""

    def decision(_: Transaction, book: Codebook) -> Iterable[Any]:
        merged = book.code(code_id).merged_into
        return decide.part_code(book, code_id) if merged else decide.restore_code(book, code_id)

    _change(store, project_id, coder_id, command_id, decision)


def publish_version(store: Store, project_id: str, coder_id: str, *, command_id: str) -> None:
    """Freeze the codebook as it stands under the next version number; codings made from now on name it."""

    def decision(tx: Transaction, book: Codebook) -> list[Any]:
        codes = len(book.live())
        if not codes:
            raise NotReady("There is no code to publish. Add the first code.")
        snapshot = tx.keep(write_codebook_yaml(codebook_rows(tx.conn, project_id)).decode())
        return [CodebookPublished(version=book.version + 1, codes=codes, snapshot=snapshot)]

    _change(store, project_id, coder_id, command_id, decision, scope=VERSION_SCOPE)


def undo(store: Store, project_id: str, coder_id: str, *, command_id: str) -> bool:
    """Take back the coder's latest change of the codebook; False when there is none."""
    return turns.undo(store, project_id, coder_id, scope=SCOPE, command_id=command_id) is not None


def redo(store: Store, project_id: str, coder_id: str, *, command_id: str) -> bool:
    """Do again what was taken back last; False when there is nothing."""
    return turns.redo(store, project_id, coder_id, scope=SCOPE, command_id=command_id) is not None


def codebook_rows(conn: Connection, project_id: str) -> list[CodeRow]:
    """Give the live codes as rows of a codebook file, in the order of the tree."""
    book = queries.codebook(conn, project_id)
    names = question_names(conn, project_id)
    return [_row(book, code, names) for code in book.live()]


def export_codebook(store: Store, project_id: str, kind: str = "yaml") -> bytes:
    """Give the codebook as a file: 'yaml', or 'csv' for spreadsheets."""
    with store.reading() as conn:
        rows = codebook_rows(conn, project_id)
    return write_codebook_csv(rows) if kind == "csv" else write_codebook_yaml(rows)


def question_names(conn: Connection, project_id: str) -> dict[str, str]:
    """Give the names of the project's questions by id, in their order."""
    q = t.questions.c
    query = select(q.question_id, q.name).where(q.project_id == project_id).order_by(q.position)
    return {row.question_id: row.name for row in conn.execute(query)}


Decision = Callable[[Transaction, Codebook], Iterable[Any]]


def _change(
    store: Store, project_id: str, coder_id: str, command_id: str, decision: Decision, *, scope: str = SCOPE
) -> None:
    with store.transaction(project_id, command_id=command_id, actor=coder_id, scope=scope) as tx:
        if tx.repeated:
            return
        require(tx.conn, project_id, coder_id, Role.can_edit_codebook, "change the codebook")
        tx.append(decision(tx, queries.codebook(tx.conn, project_id)))


def _known_questions(conn: Connection, project_id: str, questions: Iterable[str]) -> None:
    names = question_names(conn, project_id)
    unknown = next((question for question in questions if question not in names), "")
    if unknown:
        raise CodebookError(
            f"There is no question {unknown!r} in this project. The questions are: {', '.join(names.values())}."
        )


def _row(book: Codebook, code: Code, names: Mapping[str, str]) -> CodeRow:
    parent = book.parent_of(code)
    return CodeRow(
        name=code.name,
        definition=code.definition,
        include=code.include,
        exclude=code.exclude,
        examples=tuple(code.examples.splitlines()),
        parent=book.code(parent).name if parent else None,
        questions=tuple(names.get(question, question) for question in code.questions),
        colour=str(code.colour),
        theme=code.theme,
        level=code.level,
    )
