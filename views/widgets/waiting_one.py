"""One passage that waits, in its answer: yes, no, later, undo; each by one key."""

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from codebooks.model import Code
from views import feedback, page, resources, session
from views.widgets import passage as drawn
from workbench import review, waiting
from workbench.review import Reviewing
from workbench.waiting import WaitingPassage

PLACE = "confirm"
_AT = "confirm_at"


def show(passages: Sequence[WaitingPassage], code: Code) -> None:
    """Draw the passage in turn with its keys."""
    keys = [passage.key for passage in passages]
    at = str(st.session_state.get(_AT, ""))
    place = keys.index(at) if at in keys else 0
    current, command = passages[place], session.command_id(PLACE)
    following = keys[place + 1] if place + 1 < len(keys) else keys[0]
    st.caption(f"{place + 1} of {len(keys):,} that wait · {page.plain(current.question)}")
    st.html(drawn.within(current.text, current.start, current.end))
    st.markdown(f"Is this **{page.plain(code.name)}**?")
    define(code)
    with st.container(horizontal=True, gap="small"):
        _key("Yes, code it", "confirm_yes", "Y", _confirm, (command, current.key, following), primary=True)
        _key("No, take it off", "confirm_no", "X", _remove, (command, current.key, following))
        _turn("Back", "confirm_back", "Left", keys[place - 1] if place else "")
        _turn("Later", "confirm_later", "Right", following if len(keys) > 1 else "")
    undo_line(command)


def define(code: Code) -> None:
    """Show what the code means, as far as it has been written down."""
    meant = (("", code.definition), ("Use it for: ", code.include), ("Not for: ", code.exclude))
    lines = [page.plain(f"{lead}{words}") for lead, words in meant if words]
    if lines:
        st.caption("  \n".join(lines))
    else:
        st.caption("It has no definition yet; writing one in the codebook makes these decisions easier to defend.")


def undo_line(command: str = "") -> None:
    """Draw the undo key and what was refused last."""
    reviewing = Reviewing(session.project(), session.coder(), "")
    command = command or session.command_id(PLACE)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.button(
            "Undo",
            key="confirm_undo",
            shortcut="U",
            type="tertiary",
            icon=":material/undo:",
            disabled=not review.can_undo(resources.store(), reviewing),
            on_click=_guarded(_undo),
            args=(command,),
        )
        if said := str(st.session_state.get("confirm_said", "")):
            st.caption(said)
    feedback.show_refusal(PLACE)


def _key(
    label: str, key: str, shortcut: str, act: Callable[..., None], args: tuple[Any, ...], *, primary: bool = False
) -> None:
    st.button(
        label,
        key=key,
        shortcut=shortcut,
        type="primary" if primary else "secondary",
        on_click=_guarded(act),
        args=args,
    )


def _turn(label: str, key: str, shortcut: str, target: str) -> None:
    st.button(label, key=key, shortcut=shortcut, type="tertiary", disabled=not target, on_click=_go, args=(target,))


def _guarded(act: Callable[..., None]) -> Callable[..., None]:
    def run(command: str, *args: Any) -> None:
        act(command, *args)
        session.command_done(PLACE)

    return feedback.guarded(run, PLACE)


def _go(key: str, said: str = "") -> None:
    st.session_state[_AT], st.session_state["confirm_said"] = key, said


def _confirm(command: str, key: str, following: str) -> None:
    waiting.confirm(resources.store(), session.project(), session.coder(), key, command_id=command)
    _go(following, "Coded: it counts from now on.")


def _remove(command: str, key: str, following: str) -> None:
    waiting.remove(resources.store(), session.project(), session.coder(), [key], command_id=command)
    _go(following, "Taken off the list; no coding was made.")


def _undo(command: str) -> None:
    reviewing = Reviewing(session.project(), session.coder(), "")
    taken = review.undo_last(resources.store(), reviewing, command_id=command)
    if taken is not None:
        _go(taken.waiting or str(st.session_state.get(_AT, "")), f"Taken back: {taken.words}.")
