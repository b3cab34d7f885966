"""What a suggester has learned, kept in a file of the cache folder: plain arrays, nothing that runs when it is read."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import numpy as np

from pipelines.suggesting import CodeSuggester

_FORMAT = "verbatim-suggester-1"


def save(suggester: CodeSuggester, path: Path) -> None:
    """Write what was learned, whole or not at all; the folder must be there."""
    temporary = path.with_name(path.name + ".part")
    note = json.dumps({"format": _FORMAT, "parameters": suggester.get_params()}, sort_keys=True)
    with temporary.open("wb") as file:
        np.savez(file, note=np.array(note), **suggester.state())
    temporary.replace(path)


def load(path: Path) -> CodeSuggester | None:
    """What was saved, or None where there is no such file or it is not one of this version's: learn anew then."""
    try:
        with np.load(path, allow_pickle=False) as arrays:
            note = json.loads(str(arrays["note"]))
            if note["format"] != _FORMAT:
                return None
            return CodeSuggester(**note["parameters"]).with_state({name: arrays[name] for name in arrays.files})
    except (OSError, EOFError, ValueError, KeyError, TypeError, zipfile.BadZipFile):
        return None
