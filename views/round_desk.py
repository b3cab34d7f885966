"""The coding desk of a round: one's own answers, apart from everybody else's, until they are handed in."""

import streamlit as st

from storage.queries.rounds import RoundRow
from views import desk_queue, feedback, resources, session
from views.widgets import coding_desk, round_packets
from views.widgets.coding_desk import opened
from workbench import desk, people, round_desk, rounds
from workbench.errors import SHOWN
from workbench.round_desk import RoundDesk
from workbench.waiting_round import WaitingRound

ROUND = "round"  # in the address
ASKS = "hand_in_asked"  # the round for which it is asked whether to hand in
SECRET = {
    True: "Nobody sees your codes until all have handed in.",
    False: "Your codes come among the others when the round is revealed.",
}


def wanted() -> str:
    """Give the round that the address names, '' for the ordinary desk."""
    return str(st.query_params.get(ROUND, ""))


def show(round_id: str) -> None:
    """Draw the desk of a round, or say why there is nothing to code in it."""
    try:
        standing = round_desk.standing(resources.store(), session.project(), session.coder(), round_id)
    except SHOWN as refusal:
        st.error(str(refusal), icon=":material/error:")
        _way_on()
        return
    if standing.row.state != "open" or standing.is_handed_in:
        _closed(standing)
        return
    feedback.show_refusal("hand_in")
    choices = st.container()  # drawn above the desk, after what it posted is stored
    _desk(standing.row)
    with choices:
        _hand_in(round_id)


def offer(waits: WaitingRound | None) -> None:
    """Say on the ordinary desk that a round waits, and what coding goes on here costs."""
    if waits is None:
        return
    with st.container(border=True, horizontal=True, vertical_alignment="center", gap="small", key="round_waits"):
        st.markdown(
            f"**{waits.sentence}** What you code here meanwhile you have met: no later round can give it to you fresh.",
            width="stretch",
        )
        st.button(
            waits.button, key="code_round", icon=":material/edit_note:", type="primary", on_click=_go,
            args=(waits.round_id,),
        )  # fmt: skip


def _go(round_id: str) -> None:
    st.query_params[ROUND] = round_id


def _leave() -> None:
    st.query_params.pop(ROUND, None)


@st.fragment
def _desk(row: RoundRow) -> None:
    message = coding_desk.posted()
    store, coder = resources.store(), session.coder()
    place = coding_desk.Place(store.name, desk_queue.project_of(row.round_id), coder, people.coder_name(store, coder))
    is_ours = message is not None and message.project == place.project
    refused, answered, window = "", None, None
    try:
        answered = desk_queue.absorb(message) if message else None
        window = _window(message if is_ours else None, row.round_id)
    except SHOWN as error:
        refused = str(error)
    if refused:
        st.error(refused, icon=":material/error:")
    data = coding_desk.payload(
        window,
        place,
        order=row.round_id,
        session=opened.server_session(),
        answered=answered,
        finished=window is not None and window.coded == window.total,
    )
    if window is not None:
        data |= {"suggest": "off", "round": {"number": row.number, "kind": row.kind, "secret": SECRET[row.is_sealed]}}
    if coding_desk.show(data, message) == "hand_in":
        st.session_state[ASKS] = row.round_id
        st.rerun()


def _window(message: coding_desk.Posted | None, round_id: str) -> desk.DeskWindow | None:
    here = message is not None and message.order == round_id
    if message is not None and here and not message.wants:
        return None
    at, number = (message.at, message.number) if message is not None and here and not message.resume else ("", None)
    store, project, coder = resources.store(), session.project(), session.coder()
    return round_desk.window(store, project, coder, round_id, at=at, number=number)


def _hand_in(round_id: str) -> None:
    """Ask before a part is handed in, with what is not decided: from then on nothing of it changes."""
    if st.session_state.get(ASKS) != round_id:
        with st.container(horizontal=True, horizontal_alignment="right"):
            st.button("Hand in …", key="hand_in_ask", icon=":material/outbox:", on_click=_ask, args=(round_id,))
        return
    standing = round_desk.standing(resources.store(), session.project(), session.coder(), round_id)
    left = standing.total - standing.done
    with st.container(border=True):
        st.markdown(_question(standing, left))
        with st.container(horizontal=True, gap="small"):
            st.button(
                f"Hand in {standing.total:,} answers" if standing.total > 1 else "Hand in 1 answer",
                key="hand_in",
                type="primary" if not left else "secondary",
                icon=":material/outbox:",
                on_click=feedback.guarded(_submit, "hand_in"),
                args=(round_id, session.command_id("hand_in")),
            )
            st.button("Go on coding", key="hand_in_not", on_click=_ask, args=("",))


def _question(standing: RoundDesk, left: int) -> str:
    number = standing.row.number
    if not left:
        return f"All {standing.total:,} answers of your part of round {number} are coded. Handed in, none changes."
    undecided = "1 answer is" if left == 1 else f"{left:,} answers are"
    return (
        f"{undecided} not coded yet. Handed in like that, an answer counts as one to which you would give no code; "
        "marked unsure, it counts as missing. Nothing of your part changes afterwards."
    )


def _ask(round_id: str) -> None:
    st.session_state[ASKS] = round_id


def _submit(round_id: str, command_id: str) -> None:
    message = coding_desk.posted()
    if message is not None:
        desk_queue.absorb(message)  # what was decided just before is part of what is handed in
    rounds.submit_round(resources.store(), session.project(), session.coder(), round_id, command_id=command_id)
    session.command_done("hand_in")
    st.session_state.pop(ASKS, None)


def _closed(standing: RoundDesk) -> None:
    """Say how a round stands that is not coded any more by this coder, and the one next step."""
    row = standing.row
    if row.state == "revealed":
        st.subheader(f"Round {row.number} is revealed", anchor=False)
        st.caption("Its codes stand among all others now. What was handed in stays as it was, for the agreement.")
    elif row.state == "withdrawn":
        st.subheader(f"Round {row.number} was withdrawn", anchor=False)
        st.caption("Its answers are back among the others. What was coded in it counts nowhere.")
    else:
        st.subheader(f"Your part of round {row.number} is handed in", anchor=False)
        if row.came_by_file:
            round_packets.return_of(row)
            return
        waiting = len(row.waits_for)
        others = "1 coder has" if waiting == 1 else f"{waiting:,} coders have"
        st.caption(f"{others} not handed in yet." if waiting else "All have handed in. The lead can reveal it now.")
    _way_on()


def _way_on() -> None:
    st.button("Go to the ordinary desk", key="leave_round", icon=":material/edit_note:", on_click=_leave)
