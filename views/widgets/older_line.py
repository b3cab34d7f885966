"""One line on other pages: how many codings were made with an older definition, and the way to them."""

import streamlit as st

from views import feedback, navigation, resources, session
from workbench import older_codings


def show(code: str = "") -> None:
    """Draw the line for all codes, or for one; nothing where nothing waits."""
    with feedback.refusals():
        counts = older_codings.counts(resources.store(), session.project(), session.coder())
    number = counts.of(code) if code else counts.total
    if not number:
        return
    were = "1 coding was" if number == 1 else f"{number:,} codings were"
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"older_line_{code or 'all'}"):
        whose = "its" if code else "their code’s"
        st.markdown(f"{were} made before {whose} definition was changed.", width="content")
        here = {"project": session.project(), "coder": session.coder()}
        st.page_link(
            f"views/{navigation.LOOK_AGAIN.file}", label="Look again", icon=":material/replay:",
            query_params=here | ({"code": code} if code else {}),
        )  # fmt: skip
