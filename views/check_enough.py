"""What may have been missed: a random sample of the answers without a code, and what it says of all of them."""

import streamlit as st

from coding.enough import sample_size
from views import feedback, navigation, page, resources, session
from views.widgets import check_result, undo_bar
from workbench import enough

AMONG = {enough.UNREAD: "Answers not read yet", enough.WITHOUT: "Answers read without this code"}
AT_MOST = {"1": "1%", "2": "2%", "5": "5%", "10": "10%"}


def _choose(codes: dict[str, str], asked: dict[str, str]) -> tuple[str, str]:
    left, right = st.columns(2) if len(asked) > 1 else (st.container(), st.container())
    code = left.selectbox("Code", list(codes), format_func=codes.__getitem__, key="check_code", bind="query-params")
    if len(asked) < 2:
        return code, ""
    question = right.selectbox(
        "Answers to", ["", *asked], key="check_question", bind="query-params",
        format_func=lambda question: asked.get(question, "All questions the code applies to"),
    )  # fmt: skip
    return code, question


def _draw(code: str, question: str, among: str, size: int) -> None:
    enough.draw_sample(
        resources.store(), session.project(), session.coder(), code, among, size, question=question,
        command_id=session.command_id("draw_sample"),
    )  # fmt: skip
    session.command_done("draw_sample")


def _new_sample(pools: enough.Pools, code: str, question: str, *, first: bool) -> None:
    """Offer a sample: from which answers, and how large for what one wants to be able to say."""
    st.subheader("Draw a sample" if first else "Draw another sample", anchor=False)
    among = st.segmented_control(
        "Draw from", list(AMONG), default=enough.UNREAD if pools.unread else enough.WITHOUT, key="check_among",
        format_func=lambda name: f"{AMONG[name]} · {pools.size(name):,}", required=True,
    )  # fmt: skip
    pool = pools.size(among)
    if not pool:
        st.caption("There is no such answer: nothing can be missed there.")
        return
    share = st.segmented_control(
        "If none of them has the code, at most so many of the others can have it", list(AT_MOST), default="5",
        format_func=AT_MOST.__getitem__, key="check_share", required=True,
    )  # fmt: skip
    size = st.number_input(
        "Answers to read", 1, pool, sample_size(pool, int(share) / 100), key=f"check_size_{among}_{share}_{pool}",
        help="The number is kept in the record before the first of them is read. To read more is another sample.",
        width=200,
    )  # fmt: skip
    st.button(
        f"Draw {size:,} of {pool:,} at random", key="draw_sample", type="primary" if first else "secondary",
        icon=":material/casino:", on_click=feedback.guarded(_draw, "draw"), args=(code, question, among, size),
    )  # fmt: skip
    feedback.show_refusal("draw")


page.header(
    "What may have been missed",
    "A random sample of the answers left without a code says how many of the others have it.",
    method="What the sample holds is carried over to all answers it was drawn from, with an exact interval for a "
    "finite number of answers; recall is the share of all answers with the code that had been found before. The rule "
    "for stopping is meant for finding all there is on something, not for counting how common it is, and holds only "
    "where the size of the sample was set beforehand, as it is here.",
    source="Callaghan and Müller-Hansen (2020), Systematic Reviews 9:273; Clopper and Pearson (1934), Biometrika 26: "
    "404–413",
)
with feedback.refusals():
    codes, asked = enough.offer(resources.store(), session.project())
if not codes:
    st.caption("For each code you will see here how many answers with it may have been missed. There is no code yet.")
    st.page_link(f"views/{navigation.CODEBOOK.file}", label="Make the first code", icon=":material/account_tree:")
    st.stop()
code, question = _choose(codes, asked)
with feedback.refusals():
    pools = enough.pools(resources.store(), session.project(), session.coder(), code, question)
    drawn = enough.samples(resources.store(), session.project(), session.coder(), code, question)
have = "answer has" if pools.found == 1 else "answers have"
st.markdown(
    f"**{pools.found:,}** {have} this code by now, **{pools.unread:,}** are not read yet, **{pools.without:,}** were "
    "read without it."
)
again = [sample for sample in drawn if sample.among == enough.WITHOUT]
for sample in drawn:
    check_result.show(sample, codes[code], is_newest=sample in again[:1])
if again:
    undo_bar.show(enough.SCOPE)
_new_sample(pools, code, question, first=not drawn)
