"""The coding desk: one answer after another, its codes by key; nothing that was seen as saved is ever lost."""

import streamlit as st

from views import desk_queue, desk_suggestions, feedback, navigation, page, resources, session
from views import round_desk as of_round
from views.widgets import coding_desk, order_choice, reading_offer
from views.widgets.coding_desk import opened
from workbench import desk, orders, people, round_desk, waiting_round
from workbench.errors import SHOWN
from workbench.sequences import FILE

QUESTION = "question"  # in the address, so that a link or a refresh opens the same answers
ALL = "all"


def _window(message: coding_desk.Posted | None, question: str, order: str, line: str) -> desk.DeskWindow | None:
    """Give the answers that the desk wants to have; None where it wants none. `line` names the order they stand in."""
    store, project, coder = resources.store(), session.project(), session.coder()
    if message is not None and message.order == line and not message.wants:
        return None
    at, number = _place(message, line)
    if message is not None and message.order == line:
        if message.resume:
            at = desk.resume_at(store, project, coder, question or None, order)
        else:
            opened.remember_place(at)
    return desk.window(store, project, coder, question=question or None, order=order, at=at, number=number)


def _place(message: coding_desk.Posted | None, line: str) -> tuple[str, int | None]:
    """Give the answer, or its number, at which the desk stands or wants to be; '' where it is to go on by itself."""
    if message is None or message.order != line:
        return opened.last_place(), None
    return ("", None) if message.resume else (message.at, message.number)


def _question(asked: dict[str, str]) -> str:
    """Give the question whose answers are coded, '' for all."""
    chosen = st.query_params.get(QUESTION, "")
    return chosen if chosen in asked and len(asked) > 1 else ""


def _choose(asked: dict[str, str], question: str) -> None:
    """Offer the answers to one question, or all."""
    if len(asked) < 2:
        return
    names = {ALL: "All questions", **asked}
    st.selectbox(
        "Answers to",
        list(names),
        index=list(names).index(question or ALL),
        format_func=names.__getitem__,
        key="desk_question",
        label_visibility="collapsed",
        on_change=_chosen,
    )


def _chosen() -> None:
    st.query_params[QUESTION] = st.session_state["desk_question"]
    st.query_params.pop(order_choice.ORDER, None)  # each question has the order it was read in last


def _empty(window: desk.DeskWindow) -> bool:
    """Say what will be here and the one next step, where there is nothing to code or to code with."""
    if not window.total and round_desk.held_back(resources.store(), session.project(), session.coder()):
        st.subheader("No answers outside the round", anchor=False)
        st.caption("All that you could code here is handed out in a round. It comes back when the round is revealed.")
    elif not window.total:
        st.subheader("No answers to code yet", anchor=False)
        st.caption("Here you will read one answer after another and give each its codes by key.")
        st.page_link(f"views/{navigation.IMPORT.file}", label="Import answers", icon=":material/upload_file:")
    elif not window.codes:
        st.subheader("No codes yet", anchor=False)
        st.caption(f"{window.total:,} answers wait. To code them you need at least one code.")
        st.page_link(f"views/{navigation.CODEBOOK.file}", label="Make a code", icon=":material/account_tree:")
    return not window.total or not window.codes


@st.fragment
def _desk(question: str, order: str) -> None:
    message = coding_desk.posted()
    refused, answered = "", None
    try:
        answered = desk_queue.absorb(message) if message else None
    except SHOWN as error:
        refused = str(error)  # nothing is answered: all of it goes on waiting and is sent again
    line = (question or ALL) if order == FILE else f"{question or ALL}/{order}"
    try:
        if message is None or message.wants or message.order != line:
            at, number = _place(message, line)
            who = session.project(), session.coder()
            orders.go_on(resources.store(), resources.settings(), *who, order, at=at, number=number)
    except SHOWN as error:
        refused = refused or str(error)  # what was drawn before stays on the desk
    window = _window(message, question, order, line)
    if refused:
        st.error(refused, icon=":material/error:")
    if window is not None and _empty(window):
        return
    store, coder = resources.store(), session.coder()
    data = coding_desk.payload(
        window,
        coding_desk.Place(store.name, session.project(), coder, people.coder_name(store, coder)),
        order=line,
        session=opened.server_session(),
        answered=answered,
        finished=window is not None and window.coded == window.total,
    )
    data |= {"door": opened.door()} if window is not None else {}
    data |= desk_suggestions.handed(message, with_mode=window is not None)
    if coding_desk.show(data, message) == "findings":
        st.switch_page(f"views/{navigation.FINDINGS.file}")


def _ordinary() -> None:
    opened.come_by_address()
    choices = st.container()  # drawn once, above the desk and after it: what the desk has posted is stored first
    asked = desk.asked(resources.store(), session.project())
    question = _question(asked)
    with feedback.refusals():
        order = order_choice.current(question)
        waits = waiting_round.waiting_round(resources.store(), session.project(), session.coder())
    _desk(question, order.order_id)
    if not order_choice.waits_for_reading():
        reading_offer.show()
    with choices:
        of_round.offer(waits)
        with st.container(horizontal=True, gap="small", vertical_alignment="center"):
            _choose(asked, question)
            order_choice.show(order, question)
        order_choice.explain(order)


if of_round.wanted():
    of_round.show(of_round.wanted())
else:
    _ordinary()
with st.container(horizontal=True, horizontal_alignment="right"):  # not drawn anew at every answer
    page.help_beside(
        method="An answer is coded once you have weighed it whole; only then can a code that you did not give be "
        "read as not there. It is one person's reading: where others are to arrive at the same codes, a second "
        "person codes some answers without seeing the first one's.",
        source="Campbell et al. (2013), Sociological Methods & Research 42(3): 294–320; O'Connor and Joffe (2020), "
        "International Journal of Qualitative Methods 19",
    )
