"""The reflexive journal, the project's memo, and all memos in one place."""

import streamlit as st

from views import feedback, memo_links, page, resources, session
from views.widgets import acting, memo_field, memo_list, undo_bar
from workbench import memos
from workbench.memos import ShownMemo

NEW = "journal_new"
SHOWN = 20  # entries at once


def _keep_draft() -> None:
    """Keep what was typed: the widget forgets it when the page is left."""
    st.session_state["journal_draft"] = st.session_state[_new_key()]


def _new_key() -> str:
    return f"{NEW}_{st.session_state.get('journal_added', 0)}"


def _add(command_id: str) -> None:
    words = st.session_state[_new_key()]
    acting.run(NEW, acting.with_content(command_id, words), memos.add_entry, words)
    st.session_state["journal_added"] = int(st.session_state.get("journal_added", 0)) + 1
    st.session_state["journal_draft"] = ""


def _new_entry() -> None:
    key = _new_key()
    st.text_area(
        "New entry", st.session_state.get("journal_draft", ""), height=160, key=key, help=memo_field.HELP,
        on_change=_keep_draft, placeholder="What I noticed, what I expected, what it has to do with me",
    )  # fmt: skip
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.button(
            "Add the entry", type="primary", key="journal_add", shortcut="mod+enter",
            on_click=feedback.guarded(_add, NEW), args=(session.command_id(NEW),),
        )  # fmt: skip
        memo_field.pick(key)
    feedback.show_refusal(NEW)


def _entry(entry: ShownMemo) -> None:
    changing = f"journal_open_{entry.target}"
    with st.container(gap="xsmall"):
        st.markdown(f"**{memo_field.day(entry.written)}**")
        open_ = bool(st.session_state.get(changing))
        if open_:
            memo_field.field(memos.JOURNAL, entry.target, "Entry", entry, height=200)
        else:
            st.markdown(memo_links.markdown(entry.parts))
            if entry.changed != entry.written or entry.missing:
                st.caption(memo_field.told(entry))
        st.button(
            "Done" if open_ else "Change", key=f"{changing}_button", type="tertiary",
            icon=":material/check:" if open_ else ":material/edit:", on_click=_open, args=(changing, not open_),
        )  # fmt: skip


def _open(changing: str, open_: bool) -> None:
    st.session_state[changing] = open_


def _journal() -> None:
    with st.expander("Memo on the project", icon=":material/flag:"):
        memo_field.show(memos.PROJECT, memos.PROJECT, "What this study asks, and what has been decided about it")
    _new_entry()
    with feedback.refusals():
        entries = memos.journal(resources.store(), session.project(), session.coder())
    if not entries:
        st.caption("Your entries will stand here, the latest first, each with its date.")
        return
    pages = -(-len(entries) // SHOWN)
    number = min(int(st.session_state.get("journal_page", 1)), pages)
    for entry in entries[(number - 1) * SHOWN : number * SHOWN]:
        _entry(entry)
    if pages > 1:
        st.pagination(pages, key="journal_page")


page.header(
    "Journal",
    "Notes on your own thinking, by date. Whoever works in this project can read them.",
    method="In reflexive work the researcher’s own position is part of the analysis, and a journal shows how readings "
    "came about and changed. Memos are where ideas grow before they become codes; write them while you read and code.",
    source="Braun and Clarke (2022), Thematic Analysis, Sage, chapter 1; Birks, Chapman and Francis (2008), Journal of "
    "Research in Nursing 13(1): 68–75",
)
left, right = st.columns([0.7, 0.3], vertical_alignment="center")
part = left.segmented_control(
    "Part", list(memo_links.PARTS), default="journal", format_func=memo_links.PARTS.__getitem__, key=memo_links.PART,
    required=True, label_visibility="collapsed", bind="query-params",
)  # fmt: skip
if part == "memos":
    memo_list.show()
else:
    with right:
        undo_bar.show(memos.JOURNAL, shortcut="u")
    _journal()
