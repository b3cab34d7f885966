"""The answers on which coders differ, each with what every coder gave it."""

from collections.abc import Callable, Sequence

import streamlit as st

from views import page
from views.widgets import answer_card
from workbench.round_answers import CodedAnswer

PAGE = 20


def show(
    title: str, answers: Sequence[CodedAnswer], *, kept_back: int = 0, adjudicate: Callable[[], None] | None = None
) -> None:
    """Draw answers over the page; `kept_back` are not shown yet, `adjudicate` draws the way to decide on them."""
    st.dialog(title, width="large")(_draw)(answers, kept_back, adjudicate)


def _draw(answers: Sequence[CodedAnswer], kept_back: int, adjudicate: Callable[[], None] | None) -> None:
    if kept_back:
        waits = "1 more waits" if kept_back == 1 else f"{kept_back:,} more wait"
        st.caption(f"{waits} until the open round is revealed in which you code it yourself.")
    if adjudicate is not None and answers:
        adjudicate()
    place = st.container()
    shown = answers
    if len(answers) > PAGE:
        number = st.pagination(-(-len(answers) // PAGE), key="agreement_answers")
        shown = answers[(number - 1) * PAGE : number * PAGE]
    with place:
        for answer in shown:
            with st.container(gap="xsmall"):
                st.caption(page.plain(answer.about))
                if answer.text:
                    answer_card.text(answer.text)
                for coder, codes in answer.given:
                    st.markdown(f"{page.plain(coder)}: **{page.plain(codes)}**")
