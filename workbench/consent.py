"""Before the machine first reads a project's answers: are names and contacts out, and where does the text lie?"""

from dataclasses import dataclass
from pathlib import Path

from storage.store import Store
from workbench.errors import NotReady, WorkbenchError
from workbench.projects import change_setting, open_project
from workbench.settings import Settings

SETTING = "names_out"
OUT, STILL_IN = "out", "still_in"
ANSWERS = {
    OUT: "They are out",
    STILL_IN: "Some are still in, and I may use them here",
}


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Where the text lies. `server` is '' where it lies in a file on this computer."""

    store: str
    server: str
    cache: Path


def asked(store: Store, project_id: str) -> str:
    """Give what a person answered about names and contacts, '' before anyone has been asked."""
    return open_project(store, project_id).names_out


def answer(store: Store, project_id: str, coder_id: str, value: str, *, command_id: str) -> None:
    """Record the answer; it can be changed, and each change is an event."""
    if value not in ANSWERS:
        raise WorkbenchError("Choose one of the two: names and contacts are out, or some are still in.")
    change_setting(store, project_id, coder_id, SETTING, value, command_id=command_id)


def require_answer(store: Store, project_id: str) -> None:
    """Raise NotReady while nobody has said whether names and contacts are out."""
    if not asked(store, project_id):
        raise NotReady("Say first whether names and contacts are out of the answers.")


def whereabouts(store: Store, settings: Settings) -> Whereabouts:
    """Give where the answers and what the machine makes of them lie."""
    url = store.engine.url
    server = "" if url.get_backend_name() == "sqlite" else f"{url.host or 'this computer'}, database {url.database}"
    return Whereabouts(str(url.database) if not server else "", server, settings.cache_dir)
