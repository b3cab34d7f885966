"""The record: who decided what and when, filtered, proved, taken out."""

import streamlit as st

from storage.record import Head
from views import feedback, page, resources, session
from views.widgets import trail_list
from workbench import trail
from workbench.record_numbers import Untold
from workbench.trail import Choice

EVERYTHING, EVERYBODY = "", ""
NUMBER = "record_page"


def _choice(coders: dict[str, str], parts: tuple[str, ...]) -> Choice:
    """Draw the three filters and give what they say; any change goes back to the first page."""
    part = st.pills(
        "Which part",
        [EVERYTHING, *parts],
        default=EVERYTHING,
        format_func=lambda name: trail.PARTS[name][0] if name else "Everything",
        key="record_part",
        required=True,
        on_change=_to_first_page,
        label_visibility="collapsed",
        wrap=True,
    )
    left, right, _ = st.columns([0.3, 0.3, 0.4])
    coder = left.selectbox(
        "By whom",
        [EVERYBODY, *coders],
        format_func=lambda coder_id: coders[coder_id] if coder_id else "Everybody",
        key="record_coder",
        on_change=_to_first_page,
    )
    days = right.date_input("From day to day", value=[], key="record_days", on_change=_to_first_page)
    since, until = (*days, None, None)[:2] if isinstance(days, tuple) else (days, days)
    return Choice(part=part or "", coder=coder or "", since=since, until=until)


def _to_first_page() -> None:
    st.session_state[NUMBER] = 1


def _verify() -> None:
    head = trail.verify_record(resources.store(), session.project(), session.coder())
    number, digest = (f" {head.seq:,}", f" Digest {head.digest}.") if head.seq else ("", "")
    st.session_state["record_proved"] = f"All{number} records are as they were written.{digest}"


def _proof(head: Head, hidden: Untold | None) -> None:
    """Say where the record ends, prove it, and let it be taken out."""
    left, middle, right = st.columns([0.5, 0.25, 0.25], vertical_alignment="center")
    left.caption(hidden.sentence if hidden else f"Record number {head.seq:,} · digest `{head.digest[:16]}…`")
    middle.button(
        "Prove the record",
        icon=":material/verified:",
        key="verify",
        help="Computes every digest anew, from the first decision to the last, and compares.",
        on_click=feedback.guarded(_verify, "verify"),
        width="stretch",
    )
    right.download_button(
        "Download record.csv",
        lambda: trail.export_trail(resources.store(), session.project(), session.coder()),
        file_name="record.csv",
        mime="text/csv",
        icon=":material/download:",
        on_click="ignore",
        key="download_record",
        width="stretch",
    )
    feedback.show_refusal("verify")
    proved = st.session_state.pop("record_proved", "")
    if proved:
        st.success(proved, icon=":material/verified:")


page.header(
    "Record",
    "Who decided what, and when. Nothing here is ever changed or removed: taking a decision back adds a line.",
    method="An audit trail lets somebody else follow how findings came from answers: it shows what was decided, and "
    "why only where somebody wrote it down. Each line carries a digest of itself and of all lines before it, so that a "
    "later change anywhere would show.",
    source="Lincoln and Guba (1985), Naturalistic Inquiry, Sage, pp. 319–327",
)
with feedback.refusals():
    everybody = trail.read_trail(resources.store(), session.project(), reader=session.coder())
    _proof(everybody.head, everybody.untold)
    choice = _choice(dict(everybody.coders), everybody.parts)
    number = int(st.session_state.get(NUMBER, 1))
    found = trail.read_trail(resources.store(), session.project(), choice, page=number, reader=session.coder())
if found.entries:
    trail_list.show(found.entries)
else:
    st.caption("Nothing was recorded that fits. Choose another part, person or day.")
if found.pages > 1:
    with st.container(horizontal_alignment="center"):
        st.pagination(found.pages, key=NUMBER)
st.caption(f"{found.total:,} of {everybody.total:,} records, the newest first.")
if found.sealed:
    rounds = ", ".join(str(number) for number in found.sealed)
    st.caption(f"What others decide in round {rounds} is sealed until it is revealed; it is not listed here.")
