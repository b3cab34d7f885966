"""Versions of the codebook: what has changed since the last one, publish the next, take any out."""

import streamlit as st

from views import feedback, page, resources, session
from views.widgets import acting
from workbench import codebook
from workbench.codebook_reading import CodebookState, versions

PLACE = "codebook_versions"
SHOWN = 12  # changes in the list; a longer one says how many more


def title(state: CodebookState) -> str:
    """Say which version stands and how far the codebook has moved on."""
    if not state.book.version:
        return "No version yet: publish one" if state.may_edit and state.book.live() else "No version yet"
    n = len(state.changes)
    return f"Version {state.book.version} · " + (f"{n} {'change' if n == 1 else 'changes'} since" if n else "unchanged")


def show(state: CodebookState) -> None:
    """Draw the changes, the button that publishes, and the earlier versions."""
    feedback.show_refusal(PLACE)
    st.caption(
        "A version freezes the codebook as it stands. Codings name the version they were made with, "
        "and tables name the one they report."
    )
    if state.changes:
        lines = [f"- **{page.plain(change.name)}**: {page.plain(change.what)}" for change in state.changes[:SHOWN]]
        more = len(state.changes) - SHOWN
        st.markdown("\n".join([*lines, *([f"- and {more} more"] if more > 0 else [])]))
    if state.may_edit and state.book.live() and (state.changes or not state.book.version):
        st.button(
            f"Publish version {state.book.version + 1}",
            type="primary",
            **acting.does("publish_version", codebook.publish_version, place=PLACE),
        )
    with feedback.refusals():
        published = versions(resources.store(), session.project()) if state.book.version else []
    for version in published:
        st.download_button(
            f"Version {version.version} of {version.at[:10]}, {version.codes} codes",
            version.text,
            file_name=f"codebook_v{version.version}.yaml",
            icon=":material/download:",
            type="tertiary",
            on_click="ignore",
            key=f"download_version_{version.version}",
        )
