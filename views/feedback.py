"""Show a person what was refused, beside what caused it; a bug is not caught here and surfaces."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any

import streamlit as st

from workbench.errors import SHOWN

_REFUSED = "refused"


def guarded(act: Callable[..., Any], place: str = "page") -> Callable[..., None]:
    """Wrap a callback: what it refuses is kept and shown by `show_refusal(place)` in the run that follows."""

    @wraps(act)
    def run(*args: Any, **kwargs: Any) -> None:
        st.session_state.pop(f"{_REFUSED}_{place}", None)
        try:
            act(*args, **kwargs)
        except SHOWN as refusal:
            st.session_state[f"{_REFUSED}_{place}"] = str(refusal)

    return run


def show_refusal(place: str = "page") -> None:
    """Show what the last callback of this place refused, once."""
    message = st.session_state.pop(f"{_REFUSED}_{place}", "")
    if message:
        st.error(message, icon=":material/error:")


@contextmanager
def refusals() -> Iterator[None]:
    """Show what the enclosed reading refuses, and stop the page there."""
    try:
        yield
    except SHOWN as refusal:
        st.error(str(refusal), icon=":material/error:")
        st.stop()
