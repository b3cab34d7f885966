"""Where the projects lie, and their backup: one click each."""

from datetime import date, datetime, timedelta

import streamlit as st

from views import feedback, page, resources
from workbench import backup, data_folder

_DONE = "backed_up"


def show(place: str) -> None:
    """Draw one quiet line: the newest backup, the folder, and a button for each.

    Parameters
    ----------
    place : the page it stands on; keeps its buttons and messages apart from those of other pages
    """
    folder = resources.settings().data_dir
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.caption(f"{_newest(backup.latest_backup(folder))} · {page.plain(where())}", width="content")
        st.button(
            "Back up now", key=f"back_up_{place}", icon=":material/save:", type="tertiary",
            on_click=feedback.guarded(_back_up, f"lies_{place}"),
        )  # fmt: skip
        if data_folder.opener():
            st.button(
                "Open the folder", key=f"folder_{place}", icon=":material/folder_open:", type="tertiary",
                on_click=feedback.guarded(data_folder.show_folder, f"lies_{place}"), args=(folder,),
            )  # fmt: skip
    feedback.show_refusal(f"lies_{place}")
    if made := st.session_state.pop(_DONE, ""):
        st.caption(f"Copied to {page.plain(made)}")


def where() -> str:
    """Say where the projects lie."""
    return data_folder.whereabouts(resources.store(), resources.settings().data_dir)


def _back_up() -> None:
    st.session_state[_DONE] = str(backup.back_up(resources.store(), resources.settings().data_dir))


def _newest(made: datetime | None) -> str:
    if made is None:
        return "No backup yet"
    day = {date.today(): "today", date.today() - timedelta(days=1): "yesterday"}.get(made.date())
    return f"Backup {day or f'{made.day} {made:%B %Y}'} {made:%H:%M}"
