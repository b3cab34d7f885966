"""Below the desk: the one step that is missing before the machine can suggest codes."""

import streamlit as st

from views import resources, session
from views.widgets import suggestion_mode
from workbench import suggesting, vectors
from workbench.errors import SHOWN


def show() -> None:
    """Offer to read the answers where suggestions are on and nothing was read; read what is new where something was."""
    store, settings, project = resources.store(), resources.settings(), session.project()
    try:
        if suggesting.mode(store, project) == "off":
            return
        if vectors.was_read(store, project):
            vectors.read_what_is_new(store, settings, project, session.coder())
            return
    except SHOWN:
        return  # the desk works without
    with st.expander("Suggestions", icon=":material/lightbulb:"):
        st.markdown(
            "Once you have decided something on an answer, the machine can say which codes it would add. It learns "
            "from your own decisions and from the codebook, on this computer. When and whether, you choose in Settings."
        )
        suggestion_mode.reading()
