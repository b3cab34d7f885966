"""Find answers by what they say and what was said about them, and code many at once."""

import streamlit as st

from views import feedback, page, resources, session
from views.widgets import find_act, find_conditions, find_kept, find_meaning, find_results, find_terms
from workbench import finding, found_answers

page.header(
    "Find",
    "Find answers, read them, and put one code on many or take it off.",
    method="A search shows where a word or an idea occurs; it does not show what the answers without it mean, so a "
    "code given by search alone counts what was looked for. Read what was found before coding it, and look among the "
    "rest for what the search could not know.",
    source="Saldaña (2021), The Coding Manual for Qualitative Researchers, 4th ed.; Guest, MacQueen and Namey (2012), "
    "Applied Thematic Analysis, ch. 5",
)
with feedback.refusals():
    offer = found_answers.offer(resources.store(), session.project(), session.coder())
    answers = resources.searched_answers(session.project())
if not answers.ids:
    st.caption("The answers of your survey can be searched here. This project has none yet.")
    st.page_link("views/import_survey.py", label="Start a project from a survey file", icon=":material/upload_file:")
    st.stop()
wanted = find_terms.current(offer)
find_conditions.show(wanted, offer)
if wanted.like:
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.markdown("Answers near in meaning to the first one below.", width="content")
        st.button(
            "Take this off", key="find_unlike", type="tertiary", icon=":material/close:",
            on_click=find_terms.changed, args=(wanted, "text"),
        )  # fmt: skip
find_kept.show(wanted)
if wanted.is_empty:
    find_act.show(offer)
    st.caption(f"{len(answers.ids):,} answers can be searched. Type a word, or set a condition.")
    st.stop()
store, project, coder = resources.store(), session.project(), session.coder()
with feedback.refusals():
    if finding.by_meaning(wanted):
        ranking = find_meaning.ranking(wanted)
        if ranking is None:
            st.stop()
        found = finding.find(store, project, coder, wanted, answers, ranking=ranking)
    else:
        found = resources.found_answers(project, coder, wanted)
    mark = finding.marker(wanted)
find_act.show(offer)
if found.ids:
    find_results.show(wanted, found, mark, meaning=offer.meaning, with_question=len(offer.questions) > 1)
else:
    find_results.empty(wanted)
