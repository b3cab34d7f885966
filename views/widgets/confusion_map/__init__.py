"""A map of codes that stand in each other's place: each number is a door to the answers behind it."""

from collections.abc import Sequence
from pathlib import Path

import streamlit as st

_HERE = Path(__file__).parent
_map = st.components.v2.component(
    "confusion_map",
    html='<div class="vbm-host"></div>',
    css=(_HERE / "map.css").read_text("utf-8"),
    js=(_HERE / "map.js").read_text("utf-8"),
    isolate_styles=False,
)


def show(names: Sequence[str], counts: Sequence[Sequence[int]], *, key: str) -> tuple[int, int] | None:
    """Draw the lower half of a table of counts that is the same both ways; give the cell clicked in this run.

    Parameters
    ----------
    names : of rows and columns; the last says that nothing stood in the code's place
    """
    data = {"names": list(names), "counts": [list(row) for row in counts]}
    result = _map(key=key, data=data, on_open_change=_nothing)
    row, _, column = str(result.get("open") or "").partition(" ")
    places = range(len(names))
    if row.isdecimal() and column.isdecimal() and int(row) in places and int(column) in places:
        return int(row), int(column)
    return None


def _nothing() -> None:
    """Exist: Streamlit sends a trigger only where there is a callback."""
