"""Buttons that send a command: its id is given when the button is drawn, so that a double click counts once."""

import hashlib
from collections.abc import Callable
from typing import Any

from views import feedback, resources, session


def does(widget: str, use_case: Callable[..., Any], *args: Any, place: str = "page", **named: Any) -> dict[str, Any]:
    """Give what makes a button do a use case of `(store, project, coder, *args, command_id=…)`.

    Parameters
    ----------
    widget : key of the button
    place : where a refusal is shown
    """
    return {
        "key": widget,
        "on_click": feedback.guarded(run, place),
        "args": (widget, session.command_id(widget), use_case, *args),
        "kwargs": named,
    }


def run(widget: str, command_id: str, use_case: Callable[..., Any], *args: Any, **named: Any) -> Any:
    """Send the command; once it is stored the widget's next command gets another id."""
    done = use_case(resources.store(), session.project(), session.coder(), *args, command_id=command_id, **named)
    session.command_done(widget)
    return done


def with_content(command_id: str, content: object) -> str:
    """Give the id of a command that carries what was typed.

    Streamlit hands a callback the arguments of the last run that ended, so two submissions in quick succession bring
    the same id: the same words twice are one command, other words are another.

    Examples
    --------
    >>> len({with_content("a1", "Time"), with_content("a1", "Time"), with_content("a1", "Pay")})
    2
    """
    return hashlib.sha256(f"{command_id}\x1f{content!r}".encode()).hexdigest()[:32]
