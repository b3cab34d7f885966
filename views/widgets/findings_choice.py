"""What a table of findings shows. The address carries the choice, so that a refresh or a link shows the same table."""

import streamlit as st

from reports.counting import Order
from workbench import findings

ORDERS: dict[Order, str] = {"frequency": "Most frequent first", "codebook": "As in the codebook"}
SHORT = 44  # characters; longer questions are chosen from a list, not from buttons
FEW = 6


def question(offer: findings.Offer) -> str:
    """Let a question be chosen; one that stands alone is only named by the table itself."""
    wording = offer.questions
    if len(wording) == 1:
        return next(iter(wording))
    if len(wording) > FEW or max(map(len, wording.values())) > SHORT:
        chosen = st.selectbox(
            "Question", list(wording), format_func=wording.__getitem__, key="findings_question", bind="query-params",
            label_visibility="collapsed",
        )  # fmt: skip
    else:
        chosen = st.pills(
            "Question", list(wording), format_func=wording.__getitem__, default=next(iter(wording)), required=True,
            key="findings_question", bind="query-params", label_visibility="collapsed", wrap=True,
        )  # fmt: skip
    return str(chosen)


def choose(offer: findings.Offer, question_id: str) -> findings.Choice:
    """Draw the rest of what can be chosen."""
    denominator = st.selectbox(
        "Of whom", list(findings.DENOMINATORS), index=list(findings.DENOMINATORS).index("answered"),
        format_func=lambda key: findings.DENOMINATORS[key], key="findings_of", bind="query-params",
        help="One denominator for the whole table, named in its heading.",
    )  # fmt: skip
    variable = st.selectbox(
        "Compare groups by", ["", *offer.variables], key="findings_by", bind="query-params",
        format_func=lambda key: offer.variables.get(key, "No comparison"),
        help="Closed questions with 2 to 12 answers. Others can be prepared on the page Answers, under Variables.",
    )  # fmt: skip
    order = st.selectbox(
        "Order", list(ORDERS), format_func=lambda key: ORDERS[key], key="findings_order", bind="query-params"
    )
    coder = offer.coder
    if len(offer.coders) > 1:
        coder = st.selectbox(
            "Codings by", list(offer.coders), index=list(offer.coders).index(offer.coder),
            format_func=offer.coders.__getitem__, key="findings_coder", bind="query-params",
        )  # fmt: skip
    unused = st.toggle("Codes that nobody used too", key="findings_unused", bind="query-params")
    return findings.Choice(
        question=question_id,
        coder=coder,
        denominator=denominator,
        order=order,
        variable=variable,
        unused=unused,
    )
