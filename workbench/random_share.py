"""What the answers coded so far say of all: carried over from those that a random order put first, or nothing."""

from sqlalchemy import Connection

from coding.orders import first_read, shuffled
from reports.carried_over import FEWEST, NOT_AT_RANDOM, carried_over
from reports.model import Table
from storage import order_rows, queries
from storage.queries.findings import coded_responses
from workbench.desk import desk_order
from workbench.projects import shows


def of_all(conn: Connection, project_id: str, question: str, coder_id: str, table: Table) -> tuple[Table | None, str]:
    """Give a theme table's shares of all answers to a question, or the reason why they cannot be given.

    Neither where every answer is coded, for then the table says it all, or none is, or the project hides orders or
    intervals.
    """
    project = queries.project(conn, project_id)
    if not (shows(project, "orders") and shows(project, "intervals")):
        return None, ""
    answers = desk_order(conn, project_id, question)
    coded = coded_responses(conn, project_id, coder_id).intersection(answers)
    if not coded or len(coded) == len(answers):
        return None, ""
    drawn = order_rows.newest(conn, project_id, kind="random")
    order = shuffled(answers, drawn.seed) if drawn else []
    read = first_read(order, coded)
    if read >= FEWEST:
        return carried_over(table, order[:read], coded, answers), ""
    if not read:
        return None, NOT_AT_RANDOM
    begun = "1 answer" if read == 1 else f"{read} answers"
    return None, f"{NOT_AT_RANDOM} Of the random order, {begun} from its beginning are coded; {FEWEST} are needed."
