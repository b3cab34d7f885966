"""The codebook as a dense tree: key, swatch, name, definition, counts; and a field that takes name after name.

A click or Enter opens a code. Names that were typed come as a queue and are taken one command at a time, however fast
they are typed; the tree is told which have been answered.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import streamlit as st

from views.widgets.code_tree.rows import TreeRow, rows_of

__all__ = ["KEY", "TreeRow", "rows_of", "show", "take_names", "told"]

KEY = "code_tree"
_FOLLOWED = "code_tree_followed"
_ANSWERED = "code_tree_answered"
_MOST_AT_ONCE = 200
_HERE = Path(__file__).parent

_tree = st.components.v2.component(
    KEY,
    html='<div class="vbt-host"></div>',
    css=(_HERE / "tree.css").read_text("utf-8"),
    js=(_HERE / "tree.js").read_text("utf-8"),
    isolate_styles=False,  # the form beside it is found by its class
)


def told() -> tuple[str, str]:
    """Give what was clicked since this was last asked: 'choose' or 'confirm' and a code's id; two '' for nothing."""
    value = _posted("told")
    if value.get("at") == st.session_state.get(_FOLLOWED):
        return "", ""
    st.session_state[_FOLLOWED] = value.get("at")
    return str(value.get("what", "")), str(value.get("code", ""))


def take_names(add: Callable[[str, str, str], None]) -> None:
    """Hand over the names that were typed and not yet taken: `add(command id, name, parent)` for each, in order."""
    value = _posted("adding")
    mark = [value.get("tab", ""), value.get("post", 0)]
    if not value or st.session_state.get(_ANSWERED, ["", 0, []])[:2] == mark:
        return
    ids = []
    for entry in list(value.get("entries", ()))[:_MOST_AT_ONCE]:
        command_id = str(entry.get("id", ""))
        if command_id.isalnum() and 8 <= len(command_id) <= 40:
            add(command_id, str(entry.get("name", "")), str(entry.get("parent", "")))
            ids.append(command_id)
    st.session_state[_ANSWERED] = [*mark, ids]


def show(rows: Sequence[TreeRow], chosen: str, *, may_add: bool) -> None:
    """Draw the tree with one code marked as open, and the field for new ones."""
    tab, post, ids = st.session_state.get(_ANSWERED, ["", 0, []])
    data = {
        "rows": [asdict(row) for row in rows],
        "chosen": chosen,
        "may_add": may_add,
        "answered": {"tab": tab, "post": post, "ids": ids},
    }
    _tree(key=KEY, data=data, on_told_change=_nothing, on_adding_change=_nothing)


def _posted(field: str) -> Mapping[str, Any]:
    value = (st.session_state.get(KEY) or {}).get(field)
    return value if isinstance(value, Mapping) else {}


def _nothing() -> None:
    """Exist: Streamlit keeps a value only for which there is a callback."""
