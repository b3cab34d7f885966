"""Proposed themes, as a run hands them over."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd


@dataclass(frozen=True)
class Proposals:
    """Proposed themes with every passage they were made from.

    Parameters
    ----------
    segments : frame, one row per passage in the order of the answers
        segment (0, 1, …), response_id, question, start and end (code points, half-open, into the text as given),
        theme ('T01' or '' if not placed), nearest (the theme it was most often with, placed or not; '' without
        themes), confidence (share of runs in which it was with that theme, 0 to 1; placed from .5 on), x and y (place
        on the map, 0 to 1), half (0 or 1: the side of its theme it would fall on if the theme were split in two).
    themes : frame, one row per theme, the largest first
        theme, label, terms (tuple of str), n_responses (answers), n_segments, stability (share of re-runs in which it
        held together, 0 to 1), central (up to three segment numbers), border (up to two), close_to (tuple of themes it
        was often mixed with, the closest first: worth a look for merging), split_hint (its halves differ clearly),
        code_id (of the code that a guided run filled, else '').
    run : dict, JSON-able
        Recipe, parameters, versions, digests of input and model, seconds per stage; `note` says in a researcher's
        words why there are no themes, or what to know about them, and is '' otherwise.
    """

    segments: pd.DataFrame
    themes: pd.DataFrame
    run: dict[str, Any]
