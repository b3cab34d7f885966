"""Orders of answers and their places: written once with the event that proves them, and never changed."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, Row, insert, select

from coding.orders import Place, digest_of
from storage import tables as t
from storage.errors import RecordBroken

PARAMS = ("seed", "audit", "pool", "digest", "among", "found")  # of an order, in one column as JSON


@dataclass(frozen=True, slots=True)
class OrderRow:
    """An order as it was drawn; see `coding.orders.OrderDrawn`. `seq` and `at` say when."""

    order_id: str
    coder_id: str
    kind: str
    question_id: str
    about: str
    drawn: int
    seq: int
    at: str
    seed: str
    audit: int
    pool: int
    digest: str
    among: str
    found: int


def write_places(conn: Connection, project_id: str, order_id: str, places: Iterable[Place]) -> None:
    """Keep the places of an order, counted from 1."""
    rows = [
        {
            "project_id": project_id, "order_id": order_id, "position": position, "response_id": place.response,
            "source": place.source, "probability": place.probability,
        }
        for position, place in enumerate(places, start=1)
    ]  # fmt: skip
    if rows:
        conn.execute(insert(t.order_places), rows)


def read(conn: Connection, project_id: str, order_id: str) -> OrderRow | None:
    """Give an order, None if there is none of this id."""
    found = _orders(conn, project_id, order_id=order_id)
    return found[0] if found else None


def newest(conn: Connection, project_id: str, **named: str) -> OrderRow | None:
    """Give the order drawn last among those whose columns have the values named, None if there is none."""
    found = _orders(conn, project_id, **named)
    return found[-1] if found else None


def orders(conn: Connection, project_id: str, **named: str) -> list[OrderRow]:
    """Give the orders whose columns have the values named, the first drawn first."""
    return _orders(conn, project_id, **named)


def stretches(conn: Connection, project_id: str, order_id: str) -> list[OrderRow]:
    """Give an order and those that go on from it, in the order in which they were drawn."""
    first = _orders(conn, project_id, order_id=order_id)
    return [*first, *_orders(conn, project_id, kind="unsure", about=order_id)]


def places(conn: Connection, project_id: str, order_ids: Sequence[str]) -> list[Place]:
    """Give the places of some orders, one order after another."""
    c = t.order_places.c
    found: dict[str, list[Place]] = {order_id: [] for order_id in order_ids}
    query = select(c.order_id, c.response_id, c.source, c.probability).where(
        c.project_id == project_id, c.order_id.in_(order_ids)
    )
    for row in conn.execute(query.order_by(c.order_id, c.position)):
        found[row.order_id].append(Place(row.response_id, row.source, row.probability))
    return [place for order_id in order_ids for place in found[order_id]]


def check(conn: Connection, project_id: str) -> None:
    """Prove that the places of every order are those that were drawn; RecordBroken names the first that are not."""
    for order in _orders(conn, project_id):
        if digest_of(places(conn, project_id, [order.order_id])) != order.digest:
            raise RecordBroken(
                f"The places of the order drawn in record {order.seq} of project {project_id} have been changed."
            )


def _orders(conn: Connection, project_id: str, **named: str) -> list[OrderRow]:
    c = t.orders.c
    where = [c[name] == value for name, value in named.items()]
    query = select(t.orders).where(c.project_id == project_id, *where).order_by(c.seq)
    return [_row(row) for row in conn.execute(query)]


def _row(row: Row[tuple[object, ...]]) -> OrderRow:
    params = json.loads(row.params)
    return OrderRow(
        row.order_id, row.coder_id, row.kind, row.question_id, row.about, row.drawn, row.seq, row.at,
        **{name: params[name] for name in PARAMS},
    )  # fmt: skip
