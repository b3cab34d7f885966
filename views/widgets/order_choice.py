"""The order of the answers at the desk: which it is, what it means for the tables, and another one."""

import streamlit as st

from coding.project_events import AUDIT
from views import feedback, page, resources, session
from views.widgets import coding_desk, job_progress
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
_FIRST_COME = "The answers coded so far are not a random sample of all: their shares hold once all are coded."
_MIXED = "answers coded already stand before them, and {share}"
_SHARE = "{audit}% are drawn at random in between, so that the whole can be estimated"
_NO_SHARE = "none are drawn at random, so their shares say nothing about the others"
_MEANS = {
    FILE: f"As in the file, one question after another. {_FIRST_COME}",
    PERSON: f"All answers of one person, then those of the next. {_FIRST_COME}",
    "random": "Drawn once, the same for everybody in the project. The answers coded from its beginning are a random "
    "sample: what they say of all stands under Findings, with its interval.",
    "theme": "Answers of one proposed theme after another; " + _MIXED + ".",
    "similar": "Answers like the chosen one first; " + _MIXED + ".",
    "unsure": "The next are chosen as you go on by what was learned from you, while few are coded by how unlike they "
    "are to those before; " + _MIXED + ".",
}


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
    with st.container(horizontal=True, wrap=False, gap="small", vertical_alignment="center"):
        st.menu_button(
            f"Order: {NAMES[order.kind]}", kinds, format_func=_offered_as, key="order_kind", icon=":material/sort:",
            type="tertiary", on_click=feedback.guarded(_choose, "order"), args=(question,),
        )  # fmt: skip
        st.caption(_meaning(order))
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


def _reading() -> None:
    """Offer to have the answers read where an order asked for it, and show how far that is."""
    if not st.session_state.get(_UNREAD):
        return
    job = job_progress.show(vectors.KIND)
    if job is not None and job.status == "done":
        st.session_state.pop(_UNREAD)
        st.caption(":material/check: The answers are read. Choose the order again.")
    elif job is None or not job.is_live:
        st.button("Let the machine read the answers", key="order_read", icon=":material/auto_stories:",
                  on_click=feedback.guarded(_read, "order"))  # fmt: skip


def _read() -> None:
    vectors.start(
        resources.store(), resources.settings(), session.project(), session.coder(),
        command_id=session.command_id("order_read"),
    )  # fmt: skip
    session.command_done("order_read")
