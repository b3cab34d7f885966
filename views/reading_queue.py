"""What the reading page has posted, absorbed by it or by whichever page runs next."""

from typing import Any

from views import resources, session
from views.widgets import reading
from views.widgets.queue_frame import answers_for
from workbench import reading as use_cases
from workbench.errors import SHOWN


def absorb(message: reading.Posted) -> dict[str, Any] | None:
    """Store what was read and written, all of it before anything is drawn; None where it is another coder's."""
    store, project, coder = resources.store(), session.project(), session.coder()
    if (message.store, message.project, message.coder) != (store.name, project, coder):
        return None
    return answers_for(message, use_cases.take(store, project, coder, message.entries))


def absorb_left_behind() -> None:
    """Store what was read just before the page was left; its answers reach nobody, and nothing counts twice."""
    message = reading.posted()
    if message is None or not message.entries:
        return
    try:
        absorb(message)
    except SHOWN:
        return  # what was read is at worst not counted; a note's draft waits in the browser
