"""What the adjudication page has posted, absorbed by it or by whichever page runs next."""

from itertools import groupby
from typing import Any

from views import resources, session
from views.widgets import adjudication
from views.widgets.queue_frame import Frame, answers_for
from workbench import adjudicating
from workbench.errors import SHOWN


def absorb(message: Frame) -> dict[str, Any] | None:
    """Store what was decided, all of it before anything is drawn; None where it is another's."""
    store, project, coder = resources.store(), session.project(), session.coder()
    if (message.store, message.project, message.coder) != (store.name, project, coder):
        return None
    answers = []
    for round_id, entries in groupby(message.entries, key=lambda entry: entry["round"]):
        answers += adjudicating.take(store, project, coder, round_id, list(entries))
    return answers_for(message, answers)


def absorb_left_behind() -> None:
    """Store what was decided just before the page was left; its answers reach nobody, and nothing counts twice."""
    message = adjudication.posted()
    if message is None or not message.entries:
        return
    try:
        absorb(message)
    except SHOWN:
        return  # it is asked for again when the page is next opened in this tab
