"""List projects; delete one."""

import argparse
import sys

from workbench import overview, projects
from workbench.commands.choosing import add_coder, coder_of, find_project
from workbench.settings import Settings


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take `--delete PROJECT`."""
    parser.add_argument("--delete", metavar="PROJECT", help="delete this project for good: answers, codings, record")
    parser.add_argument("--yes", action="store_true", help="do not ask before deleting")
    add_coder(parser)


def run(args: argparse.Namespace) -> int:
    """Print a line a project, or delete one."""
    settings = Settings.from_environment()
    store = settings.open()
    if args.delete:
        return _delete(args)
    found = projects.list_projects(store)
    for project in found:
        n = overview.overview(store, project.project_id, projects.last_coder(store) or project.owner).counts
        print(
            f"{project.project_id}  {project.name}  ({n.respondents} people, {n.questions} questions, "
            f"{n.codes} codes, {n.coded} of {n.to_code} answers coded)"
        )
    print(f"{len(found)} projects in {settings.database_url or settings.data_dir}", file=sys.stderr)
    return 0


def _delete(args: argparse.Namespace) -> int:
    store = Settings.from_environment().open()
    project = find_project(store, args.delete)
    if not args.yes:
        print(f"Type the name to delete for good: {project.name}", file=sys.stderr)
        if input().strip() != project.name:
            print("Not deleted: that is not the name.", file=sys.stderr)
            return 1
    projects.delete_project(store, project.project_id, coder_of(store, args.coder, project))
    print(f"Deleted {project.name} ({project.project_id}).")
    return 0
