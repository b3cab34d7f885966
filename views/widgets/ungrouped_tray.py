"""Passages not grouped yet, each with the theme it comes nearest to; a person can place them."""

import math

import streamlit as st

from views import page
from views.widgets import passage, review_acts
from workbench.review_board import Board, Card, MachineRun

A_PAGE = 12
NEAREST = "nearest"


def show(board: Board, machine: MachineRun, command: str) -> None:
    """Draw the tray's line and, if it is open, its passages."""
    number = len(board.ungrouped)
    if not number:
        st.caption("Every passage is in a theme, or coded.")
        return
    is_open = bool(st.session_state.get("tray_open"))
    few = "1 passage, with its" if number == 1 else f"{number:,} passages, each with its"
    st.button(
        f"Not grouped yet: {few} nearest theme",
        key="tray_turn",
        shortcut="G",
        type="tertiary",
        icon=":material/unfold_less:" if is_open else ":material/unfold_more:",
        on_click=_turn,
    )
    if is_open:
        _passages(board, machine, command)


def _turn() -> None:
    st.session_state["tray_open"] = not st.session_state.get("tray_open")


def _passages(board: Board, machine: MachineRun, command: str) -> None:
    st.caption(
        "They fit no theme well. Place one where it belongs, or leave it: at the desk it can be coded all the same."
    )
    names = {NEAREST: "the nearest theme of each"} | {c.proposal: c.name for c in board.with_status("open")}
    target = st.selectbox("Place into", list(names), format_func=names.__getitem__, key="tray_target", width=420)
    pages = math.ceil(len(board.ungrouped) / A_PAGE)
    number = st.pagination(pages, key="tray_page") if pages > 1 else 1
    for segment in board.ungrouped[(number - 1) * A_PAGE : number * A_PAGE]:
        left, right = st.columns([0.66, 0.34], vertical_alignment="center")
        left.html(passage.folded(*machine.within(segment)))
        nearest = board.standing.get(machine.passages[segment].nearest, "")
        with right:
            _place(segment, board.card(nearest if target == NEAREST else target), command)


def _place(segment: int, card: Card | None, command: str) -> None:
    if card is None:
        st.caption("Its nearest theme was split or is gone; choose one above.")
    elif card.status == "open":
        st.button(
            page.plain(f"Into ‘{card.name}’"),
            key=f"place_{segment}",
            on_click=review_acts.callback(review_acts.place),
            args=(command, segment, card.proposal),
        )
    elif card.status == "accepted":
        st.button(
            page.plain(f"Code as ‘{card.code_name}’"),
            key=f"place_{segment}",
            help="This is a coding of yours and counts at once.",
            on_click=review_acts.callback(review_acts.code_passage),
            args=(command, segment, card.code),
        )
    else:
        st.caption(f"Nearest: ‘{page.plain(card.name)}’, which you rejected.")
