"""Who takes part in the project, with their roles; the lead adds people, gives roles and takes people out."""

import streamlit as st

from coding.roles import Role
from views import feedback, page, resources, session
from views.widgets import acting
from workbench import members
from workbench.members import Member

PLACE = "people"
OUT = ""
ROLES = {
    Role.LEAD.value: "Lead",
    Role.ADJUDICATOR.value: "Adjudicator",
    Role.CODER.value: "Coder",
    Role.VIEWER.value: "Viewer",
    OUT: "Takes part no longer",
}
MAY = (
    "A lead may do everything. An adjudicator works on the codebook, opens what several code, and settles where they "
    "differ. A coder codes. A viewer reads. Roles keep people from slips, not from ill will: whoever can open this "
    "project can work under any name."
)


def show() -> None:
    """Draw one line a person, and the form that adds one."""
    st.subheader("People", anchor=False)
    st.caption(MAY)
    with feedback.refusals():
        found = members.members(resources.store(), session.project())
    feedback.show_refusal(PLACE)
    leads = any(member.coder_id == session.coder() and member.role == Role.LEAD.value for member in found)
    for member in found:
        _person(member, may_change=leads)
    if leads:
        _add()


def _person(member: Member, *, may_change: bool) -> None:
    codings = "no codings" if not member.codings else f"{member.codings:,} coding{'s' if member.codings > 1 else ''}"
    you = " · you" if member.coder_id == session.coder() else ""
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.markdown(f"{page.plain(member.name)} :gray[{codings}{you}]", width="stretch")
        if not may_change:
            st.caption(ROLES[member.role], width="content")
            return
        key = f"role_{session.project()}_{member.coder_id}_{member.role}"
        st.selectbox(
            f"Role of {member.name}", list(ROLES), list(ROLES).index(member.role), key=key, width=220,
            format_func=ROLES.__getitem__, label_visibility="collapsed",
            on_change=feedback.guarded(_give, PLACE), args=(key, session.command_id(key), member.coder_id),
        )  # fmt: skip


def _give(widget: str, command_id: str, who: str) -> None:
    wanted = str(st.session_state.pop(widget))  # where it is refused, the box shows again what holds
    acting.run(widget, acting.with_content(command_id, wanted), members.give_role, who, wanted)


def _add() -> None:
    roles = [role for role in ROLES if role]
    with (
        st.form("person_form", border=False, clear_on_submit=True),
        st.container(horizontal=True, gap="small", vertical_alignment="bottom"),
    ):
        st.text_input("Add a person by name", key="person_name")
        st.selectbox(
            "As", roles, roles.index(Role.CODER.value), key="person_role", format_func=ROLES.__getitem__, width=160
        )
        command_id = session.command_id("person_add")
        st.form_submit_button("Add", on_click=feedback.guarded(_new, PLACE), args=(command_id,))


def _new(command_id: str) -> None:
    name, role = str(st.session_state["person_name"]), str(st.session_state["person_role"])
    acting.run("person_add", acting.with_content(command_id, (name, role)), members.add_person, name, role)
