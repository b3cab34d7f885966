"""Proposals that start from a codebook: what fits its codes, and what it may have missed.

A passage is as near to a code as it is to the nearest of what the codebook says of it: its name, its name with its
definition, and each example. Where that likeness is too small the passage is left over, and only what is left over is
grouped freely.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipelines.regrouping import Floats, Labels, placed

FITS = 0.45  # cosine: with all-MiniLM-L6-v2, where a passage and a code begin to be about one thing
SHARE_OF_TEXTS = 0.8  # of what the codebook says of a code, at random, in each re-run


def code_texts(codes: pd.DataFrame) -> list[tuple[int, str]]:
    """What the codebook says of each code, as (row number, text).

    Parameters
    ----------
    codes : frame with the columns name, definition and examples (a sequence of texts, or lines of one text)

    Examples
    --------
    >>> code_texts(pd.DataFrame({"name": ["Parking"], "definition": ["Finding a place"], "examples": [["no spaces"]]}))
    [(0, 'Parking'), (0, 'Parking. Finding a place'), (0, 'no spaces')]
    """
    found: list[tuple[int, str]] = []
    for number, (name, definition, examples) in enumerate(
        zip(codes["name"], codes["definition"], codes["examples"], strict=True)
    ):
        lines = examples.splitlines() if isinstance(examples, str) else examples
        texts = [name.strip(), f"{name.strip()}. {definition.strip()}" if definition.strip() else "", *lines]
        found.extend((number, text.strip()) for text in dict.fromkeys(texts) if text.strip())
    return found


class CodeFilling:
    """How well passages fit the codes of a codebook.

    Parameters
    ----------
    codes : frame with the columns name, definition and examples
    embed : callable (texts) -> vectors of length 1
    """

    def __init__(self, codes: pd.DataFrame, embed: Callable[[Sequence[str]], Floats]) -> None:
        texts = code_texts(codes)
        self._n_codes = len(codes)
        self._owner = np.array([number for number, _ in texts], dtype=np.intp)
        self._vectors = embed([text for _, text in texts])

    def closeness(self, vectors: Floats) -> Floats:
        """Fit of each passage to each code, shape (n_passages, n_codes), 0 to 1; from .5 on a passage is placed."""
        return self._fit(vectors @ self._vectors.T, np.ones(len(self._owner), dtype=bool))

    def reruns(self, vectors: Floats, seed: int, n_runs: int) -> Labels:
        """Codes filled again, each time with a random 80% of what is said of each; shape (n_runs, n_passages)."""
        likeness = vectors @ self._vectors.T
        labels = np.empty((n_runs, len(vectors)), dtype=np.int16)
        for run in range(n_runs):
            lot = np.random.default_rng((seed, run)).random(len(self._owner))
            used = np.zeros(len(self._owner), dtype=bool)
            for code in range(self._n_codes):
                texts = np.flatnonzero(self._owner == code)
                kept = max(1, int(SHARE_OF_TEXTS * len(texts)))
                used[texts[np.argsort(lot[texts])[:kept]]] = True
            labels[run] = placed(self._fit(likeness, used))
        return labels

    def _fit(self, likeness: Floats, used: NDArray[np.bool_]) -> Floats:
        best = np.zeros((len(likeness), self._n_codes), dtype=np.float32)
        for code in range(self._n_codes):
            texts = used & (self._owner == code)
            best[:, code] = likeness[:, texts].max(axis=1)
        return np.clip(best * (0.5 / FITS), 0.0, 1.0, dtype=np.float32)
