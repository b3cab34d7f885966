"""A round by file: packets for coders elsewhere, returns that come in; at a coder's, the return that goes out."""

from functools import partial

import streamlit as st

from exchange.packets import RETURN_ENDING
from exchange.sealed_file import new_passphrase
from storage.queries.rounds import RoundRow
from storage.store import Store
from views import feedback, page, resources, session
from workbench import packet_projects, packets
from workbench.errors import WorkbenchError
from workbench.packets import PacketRow
from workbench.returns import take_return

PLACE = "packets"


def packets_of(row: RoundRow) -> None:
    """Draw how the lead sends an open round out and takes it in."""
    with feedback.refusals():
        store, project_id = resources.store(), session.project()
        parts = packets.packet_rows(store, project_id, row.round_id)
        here = packets.begun_here(store, project_id, session.coder(), row.round_id)
    with st.expander("By file, for coders elsewhere", icon=":material/folder_zip:", key=f"packets_{row.round_id}"):
        waiting = {part.coder_id: part for part in parts if not part.handed_in}
        elsewhere = {coder: part for coder, part in waiting.items() if coder not in here}
        if elsewhere:
            _send(row, elsewhere)
        begun = [part.coder for coder, part in waiting.items() if coder in here]
        if begun:
            names = page.plain(" and ".join(part for part in (", ".join(begun[:-1]), begun[-1]) if part))
            verb, whose = ("has", "that part is") if len(begun) == 1 else ("have", "those parts are")
            st.caption(f"{names} {verb} begun to code here: {whose} coded here, not by file.")
        _take(row)


def return_of(row: RoundRow) -> None:
    """Draw, in a project that was opened from a packet and whose round is handed in, the file that goes back."""
    memos = st.checkbox("Send my notes on the answers along", key=f"memos_{row.round_id}")
    make = partial(_return, resources.store(), session.project(), session.coder(), memos)  # runs outside the session
    st.download_button(
        "Save the return file", make, file_name=f"round-{row.number}.{RETURN_ENDING}",
        key=f"return_{row.round_id}", icon=":material/download:", type="primary", on_click="ignore",
    )  # fmt: skip
    st.caption("Send it to the lead. It holds your codes, not the answers, and only the lead’s project can open it.")


def _send(row: RoundRow, waiting: dict[str, PacketRow]) -> None:
    st.markdown(
        "A packet is one encrypted file with the answers of one coder: no closed answers, no label of a respondent, "
        "nothing that others coded. It is opened on the start page of another Verbatim."
    )
    key = f"packet_for_{row.round_id}"
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        coder = st.selectbox(
            "Packet for", list(waiting), key=key, format_func=lambda coder: _part(waiting[coder]), width=360
        )
        st.button(
            "Make the packet", key=f"make_packet_{row.round_id}",
            on_click=feedback.guarded(_make, f"{PLACE}_{row.round_id}"), args=(row.round_id, key),
        )  # fmt: skip
    feedback.show_refusal(f"{PLACE}_{row.round_id}")
    made, passphrase = (st.session_state.get(f"{name}_{row.round_id}_{coder}", "") for name in ("packet", "passphrase"))
    if not made:
        return
    st.markdown("The passphrase is shown only now. Send it by another way than the file.")
    st.code(passphrase, language=None, width=320)
    write = partial(packets.packet_file, resources.store(), session.project(), session.coder(), made, passphrase)
    st.download_button(
        f"Save the packet for {page.plain(waiting[coder].coder)}", write,
        file_name=waiting[coder].file, key=f"save_packet_{row.round_id}",
        icon=":material/download:", type="primary", on_click="ignore",
    )  # fmt: skip


def _part(part: PacketRow) -> str:
    answers = "1 answer" if part.answers == 1 else f"{part.answers:,} answers"
    return f"{part.coder} · {answers}{' · packet made' if part.packed else ''}"


def _take(row: RoundRow) -> None:
    key = f"return_file_{row.round_id}"
    with st.form(f"take_{row.round_id}", border=False, clear_on_submit=True):
        st.file_uploader(
            "A return file that came back (.vbreturn); it stays sealed until the round is revealed", key=key,
            type=[RETURN_ENDING], max_upload_size=50,
        )  # fmt: skip
        st.form_submit_button(
            "Take it in", on_click=feedback.guarded(_take_in, f"{PLACE}_in_{row.round_id}"), args=(row.round_id, key)
        )
    feedback.show_refusal(f"{PLACE}_in_{row.round_id}")
    said = f"taken_{row.round_id}"
    if st.session_state.get(said):
        st.success(page.plain(st.session_state.pop(said)), icon=":material/check:")
    for note in st.session_state.pop(f"{said}_notes", []):
        st.warning(page.plain(note), icon=":material/info:")


def _make(round_id: str, key: str) -> None:
    coder, widget = st.session_state[key], f"packet_{round_id}"
    made = packets.make_packet(
        resources.store(), session.project(), session.coder(), round_id, coder, command_id=session.command_id(widget)
    )
    session.command_done(widget)
    st.session_state[f"packet_{round_id}_{coder}"] = made
    st.session_state[f"passphrase_{round_id}_{coder}"] = new_passphrase()


def _return(store: Store, project_id: str, coder_id: str, memos: bool) -> bytes:
    return packet_projects.make_return(store, project_id, coder_id, memos=memos).data


def _take_in(round_id: str, key: str) -> None:
    file = st.session_state[key]
    if file is None:
        raise WorkbenchError("Choose a return file first. Its name ends in .vbreturn.")
    taken = take_return(
        resources.store(), session.project(), session.coder(), file.getvalue(), file.name, round_id=round_id
    )
    st.session_state[f"taken_{round_id}"], st.session_state[f"taken_{round_id}_notes"] = taken.said, taken.notes
