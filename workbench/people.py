"""Who works here: a name is enough on one's own computer."""

from sqlalchemy import insert, select

from codebooks.words import storable
from coding.round_events import CONSENSUS_NAME
from storage import tables as t
from storage.payload import now
from storage.store import Store
from workbench.errors import WorkbenchError
from workbench.ids import new_id

LONGEST_NAME = 80


def sign_in(store: Store, name: str) -> str:
    """Give the coder id of a name, making one for a new name; names differ by more than case and spaces."""
    name = " ".join(storable(name).split())
    if not name:
        raise WorkbenchError("Type your name, so that your decisions carry it.")
    if len(name) > LONGEST_NAME:
        raise WorkbenchError(f"The name has {len(name)} characters; {LONGEST_NAME} is the most.")
    if name.casefold() == CONSENSUS_NAME.casefold():
        raise WorkbenchError(f"{CONSENSUS_NAME} is what coders come to agree on. Type a name of your own.")
    with store.writing() as conn:
        rows = conn.execute(select(t.coders.c.coder_id, t.coders.c.name)).all()
        known = next((row.coder_id for row in rows if row.name.casefold() == name.casefold()), "")
        if not known:
            known = new_id("c")
            conn.execute(insert(t.coders).values(coder_id=known, name=name, since=now()))
    return known


def coder_name(store: Store, coder_id: str) -> str:
    """Give a coder's name, '' if there is none of this id."""
    with store.reading() as conn:
        return conn.execute(select(t.coders.c.name).where(t.coders.c.coder_id == coder_id)).scalar() or ""


def coders(store: Store) -> dict[str, str]:
    """Give all coders' names by id."""
    with store.reading() as conn:
        return {row.coder_id: row.name for row in conn.execute(select(t.coders).order_by(t.coders.c.since))}
