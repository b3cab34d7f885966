"""Triggers that refuse to change the record; applied at the end of every migration."""

from sqlalchemy import Connection, text

_SQLITE = """
CREATE TRIGGER IF NOT EXISTS audit_log_no_{verb} BEFORE {VERB} ON audit_log
BEGIN SELECT RAISE(ABORT, 'the record is append-only'); END
"""
_POSTGRES_FUNCTION = """
CREATE OR REPLACE FUNCTION refuse_record_change() RETURNS trigger AS $$
BEGIN RAISE EXCEPTION 'the record is append-only'; END $$ LANGUAGE plpgsql
"""
_POSTGRES = """
CREATE OR REPLACE TRIGGER audit_log_no_{verb} BEFORE {VERB} ON audit_log
FOR EACH STATEMENT EXECUTE FUNCTION refuse_record_change()
"""


def install(conn: Connection) -> None:
    """Put the triggers in place."""
    if conn.dialect.name == "sqlite":
        statements = [_SQLITE.format(verb=v, VERB=v.upper()) for v in ("update", "delete")]
    else:
        verbs = ("update", "delete", "truncate")
        statements = [_POSTGRES_FUNCTION, *(_POSTGRES.format(verb=v, VERB=v.upper()) for v in verbs)]
    for statement in statements:
        conn.execute(text(statement))


def lift(conn: Connection) -> None:
    """Take them away inside a transaction that deletes a whole project; `install` them before it ends."""
    postgres = conn.dialect.name != "sqlite"
    for verb in ("update", "delete", *(("truncate",) if postgres else ())):
        conn.execute(text(f"DROP TRIGGER IF EXISTS audit_log_no_{verb}" + (" ON audit_log" if postgres else "")))
