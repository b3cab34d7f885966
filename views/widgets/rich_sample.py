"""What a round that was drawn at different rates says of the study: weighed back, and for each kind of answer."""

import streamlit as st

from reports.model import Stamp
from views import feedback, resources, session
from views.widgets import theme_table
from workbench import rich_samples
from workbench.round_agreement import RoundResults


def show(found: RoundResults, stamp: Stamp) -> None:
    """Draw the table of codes as it holds of the study, and a line for each kind of answer that was drawn apart.

    Of a round whose answers had not all the same chance to be drawn.
    """
    with feedback.refusals():
        study = rich_samples.of_study(resources.store(), session.project(), found.study, found.results.codings)
    st.caption(
        "Some answers were drawn more often than others, so the figures of this page are of the sample. Here they are "
        "of the study it was drawn from."
    )
    names = {code: found.results.codes[code] for code in found.results.with_codes}
    for table in rich_samples.study_tables(study, names):
        theme_table.show(table, stamp, key=table.name)
