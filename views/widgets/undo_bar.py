"""Undo and redo of one part of the program, as two quiet buttons."""

import streamlit as st

from views import feedback, resources, session
from workbench import undo


def show(scope: str, *, shortcut: str | None = None) -> None:
    """Draw both buttons for a scope; what cannot be undone is said beside them."""
    store, project, coder = resources.store(), session.project(), session.coder()
    with store.reading() as conn:
        ahead = {back: bool(undo.next_undo(conn, project, coder, scope, redo=not back)) for back in (True, False)}
    with st.container(horizontal=True, horizontal_alignment="right", gap="small"):
        for back, word, icon in ((True, "Undo", "undo"), (False, "Redo", "redo")):
            widget = f"{scope}_{word.lower()}"
            st.button(
                word,
                key=widget,
                type="tertiary",
                icon=f":material/{icon}:",
                shortcut=shortcut if back else None,
                disabled=not ahead[back],
                on_click=feedback.guarded(_turn, widget),
                args=(scope, widget, back, session.command_id(widget)),
            )
    feedback.show_refusal(f"{scope}_undo")
    feedback.show_refusal(f"{scope}_redo")


def _turn(scope: str, widget: str, back: bool, command_id: str) -> None:
    turn = undo.undo if back else undo.redo
    turn(resources.store(), session.project(), session.coder(), scope=scope, command_id=command_id)
    session.command_done(widget)
