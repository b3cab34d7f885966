"""Suggestions as the desk is handed them, with the answer to its message."""

from dataclasses import asdict
from typing import Any

from views import resources, session
from views.widgets import coding_desk
from workbench import suggesting


def handed(message: coding_desk.Posted | None, *, with_mode: bool) -> dict[str, Any]:
    """Give what the desk asked for: suggestions for answers, reasons for a code; the mode with a window of answers."""
    store, project, coder = resources.store(), session.project(), session.coder()
    handed: dict[str, Any] = {"suggest": suggesting.mode(store, project)} if with_mode else {}
    if message is None or (message.store, message.project, message.coder) != (store.name, project, coder):
        return handed
    if message.suggest:
        found = suggesting.suggestions(store, resources.settings(), project, coder, message.suggest)
        handed["suggestions"] = asdict(found)
    if message.why:
        handed["why"] = asdict(suggesting.reasons(store, project, coder, message.at, message.why))
    return handed
