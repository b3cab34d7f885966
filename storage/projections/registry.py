"""The functions that draw events, each registered for its kinds, and the statements they share."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Table, bindparam, delete, insert, update


@dataclass(frozen=True, slots=True)
class Fact:
    """An event as the record holds it."""

    project_id: str
    seq: int
    at: str
    actor: str
    command_id: str
    event: Any


Projector = Callable[[Connection, Fact], None]
PROJECTORS: dict[type[Any], Projector] = {}


def draws(*kinds: type[Any]) -> Callable[[Projector], Projector]:
    """Register a function as the one that draws these kinds of event."""

    def register(function: Projector) -> Projector:
        PROJECTORS.update(dict.fromkeys(kinds, function))
        return function

    return register


def add(conn: Connection, table: Table, fact: Fact, **values: Any) -> None:
    """Add a row."""
    conn.execute(insert(table).values(project_id=fact.project_id, **values))


def drop(conn: Connection, table: Table, fact: Fact, **key: Any) -> None:
    """Delete the rows of a key."""
    conn.execute(delete(table).where(*where(table, fact, key)))


def change(conn: Connection, table: Table, fact: Fact, key: dict[str, Any], **values: Any) -> None:
    """Change values of the rows of a key."""
    conn.execute(update(table).where(*where(table, fact, key)).values(**values))


def put(conn: Connection, table: Table, fact: Fact, key: dict[str, Any], **values: Any) -> None:
    """Set the one row of a key."""
    drop(conn, table, fact, **key)
    add(conn, table, fact, **key, **values)


def where(table: Table, fact: Fact, key: dict[str, Any]) -> list[Any]:
    """Give the conditions that a project's rows with a key fulfil."""
    return [table.c.project_id == fact.project_id, *(table.c[name] == value for name, value in key.items())]


def drop_many(conn: Connection, table: Table, fact: Fact, keys: list[dict[str, Any]]) -> None:
    """Delete many rows by one statement that is given each key."""
    if not keys:
        return
    named = [table.c[name] == bindparam(f"key_{name}") for name in keys[0]]
    rows = [{f"key_{name}": value for name, value in key.items()} for key in keys]
    conn.execute(delete(table).where(table.c.project_id == fact.project_id, *named), rows)
