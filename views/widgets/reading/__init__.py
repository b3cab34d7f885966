"""Answers as continuous text, with one's notes in the margin; the page itself tells which of them were read.

An answer counts as read when it has been on screen for as long as reading it takes at least. Time goes to one answer
at a time, from the top of the screen down, so that a screen left open counts what could have been read meanwhile and
no more. What the browser has to say waits in a queue there until the store has answered for it.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import streamlit as st

from views.widgets.queue_frame import SCRIPT
from views.widgets.reading.message import Posted, read_message, read_wish
from workbench.memos import ShownMemo
from workbench.reading import ReadItem, Stretch

__all__ = ["KEY", "Posted", "payload", "posted", "show", "wish"]

KEY = "reading"
# Adults read 238 words of English a minute, 175 to 300 (Brysbaert 2019, Journal of Memory and Language 109: 104047):
# some 24 characters a second. Nobody who takes in what is written is twice as fast.
CHARACTERS_A_SECOND = 48
LEAST_MS = 800
CLOSED_SHOWN = 6
_FOLLOWED = "reading_followed"
_HERE = Path(__file__).parent

PARTS = (SCRIPT, *(_HERE / name for name in ("queue.js", "margin.js", "reading.js")))

_reading = st.components.v2.component(
    KEY,
    html='<div class="vbr-host"></div>',
    css=(_HERE / "reading.css").read_text("utf-8"),
    js="\n".join(part.read_text("utf-8") for part in PARTS),
    isolate_styles=False,
)


def posted() -> Posted | None:
    """Give what the page has posted and the store has perhaps not answered; None where there is nothing."""
    return read_message(st.session_state.get(KEY))


def wish() -> tuple[str, str]:
    """Give what was asked for since this was last called: 'next', 'earlier', or 'open' and a link; '' for nothing."""
    what, link, at = read_wish(st.session_state.get(KEY))
    if not what or at == st.session_state.get(_FOLLOWED):
        return "", ""
    st.session_state[_FOLLOWED] = at
    return what, link


def payload(
    stretch: Stretch, place: Mapping[str, str], *, by: str, name: str, answered: Mapping[str, Any] | None
) -> dict[str, Any]:
    """Give what the browser needs of a stretch; another `name` scrolls to where it begins.

    Parameters
    ----------
    place : store, project and coder whose reading this is
    """
    return {
        "place": dict(place),
        "by": by,
        "name": name,
        "at": stretch.at,
        "number": stretch.number,
        "stretches": stretch.stretches,
        "first": stretch.first,
        "read": stretch.read,
        "total": stretch.total,
        "may_write": stretch.may_write,
        "pace": {"characters_a_second": CHARACTERS_A_SECOND, "least_ms": LEAST_MS},
        "items": [_item(item) for item in stretch.items],
        "answered": dict(answered or {}),
    }


def show(data: Mapping[str, Any], absorbed: Posted | None) -> None:
    """Draw the answers; a session's first run knows what was posted only once they are drawn (see `coding_desk`)."""
    result = _reading(key=KEY, data=dict(data), on_queue_change=_nothing, on_wish_change=_nothing)
    if absorbed is None and read_message(result) is not None:
        st.rerun()


def _item(item: ReadItem) -> dict[str, Any]:
    told = [f"{name}: {value}" for name, value in item.closed.items() if value.strip()]
    return {
        "id": item.response_id,
        "label": item.label,
        "person": item.person,
        "closed": told,
        "closed_shown": CLOSED_SHOWN,
        "question": item.question,
        "text": item.text,
        "read": item.read,
        "note": item.note.editable if item.note else "",
        "parts": _parts(item.note) if item.note else [],
        "others": [{"coder": memo.coder, "parts": _parts(memo)} for memo in item.others],
        "mentions": [_mention(memo) for memo in item.mentioned_in],
    }


def _parts(memo: ShownMemo) -> list[dict[str, Any]]:
    return [{"words": part.words, "link": part.link, "missing": part.missing} for part in memo.parts]


def _mention(memo: ShownMemo) -> str:
    """Say where an answer is mentioned; no code is named, for the answers are read without codes."""
    where = {"journal": "the journal", "project": "the project’s memo", "response": f"a note on {memo.title}"}
    return f"{where.get(memo.about, 'a memo on a code')}, {memo.changed.astimezone():%d %B %Y}".removeprefix("0")


def _nothing() -> None:
    """Exist: Streamlit keeps a value only for which there is a callback."""
