"""The map of answers: passages that say similar things lie near each other; the open theme stands out."""

import altair as alt
import pandas as pd
import streamlit as st

from views.widgets import review_place
from workbench.review_board import Board, Card, MachineRun

HEIGHT = 380
TOLD = 240  # characters of a passage in the tooltip
# Okabe and Ito (2008); shape and size say the same as colour, for print and for colour-blind readers.
KINDS = {
    "this theme": ("#D55E00", "circle", 70, 1.0),
    "close to it": ("#E69F00", "diamond", 55, 0.95),
    "accepted": ("#009E73", "square", 26, 0.7),
    "other themes": ("#56B4E9", "circle", 16, 0.55),
    "not grouped yet": ("#8a8a8a", "cross", 14, 0.6),
}


def show(card: Card | None, board: Board, machine: MachineRun) -> None:
    """Draw the map; a click on a mark opens its theme."""
    frame = _frame(card, board, machine)
    pick = alt.selection_point(name="pick", fields=["theme"], on="click", empty=False)
    chart = (
        alt.Chart(frame)
        .mark_point(filled=True, strokeWidth=0, opacity=1)
        .encode(
            x=alt.X("x:Q", axis=None, scale=alt.Scale(zero=False, padding=12)),
            y=alt.Y("y:Q", axis=None, scale=alt.Scale(zero=False, padding=12)),
            color=alt.Color(
                "kind:N",
                scale=_look(0),
                legend=alt.Legend(title=None, orient="bottom", columns=2, labelLimit=160),
            ),
            shape=alt.Shape("kind:N", scale=_look(1)),
            size=alt.Size("size:Q", scale=None, legend=None),
            opacity=alt.Opacity("opacity:Q", scale=None, legend=None),
            order=alt.Order("above:Q"),
            tooltip=[alt.Tooltip("words:N", title="passage"), alt.Tooltip("name:N", title="theme")],
        )
        .add_params(pick)
        .properties(height=HEIGHT)
        .configure_view(strokeWidth=0)
    )
    st.altair_chart(
        chart,
        key="answer_map",
        width="stretch",
        on_select=_open,
        selection_mode="pick",
        alt=f"Map of {len(frame):,} passages; those of the open theme stand out.",
    )


def _look(part: int) -> alt.Scale:
    return alt.Scale(domain=list(KINDS), range=[look[part] for look in KINDS.values()])


def _frame(card: Card | None, board: Board, machine: MachineRun) -> pd.DataFrame:
    names = {found.proposal: found.name for found in board.cards}
    accepted = {found.proposal for found in board.with_status("accepted")}
    near = set(card.close_to) if card else set()
    order = list(KINDS)

    def kind(theme: str) -> str:
        if card is not None and theme == card.proposal:
            return "this theme"
        if not theme:
            return "not grouped yet"
        return "close to it" if theme in near else "accepted" if theme in accepted else "other themes"

    kinds = {theme: kind(theme) for theme in {*board.place.values(), ""}}
    themes = [board.place[segment] for segment in machine.passages]
    return pd.DataFrame(
        {
            "x": [passage.x for passage in machine.passages.values()],
            "y": [passage.y for passage in machine.passages.values()],
            "theme": themes,
            "name": [names.get(theme, "not grouped yet") for theme in themes],
            "kind": [kinds[theme] for theme in themes],
            "above": [-order.index(kinds[theme]) for theme in themes],
            "size": [KINDS[kinds[theme]][2] for theme in themes],
            "opacity": [KINDS[kinds[theme]][3] for theme in themes],
            "words": [_short(machine.words(segment)) for segment in machine.passages],
        }
    ).sort_values("above", kind="stable")


def _short(words: str) -> str:
    return words if len(words) <= TOLD else words[: TOLD - 1].rstrip() + "…"


def _open() -> None:
    chosen = st.session_state["answer_map"].selection.get("pick", [])
    if chosen and chosen[0].get("theme"):
        review_place.choose(str(chosen[0]["theme"]))
