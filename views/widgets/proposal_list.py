"""All proposed themes of a run, one a line; a click opens one."""

import streamlit as st

from views import page
from views.widgets import review_place
from workbench.review_board import Card

MARKS = {
    "open": ":material/radio_button_unchecked:",
    "accepted": ":material/check_circle:",
    "rejected": ":material/cancel:",
}
HEIGHT = 460


def show(cards: tuple[Card, ...], chosen: str) -> None:
    """Draw the list with the open theme marked."""
    with st.container(height=HEIGHT, border=False, gap=None, key="proposal_list"):
        for card in cards:
            name = page.plain(card.name)
            words = f"**{name}**" if card.proposal == chosen else name
            st.button(
                f"{words} :gray[{card.people:,}]",
                key=f"list_{card.proposal}",
                type="tertiary",
                icon=MARKS[card.status],
                help=card.status if card.status != "open" else "to look at",
                width="stretch",
                on_click=review_place.choose,
                args=(card.proposal,),
            )
    st.caption("The number is of people. Open, accepted and rejected themes have a mark of their own.")
