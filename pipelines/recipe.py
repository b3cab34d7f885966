"""What a person chooses before themes are proposed; written into every run's record."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Literal

Granularity = Literal["coarse", "balanced", "fine"]
Segmenting = Literal["clause", "sentence", "response"]

# Groups per square root of the distinct passages, and at most. On 1,125 patient comments: 12, 20 and 32 groups a run.
_GROUPS_PER_ROOT: dict[Granularity, float] = {"coarse": 0.33, "balanced": 0.55, "fine": 0.9}
_MOST_GROUPS = 40  # more proposals than a person reads in a sitting
_FEWEST_PASSAGES_PER_GROUP = 8


@dataclass(frozen=True)
class Recipe:
    """Choices of a run; the same choices and the same answers give the same proposals.

    Parameters
    ----------
    granularity : {'coarse', 'balanced', 'fine'}
        How many themes to look for. Fine by default: a person merges faster than they split.
    seed : int
        Of everything drawn by lot.
    model : str
        Empty for the packaged language model; else a folder or name of a sentence-transformers model.
    segmenting : {'clause', 'sentence', 'response'}
        What counts as one passage.
    language : str
        Two-letter code of the answers' language.

    Examples
    --------
    >>> Recipe(granularity="coarse").to_json()
    '{"granularity": "coarse", "language": "en", "model": "", "seed": 0, "segmenting": "clause"}'
    """

    granularity: Granularity = "fine"
    seed: int = 0
    model: str = ""
    segmenting: Segmenting = "clause"
    language: str = "en"

    def to_json(self) -> str:
        """JSON with sorted keys, for a record."""
        return json.dumps(asdict(self), sort_keys=True)


def groups_wanted(granularity: Granularity, n_passages: int) -> int:
    """Groups of each run for so many distinct passages, at least two.

    Examples
    --------
    >>> [groups_wanted(grain, 1329) for grain in ("coarse", "balanced", "fine")]
    [12, 20, 33]
    """
    by_root = round(_GROUPS_PER_ROOT[granularity] * n_passages**0.5)
    return max(2, min(by_root, _MOST_GROUPS, n_passages // _FEWEST_PASSAGES_PER_GROUP))
