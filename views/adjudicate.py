"""Adjudication: where the coders of a round differ, side by side; what holds is decided by key, answer by answer."""

from functools import partial
from typing import Any

import streamlit as st

from storage.queries.rounds import RoundRow
from views import adjudication_queue, feedback, navigation, page, resources, session
from views.widgets import adjudication, older_line, settling, way_back
from views.widgets.adjudication import Listed
from views.widgets.file_names import file_name
from workbench import consensus_export, dispute_sheets, disputes, projects
from workbench.disputes import DONE, LEFT, LOOK, Board
from workbench.errors import SHOWN

ROUND, LIST, CODE, AT = way_back.ROUND, "adjudicate", "code", way_back.AT  # in the address
LISTS = {LEFT: "To decide", LOOK: "Look again", DONE: "Decided"}
EMPTY = {
    LEFT: "Nothing is left to decide in this round.",
    LOOK: "No code of this round’s answers was redefined since they were coded and decided.",
    DONE: "Nothing is decided yet.",
}
SHEETS = 40  # answers handed to the browser at once


def _round(found: list[RoundRow]) -> RoundRow:
    by_id = {row.round_id: row for row in found}
    if len(found) == 1:
        return found[0]
    asked = st.query_params.get(ROUND, "")
    chosen = st.selectbox(
        "Round", list(by_id), index=list(by_id).index(asked) if asked in by_id else 0,
        format_func=lambda key: f"Round {by_id[key].number}, {by_id[key].name}", key="adjudicate_round",
        on_change=_keep, args=(ROUND, "adjudicate_round"), label_visibility="collapsed", width=320,
    )  # fmt: skip
    return by_id[chosen]


def _keep(name: str, widget: str) -> None:
    """Write what was chosen into the address by its id, so that other pages can lead here."""
    st.query_params[name] = st.session_state[widget]


def _choice(board: Board) -> tuple[str, str]:
    """Draw which answers to go through: a list, and the code in question."""
    counts = {name: len(board.of(name)) for name in LISTS}
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        chosen = st.segmented_control(
            "Answers", list(LISTS), default=LEFT, required=True, key=LIST, bind="query-params",
            format_func=lambda name: f"{LISTS[name]} ({counts[name]:,})", label_visibility="collapsed",
        )  # fmt: skip
        chosen = str(chosen or LEFT)
        asked = board.of(chosen)
        codes = sorted(
            {code for one in asked for code in disputes.in_question(one)}, key=lambda code: board.book.code(code).name
        )
        code = ""
        if len(codes) > 1:
            wanted = st.query_params.get(CODE, "")
            code = st.selectbox(
                "Code in question", ["", *codes], index=codes.index(wanted) + 1 if wanted in codes else 0,
                key="adjudicate_code", on_change=_keep, args=(CODE, "adjudicate_code"), width=280,
                format_func=lambda key: board.book.code(key).name if key else "All codes",
                label_visibility="collapsed",
            )  # fmt: skip
        if board.may_decide:
            settling.show(board)
    return chosen, code or ""


def _empty(board: Board, chosen: str) -> str:
    """Say that a list is done, and what is left to do elsewhere."""
    alike = len(board.settled_by("unanimous")) if chosen == LEFT and board.may_decide else 0
    wait = "On 1 answer all agree" if alike == 1 else f"On {alike:,} answers all agree"
    return f"{EMPTY[chosen]} {wait}: take them over under Settle by rule." if alike else EMPTY[chosen]


def _follow(round_id: str) -> None:
    """Go to the definition that is to be edited."""
    code, response = adjudication.wish()
    if code:
        here = {"project": session.project(), "coder": session.coder()}
        query = {**here, "code": code, **way_back.leaving(round_id, response)}
        st.switch_page(f"views/{navigation.CODEBOOK.file}", query_params=query)


@st.fragment
def _desk(found: list[RoundRow]) -> None:
    message = adjudication.posted()
    refused, answered = "", None
    try:
        answered = adjudication_queue.absorb(message) if message else None
    except SHOWN as error:
        refused = str(error)  # nothing is answered: all of it goes on waiting and is sent again
    store, project, coder = resources.store(), session.project(), session.coder()
    row = _round(found)
    _follow(row.round_id)
    with feedback.refusals():
        board = disputes.read_board(store, project, coder, row.round_id)
    chosen, code = _choice(board)
    with feedback.refusals():
        sheets = dispute_sheets.read_sheets(store, project, board, board.of(chosen, code)[:SHEETS])
    if refused:
        st.error(refused, icon=":material/error:")
    if board.names_hidden:
        st.caption("Who coded what is hidden until the last answer is decided.")
    if board.kept_back:
        kept = "1 answer waits" if board.kept_back == 1 else f"{board.kept_back:,} answers wait"
        st.caption(f"{kept} until the open round is revealed in which you code it yourself.")
    silent = sum(bool(one.silent) for one in board.of(LEFT, code)) if chosen == LEFT else 0
    if silent:
        on = "On 1 of them" if silent == 1 else f"On {silent:,} of them"
        st.caption(f"{on} somebody who had the answer came to no coding.")
    name, at = f"{row.round_id}/{chosen}/{code}", st.query_params.get(AT, "")
    listed = Listed(name, at, _empty(board, chosen), chosen == LEFT)
    place = {"store": store.name, "project": project, "coder": coder}
    adjudication.show(adjudication.payload(board, sheets, listed, place, answered), message)
    settling.outcome(resources.alone_in_round(project, row.round_id), disputes.negotiated(board), board)
    _download(store, project, coder, row, any(one.agreed for one in board.disputes))


def _download(store: Any, project: str, coder: str, row: RoundRow, ready: bool) -> None:
    st.download_button(
        "Consensus, CSV", partial(consensus_export.consensus_csv, store, project, coder, row.round_id),
        file_name=file_name(f"Consensus of round {row.number}", "csv"), mime="text/csv", icon=":material/download:",
        on_click="ignore", key=f"consensus_{row.round_id}", disabled=not ready,
    )  # fmt: skip
    st.caption("One row an answer and code, with rule, reason and dissent. Findings and Export have it as ‘Consensus’.")


page.header(
    "Adjudicate",
    "Where coders differ, side by side. What you decide is the consensus; what each said alone stays as it was.",
    method="Independent agreement is what was coded before anybody talked, and it is frozen; what is negotiated "
    "afterwards is another thing and is shown and reported apart. The reason for each difference says what to mend: "
    "the definition, the unit, or the coders' practice.",
    source="Campbell, Quincy, Osserman and Pedersen (2013), Sociological Methods & Research 42(3): 294–320; O'Connor "
    "and Joffe (2020), International Journal of Qualitative Methods 19",
)
with feedback.refusals():
    shown = projects.open_project(resources.store(), session.project())
    rounds = disputes.adjudicable(resources.store(), session.project())
if not projects.shows(shown, "agreement"):
    st.markdown("This project sets readings beside each other and measures nothing between them.")
    st.page_link(f"views/{navigation.READINGS.file}", label="Compare readings", icon=":material/forum:")
elif not rounds:
    st.markdown(
        "Here the answers will stand on which coders differ, once a round is revealed in which several coded the same "
        "answers."
    )
    st.page_link(f"views/{navigation.ROUNDS.file}", label="Go to rounds", icon=":material/groups:")
else:
    older_line.show()
    _desk(rounds)
