"""The codebook: what each code means, where it stands, how much it carries."""

from functools import partial

import streamlit as st

from views import feedback, navigation, page, resources, session
from views.widgets import acting, code_form, code_tree, codebook_start, codebook_versions, older_line, way_back
from workbench import codebook
from workbench.codebook_reading import CodebookState, read_codebook
from workbench.errors import SHOWN

CHOSEN = "code"  # in the address, so that a link or a refresh opens the same code
PLACE = "codebook"
REFUSED = "codebook_refused_names"


def _follow() -> None:
    """Do what was clicked in the tree: open a code, or go to the passages that wait for it."""
    what, code = code_tree.told()
    if what == "choose":
        st.query_params[CHOSEN] = code
    elif what == "confirm":
        st.session_state["confirm_code"] = code
        st.switch_page(f"views/{navigation.CONFIRM.file}")


def _add(command_id: str, name: str, parent: str) -> None:
    """Add a code that was typed; what is refused is named, and the others are added all the same."""
    try:
        codebook.add_code(
            resources.store(), session.project(), session.coder(), name, parent=parent, command_id=command_id
        )
    except SHOWN as refusal:
        said = f"{page.plain(name)} was not added. {page.plain(str(refusal))}"
        st.session_state[REFUSED] = [*st.session_state.get(REFUSED, []), said]


def _tools(state: CodebookState) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        with st.popover(codebook_versions.title(state), icon=":material/bookmark:"):
            codebook_versions.show(state)
        if state.may_edit:
            for label, use_case, ready, icon in (
                ("Undo", codebook.undo, state.can_undo, "undo"),
                ("Redo", codebook.redo, state.can_redo, "redo"),
            ):
                st.button(
                    label,
                    icon=f":material/{icon}:",
                    disabled=not ready,
                    **acting.does(f"codebook_{icon}", use_case, place=PLACE),
                )
        if state.book.live():
            for kind in ("yaml", "csv"):
                st.download_button(
                    kind.upper(),
                    partial(codebook.export_codebook, resources.store(), session.project(), kind),
                    file_name=f"codebook.{kind}",
                    icon=":material/download:",
                    on_click="ignore",
                    key=f"download_{kind}",
                )
            if state.may_edit:
                with st.popover("From a file", icon=":material/upload_file:"):
                    codebook_start.show()


def _gone(state: CodebookState) -> None:
    gone = [code for code in state.book.codes.values() if not code.is_live]
    if not gone:
        return
    with st.expander(f"Retired and merged codes ({len(gone)})", icon=":material/archive:"):
        for code in sorted(gone, key=lambda code: code.name.casefold()):
            left, right = st.columns([0.75, 0.25], vertical_alignment="center")
            where = f"merged into {state.book.code(code.merged_into).name}" if code.merged_into else "retired"
            left.markdown(f"{page.plain(code.name)} :gray[{page.plain(where)}]")
            if state.may_edit:
                right.button(
                    "Bring back",
                    width="stretch",
                    **acting.does(f"back_{code.id}", codebook.bring_back, code.id, place=PLACE),
                )


code_tree.take_names(_add)
_follow()
page.header(
    "Codebook",
    "What each code means, when to use it and when not. What nobody has confirmed is not counted.",
    method="A code has a name, a definition, when to use it, when not to, and examples; coders agree better on codes "
    "that say where they end. Codings keep the code they were made with, so that a merge can be taken back.",
    source="MacQueen and others (1998), Cultural Anthropology Methods 10(2): 31–36",
)
way_back.show()
with feedback.refusals():
    state = read_codebook(resources.store(), session.project(), session.coder())
if state.waits:
    st.info(state.waits, icon=":material/lock_clock:")
_tools(state)
older_line.show(st.query_params.get(CHOSEN, ""))
feedback.show_refusal(PLACE)
tree, form = st.columns([0.56, 0.44], gap="large")
with tree:
    for said in dict.fromkeys(st.session_state.pop(REFUSED, [])):
        st.error(said, icon=":material/error:")
    code_tree.show(code_tree.rows_of(state), st.query_params.get(CHOSEN, ""), may_add=state.may_edit)
    if not state.book.live():
        st.caption("Your codes will stand here as a tree. Type the first name above, or bring codes in.")
    _gone(state)
with form:
    chosen = state.book.codes.get(st.query_params.get(CHOSEN, ""))
    if chosen and chosen.is_live:
        code_form.show(state, chosen)
    elif state.book.live():
        st.caption("Choose a code to see its definition, change it, move it or merge it.")
    elif state.may_edit:
        st.subheader("Or start from a codebook", anchor=False)
        codebook_start.show()
