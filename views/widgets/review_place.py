"""Where a person is in the review: which run, which theme, what is open. The one place that names these keys."""

from collections.abc import Iterable

import streamlit as st

_RUN, _THEME = "run", "theme"  # in the address, so that a refresh comes back here
_PANEL, _SAID, _SAID_CODE = "review_panel", "review_said", "review_said_code"


def run(known: Iterable[str]) -> str:
    """Give the run that is looked at: the chosen one, or the first of the known ones."""
    known = list(known)
    found = st.session_state.get(f"review_{_RUN}") or st.query_params.get(_RUN, "")
    found = found if found in known else known[0]
    st.session_state[f"review_{_RUN}"] = found
    if st.query_params.get(_RUN) != found:
        st.query_params[_RUN] = found
    return str(found)


def current_run() -> str:
    """Give the run that the page has drawn."""
    return str(st.session_state.get(f"review_{_RUN}", ""))


def choose_run(run_id: str) -> None:
    """Look at another run, from its first theme."""
    st.session_state[f"review_{_RUN}"] = run_id
    choose("")


def theme(known: Iterable[str]) -> str:
    """Give the theme that is open: the chosen one, or the first of the known ones; '' if there are none."""
    known = list(known)
    found = st.session_state.get(f"review_{_THEME}") or st.query_params.get(_THEME, "")
    found = found if found in known else next(iter(known), "")
    if st.query_params.get(_THEME) != found:
        st.query_params[_THEME] = found
    return str(found)


def choose(proposal: str) -> None:
    """Open another theme, with no panel."""
    st.session_state[f"review_{_THEME}"] = proposal
    st.session_state[_PANEL] = ""


def panel() -> str:
    """Give the open panel of the card, '' for none."""
    return str(st.session_state.get(_PANEL, ""))


def turn_panel(name: str) -> None:
    """Open a panel ('merge', 'split', 'name' or 'passages'), or close it if it is open."""
    st.session_state[_PANEL] = "" if panel() == name else name


def say(words: str, code: str = "") -> None:
    """Keep what the last decision did, for the run that follows; `code` is the one whose list now waits."""
    st.session_state[_SAID], st.session_state[_SAID_CODE] = words, code


def said() -> tuple[str, str]:
    """Give what the last decision did, and the code whose list waits."""
    return str(st.session_state.get(_SAID, "")), str(st.session_state.get(_SAID_CODE, ""))
