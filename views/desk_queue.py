"""Decisions that come from the desk in the browser, absorbed by whichever page runs next."""

from dataclasses import asdict
from typing import Any

from views import resources, session
from views.widgets import coding_desk
from workbench import desk, suggesting
from workbench.errors import SHOWN


def absorb(message: coding_desk.Posted) -> dict[str, Any] | None:
    """Store what the desk has posted, all of it before anything is drawn: a run may be stopped at any later call.

    None where it is another coder's or another project's: that waits in the browser until their desk is opened.
    """
    store, project, coder = resources.store(), session.project(), session.coder()
    if (message.store, message.project, message.coder) != (store.name, project, coder):
        return None
    answers = desk.take(store, project, coder, message.entries)
    if message.entries:
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
