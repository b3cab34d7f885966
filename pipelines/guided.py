"""Proposals that start from a codebook: what fits its codes, and what it may have missed.

A passage is as near to a code as it is to the nearest of what the codebook says of it: its name with its definition,
and each example. Where that likeness is too small the passage is left over, and only what is left over is grouped
freely.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipelines.regrouping import LEFT_OUT, Floats

FITS = 0.45  # cosine: with all-MiniLM-L6-v2, where a passage and a code begin to be about one thing


def code_texts(codes: pd.DataFrame) -> list[tuple[int, str]]:
    """What the codebook says of each code, as (row number, text).

    Parameters
    ----------
    codes : frame with the columns name, definition and examples (a sequence of texts, or lines of one text)

    Examples
    --------
    >>> code_texts(pd.DataFrame({"name": ["Parking"], "definition": ["Finding a place"], "examples": [["no spaces"]]}))
    [(0, 'Parking. Finding a place'), (0, 'no spaces')]
    """
    found: list[tuple[int, str]] = []
    for number, (name, definition, examples) in enumerate(
        zip(codes["name"], codes["definition"], codes["examples"], strict=True)
    ):
        found.append((number, ". ".join(part.strip() for part in (name, definition) if part and part.strip())))
        lines = examples.splitlines() if isinstance(examples, str) else examples
        found.extend((number, line.strip()) for line in lines if line and line.strip())
    return found


def likeness_to_codes(
    vectors: Floats, codes: pd.DataFrame, embed: Callable[[Sequence[str]], Floats]
) -> NDArray[np.float32]:
    """Cosine of each passage with the nearest text of each code, shape (n_passages, n_codes)."""
    texts = code_texts(codes)
    likeness = vectors @ embed([text for _, text in texts]).T
    owner = np.array([number for number, _ in texts])
    return np.column_stack([likeness[:, owner == number].max(axis=1) for number in range(len(codes))])


def fitting_code(likeness: NDArray[np.float32]) -> NDArray[np.intp]:
    """Row number of the code each passage fits best, -1 where none fits."""
    return np.where(likeness.max(axis=1) >= FITS, likeness.argmax(axis=1), LEFT_OUT)
