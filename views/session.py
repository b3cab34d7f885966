"""The one place that names session keys. What must outlive a refresh stands in the address or in the store."""

import streamlit as st

from views import resources
from workbench import people, projects, who_works
from workbench.ids import new_id

_PROJECT, _CODER, _TOUR, _TOUR_OVER = "project", "coder", "tour", "tour_over"
TOUR_STEPS = ("1", "2", "3", "4", "5", "6")


def project() -> str:
    """Give the id of the open project, '' on the start page; a refresh finds it in the address again."""
    return st.session_state.get(_PROJECT) or st.query_params.get(_PROJECT, "")


def coder() -> str:
    """Give the id of who works here: of this session, of the address, or the only one it can be; '' to be asked."""
    if known := st.session_state.get(_CODER):
        return str(known)  # looked up when the session took it; a name is never taken away, and this is asked often
    found = st.query_params.get(_CODER, "")
    if not found or not people.coder_name(resources.store(), found):
        found = who_works.who_goes_without_saying(resources.store())
    st.session_state[_CODER] = found
    return found


def open_project(project_id: str) -> None:
    """Make a project the open one."""
    st.session_state[_PROJECT] = project_id


def close_project() -> None:
    """Go back to the start page's state."""
    st.session_state[_PROJECT] = ""
    st.query_params.pop(_PROJECT, None)


def sign_in(coder_id: str) -> None:
    """Let this session work under a coder's name."""
    st.session_state[_CODER] = coder_id
    projects.remember_coder(resources.store(), coder_id)


def address() -> dict[str, str]:
    """Give what a link hands on of the address: a server that was started again knows nothing else of this session."""
    kept = {key: str(st.session_state.get(key) or "") for key in (_PROJECT, _CODER)}
    return {key: value for key, value in kept.items() if value}


def keep_in_address() -> None:
    """Write project, coder and step of the tour into the address, so that a refresh or a second tab comes back here."""
    kept = {**address(), _TOUR: str(tour() or "")}
    changed = {key: value for key, value in kept.items() if value and st.query_params.get(key) != value}
    if changed:
        st.query_params.update(changed)  # at once: each change by itself would be a step for the browser's Back
    if not tour():
        st.query_params.pop(_TOUR, None)


def tour() -> int:
    """Give the step of the tour, counted from 1; 0 where nobody is on it. A refresh finds it in the address again."""
    if _TOUR not in st.session_state:
        asked = st.query_params.get(_TOUR, "")
        st.session_state[_TOUR] = int(asked) if asked in TOUR_STEPS else 0
    return int(st.session_state[_TOUR])


def set_tour(step: int) -> None:
    """Stand at a step of the tour."""
    st.session_state[_TOUR] = step


def end_tour() -> None:
    """Leave the tour; in this session it is not offered again where a person works."""
    st.session_state[_TOUR], st.session_state[_TOUR_OVER] = 0, True


def tour_is_over() -> bool:
    """Whether the tour was skipped or ended in this session."""
    return bool(st.session_state.get(_TOUR_OVER, False))


def command_id(widget: str) -> str:
    """Give the id of the command a widget will send; the same until `command_done`, so a double click counts once."""
    key = f"command_{widget}"
    if key not in st.session_state:
        st.session_state[key] = new_id()
    return str(st.session_state[key])


def command_done(widget: str) -> None:
    """Forget a widget's command id once its command is stored."""
    st.session_state.pop(f"command_{widget}", None)
