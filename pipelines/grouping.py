"""Groups of distinct passages, formed freely or from a codebook, in one shape for what follows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipelines.clustering import MAX_CORE, N_CHECKS, ConsensusGroups
from pipelines.guided import FITS, SHARE_OF_TEXTS, CodeFilling
from pipelines.recipe import Granularity, groups_wanted
from pipelines.regrouping import LEFT_OUT, PLACED, SHARE_OF_RERUN, Floats, placed
from pipelines.stability import stability

MIN_PASSAGES = 60  # distinct passages: below this, a grouping says more about the method than about the answers

_MIN_ANSWERS = 3
_MIN_SHARE_OF_ANSWERS = 0.003

OnRun = Callable[[int, int], None]


@dataclass(frozen=True)
class Groups:
    """Groups of distinct passages.

    Parameters
    ----------
    closeness : float32 array of shape (n_passages, n_groups), between 0 and 1; from .5 on a passage is placed
    stability : float array of shape (n_groups,)
    codes : tuple of int
        Row of the codebook that a group filled, -1 for a group formed freely.
    note : str
        In a researcher's words; '' if there is nothing to say.
    parameters : dict
        Numbers that formed the groups, for the record.
    """

    closeness: Floats
    stability: NDArray[np.float64]
    codes: tuple[int, ...] = field(default=())
    note: str = ""
    parameters: dict[str, float] = field(default_factory=dict)

    @property
    def labels(self) -> NDArray[np.intp]:
        """Group of each passage, -1 where it is not placed."""
        return placed(self.closeness)

    @property
    def nearest(self) -> NDArray[np.intp]:
        """The group each passage was most often with, placed or not; -1 without groups."""
        if not self.closeness.shape[1]:
            return np.full(len(self.closeness), LEFT_OUT, dtype=np.intp)
        return self.closeness.argmax(axis=1)


@dataclass(frozen=True)
class Grouper:
    """How passages are grouped: what `free_groups` and `guided_groups` have in common."""

    granularity: Granularity
    seed: int
    n_answers: int
    executor: Executor | None
    on_run: OnRun

    @property
    def min_answers(self) -> int:
        """A theme needs at least three answers, and 3 in 1,000."""
        return max(_MIN_ANSWERS, round(_MIN_SHARE_OF_ANSWERS * self.n_answers))

    def free_groups(self, vectors: Floats, weights: NDArray[np.int64]) -> Groups:
        """Groups that many runs agree on; none for fewer than sixty distinct passages."""
        if len(vectors) < MIN_PASSAGES:
            return Groups(np.zeros((len(vectors), 0), np.float32), np.zeros(0), note=_too_few(len(vectors)))
        model = ConsensusGroups(
            groups_wanted(self.granularity, min(len(vectors), MAX_CORE)),
            weights,
            self.min_answers,
            random_state=self.seed,
            executor=self.executor,
            on_run=self.on_run,
        )
        found = model.fit(vectors)
        n_groups = found.closeness_.shape[1]
        note = "" if n_groups else "No group of answers held together often enough to be proposed as a theme."
        return Groups(found.closeness_, found.stability_, (LEFT_OUT,) * n_groups, note, _recorded(model))

    def guided_groups(
        self,
        vectors: Floats,
        weights: NDArray[np.int64],
        codes: pd.DataFrame,
        embed: Callable[[Sequence[str]], Floats],
    ) -> Groups:
        """What fits the codes of a codebook, and free groups of what fits none."""
        filling = CodeFilling(codes, embed)
        closeness = filling.closeness(vectors)
        labels = placed(closeness)
        left = np.flatnonzero(labels == LEFT_OUT)
        rest = self.free_groups(vectors[left], weights[left])
        missed = np.zeros((len(vectors), rest.closeness.shape[1]), dtype=np.float32)
        missed[left] = rest.closeness
        filled = np.unique(labels[labels >= 0])
        held = stability(labels, filling.reruns(vectors, self.seed, N_CHECKS), len(codes))[filled]
        note = f"What the codebook leaves over: {rest.note}" if rest.note and len(left) else ""
        return Groups(
            np.hstack([closeness[:, filled], missed]),
            np.concatenate([held, rest.stability]),
            (*filled.tolist(), *rest.codes),
            note,
            {**rest.parameters, "fits": FITS, "share_of_texts": SHARE_OF_TEXTS},
        )


def _recorded(model: ConsensusGroups) -> dict[str, float]:
    names = ("n_groups", "min_answers", "min_stability", "n_runs", "n_checks")
    return {name: getattr(model, name) for name in names} | {"share_of_rerun": SHARE_OF_RERUN, "placed_from": PLACED}


def _too_few(n_passages: int) -> str:
    if n_passages == 0:
        return "There is no answer with words in it, so no themes are proposed."
    return (
        f"{n_passages} different passage{'s' * (n_passages > 1)}: below {MIN_PASSAGES} a grouping says more about the "
        "method than about the answers, so no themes are proposed. The map shows which answers are alike."
    )
