"""Who takes part in a project, and as what: its lead adds people by name, gives them roles and takes them out.

A role keeps people from slips, not from ill will: whoever can open the store can work under any name.
"""

from dataclasses import dataclass

from sqlalchemy import Connection

from coding.project_events import CoderJoined, RoleGiven
from coding.roles import Role
from storage import queries
from storage.queries.findings import coders_with_codings
from storage.store import Store
from workbench import people
from workbench.errors import WorkbenchError
from workbench.permissions import require

SCOPE = "project"


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who takes part, or did: `role` is '' then. `codings` counts those that are for everybody to see."""

    coder_id: str
    name: str
    role: str
    codings: int


def members(store: Store, project_id: str) -> list[Member]:
    """Give everybody who ever took part: who does first, leads before others, by name."""
    with store.reading() as conn:
        roles = queries.members(conn, project_id)
        names = queries.coder_names(conn, list(roles))
        codings = coders_with_codings(conn, project_id)
    places = [*(role.value for role in Role), ""]
    found = [Member(who, names.get(who, "somebody"), role, codings.get(who, 0)) for who, role in roles.items()]
    return sorted(found, key=lambda member: (places.index(member.role), member.name.casefold()))


def add_person(store: Store, project_id: str, coder_id: str, name: str, role: str, *, command_id: str) -> str:
    """Let somebody take part under a name, who may be known from another project; give their coder id.

    Raises
    ------
    WorkbenchError
        The name is empty or too long, or belongs to somebody who takes part already.
    """
    with store.reading() as conn:
        require(conn, project_id, coder_id, Role.can_lead, "add people")
    who = people.sign_in(store, name)
    with store.transaction(project_id, command_id=command_id, actor=coder_id, scope=SCOPE) as tx:
        if tx.repeated:
            return who
        require(tx.conn, project_id, coder_id, Role.can_lead, "add people")
        known = queries.members(tx.conn, project_id)
        if known.get(who):
            raise WorkbenchError(f"{' '.join(name.split())} takes part already, as {known[who]}.")
        new = _role(role)
        tx.append([RoleGiven(coder=who, before="", after=new) if who in known else CoderJoined(coder=who, role=new)])
    return who


def give_role(store: Store, project_id: str, coder_id: str, who: str, role: str, *, command_id: str) -> None:
    """Give somebody another role; '' takes them out of the project, and their codings stay.

    Raises
    ------
    WorkbenchError
        The project would be left without a lead, or the person does not take part.
    """
    with store.transaction(project_id, command_id=command_id, actor=coder_id, scope=SCOPE) as tx:
        if tx.repeated:
            return
        require(tx.conn, project_id, coder_id, Role.can_lead, "give roles")
        known = queries.members(tx.conn, project_id)
        if who not in known:
            raise WorkbenchError("This person does not take part in the project. Add them by name first.")
        after = _role(role) if role else ""
        leads = [member for member, held in known.items() if held == Role.LEAD.value]
        if leads == [who] and after != Role.LEAD.value:
            name = _name(tx.conn, who)
            raise WorkbenchError(f"{name} is the only lead, and a project needs one. Make somebody else lead first.")
        if known[who] != after:
            tx.append([RoleGiven(coder=who, before=known[who], after=after)])


def _role(role: str) -> str:
    try:
        return Role(role).value
    except ValueError as unknown:
        roles = ", ".join(each.value for each in Role)
        raise WorkbenchError(f"There is no role {role!r}. Roles are: {roles}.") from unknown


def _name(conn: Connection, who: str) -> str:
    return queries.coder_names(conn, [who]).get(who, "This person")
