"""The frame of a page: where am I, what is this page for, what would a methodologist want to know."""

import streamlit as st


def header(title: str, purpose: str, *, method: str, source: str) -> None:
    """Draw a page's title, its one grey line, and the help that opens beside it.

    Parameters
    ----------
    method : two sentences for a methodologist: what this page does to the data or takes for granted, and its limit
    source : where they come from, as 'Braun and Clarke (2006), Qualitative Research in Psychology 3(2): 77–101'
    """
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="bottom", gap="small"):
        st.title(title, anchor=False, width="content")
        help_beside(method=method, source=source)
    st.caption(purpose)


def help_beside(*, method: str, source: str) -> None:
    """Draw the help of a page: what a methodologist would want to know, and where that comes from."""
    with st.popover("Method", icon=":material/menu_book:", type="tertiary", key="method"):
        st.markdown(method)
        st.caption(source)


def plain(text: str) -> str:
    """Give a person's words so that Markdown shows them as they are.

    Examples
    --------
    >>> plain("a*b")
    'a\\\\*b'
    """
    return "".join(f"\\{mark}" if mark in "\\`*_{}[]()#+-.!|<>~$:" else mark for mark in text)
