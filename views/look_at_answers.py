"""The answers as they were written, what kind each is, the closed variables, and who is in the analysis."""

import streamlit as st

from views import feedback, page, resources, session
from views.widgets import answer_list, participants, variables_list
from workbench import answers

PARTS = {"answers": "Answers", "variables": "Variables", "people": "Who is in"}

page.header(
    "Answers",
    "Read what was written, and say which answers say nothing. Nothing is discarded.",
    method="Whether 'none' is an answer depends on the question: it counts among those who answered, and says that "
    "there is nothing to report. Report how many answered and how many answers you set aside, for those who write may "
    "differ from those who leave a question blank.",
    source="O'Cathain and Thomas (2004), BMC Medical Research Methodology 4: 25; von Elm et al. (2007), STROBE "
    "statement, items 13 and 14",
)
with feedback.refusals():
    asked = answers.questions(resources.store(), session.project())
if not asked:
    st.caption("The answers of your survey will be here. This project has none yet.")
    st.page_link("views/import_survey.py", label="Start a project from a survey file", icon=":material/upload_file:")
    st.stop()
part = st.segmented_control(
    "Part", list(PARTS), default="answers", format_func=PARTS.__getitem__, key="answers_part", required=True,
    label_visibility="collapsed", bind="query-params",
)  # fmt: skip
if part == "variables":
    variables_list.show()
elif part == "people":
    participants.show()
else:
    answer_list.show(asked)
