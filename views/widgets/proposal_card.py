"""One proposed theme, opened: what it is called, who said it, in which words, and what can be done with it."""

import html

import streamlit as st

from views import page
from views.widgets import card_panels, passage, review_acts, review_place
from views.widgets.review_bar import Turn
from workbench.review_board import Board, Card, MachineRun


def show(card: Card, board: Board, machine: MachineRun, turn: Turn, command: str) -> None:
    """Draw a card with its keys."""
    st.subheader(page.plain(card.name), anchor=False)
    st.html(_facts(card))
    st.html("".join(passage.quote(*machine.within(segment)) for segment in card.central))
    if card.border:
        edge = "".join(passage.quote(*machine.within(segment), edge=True) for segment in card.border)
        st.html(f'<p class="vb-edge-label">At the edge, where it fits least:</p>{edge}')
    if card.status == "open":
        _actions(card, turn, command)
    else:
        _settled(card, command)
    _close(card, board)
    card_panels.show(card, board, machine, turn.next_open, command)


def _facts(card: Card) -> str:
    facts = [f"{card.people:,} {'person' if card.people == 1 else 'people'}", f"{len(card.segments):,} passages"]
    if card.stability is not None:
        facts.append(f"held together in {card.stability:.0%} of re-runs")
    if card.part_of:
        facts.append("split off by hand")
    elif card.changed:
        facts.append("passages moved by hand since")
    if card.name != card.label and not card.part_of:
        facts.append(f"the machine’s words: {card.label}")
    return '<p class="vb-facts">' + "".join(f"<span>{html.escape(fact)}</span>" for fact in facts) + "</p>"


def _actions(card: Card, turn: Turn, command: str) -> None:
    with st.container(horizontal=True, gap="small"):
        st.button(
            "Accept as code",
            key="act_accept",
            shortcut="A",
            type="primary",
            on_click=review_acts.callback(review_acts.accept),
            args=(command, card.proposal, turn.next_open),
        )
        for panel, label, key in (("merge", "Merge into …", "M"), ("split", "Split", "S"), ("name", "Name", "N")):
            st.button(label, key=f"act_{panel}", shortcut=key, on_click=review_place.turn_panel, args=(panel,))
        st.button(
            "Reject",
            key="act_reject",
            shortcut="X",
            on_click=review_acts.callback(review_acts.reject),
            args=(command, card.proposal, turn.next_open),
        )
        _all_passages(card)


def _settled(card: Card, command: str) -> None:
    if card.status == "accepted":
        st.markdown(f"Accepted as the code **{page.plain(card.code_name)}**.")
    else:
        st.markdown("Rejected.")
    with st.container(horizontal=True, gap="small"):
        if card.status == "accepted":
            if st.button("Confirm its passages", key="act_confirm", type="primary"):
                st.session_state["confirm_code"] = card.code
                st.switch_page("views/confirm_passages.py")
        else:
            st.button(
                "Open again",
                key="act_reopen",
                on_click=review_acts.callback(review_acts.reopen),
                args=(command, card.proposal),
            )
        _all_passages(card)


def _all_passages(card: Card) -> None:
    st.button(
        f"All {len(card.segments):,} passages",
        key="act_passages",
        shortcut="P",
        icon=":material/unfold_more:" if review_place.panel() != "passages" else ":material/unfold_less:",
        type="tertiary",
        on_click=review_place.turn_panel,
        args=("passages",),
    )


def _close(card: Card, board: Board) -> None:
    near = [found for found in map(board.card, card.close_to) if found is not None]
    if not near:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.caption("Close to:")
        for other in near[:3]:
            st.button(
                page.plain(other.name),
                key=f"close_{other.proposal}",
                type="tertiary",
                help="Open it; M merges.",
                on_click=review_place.choose,
                args=(other.proposal,),
            )
