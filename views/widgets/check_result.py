"""What a random sample of answers without a code says, or how far it is read."""

from datetime import datetime

import streamlit as st

from coding.enough import RECALL, STOP_BELOW, Missed
from views import navigation
from views.widgets import read_again
from workbench.enough import UNREAD, Sample

_POOL = {UNREAD: "not read yet", "without": "read without the code"}


def show(sample: Sample, code: str, *, is_newest: bool) -> None:
    """Draw one sample of a code, named: its result, or the way to read the rest of it."""
    st.divider()
    drawn_on = datetime.fromisoformat(sample.at).astimezone().strftime("%d %B %Y, %H:%M")
    st.caption(f"{sample.drawn:,} of {sample.pool:,} answers {_POOL[sample.among]}, drawn at random on {drawn_on}")
    if sample.missed is None:
        st.progress(sample.read / sample.drawn, text=f"{sample.read:,} of {sample.drawn:,} read")
        if sample.among == UNREAD:
            st.page_link(
                f"views/{navigation.CODE.file}", label="Read them at the desk", icon=":material/edit_note:",
                query_params={"order": sample.order_id},
            )  # fmt: skip
        elif is_newest:
            read_again.show(sample.order_id, sample.drawn, code)
        return
    st.markdown(_found(sample, sample.missed))
    if sample.p is not None:
        st.markdown(_may_stop(sample.p))


def _found(sample: Sample, missed: Missed) -> str:
    read = f"All {sample.drawn:,} are read: {sample.found or 'none'} of them {_has(sample.found)} the code."
    if sample.drawn == sample.pool:
        return f"{read} They were all there was to draw from, so nothing is left to estimate."
    about = f"about **{missed.estimate:,.0f}**" if sample.found else "none"
    words = f"{read} Of the {sample.pool:,}, {about} should have it (95% interval {missed.low:,} to {missed.high:,})."
    if sample.before:
        whole = "all answers with the code" if sample.among == UNREAD else "the answers read by then that have the code"
        words += (
            f" With the {sample.before:,} found before, **{_percent(missed.recall)}** of {whole} had been found "
            f"({_percent(missed.recall_low)} to {_percent(missed.recall_high)})."
        )
    return words


def _may_stop(p: float) -> str:
    left = f"{1 - RECALL:.0%}"
    advice = "By this rule reading may stop." if p < STOP_BELOW else "By this rule reading has to go on."
    return (
        f"If more than {left} of all answers with this code were still unread, so few of them would come up in a "
        f"sample like this with p\u00a0{_p(p)}. {advice} The rule is meant for one sample, its size set beforehand: "
        "who draws again until it says stop, stops too early."
    )


def _p(p: float) -> str:
    return "<\u00a0.001" if p < 0.001 else f"=\u00a0{p:.3f}".replace("0.", ".")


def _percent(share: float) -> str:
    return f"{100 * share:.0f}%"


def _has(number: int) -> str:
    return "has" if number in (0, 1) else "have"
