"""Settle by a rule what needs no adjudicator, after its number was seen; and what came of talking, in numbers."""

import streamlit as st

from coding.consensus import REASONS, RULES
from views import feedback, navigation, page, session
from views.widgets import acting
from workbench import adjudicating
from workbench.coded_alone import Alone
from workbench.disputes import Board, Negotiated

PLACE = "settling"


def show(board: Board) -> None:
    """Offer to settle the answers on which all coders agree, then those on which most do."""
    round_id = board.round.round_id
    exact = len(board.settled_by("unanimous"))
    wider = len(board.settled_by("unanimous", other_words=True)) - exact
    most = len(board.settled_by("majority", other_words=True))
    with st.popover("Settle by rule", icon=":material/done_all:", disabled=not exact + wider + most):
        st.markdown(f"**{_answers(exact)}** got the same codes on the same words by all coders.")
        _act(f"Take over {exact}", "settle_alike", exact, round_id, "unanimous")
        if wider:
            st.markdown(
                f"**{_answers(wider)}** more got the same codes by all, but on other words. The consensus then stands "
                "on all words that anybody marked."
            )
            _act(f"Take over {exact + wider}", "settle_wider", wider, round_id, "unanimous", other_words=True)
        if len(board.round.coders) > 2:
            st.markdown(
                f"On **{_answers(most)}** more than half of the coders gave each code that holds. Ties stay for the "
                "adjudicator; who dissents stays on record."
            )
            _act(f"Settle {most} by majority", "settle_most", most, round_id, "majority", other_words=True)
    feedback.show_refusal(PLACE)


def outcome(before: Alone, told: Negotiated, board: Board) -> None:
    """Say what came of talking, apart from what each said alone."""
    st.subheader("Before and after", anchor=False)
    alone, after = st.columns(2, gap="large")
    with alone:
        st.markdown("**Independent, before anybody talked**")
        if before.coded:
            st.markdown(f"The same codes on {before.alike:,} of {before.coded:,} answers that several coders coded.")
            st.caption("This is what reliability is reported from. It is frozen: nothing decided here changes it.")
        else:
            st.markdown("No answer was coded by two coders who can be compared.")
        st.page_link(
            f"views/{navigation.AGREEMENT.file}", label="Agreement in this round", icon=":material/handshake:",
            query_params={"project": session.project(), "coder": session.coder(), "round": board.round.round_id},
        )  # fmt: skip
    with after:
        st.markdown("**Negotiated, since then**")
        parts = [f"{told.rules[rule]:,} {words}" for rule, words in RULES.items() if told.rules.get(rule)]
        st.markdown(f"Consensus on {told.agreed:,} of {told.both:,}" + (f": {', '.join(parts)}." if parts else "."))
        why = [f"{REASONS[key]} {count:,}" for key, count in told.reasons.items() if key in REASONS]
        if why:
            st.markdown(f"Why they differed: {', '.join(why)}.")
        if told.agreed and not board.names_hidden:
            stood = [f"{page.plain(board.names[coder])} {count:,}" for coder, count in told.stood.items()]
            st.markdown(f"Whose codes stood, of {told.agreed:,}: {', '.join(stood)}.")


def _act(label: str, widget: str, count: int, round_id: str, rule: str, *, other_words: bool = False) -> None:
    st.button(
        label, disabled=not count,
        **acting.does(widget, adjudicating.settle, round_id, rule, other_words=other_words, place=PLACE),
    )  # fmt: skip


def _answers(count: int) -> str:
    return "1 answer" if count == 1 else f"{count:,} answers"
