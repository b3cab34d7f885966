"""The tour: a line on top of the real pages that says, step by step, what to look at and try. It stores nothing."""

from typing import Literal, NamedTuple

import streamlit as st

from views import feedback, resources, session
from workbench import projects
from workbench.overview import Overview, Step

MINUTES = 5  # a page of two sentences and a look round, six times
NUMBERS = ("no", "one", "two", "three", "four", "five", "six")
PART, PARTS = "answers_part", {"people": "Who is in"}  # on the page Answers; names in the address
_GO = "tour_go"


class Stop(NamedTuple):
    """A page of the tour: its file, what stands on the line there, and the part of the page that is meant."""

    file: str
    words: str
    part: str = ""


STOPS: dict[str, tuple[Stop, ...]] = {
    "Import": (
        Stop(
            "look_at_answers.py",
            "Where the answers came from: who is in, and who was left out by which rule. A survey of your own begins "
            "at New project, where nothing is stored before you have seen how the file was read.",
            "people",
        ),
    ),
    "Read": (
        Stop(
            "read_answers.py",
            "Read some answers before there is any code or number; what you have read is counted, and M writes a note "
            "in the margin. Which answers say nothing at all is decided on the page Answers.",
        ),
    ),
    "Propose": (
        Stop(
            "propose_themes.py",
            "Here the machine groups passages that say similar things; it may take some minutes, and you can go on "
            "meanwhile or without it. What it finds waits under Review themes and is no code until you accept it.",
        ),
        Stop(
            "review_proposals.py",
            "Each card is a group of similar passages, with the most typical quotes and those at its edge. Accept, "
            "merge, split or reject one; Undo takes it back, and no answer is coded by it.",
        ),
    ),
    "Codebook": (
        Stop(
            "edit_codebook.py",
            "A code says what it means, when to use it and when not. Choose a code to read how it is defined, or "
            "write one of your own.",
        ),
    ),
    "Code": (
        Stop(
            "code_responses.py",
            "One answer at a time: the key beside a code gives it, or a click; Enter goes on, U takes back, H shows "
            "all keys. What the desk calls saved is saved: stop at any answer.",
        ),
    ),
    "Findings": (
        Stop(
            "report_findings.py",
            "How many people raised what, counted only from answers that a person coded. Where numbers stand, choose "
            "one to read the answers behind it; Download holds the table for a paper.",
        ),
    ),
}


def offer(project_id: str, steps: int, place: str) -> None:
    """Draw the button that starts the tour on a project."""
    st.button(
        f"Take the tour, {NUMBERS[steps]} steps, about {NUMBERS[MINUTES]} minutes",
        key=f"take_tour_{place}", icon=":material/signpost:", type="tertiary",
        on_click=feedback.guarded(_start, f"tour_{place}"), args=(project_id,),
    )  # fmt: skip
    feedback.show_refusal(f"tour_{place}")


def follow(view: Overview | None, file: str) -> None:
    """Go to the page that was asked for; else let the step be that of the page that was opened."""
    if view is None or not session.tour():
        return
    steps = view.steps
    number = min(session.tour(), len(steps))
    if st.session_state.pop(_GO, False):
        session.set_tour(number)
        stop = _opened_by(steps[number - 1], view)
        if stop.file != file:
            # {} and not None, which Streamlit refuses where a choice of the page that is left stands in the address
            st.switch_page(f"views/{stop.file}", query_params={PART: PARTS[stop.part]} if stop.part else {})
        if stop.part:
            st.session_state[PART] = stop.part
    if _stop(steps[number - 1], file) is None:
        here = [place for place, step in enumerate(steps, start=1) if _stop(step, file)]
        number = here[-1] if here else number
    session.set_tour(number)


def show(view: Overview | None, file: str) -> None:
    """Draw the line: which step this is, what to look at, and Back, Next and Skip."""
    if view is None or not session.tour():
        return
    number, total = session.tour(), len(view.steps)
    step = view.steps[number - 1]
    stop = _stop(step, file)
    with st.container(key="tour", horizontal=True, vertical_alignment="center", gap="small"):
        place = f"**Step {number} of {total} · {step.name}**"
        if stop is None:
            st.markdown(f"{place}  \nThe tour waits there while you look round.")
            _button("Go on with the tour", "on", number, number)
        else:
            st.markdown(f"{place}  \n{stop.words}")
            if number > 1:
                _button("Back", "back", number, number - 1)
            if number < total:
                _button(f"Next: {view.steps[number].name}", "next", number, number + 1)
        st.button(
            "Skip the tour" if number < total else "End the tour", key=f"tour_skip_{number}", type="tertiary",
            on_click=session.end_tour,
        )  # fmt: skip


def _button(label: str, name: str, number: int, target: int) -> None:
    # The key changes with the step, so that no button keeps the focus: at the desk Enter means the next answer.
    kind: Literal["secondary", "tertiary"] = "tertiary" if name == "back" else "secondary"
    st.button(label, key=f"tour_{name}_{number}", type=kind, on_click=_go, args=(target,))


def _stop(step: Step, file: str) -> Stop | None:
    """Give the stop of a step that is on a page, None where there is none."""
    return next((stop for stop in STOPS[step.name] if stop.file == file), None)


def _opened_by(step: Step, view: Overview) -> Stop:
    """Give the stop with which a step begins: of the proposed themes the last, where there are any."""
    return STOPS[step.name][-1 if view.counts.proposed else 0]


def _start(project_id: str) -> None:
    projects.join_project(resources.store(), project_id, session.coder())
    session.open_project(project_id)
    _go(1)


def _go(number: int) -> None:
    session.set_tour(number)
    st.session_state[_GO] = True
