"""Draw all projections of a project anew from its record."""

from sqlalchemy import Connection, delete, update

from coding.project_events import CommandUndone
from storage import tables as t
from storage.projections import project_fact
from storage.record import Head, Transaction, fact_of, rows, stack_command, take_head


def rebuild(conn: Connection, project_id: str) -> int:
    """Empty the projections of one project and replay its record; give the number of events replayed."""
    head = take_head(conn, project_id)
    scopes = {
        row.command_id: row.scope
        for row in conn.execute(t.commands.select().where(t.commands.c.project_id == project_id))
    }
    for table in t.PROJECTIONS:
        conn.execute(delete(table).where(table.c.project_id == project_id))
    conn.execute(update(t.respondents).where(t.respondents.c.project_id == project_id).values(excluded=""))
    command: Transaction | None = None
    for row in rows(conn, project_id):
        fact = fact_of(row)
        if command is None or command.command_id != fact.command_id:
            if command:
                stack_command(conn, command)
            scope = scopes.get(fact.command_id, "project")
            command = Transaction(
                conn, project_id, fact.command_id, fact.actor, scope, Head(0, ""), False, first_seq=fact.seq
            )
        if isinstance(fact.event, CommandUndone):
            command.undoes = fact.event.command
        project_fact(conn, fact)
        command.head = Head(fact.seq, row.digest)
    if command:
        stack_command(conn, command)
    return head.seq
