"""Start a project from a survey file: four steps on one page, each folding to a line when done."""

import streamlit as st

from views import page
from views.widgets import import_columns, import_draft, import_file, import_rows, import_summary
from workbench import import_preview

TITLES = ("File", "What each column is", "Rows and answers that do not count", "Summary")
DONE, HERE, AHEAD = ":material/check_circle:", ":material/radio_button_checked:", ":material/radio_button_unchecked:"


def _step(number: int, line: str = ""):
    reached = import_draft.reached()
    icon = DONE if number < reached else HERE if number == reached else AHEAD
    told = f" · :gray[{page.plain(line)}]" if line else ""
    return st.expander(
        f"**{TITLES[number - 1]}**{told}",
        key=f"import_step_{number}",
        expanded=import_draft.unfolded(number),
        icon=icon,
        type="step",
        on_change=import_draft.fold,
        args=(number, f"import_step_{number}"),
    )


def _ahead(*numbers: int) -> None:
    for number in numbers:
        st.expander(f":gray[{TITLES[number - 1]}]", key=f"import_ahead_{number}", icon=AHEAD, type="step")


def _continue(number: int, *, ready: bool = True) -> None:
    st.button(
        "Continue",
        key=f"import_continue_{number}",
        type="primary" if number == import_draft.reached() else "secondary",
        on_click=import_draft.go_to,
        args=(number + 1,),
        disabled=not ready,
    )


import_summary.leave_when_created()
page.header(
    "Start a project from a survey file",
    "Choose the file, check what was guessed, create the project. Nothing is stored before the last step.",
    method="Rows that you leave out are kept with their reason, so that you can report how many were received, "
    "excluded and analysed. Columns and kinds of answers are guessed by rules about form, not meaning: that 'none' "
    "says nothing is analysis, and yours to decide.",
    source="von Elm et al. (2007), STROBE statement, items 13 and 14",
)
wait = st.empty()
with wait.container(), st.spinner("Reading the file"):
    table, refusal = import_file.read()
plan = import_draft.begin(table) if table is not None else None
reached = import_draft.reached() if table is not None else 1
with _step(1, import_file.line(table) if table is not None else ""):
    import_file.choose(refusal)
    if table is not None:
        import_file.show(table)
        if import_draft.came_back():
            st.info("What you said about these columns is as you left it.", icon=":material/history:")
        _continue(1)
if table is None or plan is None:
    import_summary.stop()
    _ahead(2, 3, 4)
    st.stop()
fault = import_preview.fault(table, plan)
if reached >= 2:
    with _step(2, import_columns.line(plan)) as columns:
        if columns.open or fault:
            import_columns.show(table, plan)
            if fault:
                st.error(page.plain(fault), icon=":material/error:")
            _continue(2, ready=not fault)
if reached >= 3 and not fault:
    with wait.container(), st.spinner("Looking at the answers"):
        found = import_draft.preview(table, plan)
    with _step(3, import_rows.line(found)) as rows:
        if rows.open:
            import_rows.show(plan, found)
            _continue(3)
    if reached >= 4:
        with _step(4):
            import_summary.show(table, plan, found)
_ahead(*range(min(reached, 2 if fault else 4) + 1, 5))
