"""The overview of a project: where am I, what next, how far."""

import html

import streamlit as st

from views import feedback, navigation, page, resources, session
from views.widgets import older_line, tour, where_it_lies
from workbench import demo, overview, projects

PAGES: dict[overview.Place, navigation.Entry] = {
    "import": navigation.IMPORT,
    "answers": navigation.ANSWERS,
    "read": navigation.READ,
    "propose": navigation.PROPOSE,
    "proposals": navigation.REVIEW,
    "confirm": navigation.CONFIRM,
    "codebook": navigation.CODEBOOK,
    "code": navigation.CODE,
    "round": navigation.CODE,
    "rounds": navigation.ROUNDS,
    "findings": navigation.FINDINGS,
}
STATES: dict[overview.State, str] = {"done": "done", "now": "begun", "ahead": "still ahead"}


def _road(view: overview.Overview) -> str:
    steps = "".join(
        f'<li class="vb-step vb-{step.state}"><span class="vb-dot" role="img" aria-label="{STATES[step.state]}"></span>'
        f"<b>{html.escape(step.name)}</b><span>{html.escape(step.detail)}</span></li>"
        for step in view.steps
    )
    return f'<ol class="vb-road">{steps}</ol>'


def _read(done: bool) -> None:
    projects.change_setting(
        resources.store(), session.project(), session.coder(), "reading", "done" if done else "",
        command_id=session.command_id("reading"),
    )  # fmt: skip
    session.command_done("reading")


with feedback.refusals():
    view = overview.overview(resources.store(), session.project(), session.coder())
page.header(
    view.project.name,
    projects.WAYS[view.project.way][0],
    method="Coding moves between reading, naming and checking; the road shows an order that works, not a rule. "
    "Any step can be taken again, and every decision stays in the record.",
    source="Braun and Clarke (2006), Qualitative Research in Psychology 3(2): 77–101",
)
st.html(_road(view))
left, right = st.columns([0.7, 0.3], vertical_alignment="center")
left.markdown(f"**Next.** {page.plain(view.next.sentence)}")
if right.button(view.next.button, type="primary", width="stretch", key="next"):
    address = {"round": view.round.round_id} if view.round and view.next.page == "round" else {}
    st.switch_page(f"views/{PAGES[view.next.page].file}", query_params=address)
if view.counts.waiting and view.next.page != "confirm" and projects.shows(view.project, "proposals"):
    passages = "1 passage is" if view.counts.waiting == 1 else f"{view.counts.waiting:,} passages are"
    st.caption(f"{passages} proposed, not counted, until you confirm them.")
if view.counts.codes:
    older_line.show()
if view.counts.answers:
    read = bool(view.project.reading)
    st.button(
        "Answers read" if read else "Mark the answers as read",
        key="mark_read",
        type="tertiary",
        icon=":material/task_alt:" if read else ":material/radio_button_unchecked:",
        on_click=feedback.guarded(_read, "read"),
        args=(not read,),
    )
    feedback.show_refusal("read")
st.divider()
if projects.is_example(view.project.project_id):
    st.caption(page.plain(demo.about(view.project.project_id)))
    if not session.tour() and not session.tour_is_over():
        tour.offer(view.project.project_id, len(view.steps), "overview")
where_it_lies.show("overview")
