"""Passages to vectors: each distinct passage read once, ever, by the model named.

The packaged model runs through `pipelines.minilm`; any other by sentence-transformers, one passage at a time so that a
passage's vector does not depend on its companions.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Protocol, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.base import BaseEstimator, TransformerMixin

from pipelines.errors import ModelError
from pipelines.models import ModelPlace, find_model
from pipelines.vector_cache import VectorCache

Vectors = NDArray[np.float32]

_MAX_THREADS = 8  # beyond this, memory bandwidth is the limit
_KEEP_EVERY = 512  # vectors: a cancelled run loses at most so many


class _Encoder(Protocol):
    def encode(self, texts: Sequence[str]) -> Iterator[tuple[list[int], Vectors]]: ...


class SegmentEmbedder(BaseEstimator, TransformerMixin):
    """Turn passages into vectors of length 1 whose inner product says how alike two passages are.

    Parameters
    ----------
    model : str
        Empty for the packaged all-MiniLM-L6-v2, else a folder or name that sentence-transformers knows.
    cache : VectorCache, optional
        Where vectors are looked up and kept.
    n_threads : int, optional
        Passages are read on so many threads; the processors this process may use by default. No effect on the result.
    on_read : callable (done, total) -> None, optional
        Called as passages are read; may raise to stop.

    Attributes
    ----------
    place_ : ModelPlace
        The model that was found.
    model_sha256_ : str
        Digest of its weights.
    """

    def __init__(
        self,
        model: str = "",
        cache: VectorCache | None = None,
        n_threads: int | None = None,
        on_read: Callable[[int, int], None] | None = None,
    ) -> None:
        self.model = model
        self.cache = cache
        self.n_threads = n_threads
        self.on_read = on_read

    def fit(self, X: Sequence[str] | None = None, y: ArrayLike | None = None) -> Self:
        """Find the model and check it; the packaged one is loaded only when a passage is new."""
        self.place_: ModelPlace = find_model(self.model)
        self._encoder: _Encoder | None = None
        self.model_sha256_: str = self.place_.sha256
        if not self.place_.packaged:
            other = _OtherModel(self.place_)
            self._encoder, self.model_sha256_ = other, other.sha256
        return self

    def transform(self, X: Sequence[str]) -> Vectors:
        """Vectors of the texts, float32 of shape (n_texts, n_dimensions)."""
        texts = list(dict.fromkeys(X))
        known = self.cache.get(self.model_sha256_, texts) if self.cache else {}
        new = [text for text in texts if text not in known]
        if new:
            known = {**known, **self._read(new, n_known=len(known))}
        return np.vstack([known[text] for text in X]) if len(X) else np.zeros((0, 0), dtype=np.float32)

    def _read(self, texts: list[str], n_known: int) -> dict[str, Vectors]:
        if self._encoder is None:
            from pipelines.minilm import MiniLM

            self._encoder = MiniLM(Path(self.place_.source), self.n_threads or available_processors())
        read: dict[str, Vectors] = {}
        unsaved: dict[str, Vectors] = {}
        for indices, vectors in self._encoder.encode(texts):
            unsaved.update({texts[index]: vector for index, vector in zip(indices, vectors, strict=True)})
            if len(unsaved) >= _KEEP_EVERY or len(read) + len(unsaved) == len(texts):
                if self.cache:
                    self.cache.put(self.model_sha256_, unsaved)
                read, unsaved = {**read, **unsaved}, {}
            if self.on_read:
                self.on_read(n_known + len(read) + len(unsaved), n_known + len(texts))
        return read


def available_processors() -> int:
    """How many processors this process may use, at most eight."""
    if hasattr(os, "sched_getaffinity"):
        return min(len(os.sched_getaffinity(0)), _MAX_THREADS)
    return min(os.cpu_count() or 1, _MAX_THREADS)


class _OtherModel:
    """A sentence-transformers model from this computer, read one passage at a time."""

    def __init__(self, place: ModelPlace) -> None:
        os.environ.setdefault("HF_HUB_OFFLINE", "1")  # nothing is fetched while the program runs
        from sentence_transformers import SentenceTransformer

        try:
            self._model: Any = SentenceTransformer(place.source, device="cpu", local_files_only=True)
        except (OSError, ValueError) as fault:
            raise ModelError(
                f"The language model {place.source!r} (setting VERBATIM_MODEL) cannot be read on this computer: "
                f"{str(fault).splitlines()[0]} Give the folder of a sentence-transformers model, "
                "or leave the setting empty for the model that comes with Verbatim."
            ) from fault
        digest = hashlib.sha256()
        for name, values in sorted(self._model.state_dict().items()):
            digest.update(name.encode())
            digest.update(values.cpu().float().numpy().tobytes())
        self.sha256 = digest.hexdigest()

    def encode(self, texts: Sequence[str]) -> Iterator[tuple[list[int], Vectors]]:
        for index, text in enumerate(texts):
            vector = self._model.encode([text], normalize_embeddings=True, show_progress_bar=False)
            yield [index], np.asarray(vector, dtype=np.float32)
