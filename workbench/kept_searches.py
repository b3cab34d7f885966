"""Searches kept under a name, one click from being run again."""

import json
from dataclasses import dataclass

from sqlalchemy import Connection, select

from codebooks.words import storable
from coding.filters import FilterDropped, FilterSaved
from coding.roles import Role
from storage import bodies
from storage import tables as t
from storage.store import Store
from workbench.errors import WorkbenchError
from workbench.permissions import require
from workbench.search_terms import Wanted, from_address, to_address

SCOPE = "find"
LONGEST_NAME = 80


@dataclass(frozen=True, slots=True)
class KeptSearch:
    """A search that the project's people kept; `by` is who did."""

    filter_id: str
    name: str
    wanted: Wanted
    by: str


def kept_searches(store: Store, project_id: str) -> list[KeptSearch]:
    """Give the searches kept in a project, by name."""
    with store.reading() as conn:
        return _kept(conn, project_id)


def keep_search(store: Store, project_id: str, coder_id: str, name: str, wanted: Wanted, *, command_id: str) -> None:
    """Keep a search under a name.

    Raises
    ------
    WorkbenchError
        The name is empty, too long or taken, or nothing is searched for.
    """
    name = " ".join(storable(name).split())
    if not name:
        raise WorkbenchError("The search needs a name, for example: unsure about waiting.")
    if len(name) > LONGEST_NAME:
        raise WorkbenchError(f"The name has {len(name)} characters; {LONGEST_NAME} is the most.")
    if wanted.is_empty:
        raise WorkbenchError("Nothing is searched for yet. Set a condition, then keep the search.")
    with store.transaction(project_id, command_id=command_id, actor=coder_id, scope=SCOPE) as tx:
        if tx.repeated:
            return
        require(tx.conn, project_id, coder_id, Role.can_code, "keep a search")
        if any(kept.name.casefold() == name.casefold() for kept in _kept(tx.conn, project_id)):
            raise WorkbenchError(f"A search named '{name}' is kept already. Choose another name, or drop that one.")
        terms = json.dumps(to_address(wanted), ensure_ascii=False, sort_keys=True)
        saved = FilterSaved(filter=f"f{command_id}", name=tx.keep(name), terms=tx.keep(terms), coder=coder_id)
        tx.append([saved])


def drop_search(store: Store, project_id: str, coder_id: str, filter_id: str, *, command_id: str) -> None:
    """Drop a kept search; undo brings it back."""
    with store.transaction(project_id, command_id=command_id, actor=coder_id, scope=SCOPE) as tx:
        if tx.repeated:
            return
        require(tx.conn, project_id, coder_id, Role.can_code, "drop a kept search")
        f = t.filters.c
        row = tx.conn.execute(
            select(t.filters).where(f.project_id == project_id, f.filter_id == filter_id)
        ).first()
        if row is None:
            raise WorkbenchError("This search is not kept any more. Reload the page.")
        tx.append([FilterDropped(filter=filter_id, name=row.name, terms=row.terms, coder=row.coder_id)])


def _kept(conn: Connection, project_id: str) -> list[KeptSearch]:
    f = t.filters.c
    found = conn.execute(
        select(f.filter_id, f.name, f.terms, t.coders.c.name.label("by"))
        .join_from(t.filters, t.coders, t.coders.c.coder_id == f.coder_id, isouter=True)
        .where(f.project_id == project_id)
    ).all()
    words = bodies.read(conn, project_id, [key for row in found for key in (row.name, row.terms)])
    kept = [
        KeptSearch(row.filter_id, words.get(row.name, "erased name"), _terms(words.get(row.terms, "{}")), row.by or "")
        for row in found
    ]
    return sorted(kept, key=lambda search: (search.name.casefold(), search.filter_id))


def _terms(text: str) -> Wanted:
    return from_address({str(key): str(value) for key, value in json.loads(text).items()})
