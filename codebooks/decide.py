"""Decisions about a codebook: the codebook and a wish in, events out, or a refusal with a reason."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from codebooks.colours import next_colour
from codebooks.errors import CircularParent, CodebookError, CodeInUse, NameTaken
from codebooks.events import CodeAdded, CodeChanged, CodesMerged, CodesUnmerged
from codebooks.model import ERASED_NAME, LEVELS, TEXT_FIELDS, Code, Codebook, name_key
from codebooks.words import storable

LONGEST_NAME = 120  # characters; a longer one is a definition
Step = Literal["up", "down", "in", "out"]


@dataclass(frozen=True, slots=True)
class Text:
    """Words a person typed, and the id under which they are kept ('' keeps nothing)."""

    words: str = ""
    id: str = ""


NOTHING = Text()


def tidy_name(name: str) -> str:
    """Give a name as it is kept: Unicode NFC, single spaces, no control characters; refuse an empty or overlong one.

    Examples
    --------
    >>> tidy_name("  Waiting   time ")
    'Waiting time'
    """
    tidy = " ".join(tidy_text(" ".join(name.split())).split())
    if not tidy:
        raise CodebookError("A code needs a name. Type one or more words.")
    if len(tidy) > LONGEST_NAME:
        raise CodebookError(
            f"The name has {len(tidy)} characters; {LONGEST_NAME} is the most. Put the rest into the definition."
        )
    return tidy


def tidy_text(words: str) -> str:
    """Give words as they are kept, see `storable`, without spaces around them.

    Examples
    --------
    >>> tidy_text(" Long waits\\r\\n\\x00and queues ")
    'Long waits\\nand queues'
    """
    return storable(words).strip()


def add_code(
    book: Codebook,
    code_id: str,
    name: Text,
    *,
    texts: Mapping[str, Text] | None = None,
    parent: str = "",
    questions: Iterable[str] = (),
    theme: bool = False,
    level: str = "",
    colour: int | None = None,
    origin: str = "manual",
) -> list[CodeAdded]:
    """Add a code at the end of its siblings; NameTaken, UnknownCode or CodebookError if it cannot be.

    Without a colour it takes the first one that no live code has.
    """
    _free_name(book, name.words)
    _live_parent(book, parent)
    _known_level(level)
    siblings = book.children(parent)
    if colour is None:
        colour = next_colour({code.colour for code in book.codes.values() if code.is_live})
    return [
        CodeAdded(
            code=code_id,
            name=name.id,
            parent=parent,
            position=siblings[-1].position + 1 if siblings else 0,
            colour=colour,
            questions=tuple(questions),
            theme=theme,
            level=level,
            origin=origin,
            **{field: text.id for field, text in (texts or {}).items()},
        )
    ]


def _known_level(level: str) -> None:
    if level and level not in LEVELS:
        raise CodebookError(f"There is no level {level!r}. A remedy sits at one of: {', '.join(LEVELS)}.")


def rewrite_code(book: Codebook, code_id: str, ids: Mapping[str, str], texts: Mapping[str, Text]) -> list[CodeChanged]:
    """Change the name or the parts of the definition; `ids` are the ids of the texts kept until now."""
    code = book.code(code_id)
    if "name" in texts and name_key(texts["name"].words) != name_key(code.name):
        _free_name(book, texts["name"].words)
    changes = tuple(
        (field, ids[field], texts[field].id)
        for field in TEXT_FIELDS
        if field in texts and texts[field].words != getattr(code, field)
    )
    return [CodeChanged(code=code_id, changes=changes)] if changes else []


def set_fields(book: Codebook, code_id: str, **fields: Any) -> list[CodeChanged]:
    """Set `colour`, `questions`, `theme` or `level` of a code."""
    _known_level(fields.get("level", ""))
    code = book.code(code_id)
    changes = tuple((f, getattr(code, f), value) for f, value in fields.items() if getattr(code, f) != value)
    return [CodeChanged(code=code_id, changes=changes)] if changes else []


def move_code(book: Codebook, code_id: str, parent: str, before: str = "") -> list[CodeChanged]:
    """Move a live code under `parent` ('' for the top), in front of the sibling `before` or to the end."""
    code = _live(book, code_id)
    _live_parent(book, parent)
    if parent == code_id or parent in book.below(code_id):
        raise CircularParent(f"'{code.name}' cannot stand under itself. Choose another place.")
    order = [sibling.id for sibling in book.children(parent) if sibling.id != code_id]
    order.insert(order.index(before) if before in order else len(order), code_id)
    return _placed(book, order, parent)


def shift_code(book: Codebook, code_id: str, step: Step) -> list[CodeChanged]:
    """Move a live code one place: up or down among its siblings, in under the one before it, or out beside its parent.

    Where there is no such place nothing happens.
    """
    code = _live(book, code_id)
    parent = book.parent_of(code)
    order = [sibling.id for sibling in book.children(parent)]
    place = order.index(code_id)
    if step == "out":
        return move_code(book, code_id, book.parent_of(book.code(parent)), _behind(book, parent)) if parent else []
    if step == "in":
        return move_code(book, code_id, order[place - 1]) if place else []
    other = place - 1 if step == "up" else place + 1
    if not 0 <= other < len(order):
        return []
    order[place], order[other] = order[other], order[place]
    return _placed(book, order, parent)


def merge_codes(book: Codebook, merged: Iterable[str], into: str) -> list[CodesMerged | CodeChanged]:
    """Make codes other names of `into`; what stood under them moves under it.

    `into` then applies to every question that one of them applied to.
    """
    merged = tuple(dict.fromkeys(merged))
    for code_id in (*merged, into):
        _live(book, code_id)
    if into in merged or not merged:
        raise CircularParent("A code cannot be merged into itself. Choose another code to merge into.")
    if any(into in book.below(code_id) for code_id in merged):
        raise CircularParent(f"'{book.code(into).name}' stands under a code to be merged. Move it out first.")
    kept = [code.id for code in book.children(into) if code.id not in merged]
    orphans = [child.id for code_id in merged for child in book.children(code_id) if child.id not in merged]
    moved = _placed(book, [*kept, *orphans], into) if orphans else []
    asked = [book.code(code_id).questions for code_id in (into, *merged)]
    questions = tuple(dict.fromkeys(question for part in asked for question in part)) if all(asked) else ()
    return [*moved, *set_fields(book, into, questions=questions), CodesMerged(merged=merged, into=into)]


def part_code(book: Codebook, code_id: str) -> list[CodesUnmerged | CodeChanged]:
    """Make a merged code one of its own again; NameTaken if its name has been given to another meanwhile."""
    code = book.code(code_id)
    if not code.merged_into:
        return []
    _free_name(book, code.name)
    return [*_under_live(book, code), CodesUnmerged(merged=(code_id,), into=code.merged_into)]


def retire_code(book: Codebook, code_id: str) -> list[CodeChanged]:
    """Retire a code: its codings stay, it can no longer be applied; codes under it take its place."""
    code = _live(book, code_id)
    parent = book.parent_of(code)
    orphans = [child.id for child in book.children(code_id)]
    siblings = [sibling.id for sibling in book.children(parent)]
    place = siblings.index(code_id)
    order = [*siblings[:place], *orphans, *siblings[place + 1 :]]
    moved = _placed(book, order, parent) if orphans else []
    return [*moved, CodeChanged(code=code_id, changes=(("retired", False, True),))]


def restore_code(book: Codebook, code_id: str) -> list[CodeChanged]:
    """Bring a retired code back; NameTaken if its name has been given to another meanwhile."""
    code = book.code(code_id)
    if not code.retired:
        return []
    _free_name(book, code.name)
    return [*_under_live(book, code), CodeChanged(code=code_id, changes=(("retired", True, False),))]


def check_laws(book: Codebook) -> None:
    """Raise NameTaken or CircularParent if a codebook (with its words) is not one.

    Every decision here keeps these laws. Undoing an earlier one may not: another person may have used the name, or
    the place, meanwhile.
    """
    names: dict[str, str] = {}
    for code in book.codes.values():
        if not code.is_live:
            continue
        if names.setdefault(name_key(code.name), code.id) != code.id and code.name != ERASED_NAME:
            raise NameTaken(f"There would be two codes named '{code.name}'. Rename one of them first.")
        if code.id in book.above(code.id):
            raise CircularParent(f"'{code.name}' would stand under itself. Move one of the codes first.")


def _under_live(book: Codebook, code: Code) -> list[CodeChanged]:
    """Write down where a code that comes back stands, so that what was above it may come back too."""
    parent = book.parent_of(code)
    back = book.changed(code.id, parent=parent, retired=False, merged_into="")
    if code.id in back.above(code.id):
        parent = ""
    return [] if code.parent == parent else [CodeChanged(code=code.id, changes=(("parent", code.parent, parent),))]


def _behind(book: Codebook, code_id: str) -> str:
    order = [sibling.id for sibling in book.children(book.parent_of(book.code(code_id)))]
    place = order.index(code_id) + 1
    return order[place] if place < len(order) else ""


def _live(book: Codebook, code_id: str) -> Code:
    code = book.code(code_id)
    if not code.is_live:
        raise CodeInUse(f"'{code.name}' is retired or already merged. Bring it back first.")
    return code


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
