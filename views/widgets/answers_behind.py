"""The answers behind a number, and the choice of quotes that stand for the code in the table."""

import streamlit as st

from reports.model import Row
from views import feedback, page, resources, session
from views.widgets import answer_card, passage
from workbench import findings

PAGE = 20
_ROW = "code"  # in the address: the row whose answers are open


def opened() -> str:
    """Give the row whose answers are open, '' for none."""
    return str(st.query_params.get(_ROW, ""))


def open_row(key: str) -> None:
    """Open the answers behind a row."""
    st.query_params[_ROW] = key


def show(row: Row, coder: str) -> None:
    """Draw the answers behind a row of a coder's table, over the page."""
    title = f"{row.cells['theme']}: {_number(len(row.response_ids), 'answer')}"
    st.dialog(title, width="medium", on_dismiss=_close)(_draw)(row, coder)


def _draw(row: Row, coder: str) -> None:
    passage.style()
    with feedback.refusals():
        answers = findings.read_answers(
            resources.store(), session.project(), row.key, row.response_ids, coder, session.coder()
        )
    held = len(row.response_ids) - len(answers)
    people = "1 person" if len(row.respondent_ids) == 1 else f"{len(row.respondent_ids):,} people"
    st.caption(f"From {people}. A quote that you choose stands in the table word for word, whole or a passage.")
    if held:
        st.caption(f"{_number(held, 'answer')} of them you code in a round; they can be read here when it is revealed.")
    feedback.show_refusal("quote")
    place = st.container()
    shown = answers
    if len(answers) > PAGE:
        number = st.pagination(-(-len(answers) // PAGE), key=f"behind_{row.key}")
        shown = answers[(number - 1) * PAGE : number * PAGE]
    with place:
        for answer in shown:
            _answer(row.key, answer)


def _answer(code: str, answer: findings.ReadAnswer) -> None:
    with st.container(gap="xsmall"):
        answer_card.text(answer.text, answer.passages)
        with st.container(horizontal=True, gap="small", vertical_alignment="center"):
            st.caption(_about(answer), width="content")
            word = "Change the quote" if answer.quote else "Quote"
            with st.popover(word, icon=":material/format_quote:", type="tertiary", key=f"pop_{answer.response_id}"):
                _choice(code, answer)


def _about(answer: findings.ReadAnswer) -> str:
    quote = answer.quote
    if quote is None:
        return page.plain(answer.about)
    whole = quote == (0, len(answer.text))
    words = "whole" if whole else f"\u201c{page.plain(answer.text[slice(*quote)])}\u201d"
    return f"{page.plain(answer.about)} · quoted: {words}"


def _choice(code: str, answer: findings.ReadAnswer) -> None:
    widget = f"quote_{code}_{answer.response_id}"
    offered = answer.quote or next(iter(answer.passages), (0, len(answer.text)))
    st.text_area("The passage, word for word", value=answer.text[slice(*offered)], key=widget)
    act = feedback.guarded(_choose, "quote")
    with st.container(horizontal=True):
        st.button("Use as quote", key=f"use_{widget}", on_click=act, args=(code, answer.response_id, widget))
        if answer.quote:
            drop = f"drop_{widget}"
            st.button("Drop the quote", key=drop, on_click=act, args=(code, answer.response_id, ""), type="tertiary")


def _choose(code: str, response: str, widget: str) -> None:
    """Send the words of a widget as the quote of an answer; without a widget the quote is dropped."""
    name = f"quote_{response}"
    words = st.session_state[widget] if widget else ""
    findings.choose_quote(
        resources.store(), session.project(), session.coder(), code, response, words,
        command_id=session.command_id(name),
    )  # fmt: skip
    session.command_done(name)


def _close() -> None:
    st.query_params.pop(_ROW, None)


def _number(count: int, one: str) -> str:
    return f"{count:,} {one}" if count == 1 else f"{count:,} {one}s"
