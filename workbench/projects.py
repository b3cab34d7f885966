"""Projects: start, open, rename, change the way of working, delete."""

from dataclasses import dataclass

from sqlalchemy import insert, select

from codebooks.words import storable
from coding.project_events import CHOICES, PARTS, CoderJoined, ProjectChanged, ProjectStarted
from coding.roles import Role
from storage import queries
from storage import store as storage_store
from storage import tables as t
from storage.queries import ProjectRow
from storage.record import Transaction
from storage.store import Store
from workbench.errors import NotAllowed, WorkbenchError
from workbench.ids import new_id
from workbench.permissions import require

LONGEST_NAME = 120
EXAMPLE_ID = "pexample"  # what the ids of example projects begin with
WAYS = {
    "codebook": (
        "Codebook or content analysis",
        "Starts at the answers. Nothing is hidden: proposed themes, agreement and counts are all there.",
    ),
    "reflexive": (
        "Reflexive thematic analysis",
        "Starts at reading; coders set their readings beside each other. What the machine would add, agreement, "
        "shares, intervals, saturation and machine-made orders are on no page until you switch them on one by one.",
    ),
    "framework": (
        "Framework analysis",
        "Starts at a codebook. Proposed themes are shown beside it, as what the framework may miss.",
    ),
}


@dataclass(frozen=True, slots=True)
class NewProject:
    """What is asked when a project starts."""

    name: str
    way: str = "codebook"


def tidy_project_name(name: str) -> str:
    """Give a project's name as it is kept; WorkbenchError for an empty or overlong one."""
    name = " ".join(storable(name).split())
    if not name:
        raise WorkbenchError("The project needs a name, for example that of the study.")
    if len(name) > LONGEST_NAME:
        raise WorkbenchError(f"The name has {len(name)} characters; {LONGEST_NAME} is the most.")
    return name


def start_events(tx: Transaction, coder_id: str, new: NewProject) -> list[object]:
    """Give the events with which every project's record begins."""
    if new.way not in WAYS:
        raise WorkbenchError(f"There is no way of working {new.way!r}. Choose one of: {', '.join(WAYS)}.")
    name = tx.keep(tidy_project_name(new.name))
    return [
        ProjectStarted(name=name, owner=coder_id, way=new.way),
        CoderJoined(coder=coder_id, role=Role.LEAD.value),
    ]


def exists(store: Store, project_id: str) -> bool:
    """Whether the store holds a project with this id."""
    with store.reading() as conn:
        query = select(t.project_head.c.seq).where(t.project_head.c.project_id == project_id)
        return conn.execute(query).first() is not None


def change_setting(store: Store, project_id: str, coder_id: str, setting: str, value: str, *, command_id: str) -> None:
    """Change a setting (see `ProjectChanged`; 'parts' are joined by spaces); each change is an event."""
    with store.transaction(project_id, command_id=command_id, actor=coder_id, scope="project") as tx:
        if tx.repeated:
            return
        require(tx.conn, project_id, coder_id, Role.can_lead, "change the project's settings")
        if setting == "way" and value not in WAYS:
            raise WorkbenchError(f"There is no way of working {value!r}. Choose one of: {', '.join(WAYS)}.")
        if setting == "parts" and not set(value.split()) <= set(PARTS):
            raise WorkbenchError(f"Parts that can be switched on are: {', '.join(PARTS)}.")
        if setting in CHOICES and value not in CHOICES[setting]:
            raise WorkbenchError(f"The setting {setting!r} cannot be {value!r}. Reload the page and choose again.")
        if setting == "audit" and not (value == "" or (value.isascii() and value.isdigit() and int(value) <= 100)):
            raise WorkbenchError(f"The share drawn at random is {value!r}. Give a whole number of per cent, 0 to 100.")
        before = tx.conn.execute(
            select(t.projects.c[setting]).where(t.projects.c.project_id == project_id)
        ).scalar_one()
        after = tx.keep(tidy_project_name(value)) if setting == "name" else value
        if before != after:
            tx.append([ProjectChanged(setting=setting, before=before, after=after)])


def list_projects(store: Store) -> list[ProjectRow]:
    """Give all projects, the newest first."""
    with store.reading() as conn:
        return queries.projects(conn)


def open_project(store: Store, project_id: str) -> ProjectRow:
    """Give a project; ProjectNotFound if there is none."""
    with store.reading() as conn:
        return queries.project(conn, project_id)


def is_example(project_id: str) -> bool:
    """Whether a project is one of the examples that come with the program."""
    return project_id.startswith(EXAMPLE_ID)


def join_project(store: Store, project_id: str, coder_id: str, role: str = "coder") -> None:
    """Let a coder take part; who already does keeps the role. In an example everybody may do everything.

    Raises
    ------
    NotAllowed
        The person was taken out of the project; only its lead takes them in again.
    """
    if is_example(project_id):
        role = Role.LEAD
    with store.transaction(project_id, command_id=new_id(), actor=coder_id) as tx:
        known = queries.members(tx.conn, project_id)
        if coder_id not in known:
            tx.append([CoderJoined(coder=coder_id, role=Role(role).value)])
        elif not known[coder_id]:
            raise NotAllowed("You take part in this project no longer. Ask its lead to take you in again.")


def delete_project(store: Store, project_id: str, coder_id: str) -> None:
    """Delete a project with its answers, codings and record; only its lead may."""
    with store.reading() as conn:
        require(conn, project_id, coder_id, Role.can_lead, "delete the project")
    storage_store.delete_project(store, project_id, coder_id)


def shows(project: ProjectRow, part: str) -> bool:
    """Whether a project shows a part: everything but in a reflexive project, where each is switched on."""
    return project.way != "reflexive" or part in project.parts


def remember_coder(store: Store, coder_id: str) -> None:
    """Remember who worked here last, so that the start page need not ask again."""
    with store.writing() as conn:
        conn.execute(t.settings.delete().where(t.settings.c.key == "last_coder"))
        conn.execute(insert(t.settings).values(key="last_coder", value=coder_id))


def last_coder(store: Store) -> str:
    """Give the coder who worked here last, '' on the first day."""
    with store.reading() as conn:
        return conn.execute(select(t.settings.c.value).where(t.settings.c.key == "last_coder")).scalar() or ""
