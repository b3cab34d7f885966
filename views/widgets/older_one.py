"""One coding made with an older definition, in its answer: it holds, it does not, later, undo; each by one key."""

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from codebooks.meanings import Meaning
from codebooks.model import DEFINING
from views import feedback, page, resources, session
from views.widgets import passage as drawn
from workbench import older_codings
from workbench.older_codings import OlderPage
from workbench.sequences import FILE

PLACE = "older"
LEADS = dict(zip(DEFINING, ("", "Use it for: ", "Not for: "), strict=True))
WAY = "older_way"
_AT, _SAID, _LAST = "older_at", "older_said", "older_last"


def show(found: OlderPage) -> None:
    """Draw the coding in turn with its keys."""
    keys = [one.coding for one in found.passages]
    at = str(st.session_state.get(_AT, ""))
    place = keys.index(at) if at in keys else 0
    current, command = found.passages[place], session.command_id(PLACE)
    following = keys[place + 1] if place + 1 < len(keys) else keys[0]
    name = page.plain(found.code.name)
    st.caption(f"{place + 1:,} of {len(keys):,} · {page.plain(current.about)} · {page.plain(current.question)}")
    st.html(drawn.within(current.text, current.start, current.end))
    st.markdown(f"Does **{name}** still hold?")
    define(found, current.meant)
    with st.container(horizontal=True, gap="small"):
        act = (command, found.code.id, [current.coding], following)
        _key("It still holds", "older_yes", "Y", still_holds, act, primary=True)
        if current.may_go:
            _key("Take it off", "older_no", "X", take_off, act)
        _turn("Back", "older_back", "Left", keys[place - 1] if place else "")
        _turn("Later", "older_later", "Right", following if len(keys) > 1 else "")
        st.page_link(
            "views/code_responses.py", label="Open at the desk", icon=":material/edit_note:",
            query_params={
                "project": session.project(), "coder": session.coder(), "order": FILE, "at": current.response_id,
            },
        )  # fmt: skip
    if not current.may_go:
        st.caption("Another coder gave it. You can say that it still holds; it is taken off by who gave it.")
    undo_line()


def define(found: OlderPage, meant: Meaning) -> None:
    """Show what the code means now, and what it meant when an answer was coded."""
    now = tuple(getattr(found.code, name) for name in DEFINING)
    left, right = st.columns(2, gap="medium")
    left.caption(f"**Now.** {_words(now)}")
    right.caption(f"**When it was coded.** {_words(meant)}")


def _words(meant: Sequence[str]) -> str:
    lines = [f"{lead}{page.plain(words)}" for lead, words in zip(LEADS.values(), meant, strict=True) if words]
    return "  \n".join(lines) or "It had no definition."


def undo_line() -> None:
    """Draw the undo key, what was done last, and what was refused."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.button(
            "Undo", key="older_undo", shortcut="U", type="tertiary", icon=":material/undo:",
            disabled=not older_codings.can_undo(resources.store(), session.project(), session.coder()),
            on_click=guarded(_undo), args=(session.command_id(PLACE),),
        )  # fmt: skip
        if said := str(st.session_state.get(_SAID, "")):
            st.caption(said)
    feedback.show_refusal(PLACE)


def still_holds(command: str, code: str, codings: Sequence[str], following: str = "") -> None:
    """Keep codings as they are under the new definition."""
    number = older_codings.still_holds(*_here(), code, codings, command_id=command)
    _done(codings, following, "It still holds." if number == 1 else f"{number:,} codings still hold.")


def take_off(command: str, code: str, codings: Sequence[str], following: str = "") -> None:
    """Take codings off."""
    number = older_codings.take_off(*_here(), code, codings, command_id=command)
    _done(codings, following, "Taken off." if number == 1 else f"{number:,} codings were taken off.")


def _here() -> tuple[Any, str, str]:
    return resources.store(), session.project(), session.coder()


def _done(codings: Sequence[str], following: str, said: str) -> None:
    st.session_state[_AT], st.session_state[_SAID], st.session_state[_LAST] = following, said, codings[0]
    if len(codings) > 1:
        st.session_state[WAY] = "one"  # or the next list's button would stand under the pointer, its list unread


def _undo(command: str) -> None:
    if older_codings.undo_last(*_here(), command_id=command) is not None:
        st.session_state[_AT], st.session_state[_SAID] = st.session_state.get(_LAST, ""), "Taken back."


def guarded(act: Callable[..., None]) -> Callable[..., None]:
    """Make a callback of an act whose first argument is its command."""

    def run(command: str, *args: Any) -> None:
        act(command, *args)
        session.command_done(PLACE)

    return feedback.guarded(run, PLACE)


def _key(
    label: str, key: str, shortcut: str, act: Callable[..., None], args: tuple[Any, ...], *, primary: bool = False
) -> None:
    kind = "primary" if primary else "secondary"
    st.button(label, key=key, shortcut=shortcut, type=kind, on_click=guarded(act), args=args)  # type: ignore[arg-type]


def _turn(label: str, key: str, shortcut: str, target: str) -> None:
    st.button(label, key=key, shortcut=shortcut, type="tertiary", disabled=not target, on_click=_go, args=(target,))


def _go(target: str) -> None:
    st.session_state[_AT], st.session_state[_SAID] = target, ""
