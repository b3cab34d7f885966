"""The closed variables of a project: type, order, labels, missing codes; each change is an event."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import streamlit as st

from pipelines.survey import ColumnPlan, Role
from views import feedback, resources, session
from views.widgets import undo_bar, variable_form
from workbench import answers, variables
from workbench.variables import VariableRow

SHOWN_LEVELS = 6


def show() -> None:
    """Draw the table of variables and the form for one of them."""
    with feedback.refusals():
        rows = variables.list_variables(resources.store(), session.project())
    if not rows:
        st.caption("This survey has no closed questions. What respondents ticked or rated would be listed here.")
        return
    left, right = st.columns([0.75, 0.25], vertical_alignment="center")
    left.caption("Answers to closed questions, for comparing groups. Respondents that are left out are not counted.")
    with right:
        undo_bar.show(answers.SCOPE)
    st.dataframe(
        [_line(row) for row in rows],
        hide_index=True,
        height=min(420, 38 + 35 * len(rows)),
        alt="Closed variables with their types and counts",
    )
    by_name = {row.definition.name: row for row in rows if not row.computed}
    name = st.selectbox("Change the definition of", list(by_name), index=None, key="variable", placeholder="Choose one")
    if name:
        _form(by_name[name])


def _line(row: VariableRow) -> dict[str, str | int]:
    column, shown = row.definition, row.definition.levels[:SHOWN_LEVELS]
    more = f" and {len(column.levels) - SHOWN_LEVELS} more" if len(column.levels) > SHOWN_LEVELS else ""
    return {
        "Variable": column.name,
        "Question": "" if column.wording == column.name else column.wording,
        "Type": _type(row),
        "Answered": row.values.answered,
        "Missing": row.values.missing,
        "Empty": row.values.empty,
        "Values in order": " · ".join(column.labels.get(level, level) for level in shown) + more,
    }


def _type(row: VariableRow) -> str:
    if row.computed:
        return "category of a scale" if row.definition.levels else "score of a scale"
    return "left out" if row.definition.role == "leave_out" else variable_form.TYPES[row.definition.type]


def _form(row: VariableRow) -> None:
    column = row.definition
    key = f"variable_{row.variable_id}_{hash(str(column))}"
    feedback.show_refusal("column")
    left, right = st.columns([0.5, 0.5], vertical_alignment="bottom")
    kind = variable_form.choose_type(column, left, key=f"{key}_type", on_change=_retype, args=(row, key))
    if kind == "choices":
        variable_form.choose_separator(column, right, key=f"{key}_sign", on_change=_retype, args=(row, key))
    variable_form.levels(column, row.values, key=f"{key}_levels", on_change=_relevel, args=(row, f"{key}_levels"))
    st.toggle(
        "Leave this variable out of tables", value=column.role == "leave_out", key=f"{key}_out",
        on_change=feedback.guarded(_leave_out, "column"), args=(row, f"{key}_out"),
    )  # fmt: skip


def _define(row: VariableRow, make: Callable[[ColumnPlan], ColumnPlan]) -> None:
    widget = f"variable_{row.variable_id}"
    variables.define_variable(
        resources.store(), session.project(), session.coder(), row.variable_id, make(row.definition),
        command_id=session.command_id(widget),
    )  # fmt: skip
    session.command_done(widget)


def _retype(row: VariableRow, key: str) -> None:
    kind, sign = st.session_state[f"{key}_type"], st.session_state.get(f"{key}_sign") or ";"
    store, project = resources.store(), session.project()
    _define(row, lambda column: variables.retyped(store, project, column, kind, sign))


def _relevel(row: VariableRow, key: str, values: Sequence[str]) -> None:
    edits: Mapping[Any, Mapping[str, Any]] = st.session_state[key]["edited_rows"]
    _define(row, lambda column: variable_form.edited(column, values, edits))


def _leave_out(row: VariableRow, key: str) -> None:
    role: Role = "leave_out" if st.session_state[key] else "closed"
    _define(row, lambda column: replace(column, role=role))
