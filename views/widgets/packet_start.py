"""Start from a packet that a lead has sent: the file, its passphrase, and on to the round."""

import streamlit as st

from exchange.packets import PACKET_ENDING
from views import feedback, navigation, resources, session
from views.widgets import project_row
from workbench import packet_projects
from workbench.errors import WorkbenchError

PLACE = "packet_start"
_FILE, _WORDS = "packet_file", "packet_passphrase"


def show() -> None:
    """Draw the form that opens a packet."""
    opener = st.popover("From a packet for coding by file (.vbpacket)", icon=":material/folder_zip:", type="tertiary")
    with opener, st.container(width=380):
        with st.form("packet_form", border=False):
            st.file_uploader("Packet", key=_FILE, type=[PACKET_ENDING], max_upload_size=200)
            st.text_input(
                "Passphrase", key=_WORDS, autocomplete="off", placeholder="abcde-fghjk-mnpqr-stuvw",
                help="It came by another way than the file. Capitals, dashes and spaces do not matter.",
            )  # fmt: skip
            st.form_submit_button("Open the packet", type="primary", on_click=feedback.guarded(_open, PLACE))
        feedback.show_refusal(PLACE)


def _open() -> None:
    file, passphrase = st.session_state[_FILE], st.session_state[_WORDS]
    if file is None:
        raise WorkbenchError("Choose the packet first. Its name ends in .vbpacket.")
    if not passphrase.strip():
        raise WorkbenchError("Type the passphrase that the lead has sent you.")
    project = packet_projects.open_packet(
        resources.store(), session.coder(), file.getvalue(), file.name, passphrase
    )
    project_row.open_at(project, navigation.ROUNDS.file)
