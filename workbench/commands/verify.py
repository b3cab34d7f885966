"""Prove that no record of a decision was changed."""

import argparse

from storage import record
from workbench import projects
from workbench.commands.choosing import find_project
from workbench.settings import Settings


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take a project, or none for all."""
    parser.add_argument("project", metavar="PROJECT", nargs="?", help="name or id (default: every project)")


def run(args: argparse.Namespace) -> int:
    """Walk the chains and print where each ends; RecordBroken names the first bad row."""
    store = Settings.from_environment().open()
    chosen = [find_project(store, args.project)] if args.project else projects.list_projects(store)
    for project in chosen:
        with store.reading() as conn:
            head = record.verify(conn, project.project_id)
        print(f"{project.name}: {head.seq} records, unbroken, digest {head.digest}")
    return 0
