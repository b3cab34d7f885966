"""One line on other pages: how many codings were made with an older definition, and the way to them."""

import streamlit as st

from views import feedback, navigation, resources, session


def show(code: str = "") -> None:
    """Draw the line, nothing where nothing waits; it leads to the codings of a code where that is among them."""
    with feedback.refusals():
        counts = resources.older_counts(session.project(), session.coder())
    number = counts.total
    if not number:
        return
    were = "1 coding was" if number == 1 else f"{number:,} codings were"
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="older_line"):
        st.markdown(f"{were} made before their code’s definition was changed.", width="content")
        here = {"project": session.project(), "coder": session.coder()}
        st.page_link(
            f"views/{navigation.LOOK_AGAIN.file}", label="Look again", icon=":material/replay:",
            query_params=here | ({"code": code} if counts.of(code) else {}),
        )  # fmt: skip
