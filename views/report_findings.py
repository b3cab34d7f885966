"""Findings: the theme table as it will be printed, the figure, the answers behind every number."""

from dataclasses import replace
from functools import partial

import streamlit as st

from reports.errors import NothingToDraw
from reports.figures import INK_DARK, INK_LIGHT, prevalence_chart
from views import feedback, navigation, page, resources, session
from views.widgets import answers_behind, findings_choice, theme_table
from views.widgets.file_names import file_name
from workbench import findings, projects

DEPTHS = {"top": "Top level", "all": "Every row"}
FONT = "Source Sans, sans-serif"  # Streamlit's own, as on the rest of the page


def _downloads(choice: findings.Choice, title: str, *, figure: bool) -> None:
    """Offer the table and its figure as files, made when they are asked for."""
    store, project_id = resources.store(), session.project()
    forms = {**findings.FORMS, **(findings.FIGURES if figure else {})}
    for form, (name, mime, _) in forms.items():
        st.download_button(
            name, partial(findings.write_findings, store, project_id, choice, form, session.coder()),
            file_name=file_name(title, form), mime=mime, key=f"down_{form}", type="tertiary", on_click="ignore",
        )  # fmt: skip


def _figure(choice: findings.Choice) -> findings.Choice | None:
    """Draw the bars of a theme table; give the choice with what the figure shows, None where there is none."""
    if choice.variable:
        return None
    if any(row.level for row in table.rows):
        with figure_place:
            depth = st.segmented_control(
                "The figure shows", list(DEPTHS), default="top", format_func=DEPTHS.__getitem__, key="findings_depth",
                required=True, label_visibility="collapsed",
            )  # fmt: skip
        choice = replace(choice, figure_levels=1 if depth == "top" else None)
    ink = INK_DARK if st.context.theme.type == "dark" else INK_LIGHT
    try:
        chart = prevalence_chart(table, ink=ink, font=FONT, levels=choice.figure_levels)
    except NothingToDraw as reason:
        figure_place.caption(str(reason))
        return None
    figure_place.altair_chart(chart, width="stretch", theme=None)
    return choice


page.header(
    "Findings",
    "Themes counted by people, as the table will be printed. Choose a number to read the answers behind it.",
    method="A theme's n is the number of respondents with it or with any code under it, each counted once; a person "
    "can speak of several themes, so columns are never summed, and an answer not yet coded is never one without the "
    "theme. Who did not raise a theme was not asked about it: a share says how many brought it up, not how many would "
    "agree.",
    source="Guest, MacQueen and Namey (2012), Applied Thematic Analysis, Sage; Maxwell (2010), Qualitative Inquiry "
    "16(6): 475–482",
)
with feedback.refusals():
    project = projects.open_project(resources.store(), session.project())
    offer = findings.offer(resources.store(), session.project(), session.coder())
if not offer.questions:
    st.caption("The theme table of each question will be here. This project has no answers yet.")
    st.page_link(f"views/{navigation.IMPORT.file}", label="Import answers", icon=":material/upload_file:")
    st.stop()
if not offer.codes:
    st.caption("Each code will be a row here, with the number of people who speak of it. The codebook is empty.")
    st.page_link(f"views/{navigation.CODEBOOK.file}", label="Make the first code", icon=":material/account_tree:")
    st.stop()
question = findings_choice.question(offer)
bar = st.container(horizontal=True, gap="small")
with bar.popover("What the table shows", icon=":material/tune:"):
    wanted = findings_choice.choose(offer, question)
with feedback.refusals():
    table, stamp = resources.findings_table(session.project(), wanted, session.coder())
if not table.rows:
    st.caption("No code of the codebook applies to this question.")
    st.stop()

coded, in_part, answers = (int(table.meta[name]) for name in ("coded", "in_part", "answers"))
open_answers = int(table.meta["open"])
begun = coded + in_part > 0
if not begun:
    st.info(table.notes[0], icon=":material/info:")
elif open_answers:
    more = f", {in_part:,} more in part" if in_part else ""
    how_far = f"Coded {coded:,} of {answers:,} answers{more}"
    if projects.shows(project, "intervals"):
        st.progress(coded / answers, text=how_far)
    else:  # the bar says a share to those who listen to the page
        st.caption(how_far)
chosen = theme_table.show(table, stamp)
if chosen:
    answers_behind.open_row(chosen)
with feedback.refusals():
    of_all, refused = findings.carried_over_table(resources.store(), session.project(), wanted, table)
if of_all is not None:
    theme_table.show(of_all, stamp, key="of_all")
elif refused:
    st.caption(f"{refused} Read in random order on the page Code, and they will.")
figure_place = st.container()
drawn = _figure(wanted) if begun and table.base_n else None
with bar.popover("Download", icon=":material/download:"):
    _downloads(drawn or wanted, table.title, figure=drawn is not None)
row = next((row for row in table.rows if row.key == answers_behind.opened() and row.response_ids), None)
if row is not None:
    answers_behind.show(row, wanted.coder)
