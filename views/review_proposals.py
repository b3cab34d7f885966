"""Review of proposed themes: card by card, with the map beside it. Nothing becomes a code unless a person says so."""

import streamlit as st

from views import feedback, page, resources, session
from views.widgets import (
    answer_map,
    grain_choice,
    passage,
    proposal_card,
    proposal_list,
    proposal_runs,
    review_acts,
    review_bar,
    review_place,
    ungrouped_tray,
)
from workbench import review_board
from workbench.projects import open_project, shows
from workbench.review_board import Board

SHOWN = {"open": "To look at", "all": "All", "accepted": "Accepted", "rejected": "Rejected"}
SIDES = {"map": "Map", "list": "List"}


def _counts(board: Board) -> str:
    accepted, rejected = len(board.with_status("accepted")), len(board.with_status("rejected"))
    parts = [f"{len(board.cards)} proposed", f"{accepted} accepted"]
    parts += [f"{rejected} rejected"] if rejected else []
    return " · ".join([*parts, f"{len(board.with_status('open'))} to look at"])


with feedback.refusals():
    project = open_project(resources.store(), session.project())
page.header(
    "Review themes",
    "A proposed theme is a group of similar answers. It becomes a code only if you say so.",
    method="A group that holds together in most re-runs is a pattern of the words, not proof of a theme; one that does "
    "not may still matter. Read the quotes at the edge, not only the typical ones, before you name it.",
    source="Hennig (2007), Computational Statistics & Data Analysis 52(1): 258–271; Braun and Clarke (2006), "
    "Qualitative Research in Psychology 3(2): 77–101",
)
if not shows(project, "proposals"):
    st.markdown("This project works reflexively: proposed themes are switched off. You can switch them on at any time.")
    st.page_link("views/change_settings.py", label="Settings: switch on proposed themes")
    st.stop()
runs = review_board.runs(resources.store(), session.project())
if not runs:
    st.markdown("Here the proposed themes will stand, one card each, with quotes and a map. None have been made yet.")
    st.page_link("views/propose_themes.py", label="Propose themes")
    st.stop()

passage.style()
run_id = review_place.run(run.run_id for run in runs)
with feedback.refusals():
    whole = proposal_runs.machine(resources.store().name, session.project(), run_id)
    machine = review_board.as_read_by(resources.store(), whole, session.coder())
    board = review_board.board(resources.store(), machine)
command = session.command_id(review_acts.PLACE)

grain_choice.show(machine.run, runs, _counts(board))
if machine.kept_back:
    few = "1 answer" if machine.kept_back == 1 else f"{machine.kept_back:,} answers"
    verb = "is" if machine.kept_back == 1 else "are"
    st.caption(f"{few} of your open round {verb} left out, so that you meet them as they are.")
if not board.cards:
    st.markdown(page.plain(str(machine.run.run.get("note") or "No two passages were alike enough to form a theme.")))
    st.stop()
with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
    shown = st.pills(
        "Show", list(SHOWN), default="open", required=True, format_func=SHOWN.__getitem__, key="review_show",
        label_visibility="collapsed",
    )  # fmt: skip
    sides = SIDES if shows(project, "map") else {"list": "List"}
    side = st.segmented_control(
        "Beside the card", list(sides), default=next(iter(sides)), required=True, format_func=SIDES.__getitem__,
        key="review_side", label_visibility="collapsed",
    )  # fmt: skip
cards = board.cards if shown == "all" else board.with_status(str(shown))
first = [card.proposal for card in (*cards, *board.cards)]
theme = review_place.theme(first)
card = board.card(theme)
left, right = st.columns([0.58, 0.42], gap="large")
with left:
    if card is not None:
        where = review_bar.turn(board, cards, theme)
        review_bar.show(where, command)
        review_bar.said()
        if not board.with_status("open"):
            st.caption("Every proposed theme of this set has been decided.")
        proposal_card.show(card, board, machine, where, command)
with right:
    if side == "map":
        answer_map.show(card, board, machine)
    else:
        proposal_list.show(cards, theme)
ungrouped_tray.show(board, machine, command)
