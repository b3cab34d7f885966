"""Decisions that come from the desk in the browser, absorbed by whichever page runs next."""

from dataclasses import asdict
from typing import Any

from views import resources, session
from views.widgets import coding_desk
from workbench import deciding, suggesting
from workbench.errors import SHOWN

IN_ROUND = "~"  # between the ids of a project and of a round, in the name under which a browser keeps what waits


def project_of(round_id: str) -> str:
    """Name the desk of a round for the browser: what waits there, its drafts and its undo are of no other desk."""
    return f"{session.project()}{IN_ROUND}{round_id}"


def absorb(message: coding_desk.Posted) -> dict[str, Any] | None:
    """Store what the desk has posted, all of it before anything is drawn: a run may be stopped at any later call.

    None where it is another coder's or another project's: that waits in the browser until their desk is opened.
    """
    store, project, coder = resources.store(), session.project(), session.coder()
    of_project, _, round_id = message.project.partition(IN_ROUND)
    if (message.store, of_project, message.coder) != (store.name, project, coder):
        return None
    answers = deciding.take(store, project, coder, message.entries, round_id=round_id)
    if message.entries and not round_id:
        suggesting.renew(store, resources.settings(), project, coder)
    return {"tab": message.tab, "post": message.post, "answers": [asdict(answer) for answer in answers]}


def absorb_left_behind() -> None:
    """Store what was decided just before the desk was left, so that the next page counts it.

    Its answers reach nobody; the desk asks for them again when it is opened, and nothing counts twice.
    """
    message = coding_desk.posted()
    if message is None or not message.entries:
        return
    try:
        absorb(message)
    except SHOWN:
        return  # it waits in the browser; the desk will say what is the matter
