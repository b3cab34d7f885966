"""Step 2 of an import: what each column is."""

from functools import partial

import streamlit as st

from pipelines.raw_table import RawTable
from pipelines.survey import ColumnPlan, ImportPlan
from views import feedback
from views.widgets import import_column, import_draft
from views.widgets.import_column import ROLES
from views.widgets.variable_form import TYPES
from workbench import import_preview

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
    st.caption(_summary(plan) + " Tick rows of the table to change what was guessed.")
    _table(table, plan)
    import_column.show(table, plan)


def line(plan: ImportPlan) -> str:
    """Give the step in one line."""
    return _summary(plan).rstrip(".")


def _summary(plan: ImportPlan) -> str:
    count = {role: len(plan.with_role(role)) for role in ROLES}  # type: ignore[arg-type]
    asked = "one row an answer" if count["question"] else f"{count['open']} open"
    return f"{asked}, {count['closed']} closed, {count['leave_out']} left out."


def _table(table: RawTable, plan: ImportPlan) -> None:
    found = _first_values(table.sha256, table.sheet or "", table)
    columns = {column.name: column for column in plan.columns}
    order = import_draft.order(plan)
    rows = [
        {
            **_cells(columns[name]),
            "First values": found[name][0],
            "Filled": found[name][1],
            "Why": columns[name].reason,
        }
        for name in order
    ]
    key = f"import_columns_{table.sha256[:8]}_{table.sheet or ''}"
    config = st.column_config
    st.dataframe(
        rows,
        key=key,
        hide_index=True,
        on_select=partial(_ticked, order, key),
        selection_mode="multi-row",
        height=min(TALLEST, HEAD_HEIGHT + ROW_HEIGHT * len(rows)),
        placeholder="",
        column_config={
            "Column": config.TextColumn(width=130, pinned=True),
            "What it is": config.TextColumn(width=140),
            "Type": config.TextColumn(width=120),
            "Question": config.TextColumn(width=220),
            "First values": config.TextColumn(width=200),
            "Filled": config.NumberColumn(width=80, help="Rows with a value", format="localized"),
            "Why": config.TextColumn(width=380),
        },
        alt="All columns of the file and what each is",
    )


def _ticked(order: list[str], key: str) -> None:
    rows = st.session_state[key]["selection"]["rows"]
    import_column.choose([order[row] for row in rows if row < len(order)])


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
