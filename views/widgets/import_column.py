"""Columns of the file looked at closely: what it is, its question, levels in their order, labels, missing codes."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import streamlit as st

from pipelines.raw_table import RawTable
from pipelines.survey import ColumnPlan, ImportPlan
from views import feedback, page
from views.widgets import import_draft, variable_form
from workbench import closed_variables, import_preview

ROLES = {
    "open": "open question",
    "closed": "closed question",
    "id": "respondent id",
    "question": "names the question",
    "answer_id": "numbers the answers",
    "leave_out": "leave out",
}
_CHOSEN = "import_chosen"


def choose(names: Sequence[str]) -> None:
    """Look closely at these columns in the run that follows."""
    st.session_state[_CHOSEN] = list(names)


def show(table: RawTable, plan: ImportPlan) -> None:
    """Draw the choice of columns and the panel for one, or what several can be made together."""
    names = [column.name for column in plan.columns]
    st.session_state[_CHOSEN] = [name for name in st.session_state.get(_CHOSEN, []) if name in names]
    chosen = st.multiselect(
        "Look closely at", names, key=_CHOSEN, placeholder="Columns: what it is, question, levels, missing codes"
    )
    feedback.show_refusal("column")
    if len(chosen) > 1:
        key = f"import_roles_{import_draft.revision()}_{'/'.join(chosen)}"
        st.selectbox(
            f"What these {len(chosen)} columns are", list(ROLES), index=None, key=key, format_func=ROLES.__getitem__,
            on_change=feedback.guarded(_make, "column"), args=(table, chosen, key), placeholder="Choose one for all",
        )  # fmt: skip
    elif chosen:
        _one(table, plan.column(chosen[0]), names.index(chosen[0]))


def _one(table: RawTable, column: ColumnPlan, number: int) -> None:
    key = f"import_column_{number}_{column.role}_{column.type}_{column.separator}"
    left, right = st.columns([0.4, 0.6], gap="medium")
    left.selectbox(
        f"What “{column.name}” is", list(ROLES), index=list(ROLES).index(column.role), key=f"{key}_role",
        format_func=ROLES.__getitem__, on_change=feedback.guarded(_make, "column"),
        args=(table, [column.name], f"{key}_role"),
    )  # fmt: skip
    right.text_input(
        "Question as it was asked", value=column.wording, key=f"{key}_wording",
        on_change=feedback.guarded(_reword, "column"), args=(column.name, f"{key}_wording"),
    )  # fmt: skip
    if column.reason:
        st.caption(page.plain(f"Guessed: {column.reason}." if column.reason != "your choice" else "Your choice."))
    if column.role == "closed":
        _closed(table, column, key)


def _closed(table: RawTable, column: ColumnPlan, key: str) -> None:
    left, right = st.columns([0.4, 0.6], gap="medium", vertical_alignment="bottom")
    kind = variable_form.choose_type(column, left, key=f"{key}_type", on_change=_retype, args=(table, column.name, key))
    if kind == "choices":
        variable_form.choose_separator(
            column, right, key=f"{key}_sign", on_change=_retype, args=(table, column.name, key)
        )
    found = closed_variables.values_of(table.frame[column.name], column)
    levels = f"{key}_levels_{import_draft.revision()}"
    variable_form.levels(column, found, key=levels, on_change=_relevel, args=(column.name, levels))


def _make(table: RawTable, names: Sequence[str], key: str) -> None:
    role = st.session_state[key]
    for name in names if role else ():

        def made(plan: ImportPlan, name: str = name) -> ImportPlan:
            return import_preview.with_role(table, plan, name, role)

        import_draft.change(made)
    import_draft.redraw()


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
