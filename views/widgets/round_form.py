"""The form that plans a round; every change is seen at once in the preview beside it."""

from dataclasses import replace

import streamlit as st

from coding.round_events import KINDS
from views import resources, session
from views.widgets import round_form_sample
from workbench import who_works
from workbench.round_material import Material
from workbench.round_samples import RoundWish

_OPEN = "plan"  # in the address
TEAM = 4  # people chosen already; of more it depends on the study who codes
MEANING = {
    "calibration": "To learn the codebook together. A reference may code too, against whom the others are held.",
    "reliability": "To show how well the codebook is applied. The desk shows nothing that others or the machine gave, "
    "and the codebook waits until the round is revealed.",
    "main": "To get the rest coded: a share by two coders, to watch for drift, the others by one.",
}
THRESHOLDS = {"0.667": ".667, tentative conclusions", "0.800": ".800, to rely on", "": "another"}


def _kind(kind: str) -> str:
    return KINDS[kind].capitalize()


def is_open() -> bool:
    """Whether the form was asked for; the address says so, that a refresh finds it again."""
    return st.query_params.get(_OPEN) == "1"


def open_form() -> None:
    """Show the form."""
    st.query_params[_OPEN] = "1"


def close_form() -> None:
    """Put the form away."""
    st.query_params.pop(_OPEN, None)


def show(material: Material, *, number: int, is_first: bool, closable: bool) -> RoundWish:
    """Draw the form and give what it says.

    Parameters
    ----------
    number : the round would get
    is_first : whether no round was revealed yet: a codebook is learned together before its use is put to the test
    closable : whether there is something on the page to go back to
    """
    kind = st.segmented_control(
        "Kind", list(KINDS), default="calibration" if is_first else "reliability", format_func=_kind, key="round_kind",
        required=True,
    )  # fmt: skip
    st.caption(MEANING[kind])
    name = st.text_input("Name", value=f"{_kind(kind)} {number}", key=f"round_name_{number}_{kind}")
    coders = st.pills(
        "Who codes", list(material.coders), default=_team(material), selection_mode="multi", wrap=True,
        format_func=material.coders.__getitem__, key="round_coders",
    )  # fmt: skip
    chosen = tuple(coder for coder in material.coders if coder in (coders or ()))
    wish = RoundWish(kind=kind, name=name, coders=chosen)
    wish = round_form_sample.show(material, wish)
    wish = _overlap(wish)
    with st.expander("Rules, thresholds and what comes again", key="round_more"):
        wish = _reference(material, wish)
        wish = _rule(material, wish)
        wish = _again(wish)
        wish = _thresholds(material, wish)
    if closable:
        st.button("Close without a round", type="tertiary", icon=":material/close:", on_click=close_form)
    return wish


def _team(material: Material) -> list[str]:
    """Give who is chosen already: a small team whole; of a larger one who plans, so that nobody is left out unseen."""
    here = who_works.people_here(resources.store())
    everybody = [coder for coder in material.coders if coder in here]  # whom an example came with hands nothing in
    return everybody if len(everybody) <= TEAM else [coder for coder in everybody if coder == session.coder()]


def _overlap(wish: RoundWish) -> RoundWish:
    if wish.kind == "main":
        share = st.number_input("Per cent of the answers that two people code", 0, 100, 10, key="round_doubled")
        return replace(wish, doubled=int(share))
    n = len(wish.coders)
    if n < 3:
        return wish
    each = st.selectbox(
        "Each answer is coded by", [0, *range(2, n)], key=f"round_each_{n}", width=320,
        format_func=lambda k: f"{k} of them, in all pairings" if k else f"all {n}",
    )  # fmt: skip
    return replace(wish, each=int(each))


def _reference(material: Material, wish: RoundWish) -> RoundWish:
    if wish.kind != "calibration":
        return wish
    reference = st.selectbox(
        "Reference", ["", *wish.coders], key="round_reference", width=320,
        format_func=lambda coder: material.coders[coder] if coder else "none",
        help="Whose codes the others are held against. What comes out is never called agreement between coders.",
    )  # fmt: skip
    return replace(wish, reference=str(reference))


def _rule(material: Material, wish: RoundWish) -> RoundWish:
    """Never an answer from the coder's own organisation, or whatever a closed question says."""
    if not material.parting:
        return wish
    names = {key: column.wording or column.name for key, column in material.parting.items()}
    rule = st.selectbox(
        "Nobody codes answers of their own", ["", *names], key="round_rule", width=420,
        format_func=lambda key: names[key] if key else "no such rule",
    )  # fmt: skip
    if not rule:
        return wish
    column = material.parting[rule]
    own = {
        coder: st.selectbox(
            f"{material.coders[coder]} belongs to", ["", *column.levels], key=f"round_own_{rule}_{coder}", width=420,
            format_func=lambda level: column.labels.get(level, level) if level else "none of them",
        )
        for coder in wish.coders
    }  # fmt: skip
    leave_out = st.checkbox("Leave out answers that too few may code", key="round_leave_out")
    return replace(wish, rule=str(rule), own=own, leave_out=leave_out)


def _again(wish: RoundWish) -> RoundWish:
    share = st.number_input(
        "Per cent of each coder's answers that come again, unannounced", 0, 50, 0, key="round_again",
        help="So that each coder can be compared with themself.",
    )  # fmt: skip
    apart = wish.apart
    if share:
        apart = int(st.number_input("With at least so many others in between", 1, 500, apart, key="round_apart"))
    return replace(wish, again=int(share), apart=apart)


def _thresholds(material: Material, wish: RoundWish) -> RoundWish:
    threshold = st.selectbox(
        "Krippendorff's alpha is to reach", list(THRESHOLDS), key="round_threshold", width=320,
        format_func=THRESHOLDS.__getitem__,
        help="Set before the round, and held against the lower end of the interval.",
    )  # fmt: skip
    least = threshold or f"{st.number_input('Alpha', 0.0, 0.99, 0.7, 0.01, key='round_least', width=160):.3f}"
    icc = wish.icc
    if not wish.question and len(material.questions) > 1:
        likeness = st.number_input(
            "How alike answers of one person are", 0.0, 0.9, float(icc), 0.05, key="round_icc", width=160,
            help="The intraclass correlation, from 0 to 1. The more alike, the less further answers of a person say.",
        )  # fmt: skip
        icc = f"{likeness:.2f}"
    hidden = st.checkbox("Hide who coded what while disagreements are decided", key="round_hidden")
    return replace(wish, least=least, icc=icc, names_hidden=hidden)
