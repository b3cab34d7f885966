"""What several commands ask for: a project by name or id, and who acts."""

import argparse

from storage.queries import ProjectRow
from storage.store import Store
from workbench import people, projects
from workbench.errors import WorkbenchError


def add_project(parser: argparse.ArgumentParser) -> None:
    """Let a command take a project."""
    parser.add_argument("project", metavar="PROJECT", help="name or id, as `python -m workbench projects` prints it")


def add_coder(parser: argparse.ArgumentParser) -> None:
    """Let a command take the name of who acts."""
    parser.add_argument(
        "--as", dest="coder", metavar="NAME", default="", help="who acts (default: who worked here last)"
    )


def find_project(store: Store, wanted: str) -> ProjectRow:
    """Find one project by id or name; WorkbenchError names what there is."""
    every = projects.list_projects(store)
    found = [p for p in every if p.project_id == wanted] or [p for p in every if p.name.casefold() == wanted.casefold()]
    if len(found) == 1:
        return found[0]
    if found:
        ids = ", ".join(p.project_id for p in found)
        raise WorkbenchError(f"{len(found)} projects are named {wanted!r}. Give the id of one of them: {ids}.")
    names = "; ".join(f"{p.name} ({p.project_id})" for p in every) or "none yet"
    raise WorkbenchError(f"There is no project {wanted!r}. Projects here: {names}.")


def coder_of(store: Store, name: str, project: ProjectRow | None = None) -> str:
    """Give the coder a command acts for: the one named, the last one, or the project's owner."""
    if name:
        return people.sign_in(store, name)
    found = projects.last_coder(store) or (project.owner if project else "")
    if not found:
        raise WorkbenchError("Nobody has worked here yet. Say who acts: --as 'Your name'.")
    return found
