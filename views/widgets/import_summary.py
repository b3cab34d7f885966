"""Step 4 of an import: what will be stored, the project's name, the way of working, who I am, and the one button."""

from typing import Any

import streamlit as st

from pipelines.exclusions import LABELS
from pipelines.raw_table import RawTable
from pipelines.survey import ImportPlan
from views import feedback, page, resources, session
from views.widgets import import_draft
from workbench import people
from workbench.errors import SHOWN
from workbench.import_preview import Preview
from workbench.importing import import_project
from workbench.projects import WAYS, NewProject

_BUSY, _CREATED, _REFUSAL = "import_busy", "import_created", "import_refusal"


def leave_when_created() -> None:
    """Go on to the overview of a project just created: the run after, for only then is the page there."""
    if st.session_state.pop(_CREATED, False):
        st.switch_page("views/see_overview.py")


def show(table: RawTable, plan: ImportPlan, found: Preview) -> None:
    """Draw the summary and the form; store the project when it is asked for."""
    st.markdown(_sentence(found))
    for message, row, column in found.notes:
        where = ", ".join(part for part in (f"row {row}" if row else "", f"column {column}" if column else "") if part)
        st.caption(page.plain(f"{message}{f' ({where})' if where else ''}"))
    left, right = st.columns(2, gap="medium")
    left.text_input("Name of the project", value=_title(table), key="import_name")
    right.text_input(
        "Your name",
        value=people.coder_name(resources.store(), session.coder()),
        key="import_who",
        help="Every decision carries it. A name is enough.",
    )
    st.radio(
        "Way of working",
        list(WAYS),
        format_func=lambda way: WAYS[way][0],
        captions=[hides for _, hides in WAYS.values()],
        key="import_way",
    )
    st.caption(
        f"Everything stays on this computer, in `{resources.settings().data_dir}`. Name, way of working, variables and "
        "who is in can be changed later; columns that are left out are not stored."
    )
    st.button(
        "Create project",
        type="primary",
        key="import_create",
        on_click=feedback.guarded(_ask, "create"),
        disabled=bool(st.session_state.get(_BUSY)),
    )
    feedback.show_refusal("create")
    refusal = st.session_state.pop(_REFUSAL, "")
    if refusal:
        st.error(page.plain(f"{refusal} Nothing was stored."), icon=":material/error:")
    if st.session_state.get(_BUSY):
        _create(table, plan)


def _sentence(found: Preview) -> str:
    left_out = sum(count for _, count in found.excluded)
    reasons = ", ".join(f"{LABELS[rule].split(':')[0].lower()} {count:,}" for rule, count in found.excluded if count)
    answers = sum(question.answers for question in found.questions)
    coded = sum(kind.count for q in found.questions for kind in q.kinds if kind.disposition == "substantive")
    questions = len(found.questions)
    return (
        f"**Received {found.received:,} respondents, left out {left_out:,}{f' ({reasons})' if reasons else ''}, "
        f"analysed {found.analysed:,}.** {answers:,} answers to {questions} "
        f"{'question' if questions == 1 else 'questions'}, of which {coded:,} say something."
    )


def _title(table: RawTable) -> str:
    stem = table.name.rsplit(".", 1)[0].replace("_", " ").strip()
    return stem[:1].upper() + stem[1:]


def _ask() -> None:
    session.sign_in(people.sign_in(resources.store(), st.session_state["import_who"]))
    st.session_state[_BUSY] = True


def stop() -> None:
    """Ask for nothing any more, as when the file is no longer there."""
    st.session_state[_BUSY] = False


def _tell(bar: Any, stage: str, share: float) -> None:
    bar.progress(share, stage)


def _create(table: RawTable, plan: ImportPlan) -> None:
    """Store the project, with progress beside the button; a click meanwhile starts it anew, a refusal ends it."""
    bar = st.progress(0.0, "Reading the answers")
    new = NewProject(st.session_state["import_name"], st.session_state["import_way"])
    try:
        project_id = import_project(
            resources.store(), session.coder(), new, table, plan,
            command_id=session.command_id("import"), progress=lambda stage, share: _tell(bar, stage, share),
        )  # fmt: skip
    except SHOWN as refusal:
        st.session_state[_BUSY] = False
        st.session_state[_REFUSAL] = str(refusal)
        st.rerun()  # draws the button again, ready for another try
    st.session_state[_BUSY] = False
    session.command_done("import")
    import_draft.done()
    session.open_project(project_id)
    st.session_state[_CREATED] = True
    st.rerun()
