"""The choices of an import under way: in the session, and for a while in the server so that a refresh keeps them.

The file itself stays in the uploader and in a small cache; the session holds only text and numbers.
"""

from collections.abc import Callable
from typing import Any

import streamlit as st

from pipelines.raw_table import RawTable
from pipelines.reading import read_table, sheet_names
from pipelines.survey import ColumnPlan, ImportPlan, guess_plan
from views import session
from workbench import import_preview
from workbench.import_preview import Preview

_PLAN, _FILE, _NAME = "import_plan", "import_file", "import_file_name"
_REVISION, _STEP, _BACK, _ORDER = "import_revision", "import_step", "import_came_back", "import_order"
RANKS = ("open", "question", "id", "answer_id", "closed", "leave_out")
STEPS = 4
MOST_KEPT = 5  # files whose choices are kept for a coder


@st.cache_resource(ttl="1h", max_entries=2, show_spinner=False)
def table(file_id: str, sheet: str, _upload: Any) -> RawTable:
    """Give the file as a table; read again when it has not been used for an hour."""
    return read_table(_upload.getvalue(), _upload.name, sheet=sheet or None)


@st.cache_data(ttl="1h", max_entries=8, show_spinner=False)
def sheets(file_id: str, _upload: Any) -> list[str]:
    """Give the names of a workbook's sheets; none for other files."""
    return sheet_names(_upload.getvalue(), _upload.name)


def preview(read: RawTable, chosen: ImportPlan) -> Preview:
    """Give what the import would store."""
    return _preview(read.sha256, read.sheet or "", chosen.to_json(), read)


@st.cache_data(ttl="1h", max_entries=8, show_spinner=False)
def _preview(sha256: str, sheet: str, plan: str, _table: RawTable) -> Preview:
    return import_preview.preview(_table, ImportPlan.from_json(plan))


@st.cache_resource(ttl="8h", max_entries=20, show_spinner=False)
def _kept(coder_id: str) -> dict[str, tuple[str, str]]:
    """Give the place where a coder's choices outlive a refresh: by file its name and the plan."""
    return {}


def begun() -> str:
    """Give the name of the file that this coder began with before a refresh, '' if none."""
    return next((name for name, _ in reversed(_kept(session.coder()).values())), "")


def begin(read: RawTable) -> ImportPlan:
    """Give the plan for a file: the one under way, the one from before a refresh, or a guess."""
    file = f"{read.sha256}/{read.sheet or ''}"
    if st.session_state.get(_FILE) != file:
        kept = _kept(session.coder()).get(file)
        st.session_state[_BACK] = kept is not None
        st.session_state[_PLAN] = kept[1] if kept else guess_plan(read).to_json()
        st.session_state[_NAME] = read.name
        st.session_state[_FILE] = file
        st.session_state[_ORDER] = []
        go_to(1)
        st.session_state[_STEP] = 1
        redraw()
    return plan()


def plan() -> ImportPlan:
    """Give the plan under way."""
    return ImportPlan.from_json(st.session_state[_PLAN])


def order(chosen: ImportPlan) -> list[str]:
    """Give the columns' names in the table's order: by what they were guessed to be, so that a change moves no row."""
    if not st.session_state.get(_ORDER):
        ranks = {role: rank for rank, role in enumerate(RANKS)}
        st.session_state[_ORDER] = [c.name for c in sorted(chosen.columns, key=lambda c: ranks[c.role])]
    return list(st.session_state[_ORDER])


def came_back() -> bool:
    """Whether the choices are those from before a refresh."""
    return bool(st.session_state.get(_BACK))


def change(make: Callable[[ImportPlan], ImportPlan]) -> None:
    """Change the plan."""
    changed = make(plan()).to_json()
    st.session_state[_PLAN] = changed
    places = _kept(session.coder())
    places.pop(st.session_state[_FILE], None)
    places[st.session_state[_FILE]] = st.session_state[_NAME], changed
    for file in list(places)[:-MOST_KEPT]:
        places.pop(file, None)


def change_column(name: str, make: Callable[[ColumnPlan], ColumnPlan]) -> None:
    """Change the definition of one column, and show what holds now."""
    change(lambda plan: import_preview.with_definition(plan, make(plan.column(name))))
    redraw()


def revision() -> int:
    """Give a number that changes whenever widgets must be drawn with fresh values."""
    return int(st.session_state.get(_REVISION, 0))


def redraw() -> None:
    """Give the tables and fields of the import fresh values in the next run."""
    st.session_state[_REVISION] = revision() + 1


def reached() -> int:
    """Give the step that was reached, from 1."""
    return int(st.session_state.get(_STEP, 1))


def go_to(step: int) -> None:
    """Fold the other steps and open this one."""
    st.session_state[_STEP] = max(reached(), step)
    for number in range(1, STEPS + 1):
        st.session_state[f"import_unfolded_{number}"] = number == step


def unfolded(step: int) -> bool:
    """Whether a step is open."""
    return bool(st.session_state.get(f"import_unfolded_{step}", step == reached()))


def fold(step: int, key: str) -> None:
    """Remember that a person opened or closed a step. (Streamlit forgets it whenever the step's line changes.)"""
    st.session_state[f"import_unfolded_{step}"] = bool(st.session_state[key])


def done() -> None:
    """Forget everything about the import once its project stands."""
    file = st.session_state.get(_FILE)
    if file:
        _kept(session.coder()).pop(file, None)
    for key in (_PLAN, _FILE, _STEP, _BACK, _NAME, _ORDER):
        st.session_state.pop(key, None)
