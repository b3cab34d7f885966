"""The order in which answers stand at the desk: as in the file, person by person, or as an order was drawn."""

from collections.abc import Sequence

from sqlalchemy import Connection, select

from coding.orders import shuffled
from storage import order_rows
from storage import tables as t

FILE, PERSON = "file", "person"  # the orders that nobody draws


def arranged(conn: Connection, project_id: str, answers: Sequence[str], order_id: str) -> tuple[list[str], int]:
    """Give `answers` (in file order) in another order, and how many it will hold when all of it is drawn.

    A check holds its sample alone; an order drawn in stretches holds only what was drawn so far. Of an order that is
    not there the file's is given.
    """
    if order_id == PERSON:
        return _by_person(conn, project_id, answers), len(answers)
    order = order_rows.read(conn, project_id, order_id) if order_id not in ("", FILE) else None
    if order is None:
        return list(answers), len(answers)
    if order.kind == "random":
        return shuffled(answers, order.seed), len(answers)
    wanted = set(answers)
    drawn = [stretch.order_id for stretch in order_rows.stretches(conn, project_id, order_id)]
    placed = [place.response for place in order_rows.places(conn, project_id, drawn) if place.response in wanted]
    if order.kind == "check":
        return placed, len(placed)
    if order.kind != "unsure":  # whoever came in since the order was drawn stands behind it
        known = set(placed)
        placed += [response for response in answers if response not in known]
    return placed, len(answers)


def _by_person(conn: Connection, project_id: str, answers: Sequence[str]) -> list[str]:
    r, p = t.responses.c, t.respondents.c
    query = (
        select(r.response_id, p.row)
        .join_from(t.responses, t.respondents, (p.project_id == r.project_id) & (p.respondent_id == r.respondent_id))
        .where(r.project_id == project_id)
    )
    rows = {row.response_id: row.row for row in conn.execute(query)}
    return sorted(answers, key=rows.__getitem__)  # a stable sort: the questions of one person keep their order
