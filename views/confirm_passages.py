"""Passages that wait for a code: confirm or remove them one by one by key, or all after reading all."""

import streamlit as st

from codebooks.model import Code
from views import feedback, page, resources, session
from views.widgets import passage, waiting_list, waiting_one
from workbench import waiting

WAYS = {"one": "One by one", "all": "All on one page"}


def _choose(numbers: dict[str, int], codes: dict[str, Code]) -> str:
    wanted = st.session_state.get("confirm_code", "") or st.query_params.get("code", "")
    code = wanted if wanted in codes else next(iter(codes))
    chosen = st.pills(
        "Code",
        list(codes),
        default=code,
        required=True,
        format_func=lambda key: page.plain(f"{codes[key].name} · {numbers[key]:,}"),
        wrap=True,
        key=f"confirm_choice_{code}",
    )
    if chosen != code:
        st.session_state["confirm_code"] = str(chosen)
        st.rerun()
    st.session_state["confirm_code"] = code
    if st.query_params.get("code") != code:
        st.query_params["code"] = code
    return code


page.header(
    "Confirm passages",
    "Passages that a proposed theme brought along. They are proposed, not counted, until you confirm them.",
    method="Reading each passage against the code's definition is the coding; the group only saved you the search. "
    "What was confirmed all at once is marked so in the record, and can be reported as such.",
    source="Nelson (2020), Sociological Methods & Research 49(1): 3–42, on returning from a pattern to close reading",
)
passage.style()
with feedback.refusals():
    numbers = waiting.counts(resources.store(), session.project())
    codes = waiting.codes(resources.store(), session.project())
if not numbers:
    waiting_one.undo_line()
    st.markdown(
        "No passage waits. When a proposed theme is accepted as a code, its passages come here for you to confirm."
    )
    with st.container(horizontal=True):
        st.page_link("views/review_proposals.py", label="Review themes", icon=":material/bubble_chart:")
        st.page_link("views/code_responses.py", label="Code at the desk", icon=":material/edit_note:")
    st.stop()
code = _choose(numbers, codes)
with feedback.refusals():
    passages = waiting.passages(resources.store(), session.project(), code, session.coder())
st.session_state.setdefault("confirm_way", "one")
way = st.segmented_control(
    "How", list(WAYS), required=True, format_func=WAYS.__getitem__, key="confirm_way",
    label_visibility="collapsed",
)  # fmt: skip
if way == "one":
    waiting_one.show(passages, codes[code])
else:
    waiting_list.show(passages, codes[code])
