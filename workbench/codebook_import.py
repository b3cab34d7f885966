"""A codebook comes in from a file, or a ready one as a starting point: all of it, or nothing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path

import codebooks
from codebooks import decide
from codebooks.colours import HUES
from codebooks.decide import Text
from codebooks.errors import NameTaken
from codebooks.events import CodeAdded
from codebooks.fold import fold
from codebooks.model import TEXT_FIELDS, Codebook
from coding.roles import Role
from exchange.codebook_files import CodeRow, read_codebook
from exchange.errors import BrokenCodebook, WrongFile
from storage import queries
from storage.record import Transaction
from storage.store import Store
from workbench.codebook import COLOURS, SCOPE, question_names
from workbench.permissions import require

TEMPLATES = Path(codebooks.__file__).parent / "templates"
NAMES_SHOWN = 5


@dataclass(frozen=True, slots=True)
class ReadyCodebook:
    """A ready codebook: its file name, title, and where it comes from."""

    name: str
    title: str
    about: str
    codes: int


def import_codebook(store: Store, project_id: str, coder_id: str, data: bytes, name: str, *, command_id: str) -> int:
    """Add the codes of a file (YAML, or CSV) behind those that are there, and give how many there are.

    Raises
    ------
    ExchangeError
        The file cannot be read, or names a question that the project has not.
    NameTaken
        Names the codes that are in the codebook already.
    """
    rows = read_codebook(data, name)
    with store.transaction(project_id, command_id=command_id, actor=coder_id, scope=SCOPE) as tx:
        if not tx.repeated:
            require(tx.conn, project_id, coder_id, Role.can_edit_codebook, "change the codebook")
            tx.append(add_rows(tx, rows, name))
    return len(rows)


def add_rows(tx: Transaction, rows: Sequence[CodeRow], file: str) -> list[CodeAdded]:
    """Give the events that add a file's codes, parents first."""
    book = queries.codebook(tx.conn, tx.project_id)
    _refuse_clashes(book, rows, file)
    questions = _question_ids(question_names(tx.conn, tx.project_id), rows, file)
    ids: dict[str, str] = {}
    events: list[CodeAdded] = []
    for number, row in enumerate(parents_first(rows)):
        ids[row.name] = f"k{tx.command_id}{number}"
        added = _added(tx, book, ids[row.name], row, parent=ids[row.parent] if row.parent else "", questions=questions)
        events += added
        for event in added:
            book = fold(book, event)
    return events


def parents_first(rows: Sequence[CodeRow]) -> list[CodeRow]:
    """Give rows in an order in which every parent stands before its codes; siblings keep theirs.

    Examples
    --------
    >>> [row.name for row in parents_first([CodeRow(name="Parking", parent="Access"), CodeRow(name="Access")])]
    ['Access', 'Parking']
    """
    below: dict[str, list[CodeRow]] = {}
    for row in rows:
        below.setdefault(row.parent or "", []).append(row)
    found: list[CodeRow] = []
    ahead = list(reversed(below.get("", [])))
    while ahead:
        row = ahead.pop()
        found.append(row)
        ahead.extend(reversed(below.get(row.name, [])))
    return found


def ready_codebooks() -> list[ReadyCodebook]:
    """Give the ready codebooks in the order of their titles."""
    return sorted((_ready(path) for path in TEMPLATES.glob("*.yaml")), key=lambda ready: ready.title)


def read_ready(name: str) -> bytes:
    """Give the file of a ready codebook; WrongFile if there is none of that name."""
    if name not in {ready.name for ready in ready_codebooks()}:
        raise WrongFile(f"There is no ready codebook {name!r}. Reload the page.")
    return (TEMPLATES / name).read_bytes()


def _ready(path: Path) -> ReadyCodebook:
    """The comment at the head of a ready codebook is its title and, below, what it is and where it comes from."""
    lines = path.read_text(encoding="utf-8").splitlines()
    head = [line.removeprefix("#").strip() for line in takewhile(lambda line: line.startswith("#"), lines)]
    codes = read_codebook(path.read_bytes(), path.name)
    return ReadyCodebook(path.name, head[0], " ".join(head[1:]).strip(), len(codes))


def _added(
    tx: Transaction, book: Codebook, code_id: str, row: CodeRow, *, parent: str, questions: Mapping[str, str]
) -> list[CodeAdded]:
    words = {field: getattr(row, field) for field in TEXT_FIELDS if field != "examples"}
    words["examples"] = "\n".join(row.examples)
    tidy = {field: decide.tidy_text(text) for field, text in words.items()}
    texts = {field: Text(text, tx.keep(text)) for field, text in tidy.items()}
    return decide.add_code(
        book,
        code_id,
        texts.pop("name"),
        texts=texts,
        parent=parent,
        questions=[questions[question] for question in row.questions],
        theme=row.theme,
        level=row.level,
        colour=_colour(row.colour, book),
        origin="imported",
    )


def _colour(written: str | None, book: Codebook) -> int | None:
    """Give a colour number, also of one of the eight hues as '#RRGGBB'; None for colours that are not ours."""
    if written and written.isascii() and written.isdigit() and int(written) < COLOURS:
        return int(written)
    used = {code.colour for code in book.codes.values() if code.is_live}
    if written and written.upper() in HUES:
        hue = HUES.index(written.upper())
        return next((colour for colour in range(hue, COLOURS, len(HUES)) if colour not in used), hue)
    return None


def _refuse_clashes(book: Codebook, rows: Iterable[CodeRow], file: str) -> None:
    taken = [row.name for row in rows if book.named(row.name)]
    if taken:
        named = ", ".join(f"'{name}'" for name in taken[:NAMES_SHOWN])
        more = f" and {len(taken) - NAMES_SHOWN} more" if len(taken) > NAMES_SHOWN else ""
        raise NameTaken(
            f"{file}: the codebook has {named}{more} already. Rename them here or in the file; nothing was added."
        )


def _question_ids(names: Mapping[str, str], rows: Iterable[CodeRow], file: str) -> dict[str, str]:
    """Question ids by what the file calls them."""
    known = {name.casefold(): question for question, name in names.items()}
    found = {}
    for row in rows:
        for question in row.questions:
            if question.casefold() not in known:
                raise BrokenCodebook(
                    f"{file}: the code '{row.name}' applies to the question '{question}', which is not in this "
                    f"project. Its questions are: {', '.join(names.values()) or 'none yet'}."
                )
            found[question] = known[question.casefold()]
    return found
