"""The keys of a coder's desk, kept from one day to the next: a key once learned stays while codes come and go.

They are no judgement, so they stand in the settings of the store and not in the record; each coder has a set of their
own, because the codes that one coder uses most are nobody else's business before the work is compared.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, func, insert, select

from codebooks.model import Code, Codebook
from coding.events import PASSAGE_ORIGINS
from coding.keymap import assign_keys, for_question
from storage import tables as t
from storage.store import Store

OFTEN = 5  # times a coder gives a code before it may take a digit: by then it is known to come again
Palette = list[tuple[str, tuple[str, ...]]]  # (code id, its keys), in the order of the desk


@dataclass(frozen=True, slots=True)
class DeskKeys:
    """The palette of each question, how often the coder has given each code, and whether a key is yet to be kept."""

    palettes: Mapping[str, Palette]
    used: Mapping[str, int]
    are_new: bool

    def of_codes(self) -> dict[str, list[str]]:
        """Give each code's first key in the questions it has one for, each once."""
        found: dict[str, list[str]] = {}
        for palette in self.palettes.values():
            for code, keys in palette:
                found.setdefault(code, []).extend(key for key in keys[:1] if key not in found.get(code, []))
        return found


def read_keys(
    conn: Connection, project_id: str, coder_id: str, book: Codebook, questions: Iterable[str]
) -> DeskKeys:
    """Give the keys of a coder's desk for some questions."""
    held = _held(conn, project_id, coder_id)
    live = book.live()
    codes = [(code.id, code.questions) for code in live]
    heads = {code.id for code in live if book.children(code.id)}
    themes = {code.id: book.code(top_of(book, code)).name for code in live if code.parent or code.id in heads}
    used = _used(conn, project_id, coder_id, book)
    often = sorted((code for code, times in used.items() if times >= OFTEN), key=lambda code: (-used[code], code))
    palettes: dict[str, Palette] = {}
    are_new = False
    for question in dict.fromkeys(questions):
        order = for_question(codes, question)
        before = held.get(question, {})
        keys = assign_keys(order, before, themes=themes, heads=heads, often=often)
        are_new = are_new or {code: list(given) for code, given in keys.items()} != before
        palettes[question] = [(code, keys.get(code, ())) for code in order]
    return DeskKeys(palettes, used, are_new)


def remember_keys(store: Store, project_id: str, coder_id: str, keys: DeskKeys) -> None:
    """Keep what has been given; the keys of other questions stay as they are."""
    with store.writing() as conn:
        held = _held(conn, project_id, coder_id)
        for question, palette in keys.palettes.items():
            held[question] = {code: list(given) for code, given in palette if given}
        name = _setting(project_id, coder_id)
        conn.execute(t.settings.delete().where(t.settings.c.key == name))
        conn.execute(insert(t.settings).values(key=name, value=json.dumps(held, sort_keys=True)))


def top_of(book: Codebook, code: Code) -> str:
    """Give the id of the code at the top of the tree above this one, its own where it stands there."""
    return (book.above(code.id) or [code.id])[-1]


def _held(conn: Connection, project_id: str, coder_id: str) -> dict[str, dict[str, list[str]]]:
    query = select(t.settings.c.value).where(t.settings.c.key == _setting(project_id, coder_id))
    return json.loads(conn.execute(query).scalar() or "{}")  # type: ignore[no-any-return]


def _setting(project_id: str, coder_id: str) -> str:
    return f"keys/{project_id}/{coder_id}"


def _used(conn: Connection, project_id: str, coder_id: str, book: Codebook) -> dict[str, int]:
    """Give how often the coder has given each code with the whole answer in view."""
    c = t.codings.c
    query = select(c.code_id, func.count()).where(
        c.project_id == project_id, c.coder_id == coder_id, c.origin.not_in(PASSAGE_ORIGINS)
    )
    counts: dict[str, int] = {}
    for code, times in conn.execute(query.group_by(c.code_id)):
        counts[book.resolve(code)] = counts.get(book.resolve(code), 0) + times
    return counts
