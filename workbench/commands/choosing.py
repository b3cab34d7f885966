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
        "--as", dest="coder", metavar="NAME", default="", help="who acts (default: the one person known here)"
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
    """Give the coder a command acts for: the one named, or the only one it can be.

    Raises
    ------
    WorkbenchError
        Nobody has that name here, for a slip of the keyboard must not make a coder; or several people are known and
        none is named, for a decision must not carry the name of who happened to be here last.
    """
    if name:
        every = people.coders(store)
        known = next((key for key, other in every.items() if other.casefold() == name.strip().casefold()), "")
        if not known:
            names = ", ".join(every.values()) or "nobody yet"
            raise WorkbenchError(f"Nobody here is called {name!r}. Who has worked here: {names}.")
        return known
    here = who_works.people_here(store)
    if len(here) > 1:
        raise WorkbenchError(f"Several people are known here: {', '.join(here.values())}. Say who acts: --as 'Name'.")
    found = next(iter(here), project.owner if project else "")
    if not found:
        raise WorkbenchError("Nobody has worked here yet. Say who acts: --as 'Your name'.")
    return found
