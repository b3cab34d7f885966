"""Vectors that were computed once, kept in one SQLite file of the cache folder.

A vector is found by the digests of its text and of the model, so that the same answer in another file, project or
run is not read again. The file holds no words; still, a vector tells something about its text, so an erased answer's
vectors are forgotten too (`VectorCache.forget`).
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
from numpy.typing import NDArray

FILE_NAME = "vectors.sqlite"

_CHUNK = 500  # SQLite's oldest limit on parameters in one statement is 999
_BUSY_TIMEOUT_S = 30.0
_SCHEMA = """
CREATE TABLE IF NOT EXISTS vectors (
    model TEXT NOT NULL,
    text_sha256 BLOB NOT NULL,
    vector BLOB NOT NULL,
    PRIMARY KEY (model, text_sha256)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS models (source TEXT PRIMARY KEY, sha256 TEXT NOT NULL) WITHOUT ROWID;
"""


def text_digest(text: str) -> bytes:
    """SHA-256 of a text in UTF-8; a lone surrogate, which UTF-8 cannot hold, counts as itself."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()


class VectorCache:
    """Vectors by model and text, in a file that several processes may share.

    Parameters
    ----------
    folder : Path
        Cache folder; made if it is not there.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder, VectorCache(Path(folder)) as cache:
    ...     cache.put("model", {"good staff": np.array([0.6, 0.8], dtype=np.float32)})
    ...     sorted(cache.get("model", ["good staff", "long wait"]))
    ['good staff']
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.path = folder / FILE_NAME
        self._connection = self._open()

    def _open(self) -> sqlite3.Connection:
        try:
            return self._connect()
        except sqlite3.OperationalError:  # busy, full or not writable: a fault to be told, not repaired
            raise
        except sqlite3.DatabaseError:
            self.path.unlink()  # damaged: what a cache holds can be computed again
            return self._connect()

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self.path, timeout=_BUSY_TIMEOUT_S, isolation_level=None)
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=NORMAL")
        connection.executescript(_SCHEMA)
        return connection

    def get(self, model: str, texts: Sequence[str]) -> dict[str, NDArray[np.float32]]:
        """The vectors that are known, by text."""
        by_digest = {text_digest(text): text for text in texts}
        found: dict[str, NDArray[np.float32]] = {}
        for digests in _chunks(list(by_digest)):
            marks = ",".join("?" * len(digests))
            rows = self._connection.execute(
                f"SELECT text_sha256, vector FROM vectors WHERE model = ? AND text_sha256 IN ({marks})",
                [model, *digests],
            )
            found.update({by_digest[digest]: np.frombuffer(vector, dtype="<f4") for digest, vector in rows})
        return found

    def known(self, model: str, texts: Sequence[str]) -> set[str]:
        """The texts whose vectors are known; quicker than fetching them."""
        by_digest = {text_digest(text): text for text in texts}
        found: set[str] = set()
        for digests in _chunks(list(by_digest)):
            marks = ",".join("?" * len(digests))
            rows = self._connection.execute(
                f"SELECT text_sha256 FROM vectors WHERE model = ? AND text_sha256 IN ({marks})", [model, *digests]
            )
            found.update(by_digest[digest] for (digest,) in rows)
        return found

    def name_model(self, source: str, model: str) -> None:
        """Remember the digest of the model that was loaded from a place, so that nobody loads it to ask."""
        self._connection.execute("INSERT OR REPLACE INTO models VALUES (?, ?)", [source, model])

    def model_at(self, source: str) -> str:
        """The digest of the model last loaded from a place, '' if none was."""
        found = self._connection.execute("SELECT sha256 FROM models WHERE source = ?", [source]).fetchone()
        return str(found[0]) if found else ""

    def put(self, model: str, vectors: Mapping[str, NDArray[np.float32]]) -> None:
        """Keep vectors; one that is there already stays as it is."""
        rows = [(model, text_digest(text), vector.astype("<f4").tobytes()) for text, vector in vectors.items()]
        self._connection.execute("BEGIN IMMEDIATE")
        self._connection.executemany("INSERT OR IGNORE INTO vectors VALUES (?, ?, ?)", rows)
        self._connection.execute("COMMIT")

    def forget(self, texts: Iterable[str]) -> None:
        """Delete the vectors of these texts, of every model."""
        self._connection.execute("PRAGMA secure_delete=ON")
        self._connection.execute("BEGIN IMMEDIATE")
        digests = [(text_digest(text),) for text in texts]
        self._connection.executemany("DELETE FROM vectors WHERE text_sha256 = ?", digests)
        self._connection.execute("COMMIT")
        self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _chunks(digests: list[bytes]) -> Iterable[list[bytes]]:
    return (digests[start : start + _CHUNK] for start in range(0, len(digests), _CHUNK))
