"""Which round the page on agreement shows, and whether by code or by theme."""

from collections.abc import Sequence

import streamlit as st

from coding.round_events import KINDS
from storage.queries.rounds import RoundRow

ROUND = "round"  # in the address
LEVELS = {"code": "Codes", "theme": "Themes"}


def choose(revealed: Sequence[RoundRow]) -> tuple[str, str, bool]:
    """Give the round, the level, and whether codes merged since count as one; all live in the address."""
    names = {row.round_id: f"Round {row.number}, {KINDS[row.kind]}: {row.name}" for row in revealed}
    asked = st.query_params.get(ROUND, "")
    with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
        round_id = st.selectbox(
            "Round", list(names), index=list(names).index(asked) if asked in names else 0,
            format_func=names.__getitem__, key="agreement_round", on_change=_keep, width=420,
        )  # fmt: skip
        level = st.segmented_control(
            "Compared by", list(LEVELS), default="code", required=True, format_func=LEVELS.__getitem__, key="level",
            bind="query-params", help="A theme counts as given where any code under it is.",
        )  # fmt: skip
        follow = st.toggle(
            "Codes merged since count as one", key="merged", bind="query-params",
            help="Off, the codes stay what they were in the round: these are the numbers to report.",
        )  # fmt: skip
    return str(round_id), str(level), bool(follow)


def _keep() -> None:
    """Write the chosen round into the address by its id, so that other pages can lead here."""
    st.query_params[ROUND] = st.session_state["agreement_round"]
