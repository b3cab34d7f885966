"""A store of an earlier version is brought to this one with everything in it, and a copy of it is kept."""

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text

from storage import migrate
from storage import tables as t
from storage.engine import make_engine
from storage.store import open_store


def make_first_version(url):
    """Make a store as version 0001 wrote it, with one code."""
    engine = make_engine(url)
    with engine.connect().execution_options(write=True) as conn, conn.begin():
        made = migrate.config()
        made.attributes["connection"] = conn
        command.upgrade(made, "0001")
        columns = {
            "project_id": "p", "code_id": "time", "name": "n", "definition": "", "include": "", "exclude": "",
            "examples": "", "parent": "", "merged_into": "", "resolved": "time", "origin": "manual",
        }  # fmt: skip
        names, places = ", ".join(columns), ", ".join(f":{name}" for name in columns)
        conn.execute(text(f"INSERT INTO codes ({names}) VALUES ({places})"), columns)
    engine.dispose()


def test_a_store_of_the_first_version_keeps_its_codes_and_gains_what_is_new(store_url, tmp_path):
    make_first_version(store_url)
    store = open_store(store_url, tmp_path if store_url.startswith("sqlite") else None)
    with store.reading() as conn:
        (code,) = conn.execute(t.codes.select()).mappings()
        assert (code["code_id"], code["name"], code["level"]) == ("time", "n", "")
        assert conn.execute(t.scales.select()).all() == []
        assert migrate.current(conn) == migrate.newest() == "0004"
    if store_url.startswith("sqlite"):
        assert (tmp_path / "verbatim-before-0004.sqlite").exists()
    store.engine.dispose()


def test_the_migrations_make_the_tables_that_the_program_knows(store_url, tmp_path):
    store = open_store(store_url, tmp_path)
    with store.engine.connect() as conn:
        assert compare_metadata(MigrationContext.configure(conn), t.metadata) == []
    store.engine.dispose()
