"""Score another scale: one that comes with the program, or one that a YAML file defines."""

import streamlit as st

from codebooks.scale_columns import FoundColumns, find_columns
from codebooks.scales import Scale, items_in_words
from views import feedback, page
from views.widgets import scale_form
from workbench import scales
from workbench.scales import Scales

FROM_FILE = "file"


def show(state: Scales) -> None:
    """Draw the choice and the form of the chosen scale."""
    st.subheader("Score another scale" if state.scored else "Score a scale", anchor=False)
    ready = {preset.scale.key: preset for preset in state.presets}
    labels = {key: preset.scale.title for key, preset in ready.items()} | {FROM_FILE: "Another scale, from a YAML file"}
    chosen = st.selectbox(
        "Scale", list(labels), index=0 if _first_fits(state) else None, format_func=labels.__getitem__,
        key="scale_new", placeholder="Choose a scale", label_visibility="collapsed",
    )  # fmt: skip
    if chosen == FROM_FILE:
        _from_file(state)
    elif chosen:
        _form(ready[chosen].scale, ready[chosen].found, state)


def _first_fits(state: Scales) -> bool:
    """Whether the first ready scale can be scored as it is, so that nothing need be chosen on the first day."""
    return not state.scored and bool(state.presets) and state.presets[0].found.complete


def _from_file(state: Scales) -> None:
    st.caption(
        "The file says items, reversed items, subscales, cuts, rule for missing items, source and licence. "
        "Take the definition of a ready scale as a pattern."
    )
    file = st.file_uploader("Definition (YAML)", type=["yaml", "yml"], key="scale_file", label_visibility="collapsed")
    if file is not None:
        with feedback.refusals():
            scale = scales.read_definition(file.getvalue(), file.name)
        _form(scale, find_columns(scale, state.columns), state)


def _form(scale: Scale, found: FoundColumns, state: Scales) -> None:
    st.caption(page.plain(_said(scale, found)))
    known = scale.id in state.scored
    scale_form.show(scales.default_scoring(scale, found.columns), state.columns, known=known, slot="new")


def _said(scale: Scale, found: FoundColumns) -> str:
    """Say which of the items have a column."""
    if found.complete:
        names = list(found.columns.values())
        return f"All {scale.items} items are in your file, from {names[0]} to {names[-1]}."
    parts = [f"{scale.items - len(found.missing) - len(found.doubled)} of {scale.items} items are in your file."]
    if found.missing:
        parts.append(f"Not found: {items_in_words(list(found.missing))}.")
    for item, several in found.doubled.items():
        parts.append(f"Item {item} could be {' or '.join(several)}.")
    return " ".join([*parts, "Name their columns below."])
