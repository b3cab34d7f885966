"""Draw all tables of a project anew from its record."""

import argparse

from storage import record
from storage.rebuild import rebuild
from workbench.commands.choosing import add_coder, add_project, find_project, reader_of
from workbench.record_numbers import untold
from workbench.settings import Settings


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take a project."""
    add_project(parser)
    add_coder(parser)


def run(args: argparse.Namespace) -> int:
    """Prove the record, then replay it."""
    store = Settings.from_environment().open()
    project = find_project(store, args.project)
    reader = reader_of(store, args.coder, project)
    with store.writing() as conn:
        record.prove(conn, project.project_id)
        replayed = rebuild(conn, project.project_id)
        hidden = untold(conn, project.project_id, reader)
    print(f"{project.name}: tables drawn anew from {'the whole record' if hidden else f'{replayed} records'}.")
    return 0
