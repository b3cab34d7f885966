"""A code for the checked answers: choose, see what it would do, do it, take it back."""

import streamlit as st

from views import feedback, page, resources, session
from views.widgets import find_terms
from workbench import bulk_coding, desk, undo
from workbench.bulk_coding import Act, Done, Preview
from workbench.found_answers import Offer

ACT, LAST = "find_act", "find_last"
WORDS: dict[Act, tuple[str, str]] = {"apply": ("Put on", "put on"), "remove": ("Take off", "taken off")}


def show(offer: Offer) -> None:
    """Draw the bar for the checked answers, and what was done last."""
    _said()
    checked = find_terms.checked()
    if not checked or not offer.codes:
        return
    with st.container(border=True, key="find_bar"):
        act = st.session_state.get(ACT, "")
        with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
            code = st.selectbox(
                f"With {_answers(len(checked))} checked", list(offer.codes), format_func=offer.codes.__getitem__,
                key="find_code", index=None, placeholder="Choose a code", width=320, on_change=_forget,
            )  # fmt: skip
            for name, (words, _) in WORDS.items():
                st.button(f"{words} …", key=f"find_{name}", disabled=not code, on_click=_prepare, args=(name,))
        if act in WORDS and code:
            _preview(act, str(code), offer, checked)
    feedback.show_refusal("find_act")


def _preview(act: Act, code: str, offer: Offer, checked: list[str]) -> None:
    with feedback.refusals():
        found = bulk_coding.preview(
            resources.store(), session.project(), session.coder(), checked, code, act
        )
    name = page.plain(offer.codes[code])
    st.markdown("  \n".join([f"**{name}** will be {WORDS[act][1]} {_answers(len(found.will))}.", *_apart(found)]))
    with st.container(horizontal=True, gap="small"):
        st.button(
            f"{WORDS[act][0]} {_answers(len(found.will))}", key="find_do", type="primary", disabled=not found.will,
            on_click=feedback.guarded(_do, "find_act"),
            args=(act, code, found.will, name, session.command_id("find_do")),
        )  # fmt: skip
        st.button("Cancel", key="find_cancel", type="tertiary", on_click=_forget)


def _apart(found: Preview) -> list[str]:
    """Say which of the checked answers are apart, and what else changes."""
    has = "has it already" if found.act == "apply" else "does not have it"
    have = "have it already" if found.act == "apply" else "do not have it"
    lines = [
        (found.already, f"1 {has}.", f"{found.already:,} {have}."),
        (found.not_meant, "1 cannot have it: it answers another question than the code is meant for.",
         f"{found.not_meant:,} cannot have it: they answer other questions than the code is meant for."),
        (found.blank, "1 is blank.", f"{found.blank:,} are blank."),
        (found.cleared, "Of 1 you said that no code applies; that will be taken back.",
         f"Of {found.cleared:,} you said that no code applies; that will be taken back."),
        (found.of_passages, "1 has it on a passage, which goes as well.",
         f"{found.of_passages:,} have it on a passage, which goes as well."),
    ]  # fmt: skip
    told = [one if count == 1 else many for count, one, many in lines if count]
    if found.act == "apply" and found.will:
        told.append("It says that the code applies, and nothing of others: answers not coded yet become coded in part.")
    return told


def _said() -> None:
    """Say what was done last, with the way back while it stands."""
    words = st.session_state.get(find_terms.SAID)
    last = st.session_state.get(LAST, "")
    if words:
        with st.container(horizontal=True, gap="small", vertical_alignment="center", key="find_done"):
            st.markdown(words, width="content")
            if last:
                st.button(
                    "Undo", key="find_back", icon=":material/undo:", type="tertiary",
                    on_click=feedback.guarded(_undo, "find_act"), args=(last, session.command_id("find_back")),
                )  # fmt: skip
    if not find_terms.checked():
        feedback.show_refusal("find_act")


def _prepare(act: Act) -> None:
    st.session_state[ACT] = act
    st.session_state.pop(find_terms.SAID, None)


def _forget() -> None:
    st.session_state.pop(ACT, None)


def _do(act: Act, code: str, responses: tuple[str, ...], name: str, command: str) -> None:
    done = bulk_coding.code_many(
        resources.store(), session.project(), session.coder(), act, code, responses, command_id=command
    )
    session.command_done("find_do")
    find_terms.check([])
    st.session_state[LAST] = command if done.done else ""
    st.session_state[find_terms.SAID] = _told(done, name)


def _told(done: Done, name: str) -> str:
    words = f"**{name}** was {WORDS[done.act][1]} {_answers(done.done)}."
    left = done.named - done.done
    if left:
        words += f" {_answers(left).capitalize()} had changed since the preview and stayed as they were."
    return words


def _undo(target: str, command: str) -> None:
    undo.undo(
        resources.store(), session.project(), session.coder(), scope=desk.SCOPE, command_id=command,
        target=target,
    )  # fmt: skip
    session.command_done("find_back")
    st.session_state[LAST] = ""
    st.session_state[find_terms.SAID] = "Taken back: all is as it was before."


def _answers(count: int) -> str:
    return "1 answer" if count == 1 else f"{count:,} answers"
