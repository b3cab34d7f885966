"""Answers that people have coded, in a folder, and how well codes are suggested for them.

The folder holds `responses.csv` (response_id, text), `codes.csv` (response_id, code) and `codebook.csv` (code,
definition, examples; the examples of a code in one cell, each in quotation marks).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from benchmarks.propose import MIN_PREVALENCE, NOT_A_THEME
from pipelines.anchors import code_anchors
from pipelines.embedding import SegmentEmbedder
from pipelines.vector_cache import VectorCache

Labels = NDArray[np.bool_]
Scores = NDArray[np.float64]

_BETWEEN_EXAMPLES = re.compile(r"'\s*[,.]?\s*(?=')|'\s*,\s*")
_HEADING = re.compile(r"(?:Posit?i?ve|Negative|Mixed|Neutral)[^:']{0,25}:", re.IGNORECASE)
_SHORTEST_EXAMPLE = 4  # characters; what is left of quotation marks and commas is shorter


@dataclass(frozen=True)
class Study:
    """Answers with the codes that people gave them.

    `labels` has shape (answers, codes); `codes` is a frame with the columns name, definition and examples.
    """

    texts: tuple[str, ...]
    labels: Labels
    codes: pd.DataFrame
    cache: Path

    @cached_property
    def vectors(self) -> NDArray[np.float32]:
        with VectorCache(self.cache) as kept:
            return SegmentEmbedder(cache=kept).fit().transform(self.texts)

    @cached_property
    def anchors(self) -> list[NDArray[np.float32]]:
        with VectorCache(self.cache) as kept:
            return code_anchors(self.codes, SegmentEmbedder(cache=kept).fit().transform)

    def drawn(self, seed: int, held_aside: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Row numbers of the answers held aside, and of the others in the order in which they are coded."""
        lot = np.random.default_rng(seed).permutation(len(self.texts))
        return lot[:held_aside], lot[held_aside:]


def read_study(folder: Path, cache: Path, *, distinct: bool = False) -> Study:
    """Read a folder; answers of the noise classes are left out, and codes of less than 1% of the rest.

    Parameters
    ----------
    cache : Path
        Where vectors are kept.
    distinct : bool
        Whether of answers with the same words only the first is kept.
    """
    answers = _table(folder / "responses.csv")
    given = _table(folder / "codes.csv")
    book = _table(folder / "codebook.csv").set_index("code")
    noise = set(given.loc[given["code"].isin(NOT_A_THEME), "response_id"])
    answers = answers[~answers["response_id"].isin(noise)]
    if distinct:
        answers = answers.drop_duplicates("text")
    given = given[given["response_id"].isin(answers["response_id"])]
    table = pd.crosstab(given["response_id"], given["code"]).reindex(answers["response_id"], fill_value=0) > 0
    table = table.loc[:, table.mean() >= MIN_PREVALENCE]
    known = book.reindex(table.columns).fillna("")
    codes = pd.DataFrame(
        {
            "name": list(table.columns),
            "definition": list(known["definition"]),
            "examples": [examples_in(cell) for cell in known["examples"]],
        }
    )
    return Study(tuple(answers["text"]), table.to_numpy(), codes, cache)


def examples_in(cell: str) -> tuple[str, ...]:
    """Give the examples of a cell.

    >>> examples_in("Positive: 'Clean ward.', 'Good food' Negative: 'It's cold'")
    ('Clean ward', 'Good food', "It's cold")
    """
    plain = cell.replace("‘", "'").replace("’", "'")
    parts = [part for piece in _HEADING.split(plain) for part in _BETWEEN_EXAMPLES.split(piece)]
    tidy = (part.strip(" '\",.") for part in parts)
    return tuple(dict.fromkeys(part for part in tidy if len(part) >= _SHORTEST_EXAMPLE))


def macro_recall(order: NDArray[np.intp], labels: Labels, within: int = 5) -> float:
    """Of the answers with a code, the share for which it is among the first codes suggested; mean over codes.

    >>> macro_recall(np.array([[0, 1], [0, 1]]), np.array([[True, False], [True, True]]), within=1)
    0.5
    """
    first = np.zeros(labels.shape, dtype=bool)
    np.put_along_axis(first, order[:, :within], True, axis=1)
    return float(np.mean([first[has, code].mean() for code, has in enumerate(labels.T) if has.any()]))


def macro_precision(scores: Scores, labels: Labels) -> float:
    """Average precision of each code's scores over the answers; mean over codes.

    >>> macro_precision(np.array([[0.9], [0.1]]), np.array([[True], [False]]))
    1.0
    """
    from sklearn.metrics import average_precision_score

    codes = [code for code in range(labels.shape[1]) if labels[:, code].any()]
    return float(np.mean([average_precision_score(labels[:, code], scores[:, code]) for code in codes]))


def highest_first(scores: Scores) -> NDArray[np.intp]:
    """Codes of each answer by score."""
    return np.argsort(-scores, axis=1, kind="stable")


def mean_with_interval(values: Sequence[float]) -> str:
    """Mean with its 95% interval by Student's t.

    >>> mean_with_interval([0.6, 0.7, 0.8])
    '.700 (95% interval .452 to .948)'
    """
    from scipy.stats import t

    mean, n = float(np.mean(values)), len(values)
    half = float(t.ppf(0.975, n - 1) * np.std(values, ddof=1) / np.sqrt(n)) if n > 1 else float("nan")
    return f"{short(mean)} (95% interval {short(mean - half)} to {short(mean + half)})"


def short(value: float) -> str:
    """Three decimals without the zero in front.

    >>> short(0.25), short(1.5)
    ('.250', '1.500')
    """
    return f"{value:.3f}".removeprefix("0")


def _table(path: Path) -> pd.DataFrame:
    return pd.read_csv(path, dtype=str, keep_default_na=False)
