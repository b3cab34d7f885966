"""List projects; rename or delete one."""

import argparse
import sys

from storage.queries import ProjectRow
from storage.store import Store
from workbench import overview, projects
from workbench.commands.choosing import add_coder, coder_of, find_project
from workbench.data_folder import whereabouts
from workbench.errors import WorkbenchError
from workbench.ids import new_id
from workbench.settings import Settings


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take `--delete PROJECT` and `--rename PROJECT --to NAME`."""
    act = parser.add_mutually_exclusive_group()
    act.add_argument("--delete", metavar="PROJECT", help="delete this project for good: answers, codings, record")
    act.add_argument("--rename", metavar="PROJECT", help="give this project the name that --to says")
    parser.add_argument("--to", metavar="NAME", help="the new name")
    parser.add_argument("--yes", action="store_true", help="do not ask before deleting")
    add_coder(parser)


def run(args: argparse.Namespace) -> int:
    """Print a line a project, or rename or delete one."""
    settings = Settings.from_environment()
    store = settings.open()
    if args.delete:
        project = find_project(store, args.delete)
        return _delete(store, project, coder_of(store, args.coder, project), sure=args.yes)
    if args.rename:
        project = find_project(store, args.rename)
        coder = coder_of(store, args.coder, project)
        if not args.to:
            raise WorkbenchError("Say the new name: --to 'A name'.")
        projects.change_setting(store, project.project_id, coder, "name", args.to, command_id=new_id())
        print(f"{project.project_id}\t{args.to}")
        return 0
    found = projects.list_projects(store)
    for project in found:
        n = overview.overview(store, project.project_id, projects.last_coder(store) or project.owner).counts
        print(
            f"{project.project_id}\t{project.name}\t{n.respondents} people, {n.questions} questions, "
            f"{n.codes} codes, {n.coded} of {n.to_code} answers coded"
        )
    many = "1 project" if len(found) == 1 else f"{len(found)} projects"
    print(f"{many} in {whereabouts(store, settings.data_dir)}", file=sys.stderr)
    return 0


def _delete(store: Store, project: ProjectRow, coder: str, *, sure: bool) -> int:
    if not sure:
        print(f"Type the name to delete for good: {project.name}", file=sys.stderr)
        if sys.stdin.readline().strip() != project.name:
            print("Not deleted: that is not the name.", file=sys.stderr)
            return 1
    projects.delete_project(store, project.project_id, coder)
    print(f"Deleted {project.name} ({project.project_id}).")
    return 0
