"""Kept searches: open one, keep this one, drop one."""

import streamlit as st

from views import feedback, page, resources, session
from views.widgets import acting, find_terms, undo_bar
from workbench import kept_searches
from workbench.search_terms import Wanted


def show(wanted: Wanted) -> None:
    """Draw the list of kept searches behind one button."""
    with feedback.refusals():
        kept = kept_searches.kept_searches(resources.store(), session.project())
    with st.popover(f"Kept searches ({len(kept)})", icon=":material/bookmark:", type="tertiary", key="find_kept"):
        if not kept:
            st.caption("A search that you will need again can be kept here under a name, for everybody in the project.")
        for search in kept:
            with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
                st.button(
                    page.plain(search.name), key=f"find_open_{search.filter_id}", type="tertiary",
                    icon=":material/search:", help=f"kept by {search.by}" if search.by else None,
                    on_click=find_terms.open_search, args=(search.wanted,),
                )  # fmt: skip
                widget = f"find_drop_{search.filter_id}"
                st.button(
                    "Drop", icon=":material/close:", type="tertiary",
                    **acting.does(widget, kept_searches.drop_search, search.filter_id, place="find_kept"),
                )  # fmt: skip
        if not wanted.is_empty:
            st.text_input("Keep this search as", key="find_name", placeholder="A name")
            st.button(
                "Keep", key="find_keep", icon=":material/bookmark_add:",
                on_click=feedback.guarded(_keep, "find_kept"), args=(wanted, session.command_id("find_keep")),
            )  # fmt: skip
        feedback.show_refusal("find_kept")
        undo_bar.show(kept_searches.SCOPE)


def _keep(wanted: Wanted, command: str) -> None:
    name = str(st.session_state.get("find_name", ""))
    acting.run(
        "find_keep", acting.with_content(command, name), kept_searches.keep_search, name, wanted
    )
    st.session_state["find_name"] = ""
