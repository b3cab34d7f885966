"""The way back from the codebook to the answer that was being adjudicated; it stands in the address."""

import streamlit as st

from views import navigation, session

ROUND, AT = "round", "at"
_FROM = "from_round"


def leaving(round_id: str, response: str) -> dict[str, str]:
    """Give what the address of another page says, so that `show` leads back."""
    return {_FROM: round_id, AT: response}


def show() -> None:
    """Offer the way back where one came from adjudication."""
    round_id = st.query_params.get(_FROM, "")
    if not round_id:
        return
    query = {"project": session.project(), "coder": session.coder(), ROUND: round_id, AT: st.query_params.get(AT, "")}
    st.page_link(
        f"views/{navigation.ADJUDICATE.file}", label="Back to adjudication", icon=":material/arrow_back:",
        query_params=query,
    )  # fmt: skip
