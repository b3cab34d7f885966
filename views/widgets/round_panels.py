"""What can be asked of a round beyond one number: by question, by group, over time and rounds, a coder with oneself."""

import streamlit as st

from reports.agreement_words import NAMES
from reports.model import Stamp
from views import page, resources, session
from views.widgets import agreement_lines, agreement_rows, theme_table
from views.widgets.agreement_rows import Heads, Line, Mark
from workbench import round_agreement
from workbench.round_agreement import RoundResults
from workbench.study_results import LEAST_GROUP


def questions(found: RoundResults) -> None:
    """Draw a line for each question."""
    made = round_agreement.by_question(resources.store(), session.project(), found)
    agreement_lines.by_part(made, "Question", threshold=_alpha_threshold(found), key="questions")
    st.caption(f"A question with fewer than {LEAST_GROUP} answers in the round has no line.")


def groups(found: RoundResults) -> None:
    """Let a closed variable be chosen, and draw a line for each of its groups of respondents."""
    variables = round_agreement.grouping_variables(resources.store(), session.project())
    if not variables:
        st.caption("Agreement by group will be here for projects with closed questions, as role or organisation.")
        return
    variable = st.selectbox(
        "Groups of respondents by", list(variables), format_func=variables.__getitem__, key="by", bind="query-params"
    )
    made = round_agreement.by_group(resources.store(), session.project(), found, variable)
    if not made:
        st.caption("No group of this question has 5 answers that were coded in this round.")
        return
    agreement_lines.by_part(made, "Group", threshold=_alpha_threshold(found), key="groups")
    st.caption(
        f"A group with fewer than {LEAST_GROUP} answers in the round has no line. Where groups differ, look at what "
        "their answers are like before thinking of the coders."
    )


def time(found: RoundResults) -> None:
    """Draw each coder's agreement with the others in thirds of that coder's own order."""
    agreement_lines.by_time(round_agreement.over_time(found), threshold=_alpha_threshold(found), key="time")
    st.caption(
        "Each coder met the answers in an order of their own. A value that falls from third to third can be a "
        "sign that the coder's reading and the others' moved apart; with so few answers a third, intervals are wide."
    )


def oneself(found: RoundResults) -> None:
    """Draw each coder's agreement with their own first coding of repeated answers."""
    made = round_agreement.with_oneself(found)
    if never := round_agreement.never_again(found):
        st.caption(f"No answer was coded twice by {page.plain(', '.join(never))}.")
    if not made:
        return
    agreement_lines.by_part(made, "Coder, with themselves", key="oneself")


def rounds(project_id: str, found: RoundResults) -> None:
    """Draw each code over all revealed rounds of this kind."""
    revealed, _ = round_agreement.revealed_rounds(resources.store(), project_id)
    same = [row for row in reversed(revealed) if row.kind == found.row.kind]
    if len(same) < 2:
        st.caption("A line over rounds will be here once two rounds of this kind are revealed.")
        return
    made = round_agreement.over_rounds([resources.round_results(project_id, row.round_id) for row in same])
    labels = [f"round {row.number}" for row in made.rounds]
    lines = [Line("", "All codes", [Mark(one, label) for one, label in zip(made.overall, labels, strict=True)])]
    for code, (name, marks) in made.codes.items():
        told = [Mark(one[0], label, joined=one[1]) for one, label in zip(marks, labels, strict=True) if one is not None]
        lines.append(Line(code, name, told))
    agreement_rows.show(lines, Heads("Code", "Alpha"), threshold=_alpha_threshold(found), key="rounds")
    st.caption(
        f"Alpha of all codes is {NAMES[made.kind]}. A line joins two rounds where the code's definition and "
        "its rules for giving it were the same all through both; where they were changed, the rounds measure "
        "different things."
    )


def reference(found: RoundResults, stamp: Stamp) -> None:
    """Draw how each coder did against the reference."""
    name = round_agreement.reference_name(found)
    st.markdown(f"**Practice: each coder against {page.plain(name)}, whose codes are taken for right here.**")
    theme_table.show(round_agreement.tables(found)[0], stamp, key="reference")


def _alpha_threshold(found: RoundResults) -> str:
    coefficient, threshold = found.threshold
    return threshold if coefficient == "krippendorff_alpha" else ""
