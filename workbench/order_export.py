"""Orders of answers as a table: who drew which, and how each answer came to its place."""

from sqlalchemy import Connection

from exchange.tables import write_table
from storage import order_rows, queries
from workbench.answer_ids import named_answers
from workbench.codebook import question_names
from workbench.record_numbers import untold

COLUMNS = (
    "record_number", "kind", "coder", "drawn_at_utc", "about", "seed", "random_of_100", "drawn_from", "position",
    "response_id", "question", "source", "probability",
)  # fmt: skip


def write_orders(conn: Connection, project_id: str, reader: str = "") -> bytes | None:
    """Give orders.csv, one row a place; None where no order was drawn.

    `source` is 'random', 'chosen' or 'before' (coded when the order was drawn). `probability` is the chance that an
    answer had been reached by a random draw at its place. Record numbers are those that the reader is told.
    """
    drawn = order_rows.orders(conn, project_id)
    if not drawn:
        return None
    coders, questions = queries.coder_names(conn), question_names(conn, project_id)
    answers = {
        answer.response_id: (answer.name, questions.get(answer.question_id, answer.question_id))
        for answer in named_answers(conn, project_id)
    }
    codes = {code.id: code.name for code in queries.codebook(conn, project_id).codes.values()}
    hidden = untold(conn, project_id, reader)
    first = {order.order_id: "" if hidden and order.seq > hidden.until else str(order.seq) for order in drawn}
    called = {**{response: name for response, (name, _) in answers.items()}, **codes, **first}
    lines = []
    for order in drawn:
        of_order = [
            first[order.order_id], order.kind, coders.get(order.coder_id, ""), order.at,
            called.get(order.about, order.about), order.seed, str(order.audit), str(order.pool),
        ]  # fmt: skip
        for position, place in enumerate(order_rows.places(conn, project_id, [order.order_id]), start=1):
            name = answers.get(place.response, ("", ""))
            lines.append([*of_order, str(position), *name, place.source, place.probability])
    return write_table(COLUMNS, lines)
