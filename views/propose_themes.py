"""Start a run of proposals, watch it, and see the runs there are."""

import streamlit as st

from views import feedback, page, resources, session
from views.widgets import consent_form, job_progress, proposal_runs
from workbench import proposing
from workbench.projects import open_project, shows
from workbench.proposing import Askable, Wish

GRAINS = {"coarse": "Coarse", "balanced": "Balanced", "fine": "Fine"}
UNITS = {"clause": "Clauses", "sentence": "Sentences", "response": "Whole answers"}
LANGUAGES = {"en": "English", "xx": "Another language"}


def _start(command: str) -> None:
    wish = Wish(
        questions=tuple(st.session_state.get("propose_questions", [])),
        granularity=st.session_state["propose_grain"],
        segmenting=st.session_state["propose_unit"],
        language=st.session_state["propose_language"],
        seed=int(st.session_state["propose_seed"]),
    )
    proposing.start(
        resources.store(), resources.settings(), session.project(), session.coder(), wish, command_id=command
    )
    session.command_done("propose")


def _choices(questions: list[Askable]) -> int:
    """Draw what can be chosen; give the number of answers chosen."""
    names = {question.question_id: f"{question.wording} ({question.answers:,})" for question in questions}
    st.pills(
        "Questions, with the number of answers that say something",
        list(names),
        default=[question.question_id for question in questions if question.answers],
        format_func=lambda key: page.plain(names[key]),
        selection_mode="multi",
        key="propose_questions",
    )
    st.segmented_control(
        "Grain",
        list(GRAINS),
        default="fine",
        required=True,
        format_func=GRAINS.__getitem__,
        key="propose_grain",
        help="Fine makes more and smaller groups. Merging two is quicker than seeing that one should be split.",
    )
    with st.expander("More choices"):
        st.segmented_control(
            "A passage is a part of an answer. Cut answers into",
            list(UNITS),
            default="clause",
            required=True,
            format_func=UNITS.__getitem__,
            key="propose_unit",
            help="One answer often says several things; clauses let each of them find its own theme.",
        )
        st.segmented_control(
            "Language of the answers",
            list(LANGUAGES),
            default="en",
            required=True,
            format_func=LANGUAGES.__getitem__,
            key="propose_language",
            help="Clauses are found in English only; other languages are cut into sentences, and the packaged "
            "language model knows English best.",
        )
        st.number_input(
            "Seed",
            min_value=0,
            max_value=2**31 - 1,
            value=0,
            step=1,
            key="propose_seed",
            help="Same answers, same choices, same seed: same proposals.",
        )
    chosen = st.session_state.get("propose_questions", [])
    return sum(question.answers for question in questions if question.question_id in chosen)


with feedback.refusals():
    project = open_project(resources.store(), session.project())
page.header(
    "Propose themes",
    "The machine groups passages that say similar things. You decide afterwards which groups become codes.",
    method="Grouping by likeness of wording is a first reading, not an analysis: it sees what is said often, and "
    "misses what is said once, between the lines, or in other words. Read answers before and beside it.",
    source="Nelson (2020), Sociological Methods & Research 49(1): 3–42; Baumer et al. (2017), Journal of the "
    "Association for Information Science and Technology 68(6): 1397–1410",
)
if not shows(project, "proposals"):
    st.markdown("This project works reflexively: proposed themes are switched off. You can switch them on at any time.")
    st.page_link("views/change_settings.py", label="Settings: switch on proposed themes")
    st.stop()
questions = proposing.askable(resources.store(), session.project())
if not any(question.answers for question in questions):
    st.markdown("There are no answers to group yet. Proposed themes will be made from the answers of your survey.")
    st.page_link("views/import_survey.py", label="Import answers")
    st.stop()

job = job_progress.show(proposing.KIND)
there = proposal_runs.show(job)
if (job is None or not job.is_live) and consent_form.show():
    if job is not None:
        proposal_runs.tell_end(job)
    if there:
        st.subheader("Propose again", anchor=False)
    answers = _choices(questions)
    st.button(
        "Propose themes",
        key="propose_start",
        type="secondary" if there else "primary",
        disabled=not answers,
        on_click=feedback.guarded(_start, "propose"),
        args=(session.command_id("propose"),),
    )
    feedback.show_refusal("propose")
    st.caption(proposal_runs.size_line(answers))
