"""Where the projects lie, and how to show that folder in the computer's own file manager."""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from storage.store import Store
from workbench.errors import WorkbenchError

OPENERS = {"darwin": "open", "win32": "explorer"}  # by sys.platform; elsewhere freedesktop's


def whereabouts(store: Store, folder: Path) -> str:
    """Say where the projects lie: the folder, or the server and database."""
    url = store.engine.url
    if url.get_backend_name() == "sqlite":
        return str(folder)
    return f"database {url.database} on {url.host or 'this computer'}"


def opener(environ: Mapping[str, str] = os.environ) -> str:
    """Give the program that shows a folder on this computer's screen, '' where there is no screen."""
    if sys.platform in OPENERS:
        return shutil.which(OPENERS[sys.platform]) or ""
    screen = environ.get("DISPLAY") or environ.get("WAYLAND_DISPLAY")
    return (shutil.which("xdg-open") or "") if screen else ""


def show_folder(folder: Path) -> None:
    """Show a folder in the file manager; WorkbenchError where that cannot be done."""
    program = opener()
    if not program:
        raise WorkbenchError(f"This computer shows no file manager from here. The folder is {folder}.")
    quiet = subprocess.DEVNULL
    subprocess.Popen([program, str(folder)], stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True)
