"""The cells that are no answer to an item: which respondent, which column, which value."""

from collections.abc import Sequence
from functools import partial

import streamlit as st

from views.widgets.file_names import file_name
from workbench.scale_tables import Problem, problems_csv

SHOWN = 200


def show(problems: Sequence[Problem], scale: str) -> None:
    """List them, and give all of them as a file; draw nothing where there is none."""
    if not problems:
        return
    people = len({problem.respondent for problem in problems})
    who = "1 respondent" if people == 1 else f"{people:,} respondents"
    said = f"1 cell of {who} is" if len(problems) == 1 else f"{len(problems):,} cells of {who} are"
    with st.expander(f"{said} no answer to an item and counted as missing", icon=":material/report:"):
        st.dataframe(
            [
                {
                    "Row": problem.row,
                    "Respondent": problem.respondent,
                    "Column": problem.column,
                    "Value": problem.value,
                    "What is wrong": problem.problem,
                }
                for problem in problems[:SHOWN]
            ],
            hide_index=True,
            column_config={"Row": st.column_config.NumberColumn(width="small", help="As a spreadsheet shows it")},
            alt="Cells that are no answer to an item",
        )
        if len(problems) > SHOWN:
            st.caption(f"The first {SHOWN} of {len(problems):,}. The file holds all of them.")
        st.download_button(
            "All of them as CSV", partial(problems_csv, problems), file_name=file_name(f"{scale} not scored", "csv"),
            mime="text/csv", key="down_problems", type="tertiary", on_click="ignore", icon=":material/download:",
        )  # fmt: skip
