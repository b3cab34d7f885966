"""The passages of a set of answers, and the distinct ones among them in an order that no file decides."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipelines.recipe import Recipe
from pipelines.segmenting import Segmenter
from pipelines.vector_cache import text_digest

NO_TEXT = -1

# 'Because the driver was late' says no more than 'the driver was late', but would be read as like other becauses.
_OPENING = re.compile(r"(?:(?:and|but|because|so|also|however|although|though|yet|plus|or)\b[\s,]*)+", re.IGNORECASE)


@dataclass(frozen=True)
class Passages:
    """Passages as they stand in the answers, and each distinct text once.

    Parameters
    ----------
    frame : frame with the columns response_id, question, start, end, answer (row of the answers, from 0)
    distinct : tuple of str
        What is said, each text with a letter or digit once: its spaces evened, an English connective at its beginning
        taken off. In the order of the SHA-256: a shuffle that is the same for any order of the answers, so that the
        first 3,000 are a random sample.
    position : int array of shape (n_passages,)
        Where a passage's text stands in `distinct`; -1 for one without a letter or digit.
    """

    frame: pd.DataFrame
    distinct: tuple[str, ...]
    position: NDArray[np.intp]

    @classmethod
    def of(cls, answers: pd.DataFrame, recipe: Recipe, on_split: Callable[[int, int], None] | None = None) -> Self:
        """Split answers (frame with the columns response_id, question, text)."""
        texts = answers["text"].tolist()
        spans = Segmenter(recipe.segmenting, recipe.language, on_split).fit().transform(texts)
        answer = np.repeat(np.arange(len(texts)), [len(found) for found in spans])
        flat = np.array([span for found in spans for span in found], dtype=np.int64).reshape(-1, 2)
        english = recipe.language == "en"
        said = [
            _said(text[start:end], english) for text, found in zip(texts, spans, strict=True) for start, end in found
        ]
        distinct = tuple(sorted({text for text in said if any(map(str.isalnum, text))}, key=text_digest))
        place = {text: number for number, text in enumerate(distinct)}
        frame = pd.DataFrame(
            {
                "response_id": answers["response_id"].to_numpy()[answer],
                "question": answers["question"].to_numpy()[answer],
                "start": flat[:, 0],
                "end": flat[:, 1],
                "answer": answer,
            }
        )
        return cls(frame, distinct, np.array([place.get(text, NO_TEXT) for text in said], dtype=np.intp))

    @property
    def weights(self) -> NDArray[np.int64]:
        """How many answers hold each distinct text, shape (n_distinct,)."""
        pairs = {(place, row) for place, row in zip(self.position.tolist(), self.frame["answer"], strict=True)}
        counted = np.bincount([place for place, _ in pairs if place != NO_TEXT], minlength=len(self.distinct))
        return counted.astype(np.int64)

    def numbers_of(self, place: int) -> NDArray[np.intp]:
        """Numbers of the passages with this text."""
        return np.flatnonzero(self.position == place)


def _said(passage: str, english: bool) -> str:
    even = " ".join(passage.split())
    return (even[match.end() :] if english and (match := _OPENING.match(even)) else even) or even
