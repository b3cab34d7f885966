"""All memos of a project in one place: searched by words, kind of thing, coder and day; all of it in the address."""

from datetime import date

import streamlit as st

from views import feedback, memo_links, resources, session
from views.widgets import memo_field
from workbench import memos
from workbench.memos import Wanted

KINDS = {"": "Everything", "response": "Answers", "code": "Codes and themes", "project": "The project",
         "journal": "Journal"}  # fmt: skip
WORDS, ABOUT, CODER, SINCE = "memo_words", "memo_about", "memo_by", "memo_since"
_PAGE = "memo_page"


def show() -> None:
    """Draw the filters and one page of memos, the latest changed first."""
    store, project, coder = resources.store(), session.project(), session.coder()
    with feedback.refusals():
        every = memos.find_memos(store, project, coder, Wanted())
    if not every.total:
        st.caption("Memos on answers, codes and the project, and the entries of the journal, will stand here.")
        return
    wanted = _wanted(dict(every.coders))
    key = f"{_PAGE}_{wanted.words}_{wanted.about}_{wanted.coder}_{wanted.since}"
    with feedback.refusals():
        found = memos.find_memos(store, project, coder, wanted, int(st.session_state.get(key, 1)))
    if not found.total:
        st.caption("No memo fits. Take a filter off, or search for other words.")
        return
    st.markdown(f"**{'1 memo' if found.total == 1 else f'{found.total:,} memos'}**")
    for memo in found.memos:
        with st.container(gap="xsmall"):
            st.markdown(memo_field.heading(memo))
            st.markdown(memo_links.markdown(memo.parts))
    if found.pages > 1:
        st.pagination(found.pages, key=key)


def _wanted(coders: dict[str, str]) -> Wanted:
    about = st.pills(
        "About", list(KINDS), default="", format_func=KINDS.__getitem__, key=ABOUT, required=True, wrap=True,
        bind="query-params", label_visibility="collapsed",
    )  # fmt: skip
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        words = st.text_input("Search", key=WORDS, bind="query-params", placeholder="Words that all occur", width=280)
        by = ""
        if len(coders) > 1:
            by = st.selectbox(
                "By", ["", *coders], key=CODER, bind="query-params", width=200,
                format_func=lambda coder: coders.get(coder, "Everybody"),
            )  # fmt: skip
        since = st.date_input("Changed since", value=None, key=SINCE, bind="query-params", width=180)
    return Wanted(
        words=words or "", about=about or "", coder=by or "", since=since if isinstance(since, date) else None
    )
