"""Reading: the answers as continuous text, without codes, with notes in the margin."""

import streamlit as st

from views import feedback, memo_links, navigation, page, reading_queue, resources, session
from views.widgets import reading, undo_bar
from workbench import desk, memos
from workbench import reading as use_cases
from workbench.errors import SHOWN
from workbench.reading import Choice

BY, QUESTION, STRETCH, AT = memo_links.BY, "read_question", "read_stretch", memo_links.AT  # in the address


def _from_the_start() -> None:
    """Forget the stretch: another order has other ones."""
    for name in (STRETCH, AT):
        st.query_params.pop(name, None)


def _begin_at(thing: str) -> None:
    """Go to an answer, or to the answers of a person."""
    _from_the_start()
    st.session_state[BY] = "person"
    st.query_params[AT] = thing


def _go_to_person() -> None:
    label = st.session_state["read_person"]
    if label.strip():
        _begin_at(use_cases.find_person(resources.store(), session.project(), label))


def _number() -> int:
    """Give the stretch that the address names, 0 for none."""
    number = st.query_params.get(STRETCH, "")
    return int(number) if number.isascii() and number.isdigit() and len(number) < 7 else 0


def _follow() -> None:
    """Do what was asked for in the text: turn to the next answers, or go where a link leads."""
    what, link = reading.wish()
    kind, _, thing = link.partition(":")
    if what in ("next", "earlier"):
        st.query_params.pop(AT, None)
        st.query_params[STRETCH] = str(max(_number() + (1 if what == "next" else -1), 1))
    elif what == "memos":
        memo_links.go(navigation.JOURNAL, memo_links.ALL_MEMOS)
    elif what == "open" and kind == "code":
        memo_links.follow(link)
    elif what == "open":
        _begin_at(thing)


def _choice(asked: dict[str, str]) -> Choice:
    """Draw what can be chosen and give what the address says."""
    question = ""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        by = st.segmented_control(
            "Order", list(memo_links.WAYS), default="question", format_func=memo_links.WAYS.__getitem__, key=BY,
            required=True, bind="query-params", on_change=_from_the_start, label_visibility="collapsed",
        )  # fmt: skip
        if by == "person":
            st.text_input(
                "Go to a person", key="read_person", placeholder="Go to a person", width=320,
                on_change=feedback.guarded(_go_to_person, "read_person"), label_visibility="collapsed",
            )  # fmt: skip
        elif len(asked) > 1:
            question = st.selectbox(
                "Answers to", ["", *asked], key=QUESTION, bind="query-params", on_change=_from_the_start, width=320,
                format_func=lambda chosen: asked.get(chosen, "All questions"), label_visibility="collapsed",
            )  # fmt: skip
        undo_bar.show(memos.READING, shortcut="u")
    feedback.show_refusal("read_person")
    return Choice(by=by or "question", question=question or "", number=_number(), at=st.query_params.get(AT, ""))


@st.fragment
def _reading() -> None:
    message = reading.posted()
    refused, answered = "", None
    try:
        answered = reading_queue.absorb(message) if message else None
    except SHOWN as error:
        refused = str(error)  # nothing is answered: all of it goes on waiting and is sent again
    _follow()
    store, project, coder = resources.store(), session.project(), session.coder()
    with feedback.refusals():
        choice = _choice(desk.asked(store, project))
        stretch = use_cases.read_stretch(store, project, coder, choice)
    if refused:
        st.error(refused, icon=":material/error:")
    if not stretch.total:
        st.subheader("No answers to read yet", anchor=False)
        st.caption("Here you will read all answers as one text, with room for your notes in the margin.")
        st.page_link(f"views/{navigation.IMPORT.file}", label="Import answers", icon=":material/upload_file:")
        return
    if st.query_params.get(STRETCH) != str(stretch.number):
        st.query_params[STRETCH] = str(stretch.number)  # what is read must not turn the page
    name = f"{project}/{choice.by}/{choice.question}/{stretch.number}/{choice.at}"
    place = {"store": store.name, "project": project, "coder": coder}
    reading.show(reading.payload(stretch, place, by=choice.by, name=name, answered=answered), message)


page.header(
    "Read",
    "The answers as they were written, without codes. J and K go from answer to answer, M writes a note, U takes it "
    "back.",
    method="Reading everything, more than once, before coding is how a reflexive analysis begins: codes made too soon "
    "hide what does not fit them. An answer counts as read when it was on screen for as long as reading it takes at "
    "least, which shows that there was time to read it and not that it was taken in.",
    source="Braun and Clarke (2006), Qualitative Research in Psychology 3(2): 77–101; Brysbaert (2019), Journal of "
    "Memory and Language 109: 104047",
)
_reading()
