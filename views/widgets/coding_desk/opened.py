"""What this session's desk has open: its name for the browser, and where the coder was when leaving it."""

import secrets

import streamlit as st

_AT, _SESSION, _DOOR = "desk_at", "desk_session", "desk_door"
AT = "at"  # in the address: the answer that a link of another page leads to


def last_place() -> str:
    """Give the answer that was on the desk when the page was left, '' at first."""
    return str(st.session_state.get(_AT, ""))


def remember_place(response_id: str) -> None:
    """Remember the answer that is on the desk."""
    st.session_state[_AT] = response_id


def come_by_address() -> None:
    """Take the answer that a link leads to out of the address: the desk opens there, once."""
    response = st.query_params.get(AT, "")
    if response:
        del st.query_params[AT]
        remember_place(response)
        st.session_state[_DOOR] = f"{secrets.token_hex(4)} {response}"


def door() -> dict[str, str] | None:
    """Give the answer that a link led to last, with what tells one coming from the next; None if none did."""
    number, _, response = str(st.session_state.get(_DOOR, "")).partition(" ")
    return {"number": number, "response": response} if response else None


def server_session() -> str:
    """Name this session, so that the desk notices when it is talking to a new one."""
    return str(st.session_state.setdefault(_SESSION, secrets.token_hex(4)))
