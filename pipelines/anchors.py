"""What a codebook says of its codes, as vectors for `pipelines.suggesting`."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipelines.guided import code_texts

Vectors = NDArray[np.float32]


def code_anchors(codes: pd.DataFrame, embed: Callable[[Sequence[str]], Vectors]) -> list[Vectors]:
    """Vectors of each code's name, its name with its definition, and each of its examples.

    Parameters
    ----------
    codes : frame with the columns name, definition and examples (a sequence of texts, or lines of one text)
    embed : callable (texts) -> vectors of length 1

    Returns
    -------
    list of arrays of shape (number of texts, d), in the order of the codes

    Examples
    --------
    >>> codes = pd.DataFrame({"name": ["Parking", "Food"], "definition": ["", ""], "examples": [["no spaces"], []]})
    >>> [part.shape for part in code_anchors(codes, lambda texts: np.ones((len(texts), 4), dtype=np.float32))]
    [(2, 4), (1, 4)]
    """
    texts = code_texts(codes)
    owner = np.array([number for number, _ in texts], dtype=np.intp)
    vectors = embed([text for _, text in texts])
    return [vectors[owner == number] for number in range(len(codes))]
