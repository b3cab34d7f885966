"""Asked once before the machine reads a project's answers: are names and contacts out, and where does the text lie?"""

import streamlit as st

from views import feedback, resources, session
from workbench import consent


def show() -> bool:
    """Ask, or show what was answered; whether it has been answered."""
    asked = consent.asked(resources.store(), session.project())
    if not asked:
        _ask()
    elif st.session_state.get("consent_again"):
        _ask(asked)
    else:
        left, right = st.columns([0.8, 0.2], vertical_alignment="center")
        left.caption(f"Names and contacts: {consent.ANSWERS[asked].lower()}.")
        right.button("Change", key="consent_change", type="tertiary", on_click=_again)
    return bool(asked)


def _ask(before: str = "") -> None:
    st.subheader("Before the machine reads the answers", anchor=False)
    places = consent.whereabouts(resources.store(), resources.settings())
    lies = f"in `{places.store}` on this computer" if places.store else f"on the database server {places.server}"
    st.markdown(
        "**Are names and contacts out of the answers?** People write their own and others' names, wards, telephone "
        "numbers. What stands in an answer is shown on the pages and in exports as it is.\n\n"
        "* Nothing leaves this computer: the language model is installed here and is asked here.\n"
        f"* The text lies {lies}. It is **not encrypted** unless the disk is.\n"
        f"* What the model makes of a passage, numbers without words, is kept in `{places.cache}`.\n"
        "* To delete: *Settings › Delete this project* removes answers, codings and record; the folder with the "
        "numbers can be deleted at any time and fills again when needed."
    )
    command = session.command_id("consent")
    with st.container(horizontal=True):
        for value, words in consent.ANSWERS.items():
            st.button(
                words,
                key=f"consent_{value}",
                type="primary" if value == (before or consent.OUT) else "secondary",
                on_click=feedback.guarded(_answer, "consent"),
                args=(value, command),
            )
    st.caption(
        "If they are not out and should be: leave the columns out when importing, or blacken them in the file first."
    )
    feedback.show_refusal("consent")


def _answer(value: str, command: str) -> None:
    consent.answer(resources.store(), session.project(), session.coder(), value, command_id=command)
    session.command_done("consent")
    st.session_state["consent_again"] = False


def _again() -> None:
    st.session_state["consent_again"] = True
