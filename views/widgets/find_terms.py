"""The search in the address: read from it, written to it; the widgets only show what it says.

So a link, a refresh and the browser's Back open the same search, and a kept search needs no more than its address.
"""

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from workbench.found_answers import Offer
from workbench.search_terms import ANYBODY, Wanted, from_address, to_address

CHECKED = "find_checked"
SAID = "find_said"


def current(offer: Offer) -> Wanted:
    """Give the search that the address holds, without what this project does not know."""
    asked = from_address(st.query_params)
    known = replace(
        asked,
        question=asked.question if asked.question in offer.questions else "",
        has=tuple(code for code in asked.has if code in offer.codes),
        without=tuple(code for code in asked.without if code in offer.codes),
        by=asked.by if asked.by in (ANYBODY, *offer.coders) else "",
        variable=asked.variable if asked.variable in offer.variables else "",
        state="" if asked.state == "disagreed" and not offer.agreement else asked.state,
        way="words" if asked.way == "meaning" and not offer.meaning else asked.way,
        like=asked.like if offer.meaning else "",
    )
    if known != asked:
        st.caption("Some conditions of this link are not in this project, or switched off in it, and were left out.")
    return known


def open_search(wanted: Wanted) -> None:
    """Make a search the one in the address; what was checked or prepared belongs to another one."""
    others = {key: value for key, value in st.query_params.items() if key in ("project", "coder", "tour")}
    st.query_params.from_dict({**others, **to_address(wanted)})
    for key in [CHECKED, SAID, *(key for key in st.session_state if str(key).startswith(("find_act", "find_page")))]:
        st.session_state.pop(key, None)


def seed(name: str, value: object) -> str:
    """Have a widget show what the address says; give the widget's key."""
    key = f"find_{name}"
    st.session_state[key] = list(value) if isinstance(value, tuple) else value
    return key


def changed(wanted: Wanted, name: str) -> None:
    """Take a widget's value into the address."""
    value = st.session_state[f"find_{name}"]
    given = tuple(value) if isinstance(value, list) else str(value or "").strip()
    if name == "variable":
        wanted = replace(wanted, levels=(), low="", high="")
    if name == "text":
        wanted = replace(wanted, like="")
    open_search(replace(wanted, **{name: given}))  # type: ignore[arg-type]


def checked() -> list[str]:
    """Give the answers that are checked."""
    return list(st.session_state.get(CHECKED, []))


def check(responses: Sequence[str]) -> None:
    """Make these the answers that are checked; what was prepared for others is forgotten."""
    st.session_state[CHECKED] = list(responses)
    st.session_state.pop("find_act", None)
    st.session_state.pop(SAID, None)
