"""What a round that was drawn at different rates says of the study: weighed back, and for each kind of answer."""

import streamlit as st

from reports.agreement_tables import groups_table, reliability_table
from reports.model import Stamp
from views import feedback, resources, session
from views.widgets import theme_table
from workbench import rich_samples
from workbench.round_agreement import RoundResults

WEIGHED = (
    "Each answer counts for as many as it stands for: one over its chance to be drawn.",
    "Intervals leave out one respondent at a time, with as many degrees of freedom as the spread speaks for; where few "
    "of the answers unlikely to have a rare code were drawn, they are still somewhat too narrow.",
)


def show(found: RoundResults, stamp: Stamp) -> None:
    """Draw the table of codes as it holds of the study, and a line for each kind of answer that was drawn apart."""
    with feedback.refusals():
        study = rich_samples.of_study(resources.store(), session.project(), found, session.coder())
    if study is None:
        st.caption("Every answer that was there to draw from had the same chance, so nothing has to be weighed back.")
        return
    st.caption(
        "Some answers were drawn more often than others, so the figures of this page are of the sample. Here they are "
        "of the study it was drawn from."
    )
    names = {code: found.results.codes[code] for code in found.results.with_codes}
    theme_table.show(reliability_table(study.study, names, WEIGHED), stamp, key="of_study")
    if study.strata:
        parts = groups_table(study.strata, "Agreement by kind of answer", of="Kind of answer")
        theme_table.show(parts, stamp, key="of_strata")
