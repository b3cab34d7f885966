"""The answers behind a number, and the choice of quotes that stand for the code in the table."""

import streamlit as st

from reports.model import Row
from views import feedback, page, resources, session
from workbench import findings

PAGE = 20


def show(row: Row, name: str) -> None:
    """Draw the answers behind a row of a table."""
    answers = findings.read_answers(resources.store(), session.project(), row.key, row.response_ids)
    left, right = st.columns([0.8, 0.2], vertical_alignment="center")
    left.subheader(f"{page.plain(name)}: {len(answers):,} answers of {len(row.respondent_ids):,} people", anchor=False)
    right.button("Close", key="behind_close", on_click=_close, width="stretch")
    st.caption("A quote stands in the table word for word. Choose whole answers or a passage of one.")
    shown = answers
    if len(answers) > PAGE:
        number = st.pagination(-(-len(answers) // PAGE), key="behind_page")
        shown = answers[(number - 1) * PAGE : number * PAGE]
    feedback.show_refusal("quote")
    for answer in shown:
        _answer(row.key, answer)


def _answer(code: str, answer: findings.ReadAnswer) -> None:
    quoted = answer.quote is not None
    left, right = st.columns([0.78, 0.22])
    passage = "" if answer.quote in (None, (0, len(answer.text))) else _passage(answer)
    left.markdown(f"{page.plain(answer.text)}  \n:gray[{page.plain(answer.about)}]{passage}")
    with right.popover("Quoted" if quoted else "Quote", icon=":material/format_quote:", width="stretch"):
        widget = f"quote_{code}_{answer.response_id}"
        start, end = answer.quote or (0, len(answer.text))
        st.text_area("The passage, word for word", value=answer.text[start:end], key=widget)
        act = feedback.guarded(_choose, "quote")
        st.button("Use as quote", key=f"use_{widget}", on_click=act, args=(code, answer.response_id, widget))
        if quoted:
            st.button("Drop the quote", key=f"drop_{widget}", on_click=act, args=(code, answer.response_id, ""))


def _passage(answer: findings.ReadAnswer) -> str:
    start, end = answer.quote or (0, 0)
    return f"  \nQuoted: \u201c{page.plain(answer.text[start:end])}\u201d"


def _choose(code: str, response: str, widget: str) -> None:
    words = st.session_state[widget] if widget else ""
    name = f"quote_{response}"
    findings.choose_quote(
        resources.store(), session.project(), session.coder(), code, response, words,
        command_id=session.command_id(name),
    )  # fmt: skip
    session.command_done(name)


def _close() -> None:
    st.query_params.pop("code", None)
