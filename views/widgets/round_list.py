"""The rounds there are: kind, state, who handed in, the next step, and the acts that belong to it."""

from typing import Literal

import streamlit as st

from coding.round_events import KINDS
from views import navigation, page, session
from views.widgets import acting, round_packets
from workbench import round_board, rounds
from workbench.round_board import Part, RoundBoard, RoundLine

PLACE = "rounds"
Weight = Literal["primary", "secondary"]
STATES = {"open": "open", "revealed": "revealed", "withdrawn": "withdrawn"}


def show(board: RoundBoard) -> None:
    """Draw one block a round, the newest first."""
    for place, line in enumerate(board.lines):
        if place:
            st.divider()
        with st.container(key=f"round_{line.row.round_id}", gap="small"):
            _block(line, may_run=board.may_run)
    if board.lines and board.may_run:
        st.divider()  # what follows is a new round


def _block(line: RoundLine, *, may_run: bool) -> None:
    row = line.row
    st.markdown(
        f"**Round {row.number} · {page.plain(row.name)}** :gray[{KINDS[row.kind].capitalize()} · {STATES[row.state]} · "
        f"{_drawn(line)}]"
    )
    st.markdown(page.plain(round_board.next_step(line)))
    st.caption(" · ".join(_coder(line, coder) for coder in row.coders))
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        if row.state == "open" and line.mine and not line.mine.submitted:
            _own_part(line, line.mine)
        if row.state == "open" and may_run:
            _running(line)
        if row.state == "revealed":
            _onward(line)
    if row.state == "open" and may_run:
        round_packets.packets_of(row)
    if row.came_by_file and line.mine and line.mine.submitted:
        round_packets.return_of(row)


def _drawn(line: RoundLine) -> str:
    version = f"codebook v{line.row.codebook_version}" if line.row.codebook_version else "codebook not published"
    words = page.plain(str(line.row.plan.get("words", "")))
    return f"{words} · {version}" if words else version


def _coder(line: RoundLine, coder: str) -> str:
    number = line.assigned.get(coder, 0)
    reference = ", the reference" if coder == line.row.reference else ""
    state = "handed in" if line.row.coders[coder] else "not handed in"
    if line.row.state == "withdrawn":
        return f"{page.plain(line.names[coder])}{reference}: {number:,} answers"
    decided = f", {line.decided[coder]:,} decided" if coder in line.decided else ""
    return f"{page.plain(line.names[coder])}{reference}: {number:,} answers{decided}, {state}"


def _own_part(line: RoundLine, mine: Part) -> None:
    round_id, left = line.row.round_id, mine.assigned - mine.decided
    if st.button(
        "Code your part", key=f"code_{round_id}", icon=":material/edit_note:", type="primary" if left else "secondary"
    ):
        st.switch_page(
            f"views/{navigation.CODE.file}",
            query_params={"project": session.project(), "coder": session.coder(), "round": round_id},
        )
    asks: Weight = "secondary" if left else "primary"
    with st.popover("Hand in", icon=":material/done_all:", type=asks, key=f"hand_in_{round_id}"):
        then = ", and the return file can be saved" if line.row.came_by_file else ""
        st.markdown(f"From then on nothing of your part changes{then}.")
        if left:
            are = "1 answer is" if left == 1 else f"{left:,} answers are"
            st.markdown(
                f"**{are} left without a decision.** Handed in like that, each counts as one to which you give no "
                "code; marked unsure, as missing."
            )
        st.button(
            "Hand in my part", type=asks,
            **acting.does(f"submit_{round_id}", rounds.submit_round, round_id, place=PLACE),
        )  # fmt: skip


def _running(line: RoundLine) -> None:
    """Reveal a round, or withdraw it while nobody has handed in."""
    round_id, waiting = line.row.round_id, line.waiting_names
    asks: Weight = "secondary" if waiting else "primary"
    with st.popover("Reveal", icon=":material/visibility:", type=asks, key=f"open_reveal_{round_id}"):
        st.markdown(
            "Everybody sees what each coder gave, agreement is computed, and the answers can be coded on at the "
            "ordinary desk. What was coded in the round is frozen for good. This cannot be taken back."
        )
        if waiting:
            st.markdown(
                f"**Not handed in: {page.plain(', '.join(waiting))}.** To reveal it now takes them as having left: "
                "what they have decided counts, the rest is missing, and the record says so."
            )
        st.button(
            "Reveal without them" if waiting else "Reveal the round", type=asks,
            **acting.does(f"reveal_{round_id}", rounds.reveal_round, round_id, place=PLACE, leave=bool(waiting)),
        )  # fmt: skip
    if len(waiting) == len(line.row.coders):
        with st.popover("Withdraw", icon=":material/undo:", key=f"open_withdraw_{round_id}", type="tertiary"):
            st.markdown(
                "The round is given up. What was coded in it counts nowhere; answers that nobody decided on in it are "
                "fresh again."
            )
            withdraw = acting.does(f"withdraw_{round_id}", rounds.withdraw_round, round_id, place=PLACE)
            st.button("Withdraw the round", **withdraw)


def _onward(line: RoundLine) -> None:
    """Lead on to what a revealed round says: where coders differ, or where there are no others, what else there is."""
    own = {"round": line.row.round_id}
    agreement, adjudicate = navigation.AGREEMENT, navigation.ADJUDICATE
    leads = [(agreement, "See the agreement", own), (adjudicate, "Decide where coders differ", own)]
    if not line.compares:
        again = {**own, "more": "Same coder twice"}
        leads = [(agreement, "See what was coded twice", again)] if line.repeats else []
        leads += [(navigation.CODE, "Go on coding", {}), (navigation.FINDINGS, "See the findings", {})]
    here = {"project": session.project(), "coder": session.coder()}
    for entry, label, query in leads:
        st.page_link(
            f"views/{entry.file}", label=label, icon=f":material/{entry.icon}:", query_params={**here, **query}
        )
