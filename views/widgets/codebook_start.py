"""Codes from elsewhere: a codebook file, or a ready codebook."""

import streamlit as st

from storage.store import Store
from views import feedback, page
from views.widgets import acting
from workbench.codebook_import import import_codebook, read_ready, ready_codebooks

PLACE = "codebook_start"
FILE = "codebook_file"


def show() -> None:
    """Draw both ways; what is brought in is added behind the codes that are there, and can be undone."""
    feedback.show_refusal(PLACE)
    file = st.file_uploader("A codebook file (YAML or CSV)", type=["yaml", "yml", "csv"], max_upload_size=5, key=FILE)
    st.caption("Columns: name, definition, include, exclude, examples, parent, questions, colour, theme, level.")
    if file is not None:
        st.button(
            f"Add the codes of {page.plain(file.name)}",
            type="primary",
            **acting.does("import_codebook", import_codebook, file.getvalue(), file.name, place=PLACE),
        )
    ready = {found.name: found for found in ready_codebooks()}
    chosen = st.selectbox(
        "Or a ready codebook",
        list(ready),
        index=None,
        placeholder="choose one",
        format_func=lambda name: f"{ready[name].title} ({ready[name].codes} codes)",
        key="ready_codebook",
    )
    if chosen:
        st.caption(ready[chosen].about)
        st.button(
            f"Add its {ready[chosen].codes} codes",
            type="primary",
            **acting.does("import_ready", _import_ready, chosen, place=PLACE),
        )


def _import_ready(store: Store, project: str, coder: str, name: str, *, command_id: str) -> int:
    return import_codebook(store, project, coder, read_ready(name), name, command_id=command_id)
