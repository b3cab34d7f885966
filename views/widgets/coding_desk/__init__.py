"""The coding desk: one answer, its codes, every decision by key; nothing the coder saw as saved is ever lost.

The desk itself is plain JavaScript beside this file, joined into one module in the order of `PARTS`. It is handed a
window of answers (`payload`), shows a decision at once, and posts everything the store has not answered for as one
value, again and again until it is answered (`posted`). A page absorbs that value before it draws anything:

    message = coding_desk.posted()
    answers = take(message.entries) if message else []
    coding_desk.show(payload(...), message)

Entries carry `start` and `end`: half-open, in code points; both None for the whole answer, and where a code is taken
off, for wherever it is on the answer. The page counts in UTF-16 units, as browsers do, and `offsets.js` turns one into
the other. What a selection becomes is decided in `selection.js`, its keys in `spans.js`.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import streamlit as st

from views.widgets.coding_desk.message import Posted, read_message
from views.widgets.coding_desk.payload import Place, payload

__all__ = ["KEY", "Place", "Posted", "payload", "posted", "show"]

KEY = "coding_desk"
PARTS = (
    "offsets.js", "state.js", "outbox.js", "selection.js", "spans.js", "keys.js", "build.js", "panels.js", "help.js",
    "desk.js", "palette.js", "in_vivo.js", "moving.js", "sending.js", "passages.js", "paint.js",
    "alike.js", "suggest.js",
)  # fmt: skip
STYLES = ("desk.css", "passages.css")
_HERE = Path(__file__).parent

_desk = st.components.v2.component(
    KEY,
    html='<div class="vbd-host"></div>',
    css="\n".join((_HERE / part).read_text("utf-8") for part in STYLES),
    js="\n".join((_HERE / part).read_text("utf-8") for part in PARTS),
    # The shadow DOM loses triple clicks and drags that end outside; class names are prefixed instead.
    isolate_styles=False,
)


def posted() -> Posted | None:
    """Give what the desk has posted and this page has perhaps not answered; None where there is nothing."""
    return read_message(st.session_state.get(KEY))


def show(data: Mapping[str, Any], absorbed: Posted | None) -> str:
    """Draw the desk; give the page the coder asked to go to, '' for none.

    A session's first run cannot know what was posted before the desk is drawn (after a restart of the server the
    browser sends it with its first message), so a message that `absorbed` has not seen starts the page once more.
    """
    result = _desk(key=KEY, data=dict(data), on_queue_change=_nothing, on_go_change=_nothing)
    if absorbed is None and read_message(result) is not None:
        st.rerun()
    return str(result.get("go") or "")


def _nothing() -> None:
    """Exist: Streamlit keeps a value only for which there is a callback."""
