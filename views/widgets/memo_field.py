"""The memo on one thing: a field that saves when it is left, others' memos, and the memos that refer to the thing."""

from datetime import datetime

import streamlit as st

from views import feedback, memo_links, page, resources, session
from views.widgets import acting
from workbench import memos
from workbench.memos import ShownMemo

KINDS = {"code": "Code", "theme": "Theme", "response": "Answer"}
HELP = "[[Name]] links to a code or a theme, [[P7]] to the answers of person P7. Leaving the field saves."


def show(about: str, target: str, label: str, *, height: int = 116) -> None:
    """Draw one's memo on a thing, others' memos on it, and where it is mentioned."""
    with feedback.refusals():
        found = memos.thing_memos(resources.store(), session.project(), session.coder(), about, target)
    field(about, target, label, found.mine, height=height)
    for memo in found.others:
        st.markdown(f"**{page.plain(memo.coder)}** · {day(memo.changed)}  \n{memo_links.markdown(memo.parts)}")
    if found.mentioned_in:
        st.caption("Mentioned in")
        for memo in found.mentioned_in:
            st.markdown(f"{heading(memo)}  \n{memo_links.markdown(memo.parts)}")


def field(about: str, target: str, label: str, mine: ShownMemo | None, *, height: int = 116) -> None:
    """Draw the field for one's own words; what they refer to stands under it."""
    name = f"memo_{about}_{target}"
    widget = f"{name}_{mine.changed.isoformat() if mine else ''}"  # what undo brings back is a new value
    st.text_area(
        label, mine.editable if mine else "", height=height, key=widget, help=HELP,
        on_change=feedback.guarded(_save, name), args=(about, target, widget, session.command_id(name), name),
    )  # fmt: skip
    feedback.show_refusal(name)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        pick(widget, saves=(about, target, name))
        if mine:
            st.caption(told(mine), width="content")
    if mine and mine.links:
        links = ", ".join(memo_links.named(name, link) for link, name in mine.links.items())
        st.markdown(f"Links to {links}")


def pick(widget: str, *, saves: tuple[str, str, str] | None = None) -> None:
    """Draw the list from which a link to a code is put behind the words of a field."""
    with st.popover("Link to a code", icon=":material/link:", type="tertiary", key=f"pick_{widget}"):
        names = memos.linkable_codes(resources.store(), session.project())
        if not names:
            st.caption("There are no codes yet.")
            return
        choice = f"picked_{widget}"
        st.selectbox(
            "Code or theme", names, index=None, placeholder="type a name", key=choice,
            on_change=feedback.guarded(_put, saves[2] if saves else "page"), args=(widget, choice, saves),
        )  # fmt: skip


def told(memo: ShownMemo) -> str:
    """Say when a memo was written, and which of its references lead nowhere."""
    said = [f"written {day(memo.written)}"]
    if memo.changed != memo.written:
        said.append(f"changed {day(memo.changed)}")
    if memo.missing:
        lacking = " or ".join(f"‘{page.plain(name)}’" for name in memo.missing)
        said.append(f"not linked: no code or answer is called {lacking}")
    return " · ".join(said)


def heading(memo: ShownMemo) -> str:
    """Give the line above a memo in a list: what it is about, as a link where one can go there, by whom and when."""
    thing = page.plain(memo.title)
    if memo.about in KINDS:
        link = f"{'code' if memo.about == 'theme' else memo.about}:{memo.target}"
        thing = f"{KINDS[memo.about]} {memo_links.named(memo.title, link)}"
    when = f"written {day(memo.written)}"
    if memo.changed != memo.written:
        when += f", changed {day(memo.changed)}"
    return f"**{thing}** · {page.plain(memo.coder)} · {when}"


def day(at: datetime) -> str:
    """Write a moment as the clock of this computer shows it.

    Examples
    --------
    >>> day(datetime(2026, 5, 3, 9, 7).astimezone())
    '3 May 2026, 09:07'
    """
    return f"{at.astimezone():%d %B %Y, %H:%M}".removeprefix("0")


def _save(about: str, target: str, widget: str, command_id: str, name: str) -> None:
    words = st.session_state[widget]
    acting.run(name, acting.with_content(command_id, words), memos.write_memo, about, target, words)


def _put(widget: str, choice: str, saves: tuple[str, str, str] | None) -> None:
    chosen = st.session_state[choice]
    if not chosen:
        return
    words = f"{st.session_state.get(widget, '').rstrip()} [[{chosen}]]".lstrip()
    st.session_state[widget], st.session_state[choice] = words, None
    if saves:
        _save(saves[0], saves[1], widget, session.command_id(saves[2]), saves[2])
