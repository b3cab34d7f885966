"""Findings: the theme table as it will be printed, the figure, the answers behind every number."""

import streamlit as st

from reports.errors import NothingToDraw
from reports.figures import INK_DARK, INK_LIGHT, prevalence_chart
from views import feedback, page, resources, session
from views.widgets import answers_behind, theme_table
from workbench import findings, projects

ORDERS = {"frequency": "Most frequent first", "codebook": "As in the codebook"}


def _choose() -> findings.Choice:
    """Draw what can be chosen; the address carries it, so that a link shows the same table."""
    question = st.pills(
        "Question", list(offer.questions), format_func=offer.questions.__getitem__, default=next(iter(offer.questions)),
        key="f_question", required=True, label_visibility="collapsed",
    )  # fmt: skip
    with st.expander("What the table shows", icon=":material/tune:"):
        left, right = st.columns(2)
        denominator = left.selectbox(
            "Percentages of", list(findings.DENOMINATORS), index=1, format_func=findings.DENOMINATORS.__getitem__,
            key="f_of", help="One denominator for the whole table, named in its heading.",
        )  # fmt: skip
        order = right.selectbox("Order", list(ORDERS), format_func=ORDERS.__getitem__, key="f_order")
        variable = left.selectbox(
            "Compare groups by", ["", *offer.variables], key="f_by",
            format_func=lambda key: offer.variables.get(key, "No comparison"),
        )  # fmt: skip
        names = offer.coders
        coder = right.selectbox(
            "Codings by", list(names), index=list(names).index(offer.coder),
            format_func=lambda key: names[key] or "nobody yet", key="f_coder",
        )  # fmt: skip
        unused = left.toggle("Show codes that nobody used", key="f_unused")
    return findings.Choice(
        question=question, coder=coder, denominator=denominator, order=order, variable=variable, unused=unused
    )


def _downloads(choice: findings.Choice) -> None:
    """Offer the table and figure as files, made when they are asked for."""
    store, project_id = resources.store(), session.project()
    with st.popover("Download", icon=":material/download:"):
        for form, (name, mime, _) in findings.FORMS.items():
            if form in ("svg", "png") and (choice.variable or not has_figure):
                continue
            st.download_button(
                name, lambda form=form: findings.write_findings(store, project_id, choice, form),
                file_name=f"themes.{form}", mime=mime, key=f"down_{form}", type="tertiary", on_click="ignore",
            )  # fmt: skip


page.header(
    "Findings",
    "Themes counted by people, as the table will be printed. Click a number to read the answers behind it.",
    method="A theme's n is the number of respondents with it or with any code under it, each counted once; a person "
    "can speak of several themes, so columns are never summed. Intervals are Wilson's and say how far the share could "
    "lie from this sample's; an answer not yet coded is never counted as one without the theme.",
    source="Wilson (1927), Journal of the American Statistical Association 22",
)
with feedback.refusals():
    project = projects.open_project(resources.store(), session.project())
    offer = findings.offer(resources.store(), session.project(), session.coder())
    if not offer.questions:
        st.info("There are no answers yet. Import a survey file, then code its answers.", icon=":material/info:")
        st.stop()
    choice = _choose()
    table, stamp = findings.findings_table(resources.store(), session.project(), choice)
if not table.rows:
    st.info("The codebook is empty. Make codes first; each will be a row here.", icon=":material/info:")
    st.page_link("views/edit_codebook.py", label="Open the codebook", icon=":material/account_tree:")
    st.stop()

coded, answers = int(table.meta["coded"]), int(table.meta["answers"])
st.progress(coded / answers if answers else 0.0, text=f"Coded {coded:,} of {answers:,} answers")
if not coded:
    st.info(table.notes[0], icon=":material/info:")
try:
    dark = st.context.theme.type == "dark"
    figure = None if choice.variable else prevalence_chart(table, ink=INK_DARK if dark else INK_LIGHT)
except NothingToDraw:
    figure = None
has_figure = figure is not None
opened = theme_table.show(table, stamp)
if opened:
    st.query_params["code"] = opened
_downloads(choice)
wanted = st.query_params.get("code", "")
if wanted in {row.key for row in table.rows}:
    row = table.row(wanted)
    with feedback.refusals():
        answers_behind.show(row, str(row.cells["theme"]))
if figure is not None:
    st.subheader("Figure", anchor=False)
    st.altair_chart(figure, width="stretch", theme=None)
