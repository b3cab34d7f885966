"""One column of the file looked at closely: question, levels in their order, labels, missing codes, numbers."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import streamlit as st

from pipelines.raw_table import RawTable
from pipelines.survey import ImportPlan
from views import feedback
from views.widgets import import_draft, variable_form
from workbench import closed_variables


def show(table: RawTable, plan: ImportPlan) -> None:
    """Draw the choice of a column and the panel for it."""
    names = [column.name for column in plan.columns if column.role in ("closed", "open", "question")]
    if not names:
        return
    name = st.selectbox(
        "Look closely at a column",
        names,
        index=None,
        key="import_column",
        placeholder="Order of levels, labels, missing codes, question wording",
    )
    if not name:
        return
    column = plan.column(name)
    key = f"import_column_{import_draft.revision()}_{names.index(name)}"
    feedback.show_refusal("column")
    if column.role != "closed":
        st.text_input(
            "Question as it was asked", value=column.wording, key=key,
            on_change=feedback.guarded(_reword, "column"), args=(name, key),
        )  # fmt: skip
        return
    left, right = st.columns([0.4, 0.6], vertical_alignment="bottom")
    kind = variable_form.choose_type(column, left, key=f"{key}_type", on_change=_retype, args=(table, name, key))
    if kind == "choices":
        variable_form.choose_separator(column, right, key=f"{key}_sign", on_change=_retype, args=(table, name, key))
    found = closed_variables.values_of(table.frame[name], column)
    variable_form.levels(column, found, key=f"{key}_levels", on_change=_relevel, args=(name, f"{key}_levels"))


def _reword(name: str, key: str) -> None:
    wording = " ".join(str(st.session_state[key]).split())
    import_draft.change_column(name, lambda column: replace(column, wording=wording or name))


def _retype(table: RawTable, name: str, key: str) -> None:
    kind = st.session_state[f"{key}_type"]
    sign = st.session_state.get(f"{key}_sign") or ";"
    cells = table.frame[name]
    import_draft.change_column(name, lambda column: closed_variables.with_type(cells, column, kind, sign))


def _relevel(name: str, key: str, values: Sequence[str]) -> None:
    edits: Mapping[Any, Mapping[str, Any]] = st.session_state[key]["edited_rows"]
    import_draft.change_column(name, lambda column: variable_form.edited(column, values, edits))
