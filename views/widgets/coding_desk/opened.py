"""What this session's desk has open: its name for the browser, and where the coder was when leaving it."""

import secrets

import streamlit as st

_AT, _SESSION = "desk_at", "desk_session"


def last_place() -> str:
    """Give the answer that was on the desk when the page was left, '' at first."""
    return str(st.session_state.get(_AT, ""))


def remember_place(response_id: str) -> None:
    """Remember the answer that is on the desk."""
    st.session_state[_AT] = response_id


def server_session() -> str:
    """Name this session, so that the desk notices when it is talking to a new one."""
    return str(st.session_state.setdefault(_SESSION, secrets.token_hex(4)))
