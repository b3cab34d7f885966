"""Decisions about a codebook: the codebook and a wish in, events out, or a refusal with a reason."""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from codebooks.colours import next_colour
from codebooks.errors import CircularParent, CodebookError, CodeInUse, NameTaken
from codebooks.events import CodeAdded, CodeChanged, CodesMerged
from codebooks.model import TEXT_FIELDS, Codebook

LONGEST_NAME = 120  # characters; a longer one is a definition


@dataclass(frozen=True, slots=True)
class Text:
    """Words a person typed, and the id under which they are kept ('' keeps nothing)."""

    words: str = ""
    id: str = ""


NOTHING = Text()


def tidy_name(name: str) -> str:
    """Give a name as it is kept: Unicode NFC, single spaces; refuse an empty or overlong one.

    Examples
    --------
    >>> tidy_name("  Waiting   time ")
    'Waiting time'
    """
    tidy = " ".join(unicodedata.normalize("NFC", name).split())
    if not tidy:
        raise CodebookError("A code needs a name. Type one or more words.")
    if len(tidy) > LONGEST_NAME:
        raise CodebookError(
            f"The name has {len(tidy)} characters; {LONGEST_NAME} is the most. Put the rest into the definition."
        )
    return tidy


def add_code(
    book: Codebook,
    code_id: str,
    name: Text,
    *,
    texts: Mapping[str, Text] | None = None,
    parent: str = "",
    questions: Iterable[str] = (),
    theme: bool = False,
    origin: str = "manual",
) -> list[CodeAdded]:
    """Add a code at the end of its siblings; NameTaken, UnknownCode or CodebookError if it cannot be."""
    _free_name(book, name.words)
    _live_parent(book, parent)
    siblings = book.children(parent)
    return [
        CodeAdded(
            code=code_id,
            name=name.id,
            parent=parent,
            position=siblings[-1].position + 1 if siblings else 0,
            colour=next_colour({code.colour for code in book.codes.values() if code.is_live}),
            questions=tuple(questions),
            theme=theme,
            origin=origin,
            **{field: text.id for field, text in (texts or {}).items()},
        )
    ]


def rewrite_code(book: Codebook, code_id: str, ids: Mapping[str, str], texts: Mapping[str, Text]) -> list[CodeChanged]:
    """Change the name or the parts of the definition; `ids` are the ids of the texts kept until now."""
    code = book.code(code_id)
    if "name" in texts and texts["name"].words.casefold() != code.name.casefold():
        _free_name(book, texts["name"].words)
    changes = tuple(
        (field, ids[field], texts[field].id)
        for field in TEXT_FIELDS
        if field in texts and texts[field].words != getattr(code, field)
    )
    return [CodeChanged(code=code_id, changes=changes)] if changes else []


def set_fields(book: Codebook, code_id: str, **fields: Any) -> list[CodeChanged]:
    """Set `colour`, `questions` or `theme` of a code."""
    code = book.code(code_id)
    changes = tuple((f, getattr(code, f), value) for f, value in fields.items() if getattr(code, f) != value)
    return [CodeChanged(code=code_id, changes=changes)] if changes else []


def move_code(book: Codebook, code_id: str, parent: str, before: str = "") -> list[CodeChanged]:
    """Move a code under `parent` ('' for the top), in front of the sibling `before` or to the end."""
    book.code(code_id)
    _live_parent(book, parent)
    if parent == code_id or parent in book.below(code_id):
        raise CircularParent(f"'{book.code(code_id).name}' cannot stand under itself. Choose another place.")
    order = [code.id for code in book.children(parent) if code.id != code_id]
    order.insert(order.index(before) if before in order else len(order), code_id)
    return _placed(book, order, parent)


def merge_codes(book: Codebook, merged: Iterable[str], into: str) -> list[CodesMerged | CodeChanged]:
    """Make codes other names of `into`; what stood under them moves under it."""
    merged = tuple(dict.fromkeys(merged))
    for code_id in (*merged, into):
        if not book.code(code_id).is_live:
            raise CodeInUse(f"'{book.code(code_id).name}' is retired or already merged. Bring it back first.")
    if into in merged or not merged:
        raise CircularParent("A code cannot be merged into itself. Choose another code to merge into.")
    if any(into in book.below(code_id) for code_id in merged):
        raise CircularParent(f"'{book.code(into).name}' stands under a code to be merged. Move it out first.")
    kept = [code.id for code in book.children(into) if code.id not in merged]
    orphans = [child.id for code_id in merged for child in book.children(code_id) if child.id not in merged]
    moved = _placed(book, [*kept, *orphans], into) if orphans else []
    return [*moved, CodesMerged(merged=merged, into=into)]


def retire_code(book: Codebook, code_id: str) -> list[CodeChanged]:
    """Retire a code: its codings stay, it can no longer be applied; codes under it move up one level."""
    code = book.code(code_id)
    if not code.is_live:
        raise CodeInUse(f"'{code.name}' is already retired or merged.")
    parent = book.parent_of(code)
    orphans = [child.id for child in book.children(code_id)]
    kept = [sibling.id for sibling in book.children(parent) if sibling.id != code_id]
    moved = _placed(book, [*kept, *orphans], parent) if orphans else []
    return [*moved, CodeChanged(code=code_id, changes=(("retired", False, True),))]


def restore_code(book: Codebook, code_id: str) -> list[CodeChanged]:
    """Bring a retired code back; NameTaken if its name has been given to another meanwhile."""
    code = book.code(code_id)
    _free_name(book, code.name)
    return [CodeChanged(code=code_id, changes=(("retired", True, False),))] if code.retired else []


def _placed(book: Codebook, order: list[str], parent: str) -> list[CodeChanged]:
    events = []
    for position, code_id in enumerate(order):
        code = book.code(code_id)
        wanted = {"parent": parent, "position": position}
        changes = tuple((f, getattr(code, f), value) for f, value in wanted.items() if getattr(code, f) != value)
        if changes:
            events.append(CodeChanged(code=code_id, changes=changes))
    return events


def _live_parent(book: Codebook, parent: str) -> None:
    if parent and not book.code(parent).is_live:
        raise CodebookError(f"'{book.code(parent).name}' is retired or merged; choose a live code to stand above.")


def _free_name(book: Codebook, name: str) -> None:
    taken = book.named(name)
    if taken:
        raise NameTaken(f"There is already a code named '{taken.name}'. Choose another name, or merge the two.")
