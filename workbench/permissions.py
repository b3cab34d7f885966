"""May this coder do this? Asked once in every use case that writes."""

from collections.abc import Callable

from sqlalchemy import Connection

from coding.roles import Role
from storage import queries
from workbench.errors import NotAllowed


def require(conn: Connection, project_id: str, coder_id: str, may: Callable[[Role], bool], wish: str) -> None:
    """Raise NotAllowed unless the coder's role allows the wish ('change the codebook').

    Parameters
    ----------
    may : predicate of `coding.roles.Role`, as `Role.can_code`
    """
    role = queries.role(conn, project_id, coder_id)
    if not role:
        raise NotAllowed("You do not take part in this project. Ask its lead to add you.")
    if not may(Role(role)):
        raise NotAllowed(f"Your role in this project, {role}, does not allow you to {wish}. Ask the lead.")
