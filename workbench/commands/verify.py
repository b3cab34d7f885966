"""Prove that no record of a decision was changed."""

import argparse
import sys

from storage import record
from storage.errors import RecordBroken
from workbench import projects
from workbench.commands.choosing import add_coder, find_project, reader_of
from workbench.record_numbers import untold
from workbench.settings import Settings


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take a project, or none for all."""
    parser.add_argument("project", metavar="PROJECT", nargs="?", help="name or id (default: every project)")
    add_coder(parser)


def run(args: argparse.Namespace) -> int:
    """Walk the chains and print where each ends; a broken one is named with its first bad row, the others go on."""
    store = Settings.from_environment().open()
    chosen = [find_project(store, args.project)] if args.project else projects.list_projects(store)
    broken = 0
    for project in chosen:
        reader = reader_of(store, args.coder, project)
        try:
            with store.reading() as conn:
                head = record.verify(conn, project.project_id)
                hidden = untold(conn, project.project_id, reader)
        except RecordBroken as found:
            print(f"{project.name}: broken. {found}", file=sys.stderr)
            broken += 1
        else:
            ends = hidden.sentence if hidden else f"{head.seq} records, digest {head.digest}"
            print(f"{project.name}: unbroken, {ends}")
    return 1 if broken else 0
