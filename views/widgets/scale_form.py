"""How a scale is scored: its cut set, its rule for missing items, and which column holds which item."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import streamlit as st

from codebooks.scales import Scale, Scoring
from views import feedback, page, resources, session
from views.widgets import acting
from views.widgets.file_names import file_name
from workbench import scales

SHOWN = "scale_shown"  # key of the choice among the scored scales: the one scored last is shown
NO_CUTS = "No categories"
RULES = {"all": "Every item of a subscale is needed", "person_mean": "The person's own mean, from {} answered items on"}
ROW_HEIGHT, HEAD_HEIGHT, TALLEST = 35, 38, 420


def show(scoring: Scoring, names: Sequence[str], *, known: bool, slot: str) -> None:
    """Draw the form.

    Parameters
    ----------
    scoring : what stands in it at first
    names : of the closed questions, one of which holds each item
    known : whether the scale is scored already
    slot : where on the page the form stands, for the same scale can stand in two places
    """
    scale = scoring.scale
    key = f"{slot}_{scale.id}_{hash(str(scoring))}"
    place = f"{slot}_{scale.id}"
    left, right = st.columns(2)
    cut_sets = {"": NO_CUTS, **{cuts.key: cuts.name for cuts in scale.cuts}}
    left.selectbox(
        "Cut set", list(cut_sets), index=list(cut_sets).index(scoring.cuts), format_func=cut_sets.__getitem__,
        key=f"{key}_cuts", help="One at a time: two cut sets classify people differently and are never mixed.",
    )  # fmt: skip
    rules = ["all", *(["person_mean"] if scale.person_mean_from else [])]
    right.selectbox(
        "Missing items", rules, index=rules.index(scoring.missing) if scoring.missing in rules else 0,
        format_func=lambda rule: RULES[rule].format(scale.person_mean_from), key=f"{key}_missing",
    )  # fmt: skip
    _columns(scoring, names, key)
    feedback.show_refusal(place)
    with st.container(horizontal=True, gap="small"):
        st.button(
            "Score so from now on" if known else f"Score {page.plain(scale.name)}",
            key=f"score_{place}", type="secondary" if known else "primary",
            on_click=feedback.guarded(_score, place), args=(scoring, key, f"score_{place}"),
        )  # fmt: skip
        if known:
            st.button(
                "Take the scale off",
                type="tertiary",
                icon=":material/close:",
                **acting.does(f"off_{place}", scales.take_off, scale.id, place=place),
            )
        st.download_button(
            "Definition, YAML", scales.definition_yaml(scale), file_name=file_name(scale.key, "yaml"),
            mime="application/yaml", key=f"definition_{place}", type="tertiary", on_click="ignore",
            icon=":material/download:",
        )  # fmt: skip
    _about(scale)


def _columns(scoring: Scoring, names: Sequence[str], key: str) -> None:
    scale = scoring.scale
    rows = _rows(scoring)
    with st.expander("Which column holds which item", expanded=len(scoring.columns) < scale.items):
        st.data_editor(
            rows, key=f"{key}_columns", hide_index=True, disabled=["Item", "Reversed", "Subscale"],
            placeholder="choose a column",
            height=min(TALLEST, HEAD_HEIGHT + ROW_HEIGHT * len(rows)),
            column_config={
                "Item": st.column_config.NumberColumn(width="small"),
                "Column": st.column_config.SelectboxColumn(options=list(names), help="Of your file"),
                "Reversed": st.column_config.CheckboxColumn(width="small"),
            },
            alt=f"Items of {scale.name} and their columns",
        )  # fmt: skip


def _rows(scoring: Scoring) -> list[dict[str, Any]]:
    scale = scoring.scale
    return [
        {
            "Item": item,
            "Column": scoring.columns.get(item),
            "Reversed": item in scale.reversed,
            "Subscale": ", ".join(subscale.name for subscale in scale.subscales if item in subscale.items),
        }
        for item in range(1, scale.items + 1)
    ]


def _about(scale: Scale) -> None:
    """Say where the scale comes from and under which terms it may be used; only its scoring comes with the program."""
    parts = [f"Source: {scale.source}" if scale.source else "", f"Use: {scale.licence}" if scale.licence else ""]
    for part in filter(None, parts):
        st.caption(page.plain(part))


def _score(scoring: Scoring, key: str, widget: str) -> None:
    edits: Mapping[Any, Mapping[str, Any]] = st.session_state[f"{key}_columns"]["edited_rows"]
    columns = dict(scoring.columns)
    for place, cells in edits.items():
        if "Column" in cells:
            columns[int(place) + 1] = cells["Column"] or ""
    wanted = replace(
        scoring,
        columns={item: name for item, name in sorted(columns.items()) if name},
        cuts=st.session_state[f"{key}_cuts"],
        missing=st.session_state[f"{key}_missing"],
    )
    command = acting.with_content(session.command_id(widget), wanted)
    scales.score_scale(resources.store(), session.project(), session.coder(), wanted, command_id=command)
    session.command_done(widget)
    st.session_state[SHOWN] = scoring.scale.id
