"""Every passage that waits for a code on one page; only after it can all be confirmed at once."""

import re
from collections.abc import Sequence

import streamlit as st

from codebooks.model import Code
from views import feedback, page, resources, session
from views.widgets import passage as drawn
from views.widgets import waiting_one
from workbench import waiting
from workbench.waiting import WaitingPassage

PLACE = "confirm_all"
MOST_PILLS = 120  # beyond, numbers are typed


def show(passages: Sequence[WaitingPassage], code: Code) -> None:
    """Draw all passages, numbered, and under them the ways on."""
    name, number, keys = page.plain(code.name), len(passages), [passage.key for passage in passages]
    waiting_one.define(code)
    st.caption("Read every one; a passage opens to its whole answer. Those the machine is surest of come first.")
    st.html(
        "".join(
            drawn.folded(passage.text, passage.start, passage.end, number=place)
            for place, passage in enumerate(passages, start=1)
        )
    )
    command = session.command_id(PLACE)
    out = numbers(f"Numbers that are not ‘{name}’", number, f"confirm_out_{command}")
    with st.container(horizontal=True, gap="small"):
        if out:
            st.button(
                f"Take {len(out)} off the list",
                key="confirm_take_off",
                on_click=feedback.guarded(_take_off, PLACE),
                args=(command, [keys[place - 1] for place in out]),
            )
        st.button(
            f"Confirm all {number:,} as ‘{name}’",
            key="confirm_all",
            type="primary",
            disabled=bool(out),
            help="Take the numbers off first, or clear them." if out else None,
            on_click=feedback.guarded(_confirm_all, PLACE),
            args=(command, code.id, keys),
        )
    feedback.show_refusal(PLACE)
    waiting_one.undo_line()


def numbers(label: str, most: int, key: str) -> list[int]:
    """Ask for some of the numbers from 1 to `most`."""
    if most <= MOST_PILLS:
        return list(st.pills(label, range(1, most + 1), selection_mode="multi", wrap=True, key=key))
    typed = st.text_input(label, key=key, placeholder="3, 12, 40")
    found = sorted({int(part) for part in re.findall(r"\d+", typed or "")})
    beyond = [number for number in found if not 1 <= number <= most]
    if beyond:
        st.caption(f"There is no passage number {beyond[0]}; the last one is {most}.")
    return [number for number in found if number not in beyond]


def _confirm_all(command: str, code: str, keys: list[str]) -> None:
    store, project, coder = resources.store(), session.project(), session.coder()
    number = waiting.confirm_all(store, project, coder, code, keys, command_id=command)
    session.command_done(PLACE)
    st.session_state["confirm_said"] = f"{number:,} passages confirmed in bulk; they count from now on."
    st.session_state["confirm_way"] = "one"  # or the next code's button would stand under the pointer, its list unread


def _take_off(command: str, keys: list[str]) -> None:
    waiting.remove(resources.store(), session.project(), session.coder(), keys, command_id=command)
    session.command_done(PLACE)
    st.session_state["confirm_said"] = f"{len(keys):,} taken off the list; no coding was made."
