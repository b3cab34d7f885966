"""Suggestions: how often they were taken, and what they did to the codes."""

from functools import partial

import streamlit as st

from reports.suggestion_effect import LEAST_ANSWERS
from views import feedback, page, resources, session
from views.widgets import theme_table
from views.widgets.file_names import file_name
from workbench import desk, findings, suggestion_report

ALL = "all"
store, project_id = resources.store(), session.project()


def _question() -> str:
    """Let one question be chosen, or all; give its id, '' for all."""
    asked = desk.asked(store, project_id)
    if len(asked) < 2:
        return ""
    names = {ALL: "All questions", **asked}
    chosen = st.pills(
        "Answers to", list(names), default=ALL, required=True, format_func=lambda key: page.plain(names[key]),
        key="question", bind="query-params", label_visibility="collapsed", wrap=True,
    )  # fmt: skip
    return "" if chosen == ALL else str(chosen)


def _downloads(question: str) -> None:
    for form, (name, mime, _) in findings.FORMS.items():
        if form in findings.WHOLE_FILES:
            st.download_button(
                name, partial(suggestion_report.write_report, store, project_id, session.coder(), question, form),
                file_name=file_name("Suggestions", form), mime=mime, key=f"down_{form}", type="tertiary",
                on_click="ignore",
            )  # fmt: skip


page.header(
    "Suggestions",
    "What became of the codes the machine would add, and what they did to yours.",
    method="People given a machine’s codes first come to other counts than people without, and agree with it more than "
    "they would have on their own. So only answers that the lot kept without suggestions can say how the codes would "
    "have been: report both groups, and take agreement with the machine from there alone.",
    source="Schroeder, Roy and Kabbara (2025), arXiv 2507.15821; Newcombe (1998), Statistics in Medicine 17: 873–890",
)
with feedback.refusals():
    question = _question()
    made = suggestion_report.report(store, project_id, session.coder(), question)
answers = "1 coded answer" if made.meetings == 1 else f"{made.meetings:,} coded answers"
st.caption(f"{answers} for which there were suggestions, coded by you.")
theme_table.show(made.acceptance, made.stamp, key="taken")
if made.effect is not None:
    theme_table.show(made.effect, made.stamp, key="effect")
else:
    st.subheader("Codes where suggestions were shown and where not", anchor=False)
    st.caption(
        f"Each group needs {LEAST_ANSWERS} coded answers for which the lot decided; so far {made.lots['shown']} showed "
        f"suggestions and {made.lots['hidden']} showed none. {suggestion_report.HOW_LOT}"
    )
theme_table.show(made.agreement, made.stamp, key="silent")
with st.popover("Download", icon=":material/download:"):
    _downloads(question)
