"""Codings made with an older definition on one page: those that do not hold are named, the others hold at once."""

import streamlit as st

from views import page, session
from views.widgets import older_one
from views.widgets import passage as drawn
from views.widgets.waiting_list import numbers
from workbench.older_codings import OlderPage

MOST = 500  # passages drawn at once


def show(found: OlderPage) -> None:
    """Draw the passages, numbered, and under them the ways on."""
    shown = found.passages[:MOST]
    name, keys, command = page.plain(found.code.name), [one.coding for one in shown], session.command_id("older")
    older_one.define(found, shown[0].meant)
    more = f" These are the first {MOST:,} of {len(found.passages):,}." if len(shown) < len(found.passages) else ""
    st.caption(f"Read every one; a passage opens to its whole answer.{more}")
    st.html(
        "".join(
            drawn.folded(one.text, one.start, one.end, number=place, note=_note(shown[0].meant, one.meant))
            for place, one in enumerate(shown, start=1)
        )
    )
    out: list[int] = []
    if any(one.may_go for one in shown):
        out = numbers(f"Numbers that are not ‘{name}’ any more", len(shown), f"older_out_{command}")
    with st.container(horizontal=True, gap="small"):
        if out:
            st.button(
                f"Take {len(out)} off", key="older_take_off", on_click=older_one.guarded(older_one.take_off),
                args=(command, found.code.id, [keys[place - 1] for place in out]),
            )  # fmt: skip
        st.button(
            f"All {len(shown):,} still hold", key="older_all", type="primary", disabled=bool(out),
            help="Take the numbers off first, or clear them." if out else None,
            on_click=older_one.guarded(older_one.still_holds), args=(command, found.code.id, keys),
        )  # fmt: skip
    older_one.undo_line()


def _note(first: tuple[str, ...], meant: tuple[str, ...]) -> str:
    return "" if meant == first else "coded with another older definition"
