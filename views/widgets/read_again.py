"""Answers that were read without a code, read again one by one for a random sample."""

import streamlit as st

from views import feedback, page, resources, session
from views.widgets import answer_card
from workbench import enough


@st.fragment
def show(order_id: str, drawn: int, code: str) -> None:
    """Draw the next answer of a sample of `drawn` that were read before: does the code apply after all?"""
    with feedback.refusals():
        answer = enough.next_to_read_again(resources.store(), session.project(), session.coder(), order_id)
    if answer is None:
        st.rerun()  # the whole page: the sample now has a result
    with st.container(border=True):
        st.caption(page.plain(f"answer {answer.number} of {drawn} · {answer.about}"))
        answer_card.text(answer.text)
        st.caption(f"Does {page.plain(code)} apply after all?")
        with st.container(horizontal=True, gap="small"):
            for has, label, key, icon in (
                (True, "It applies", "Y", "check"), (False, "It does not", "N", "close"),
            ):  # fmt: skip
                st.button(
                    label, key=f"again_{key}", shortcut=key, icon=f":material/{icon}:",
                    on_click=feedback.guarded(_say, "again"), args=(order_id, answer.response_id, has),
                )  # fmt: skip
        feedback.show_refusal("again")


def _say(order_id: str, response: str, has: bool) -> None:
    enough.read_again(
        resources.store(), session.project(), session.coder(), order_id, response, has=has,
        command_id=session.command_id(f"again_{response}"),
    )  # fmt: skip
    session.command_done(f"again_{response}")
