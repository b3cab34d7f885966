"""What this session's desk has open: which order of answers, since when, and where the coder was when leaving it."""

import secrets

import streamlit as st

_TIMES, _AT, _SESSION = "desk_times_opened", "desk_at", "desk_session"


def opening(order: str) -> str:
    """Name the present opening of an order of answers; another name makes the desk go where the page says."""
    return f"{order} {st.session_state.get(_TIMES, 0)}"


def reopen() -> None:
    """Open the desk anew, where the coder stopped."""
    st.session_state[_TIMES] = st.session_state.get(_TIMES, 0) + 1
    st.session_state[_AT] = ""


def last_place() -> str:
    """Give the answer that was on the desk when the page was left, '' at first."""
    return str(st.session_state.get(_AT, ""))


def remember_place(response_id: str) -> None:
    """Remember the answer that is on the desk."""
    st.session_state[_AT] = response_id


def server_session() -> str:
    """Name this session, so that the desk notices when it is talking to a new one."""
    return str(st.session_state.setdefault(_SESSION, secrets.token_hex(4)))
