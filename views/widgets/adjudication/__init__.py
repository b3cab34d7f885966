"""Adjudication: one answer, what each coder gave it beside it, what holds of it decided by key.

The page is plain JavaScript beside this file. It is handed the answers of one list, moves on at once, and posts its
decisions until the store has answered for each (see `views.widgets.queue_frame`). Where names are hidden they are not
sent: coders are called as the page calls them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import streamlit as st

from codebooks.colours import swatch
from coding.consensus import REASONS
from views.widgets.adjudication.message import read_message, read_wish
from views.widgets.queue_frame import SCRIPT, Frame
from workbench.dispute_sheets import Sheet
from workbench.disputes import LEFT, Board

__all__ = ["KEY", "Listed", "payload", "posted", "show", "wish"]

KEY = "adjudication"
REASON_KEYS = {"definition": "D", "missed": "M", "scope": "S", "unit": "T", "ambiguity": "G"}
_FOLLOWED = "adjudication_followed"
_HERE = Path(__file__).parent
PARTS = (SCRIPT, _HERE / "sheet.js", _HERE / "adjudication.js")

_adjudication = st.components.v2.component(
    KEY,
    html='<div class="vba-host"></div>',
    css=(_HERE / "adjudication.css").read_text("utf-8"),
    js="\n".join(part.read_text("utf-8") for part in PARTS),
    isolate_styles=False,
)


@dataclass(frozen=True, slots=True)
class Listed:
    """Which answers are listed: `name` tells one list from another, `empty` is said where none is left in it.

    `at` is the answer to begin at; `counts` says that these are the answers to decide, whose number goes down to 0.
    """

    name: str
    at: str
    empty: str
    counts: bool


def posted() -> Frame | None:
    """Give what the page has posted and the store has perhaps not answered; None where there is nothing."""
    return read_message(st.session_state.get(KEY))


def wish() -> tuple[str, str]:
    """Give the code whose definition is to be edited, and the answer one comes from; once, '' otherwise."""
    code, response, at = read_wish(st.session_state.get(KEY))
    if not code or at == st.session_state.get(_FOLLOWED):
        return "", ""
    st.session_state[_FOLLOWED] = at
    return code, response


def payload(
    board: Board, sheets: Sequence[Sheet], listed: Listed, place: Mapping[str, str], answered: Mapping[str, Any] | None
) -> dict[str, Any]:
    """Give what the browser needs.

    Parameters
    ----------
    sheets : the answers of the list, the first ones
    place : store, project and coder whose decisions these are
    """
    return {
        "place": dict(place),
        "round": board.round.round_id,
        "name": listed.name,
        "at": listed.at,
        "empty": listed.empty,
        "left": len(board.of(LEFT)) if listed.counts else None,
        "total": sum(not one.is_alike for one in board.disputes),
        "may_decide": board.may_decide,
        "reasons": [[REASON_KEYS[reason], reason, label] for reason, label in REASONS.items()],
        "codes": _codes(board),
        "items": [_item(sheet) for sheet in sheets],
        "answered": dict(answered or {}),
    }


def show(data: Mapping[str, Any], absorbed: Frame | None) -> None:
    """Draw the page; a session's first run knows what was posted only once it is drawn (see `coding_desk`)."""
    result = _adjudication(key=KEY, data=dict(data), on_queue_change=_nothing, on_wish_change=_nothing)
    if absorbed is None and read_message(result) is not None:
        st.rerun()


def _codes(board: Board) -> list[dict[str, Any]]:
    every = [*board.book.live(), *(code for code in board.book.codes.values() if code.retired and not code.merged_into)]
    codes = []
    for code in every:
        drawn = swatch(code.colour)
        codes.append(
            {
                "id": code.id, "name": code.name, "hue": drawn.hue, "pattern": drawn.pattern,
                "definition": code.definition, "include": code.include, "exclude": code.exclude,
                "questions": list(code.questions), "live": code.is_live,
            }
        )  # fmt: skip
    return codes


def _item(sheet: Sheet) -> dict[str, Any]:
    return {
        "id": sheet.response_id,
        "question_id": sheet.question_id,
        "question": sheet.question,
        "text": sheet.text,
        "about": sheet.about,
        "given": [
            {
                "name": one.name,
                "unsure": one.unsure,
                "codes": [{"code": code, "words": list(words)} for code, words in one.codes],
            }
            for one in sheet.given
        ],
        "split": list(sheet.split),
        "elsewhere": list(sheet.elsewhere),
        "common": list(sheet.common),
        "alike_codes": None if sheet.alike is None else list(sheet.alike),
        "redefined": list(sheet.redefined),
        "gone": list(sheet.gone),
        "notes": [{"coder": coder, "words": words} for coder, words in sheet.notes],
        "agreed": None
        if sheet.agreed is None
        else {
            "codes": list(sheet.agreed.codes),
            "how": sheet.agreed_how,
            "reason": sheet.agreed.reason,
            "note": sheet.agreed.words,
        },
    }


def _nothing() -> None:
    """Exist: Streamlit keeps a value only for which there is a callback."""
