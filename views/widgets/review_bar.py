"""The line over a card: back and next, undo and redo, and what the last decision did."""

from dataclasses import dataclass

import streamlit as st

from views import feedback, page, resources
from views.widgets import review_acts, review_place
from workbench import review
from workbench.review_board import Board, Card


@dataclass(frozen=True, slots=True)
class Turn:
    """Where a card stands among those looked through; '' where there is none before or after."""

    position: int
    total: int
    before: str
    after: str
    next_open: str


def turn(board: Board, cards: tuple[Card, ...], theme: str) -> Turn:
    """Give where a theme stands among the cards that are looked through."""
    order = {card.proposal: number for number, card in enumerate(board.cards)}
    place, listed = order[theme], [card.proposal for card in cards]
    behind = [proposal for proposal in listed if order[proposal] > place]
    ahead = [proposal for proposal in listed if order[proposal] < place]
    still_open = [card.proposal for card in board.with_status("open") if card.proposal != theme]
    next_open = next((p for p in still_open if order[p] > place), still_open[0] if still_open else theme)
    position = listed.index(theme) + 1 if theme in listed else 0
    return Turn(position, len(listed), ahead[-1] if ahead else "", behind[0] if behind else "", next_open)


def show(where: Turn, command: str) -> None:
    """Draw the line."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        _step("Back", where.before, "Left", "arrow_back")
        _step("Next", where.after, "Right", "arrow_forward")
        st.caption(f"{where.position} of {where.total}" if where.position else f"{where.total} in this list")
        _undo("Undo", "U", command, redo=False)
        _undo("Redo", "Z", command, redo=True)


def said() -> None:
    """Draw what the last decision did, or what was refused."""
    feedback.show_refusal(review_acts.PLACE)
    words, code = review_place.said()
    if not words:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(page.plain(words), width="content")
        if code and st.button("Confirm them now", key="said_confirm", icon=":material/checklist:"):
            st.session_state["confirm_code"] = code
            st.switch_page("views/confirm_passages.py")


def _step(label: str, target: str, key: str, icon: str) -> None:
    st.button(
        label,
        key=f"turn_{key.lower()}",
        icon=f":material/{icon}:",
        shortcut=key,
        type="tertiary",
        disabled=not target,
        on_click=review_place.choose,
        args=(target,),
    )


def _undo(label: str, key: str, command: str, *, redo: bool) -> None:
    st.button(
        label,
        key=f"act_{label.lower()}",
        shortcut=key,
        type="tertiary",
        icon=f":material/{label.lower()}:",
        disabled=not review.can_undo(resources.store(), review_acts.reviewing(), redo=redo),
        on_click=review_acts.callback(review_acts.redo if redo else review_acts.undo),
        args=(command,),
    )
