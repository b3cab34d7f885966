"""What opens under a card: merge into something, split, name, all passages. One at a time."""

import math

import streamlit as st

from views import page, resources, session
from views.widgets import passage, review_acts, review_place
from views.widgets.cursor import put_cursor
from workbench import review_board
from workbench.review_board import Board, Card, MachineRun

NEAR = 8  # numbered for the keys 1 to 8
A_PAGE = 25
HALF_QUOTES = 4
NOT_GROUPED = "not grouped yet"


def show(card: Card, board: Board, machine: MachineRun, next_open: str, command: str) -> None:
    """Draw the open panel, if any."""
    panel = review_place.panel()
    put_cursor("new_name" if panel == "name" else "", f"{card.proposal}/{command}")
    if panel == "passages":
        _passages(card, board, machine, command)
    elif card.status == "open" and panel == "merge":
        _merge(card, board, next_open, command)
    elif card.status == "open" and panel == "split":
        _split(card, machine, command)
    elif card.status == "open" and panel == "name":
        _name(card, command)


def _closing() -> None:
    st.button("Close", key="panel_close", shortcut="Esc", type="tertiary", on_click=review_place.turn_panel, args=("",))


def _merge(card: Card, board: Board, next_open: str, command: str) -> None:
    codes = review_board.live_codes(resources.store(), session.project())
    others = [other for other in board.with_status("open") if other.proposal != card.proposal]
    near = [other for other in others if other.proposal in card.close_to]
    near.sort(key=lambda other: card.close_to.index(other.proposal))
    near_codes = [found.code for found in map(board.card, card.close_to) if found and found.code in codes]
    targets: list[tuple[str, str]] = [(other.proposal, other.name) for other in near]
    targets += [(f"code:{code}", codes[code]) for code in dict.fromkeys([*near_codes, *codes])]
    st.markdown("**Merge into** a theme still open, or an existing code:")
    with st.container(horizontal=True, gap="small"):
        for number, (target, name) in enumerate(targets[:NEAR], start=1):
            _target(card, number, target, name, next_open, command)
    names = {other.proposal: other.name for other in others}
    names |= {f"code:{code}": f"{name} (code)" for code, name in codes.items()}
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        st.selectbox(
            "Or choose among all" if targets else "Choose among all",
            list(names),
            index=None,
            format_func=names.__getitem__,
            key="merge_into",
            placeholder="type a name",
        )
        st.button(
            "Merge",
            key="merge_go",
            on_click=review_acts.callback(review_acts.merge_chosen),
            args=(command, card.proposal, next_open, "merge_into", names),
        )
        _closing()


def _target(card: Card, number: int, target: str, name: str, next_open: str, command: str) -> None:
    is_code = target.startswith("code:")
    act, args = (
        (review_acts.accept_into, (command, card.proposal, target.removeprefix("code:"), next_open))
        if is_code
        else (review_acts.merge, (command, card.proposal, target, name))
    )
    st.button(
        page.plain(f"{name} (code)" if is_code else name),
        key=f"merge_{number}",
        shortcut=str(number),
        on_click=review_acts.callback(act),
        args=args,
    )


def _split(card: Card, machine: MachineRun, command: str) -> None:
    halves = [[s for s in card.segments if machine.passages[s].half == half] for half in (0, 1)]
    if not all(halves):
        st.markdown("The machine sees no two sides in this theme. Choose passages yourself to split them off.")
    else:
        st.markdown("**Split into two**, as the machine would:")
        for column, half in zip(st.columns(2), halves, strict=True):
            column.caption(f"{len(half)} passages")
            column.html("".join(passage.quote(*machine.within(segment)) for segment in half[:HALF_QUOTES]))
    with st.container(horizontal=True, gap="small"):
        if all(halves):
            st.button(
                "Yes, split so",
                key="split_go",
                shortcut="Y",
                type="primary",
                on_click=review_acts.callback(review_acts.split),
                args=(command, card.proposal, halves),
            )
        st.button("Choose passages instead", key="split_pick", on_click=review_place.turn_panel, args=("passages",))
        _closing()


def _name(card: Card, command: str) -> None:
    with st.form("name_form", border=False):
        st.text_input("Name of the theme, and of the code it becomes", value=card.name, key="new_name", max_chars=120)
        with st.container(horizontal=True, gap="small"):
            st.form_submit_button(
                "Save name",
                on_click=review_acts.callback(review_acts.rename),
                args=(command, card.proposal, "new_name"),
            )
    _closing()


def _passages(card: Card, board: Board, machine: MachineRun, command: str) -> None:
    pages = math.ceil(len(card.segments) / A_PAGE)
    page_number = st.pagination(pages, key=f"passages_{card.proposal}") if pages > 1 else 1
    first = (page_number - 1) * A_PAGE
    shown = card.segments[first : first + A_PAGE]
    st.caption("Those the machine is surest of come first. A passage opens to its whole answer.")
    st.html("".join(passage.folded(*machine.within(s), number=first + n) for n, s in enumerate(shown, start=1)))
    if card.status == "open":
        numbers = st.pills(
            "Numbers to move, or to split off",
            range(first + 1, first + len(shown) + 1),
            selection_mode="multi",
            wrap=True,
            key=f"picked_{card.proposal}_{page_number}_{command}",
        )
        _move(card, board, [card.segments[number - 1] for number in numbers], command)
    else:
        _closing()


def _move(card: Card, board: Board, picked: list[int], command: str) -> None:
    names = {other.proposal: other.name for other in board.with_status("open") if other.proposal != card.proposal}
    names[""] = NOT_GROUPED
    if not picked:
        _closing()
        return
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        st.selectbox("Move them to", list(names), format_func=names.__getitem__, key="move_to")
        st.button(
            f"Move {len(picked)}",
            key="move_go",
            on_click=review_acts.callback(review_acts.move),
            args=(command, card.proposal, picked, "move_to", names),
        )
        st.button(
            f"Split {len(picked)} off",
            key="split_off_go",
            disabled=len(picked) == len(card.segments),
            on_click=review_acts.callback(review_acts.split_off),
            args=(command, card.proposal, picked),
        )
        _closing()
