"""The order of the answers at the desk: which it is, what it means for the tables, and another one."""

import streamlit as st

from coding.project_events import AUDIT
from views import feedback, page, resources, session
from views.widgets import coding_desk, suggestion_mode
from views.widgets.coding_desk import opened
from workbench import desk, orders, vectors
from workbench.errors import NotRead
from workbench.sequences import FILE, PERSON

ORDER = "order"  # in the address
_UNREAD = "order_unread"  # the kind of order for which the answers have to be read first
NAMES = {
    FILE: "file order",
    PERSON: "person by person",
    "random": "random",
    "theme": "by proposed theme",
    "similar": "like the answer on the desk",
    "unsure": "answers the machine is least sure of",
    "check": "a sample, to see what may have been missed",
}
_SHARE = "{audit}% are drawn at random, so that the whole can be estimated"
_NO_SHARE = "none are drawn at random, so the whole cannot be estimated"
_MEANS = {
    FILE: "As in the file, question by question. Shares hold once all are coded.",
    PERSON: "All answers of one person, then the next. Shares hold once all are coded.",
    "random": "The same for everybody. The first answers stand for all, with an interval under Findings.",
    "theme": "One proposed theme after another; {share}.",
    "similar": "Those most like the chosen answer first; {share}.",
    "unsure": "What tells the machine most comes next; {share}.",
}
_MORE = (
    "Answers coded in the order of the file, or by what the machine chose, are no random sample: what they say does "
    "not hold for the others. In a drawn order those coded already stand first. An order is kept in the record with "
    "its seed, and so is how each answer came to its place."
)


def current(question: str) -> orders.Current:
    """Give the order that the address names, or the one taken up last for a question ('' is all)."""
    wanted = st.query_params.get(ORDER, "")
    found = orders.current(resources.store(), session.project(), session.coder(), question=question, wanted=wanted)
    if wanted and wanted != found.order_id:
        st.query_params.pop(ORDER, None)
    return found


def show(order: orders.Current, question: str) -> None:
    """Draw the chooser: the order's name, what it means, and the others in a menu."""
    kinds = orders.offered(resources.store(), session.project())
    if order.kind == "check":
        return _check(order)
    if not kinds:
        return
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.menu_button(
            f"Order: {NAMES[order.kind]}", kinds, format_func=_offered_as, key="order_kind", icon=":material/sort:",
            type="tertiary", help=_MORE, on_click=feedback.guarded(_choose, "order"), args=(question,),
        )  # fmt: skip
        st.caption(_meaning(order), width="content")
    feedback.show_refusal("order")
    _reading()


def _offered_as(kind: str) -> str:
    return NAMES[kind][0].upper() + NAMES[kind][1:]


def _meaning(order: orders.Current) -> str:
    audit = order.drawn.audit if order.drawn else AUDIT
    share = _SHARE.format(audit=audit) if audit else _NO_SHARE
    return _MEANS[order.kind].format(share=share)


def _check(order: orders.Current) -> None:
    found = orders.check_of(resources.store(), session.project(), order)
    code = page.plain(found.code)
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.caption(
            f"A random sample of {found.drawn:,} answers, to see what may have been missed of {code}. "
            "Code them as any others; what they say stands on the page What may have been missed.",
            width="stretch",
        )
        st.button("Leave the sample", key="leave_check", type="tertiary", icon=":material/close:", on_click=_leave)


def _leave() -> None:
    st.query_params.pop(ORDER, None)
    opened.remember_place("")


def _choose(question: str) -> None:
    kind = str(st.session_state["order_kind"])
    store, project, coder = resources.store(), session.project(), session.coder()
    st.session_state.pop(_UNREAD, None)
    try:
        chosen = orders.choose(
            store, resources.settings(), project, coder, kind, question=question, about=_on_the_desk(question),
            command_id=session.command_id("order"),
        )  # fmt: skip
    except NotRead:
        st.session_state[_UNREAD] = True
        raise
    session.command_done("order")
    opened.remember_place("")  # of another order one begins at the first answer that is not coded
    st.query_params[ORDER] = chosen


def _on_the_desk(question: str) -> str:
    posted = coding_desk.posted()
    at = posted.at if posted and posted.project == session.project() else opened.last_place()
    wanted = question or None
    return at or desk.resume_at(
        resources.store(), session.project(), session.coder(), wanted, st.query_params.get(ORDER, "")
    )


def waits_for_reading() -> bool:
    """Whether an order was asked for that needs the answers read, which is offered beside it."""
    return bool(st.session_state.get(_UNREAD))


def _reading() -> None:
    if not waits_for_reading():
        return
    suggestion_mode.reading()
    if vectors.standing(resources.store(), resources.settings(), session.project()).is_whole:
        st.session_state.pop(_UNREAD)
        st.caption(":material/check: Now choose the order again.")
