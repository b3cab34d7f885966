"""Scales: scores of closed items by their published rules, as the table will be printed."""

from functools import partial

import streamlit as st

from views import feedback, navigation, page, resources, session
from views.widgets import scale_form, scale_problems, scale_start, theme_table, undo_bar
from views.widgets.file_names import file_name
from workbench import findings, projects, scale_tables, scales

store, project_id = resources.store(), session.project()


def _choose(scored: dict[str, str]) -> str:
    """Let one of the scored scales be chosen; one that stands alone is only named by its table."""
    if len(scored) == 1:
        return next(iter(scored))
    return str(
        st.pills(
            "Scale", list(scored), default=next(iter(scored)), required=True, format_func=scored.__getitem__,
            key=scale_form.SHOWN, bind="query-params", label_visibility="collapsed", wrap=True,
        )
    )  # fmt: skip


def _downloads(scale_id: str, by: str, title: str) -> None:
    for form, (name, mime, _) in findings.FORMS.items():
        st.download_button(
            name, partial(scale_tables.write_view, store, project_id, scale_id, by, form, session.coder()),
            file_name=file_name(title, form), mime=mime, key=f"down_{form}", type="tertiary", on_click="ignore",
        )  # fmt: skip


page.header(
    "Scales",
    "Scores of questionnaires by their published rules, computed from the closed answers.",
    method="A score is the sum or mean of its items, reversed items turned round; who lacks an item has no score, "
    "unless you let the person's own mean stand for it. Cut sets classify people differently: say which you used, "
    "report means and SD beside the categories, and take a category for screening, never for a diagnosis.",
    source="Stamm (2010), The concise ProQOL manual",
)
with feedback.refusals():
    projects.open_project(store, project_id)
    state = scales.list_scales(store, project_id, session.coder())
if not state.columns:
    st.caption(
        "Scores of questionnaires such as ProQOL-5 will be here. This project has no closed questions to score: "
        "import a file in which each item is a column."
    )
    st.page_link(f"views/{navigation.IMPORT.file}", label="Import answers", icon=":material/upload_file:")
    st.stop()

bar = st.container(horizontal=True, gap="small", vertical_alignment="center")
if state.scored:
    shown = _choose({scale_id: scoring.scale.name for scale_id, scoring in state.scored.items()})
    with bar.popover("What the table shows", icon=":material/tune:"):
        groups = scale_tables.grouping_variables(store, project_id)
        by = st.selectbox(
            "Compare groups by", ["", *groups], key="scale_by", bind="query-params",
            format_func=lambda key: groups.get(key, "No comparison"),
            help="Closed questions with 2 to 12 answers. Others can be prepared on the page Answers, under Variables.",
        )  # fmt: skip
    with feedback.refusals():
        view = resources.scale_view(project_id, shown, by, session.coder())
    with bar.popover("Download", icon=":material/download:"):
        _downloads(shown, by, view.table.title)
with bar:
    undo_bar.show(scales.SCOPE)
if state.scored:
    theme_table.show(view.table, view.stamp, key=f"scale_table_{shown}")
    scale_problems.show(view.problems, view.scoring.scale.name)
    with st.expander("How it is scored"):
        scale_form.show(view.scoring, state.columns, known=True, slot="shown")
scale_start.show(state)
