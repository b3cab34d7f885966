"""Words that people typed, kept beside the record so that they can be erased without breaking it."""

import secrets
from collections.abc import Iterable

from sqlalchemy import Connection, insert, select

from codebooks.words import storable
from storage.errors import RecordBroken
from storage.payload import text_id
from storage.tables import bodies


def keep(conn: Connection, project_id: str, words: str) -> str:
    """Keep words as far as every database can (see `storable`) and give their id, '' for no words."""
    words = storable(words)
    if not words:
        return ""
    salt = secrets.token_hex(16)
    key = text_id(salt, words)
    conn.execute(insert(bodies).values(project_id=project_id, id=key, salt=salt, text=words))
    return key


def read(conn: Connection, project_id: str, ids: Iterable[str]) -> dict[str, str]:
    """Give the words of ids that still have them."""
    wanted = sorted({key for key in ids if key})
    found: dict[str, str] = {}
    for start in range(0, len(wanted), 500):  # SQLite takes a limited number of parameters
        part = wanted[start : start + 500]
        rows = conn.execute(
            select(bodies.c.id, bodies.c.text).where(bodies.c.project_id == project_id, bodies.c.id.in_(part))
        )
        found.update((row.id, row.text) for row in rows)
    return found


def check(conn: Connection, project_id: str) -> None:
    """Prove that every text is the one its id was made from; RecordBroken names the first that is not."""
    for row in conn.execute(select(bodies).where(bodies.c.project_id == project_id)):
        if text_id(row.salt, row.text) != row.id:
            raise RecordBroken(f"The text {row.id[:12]}… of project {project_id} is not the one that was recorded.")
