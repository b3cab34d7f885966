"""What several commands ask for: a project by name or id, and who acts."""

import argparse

from storage.queries import ProjectRow
from storage.store import Store
from workbench import people, projects, who_works
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
    """Give the coder a command acts for: the one named, the last one, or the project's owner.

    Raises
    ------
    WorkbenchError
        Nobody has that name here: a slip of the keyboard must not make a coder.
    """
    if name:
        every = people.coders(store)
        known = next((key for key, other in every.items() if other.casefold() == name.strip().casefold()), "")
        if not known:
            names = ", ".join(every.values()) or "nobody yet"
            raise WorkbenchError(f"Nobody here is called {name!r}. Who has worked here: {names}.")
        return known
    found = projects.last_coder(store) or (project.owner if project else "")
    if not found:
        raise WorkbenchError("Nobody has worked here yet. Say who acts: --as 'Your name'.")
    return found


def reader_of(store: Store, name: str, project: ProjectRow) -> str:
    """Give who reads what a command prints that decides nothing; '' where it may be one of several."""
    several = not name and len(who_works.people_here(store)) > 1
    return "" if several else coder_of(store, name, project)
