"""Step 2 of an import: what each column is."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from pipelines.raw_table import RawTable
from pipelines.survey import ColumnPlan, ImportPlan
from views import feedback
from views.widgets import import_column, import_draft
from views.widgets.variable_form import TYPES
from workbench import import_preview
from workbench.closed_variables import with_type

ROLES = {
    "open": "open question",
    "closed": "closed question",
    "id": "respondent id",
    "question": "names the question",
    "answer_id": "numbers the answers",
    "leave_out": "leave out",
}
ROW_HEIGHT, HEAD_HEIGHT, TALLEST = 35, 38, 480


def show(table: RawTable, plan: ImportPlan) -> None:
    """Draw the choice of open questions, the table of all columns and the panel for one of them."""
    names = [column.name for column in plan.columns]
    wording = {column.name: column.wording for column in plan.columns}
    key = f"import_open_questions_{import_draft.revision()}"
    st.multiselect(
        "Open questions: the answers that you want to read and code",
        names,
        default=[column.name for column in plan.with_role("open")],
        key=key,
        format_func=lambda name: name if wording[name] in ("", name) else f"{name} · {wording[name]}",
        on_change=feedback.guarded(_open, "columns"),
        args=(table, key),
        placeholder="Choose at least one",
    )
    feedback.show_refusal("columns")
    st.caption(_summary(plan) + " Change what was guessed wrongly in the table: click twice on a cell.")
    _editor(table, plan)
    import_column.show(table, plan)


def line(plan: ImportPlan) -> str:
    """Give the step in one line."""
    return _summary(plan).rstrip(".")


def _summary(plan: ImportPlan) -> str:
    count = {role: len(plan.with_role(role)) for role in ROLES}  # type: ignore[arg-type]
    asked = "one row an answer" if count["question"] else f"{count['open']} open"
    return f"{asked}, {count['closed']} closed, {count['leave_out']} left out."


def _editor(table: RawTable, plan: ImportPlan) -> None:
    found = _first_values(table.sha256, table.sheet or "", table)
    columns = {column.name: column for column in plan.columns}
    rows = [{**_cells(column), "First values": found[column.name][0], "Filled": found[column.name][1],
             "Why": column.reason} for column in map(columns.__getitem__, import_draft.order(plan))]  # fmt: skip
    key = f"import_columns_{import_draft.revision()}"
    config = st.column_config
    st.data_editor(
        rows,
        key=key,
        hide_index=True,
        disabled=["Column", "First values", "Filled", "Why"],
        on_change=feedback.guarded(_edited, "columns"),
        args=(table, key),
        height=min(TALLEST, HEAD_HEIGHT + ROW_HEIGHT * len(rows)),
        placeholder="",
        column_config={
            "Column": config.TextColumn(width=130, pinned=True),
            "Question": config.TextColumn(width=210),
            "What it is": config.SelectboxColumn(options=list(ROLES.values()), required=True, width=150),
            "Type": config.SelectboxColumn(options=["", *TYPES.values()], width=120),
            "First values": config.TextColumn(width=190),
            "Filled": config.NumberColumn(width=80, help="Rows with a value", format="localized"),
            "Why": config.TextColumn(width=380),
        },
        alt="All columns of the file and what each is",
    )


def _cells(column: ColumnPlan) -> dict[str, str]:
    return {
        "Column": column.name,
        "What it is": ROLES[column.role],
        "Type": TYPES[column.type] if column.role == "closed" else "",
        "Question": "" if column.wording == column.name else column.wording,
    }


@st.cache_data(ttl="1h", max_entries=4, show_spinner=False)
def _first_values(sha256: str, sheet: str, _table: RawTable) -> dict[str, tuple[str, int]]:
    return import_preview.first_values(_table)


def _open(table: RawTable, key: str) -> None:
    names = list(st.session_state[key])
    import_draft.change(lambda plan: import_preview.with_open(table, plan, names))
    import_draft.redraw()


def _edited(table: RawTable, key: str) -> None:
    edits: Mapping[Any, Mapping[str, Any]] = st.session_state[key]["edited_rows"]
    import_draft.change(lambda plan: _apply(table, plan, edits))
    plan = import_draft.plan()
    names = import_draft.order(plan)
    shown = {row: _cells(plan.column(names[int(row)])) for row in edits}
    if any(shown[row].get(name) != value for row, cells in edits.items() for name, value in cells.items()):
        import_draft.redraw()  # an edit that means something else, as a second id: show what holds now


def _apply(table: RawTable, plan: ImportPlan, edits: Mapping[Any, Mapping[str, Any]]) -> ImportPlan:
    roles = {word: role for role, word in ROLES.items()}
    types = {word: kind for kind, word in TYPES.items()}
    names = import_draft.order(plan)
    for position, cells in edits.items():
        name = names[int(position)]
        role = roles.get(str(cells.get("What it is")), plan.column(name).role)
        kind = types.get(str(cells.get("Type")))
        if kind and "What it is" not in cells:
            role = "closed"
        if role != plan.column(name).role:
            plan = import_preview.with_role(table, plan, name, role)
        if kind and role == "closed" and kind != plan.column(name).type:
            plan = import_preview.with_definition(plan, with_type(table.frame[name], plan.column(name), kind))
        if "Question" in cells:
            plan = plan.with_column(name, wording=" ".join(str(cells["Question"] or "").split()) or name)
    return plan
