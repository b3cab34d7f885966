"""Suggestions as the desk is handed them, with the answer to its message."""

from dataclasses import asdict
from typing import Any

from views import resources, session
from views.widgets import coding_desk
from workbench import suggesting

# The desk knows none of these by itself: what a project does not show is not on its pages either, hidden or not.
WORDS = {
    "title": "Suggestions",
    "row": "Suggested codes",
    "label": "The machine would add",
    "ask": "why",
    "looking": "Looking for answers you coded {code} …",
    "nearest": "Nearest of your answers with {code}",
    "none": "You have given no answer {code} yet: this comes from its definition and examples.",
    "met": "what was suggested",
    # in the list of keys, by command
    "suggested": "Take the first code that the machine would add",
    "why": "Why it would: the nearest answers you coded so",
}


def _mode(mode: str) -> dict[str, Any]:
    return {"suggest": mode} if mode == "off" else {"suggest": mode, "suggest_words": WORDS}


def handed(message: coding_desk.Posted | None, *, with_mode: bool) -> dict[str, Any]:
    """Give what the desk asked for: suggestions for answers, reasons for a code; the mode with a window of answers."""
    store, project, coder = resources.store(), session.project(), session.coder()
    handed: dict[str, Any] = _mode(suggesting.mode(store, project)) if with_mode else {}
    if message is None or (message.store, message.project, message.coder) != (store.name, project, coder):
        return handed
    if message.suggest:
        found = suggesting.suggestions(store, resources.settings(), project, coder, message.suggest)
        handed["suggestions"] = asdict(found)
    if message.why:
        handed["why"] = asdict(suggesting.reasons(store, project, coder, message.at, message.why))
    return handed
