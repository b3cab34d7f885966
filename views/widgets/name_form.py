"""Who works here: a button for each name that is known, and a field for another."""

import streamlit as st

from views import feedback, page, resources, session
from workbench import people, projects, who_works

PLACE = "who"


def show() -> None:
    """Draw the names and the field."""
    here, now = who_works.people_here(resources.store()), session.coder()
    others = {coder: name for coder, name in here.items() if coder != now}
    if others and not now:
        st.subheader("Who are you?", anchor=False)
    if others:
        with st.container(horizontal=True, gap="small"):
            for coder, name in others.items():
                st.button(
                    page.plain(name), key=f"who_{coder}", icon=":material/person:",
                    on_click=feedback.guarded(_work_as, PLACE), args=(coder,),
                )  # fmt: skip
    with st.form("who_form", border=False), st.container(horizontal=True, vertical_alignment="bottom"):
        st.text_input("Another name" if others else "Your name", key="who", width=320)
        st.form_submit_button(
            "Work under this name" if now else "Continue",
            on_click=feedback.guarded(_sign_in, PLACE), type="secondary" if now or others else "primary",
        )  # fmt: skip
    feedback.show_refusal(PLACE)


def _sign_in() -> None:
    _work_as(people.sign_in(resources.store(), st.session_state["who"]))


def _work_as(coder: str) -> None:
    """Work under a name; whoever came without one by a project's address takes part in that project."""
    came = "" if session.coder() else session.project()
    if came and projects.exists(resources.store(), came):
        projects.join_project(resources.store(), came, coder)
    session.sign_in(coder)
