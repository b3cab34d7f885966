"""Orders of answers as a table: who drew which, and how each answer came to its place."""

from sqlalchemy import Connection

from exchange.tables import write_table
from storage import order_rows, queries
from workbench.answer_ids import named_answers
from workbench.codebook import question_names

COLUMNS = (
    "record_number", "kind", "coder", "drawn_at_utc", "about", "seed", "percent_random", "drawn_from", "position",
    "response_id", "question", "source", "probability",
)  # fmt: skip


def write_orders(conn: Connection, project_id: str) -> bytes | None:
    """Give orders.csv, one row a place; None where no order was drawn.

    `source` is 'random', 'chosen' or 'before' (coded when the order was drawn). `probability` is the chance that an
    answer had been reached by a random draw at its place.
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
    first = {order.order_id: str(order.seq) for order in drawn}
    lines = []
    for order in drawn:
        about = first.get(order.about) or codes.get(order.about) or answers.get(order.about, (order.about, ""))[0]
        of_order = [
            str(order.seq), order.kind, coders.get(order.coder_id, ""), order.at, about, order.seed, str(order.audit),
            str(order.pool),
        ]  # fmt: skip
        for position, place in enumerate(order_rows.places(conn, project_id, [order.order_id]), start=1):
            name = answers.get(place.response, ("", ""))
            lines.append([*of_order, str(position), *name, place.source, place.probability])
    return write_table(COLUMNS, lines)
