"""The desk alone on a page, over the store of harness_store.py: `streamlit run tests/views/desk/harness.py`."""

import os
import secrets
import sys
from dataclasses import asdict
from pathlib import Path

ROOT = Path(__file__).parents[3]
sys.path[:0] = [str(ROOT), str(Path(__file__).parent)]

import streamlit as st  # noqa: E402
from harness_store import HarnessStore  # noqa: E402

from views.widgets import coding_desk  # noqa: E402

store = HarnessStore(Path(os.environ["VERBATIM_HARNESS"]))
coder = st.query_params.get("coder", "ana")


@st.fragment
def desk() -> None:
    message = coding_desk.posted()
    mine = message is not None and message.coder == coder
    answers = store.take(coder, message.entries) if message and mine else []
    st.session_state.setdefault("session", secrets.token_hex(4))
    window = None
    if message is None or message.wants:
        window = store.window(coder, at=message.at if message else None, number=message.number if message else None)
    data = coding_desk.payload(
        window,
        coding_desk.Place("harness", "p1", coder, coder.capitalize()),
        order="all",
        session=st.session_state["session"],
        answered={"tab": message.tab, "post": message.post, "answers": [asdict(a) for a in answers]}
        if message
        else None,
        finished=window is not None and window.coded == window.total,
    )
    going = coding_desk.show(data, message)
    if going:
        st.write(f"went to {going}")


st.set_page_config(layout="wide")
desk()
