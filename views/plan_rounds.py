"""Rounds of coding: how each stands, what to do next, and a new one."""

import streamlit as st

from views import feedback, navigation, page, resources, session
from views.widgets import round_form, round_list, round_preview
from workbench import round_board

page.header(
    "Rounds",
    "Several people code the same answers, each without seeing the others, and are compared afterwards.",
    method="Answers are drawn, handed out and sealed before anybody codes; agreement is computed from what each gave "
    "independently and is never overwritten by what was agreed later. Whoever coded or discussed an answer before does "
    "not get it, thresholds are set beforehand, and a sample that is rich in rare codes keeps the chance of each "
    "answer, so that it can be weighed back to the study.",
    source="Krippendorff (2018), Content Analysis, 4th ed., ch. 12; Lacy and Riffe (1996), Journalism and Mass "
    "Communication Quarterly 73: 963–973; O'Connor and Joffe (2020), International Journal of Qualitative Methods 19",
)
with feedback.refusals():
    board = round_board.read_rounds(resources.store(), session.project(), session.coder())
feedback.show_refusal("rounds")
round_list.show(board)
if not board.may_run:
    if not board.lines:
        st.caption("Rounds that you take part in will be here. The lead of the project opens them.")
    st.stop()
if board.lines and not round_form.is_open():
    st.button("Plan a round", icon=":material/add:", key="plan_round", on_click=round_form.open_form)
    st.stop()
material = resources.round_material(session.project(), session.coder())
if not material.book.live() or material.answers.empty:
    st.caption("The first round will be here. It needs answers to code and a codebook to code them with.")
    st.page_link(f"views/{navigation.CODEBOOK.file}", label="Make the first code", icon=":material/account_tree:")
    st.stop()
st.subheader("Plan a round", anchor=False)
left, right = st.columns([0.55, 0.45], gap="large")
with left:
    has_revealed = any(line.row.state == "revealed" for line in board.lines)
    wish = round_form.show(material, number=len(board.lines) + 1, is_first=not has_revealed, closable=bool(board.lines))
with right, st.container(key="round_preview"):
    round_preview.show(material, wish)
