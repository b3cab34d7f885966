"""Groups of passages written up as proposed themes, and every passage with its place among them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipelines.describing import border_passages, central_passages, draft_name
from pipelines.grouping import Groups
from pipelines.halves import halves_of, worth_splitting
from pipelines.map import map_of_passages
from pipelines.passages import NO_TEXT, Passages
from pipelines.regrouping import LEFT_OUT, Floats

THEME_COLUMNS = (
    "theme", "label", "terms", "n_responses", "n_segments", "stability", "central", "border", "close_to", "split_hint",
    "code_id",
)  # fmt: skip

_OFTEN_MIXED = 0.1  # share of runs in which a theme's passages were with another theme's: worth a look for merging
_MOST_CLOSE = 3


def draw_up(
    passages: Passages,
    vectors: Floats,
    groups: Groups,
    terms: Mapping[int, tuple[str, ...]],
    codes: pd.DataFrame | None = None,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The frames `segments` and `themes` of `Proposals`."""
    order, n_responses, n_segments = _largest_first(passages, groups)
    name = np.array([""] * (len(order) + 1), dtype=object)  # its last entry serves LEFT_OUT
    name[order] = [f"T{number:02d}" for number in range(1, len(order) + 1)]
    labels = groups.labels
    half, differ = _halves(vectors, labels, passages.weights, len(order))
    segments = _segments(passages, vectors, groups, name, half)
    rows = []
    for group in order:
        members = np.flatnonzero(labels == group)
        central = central_passages(members, vectors, passages.distinct)
        border = border_passages(members, groups.closeness[:, group], passages.distinct, central)
        code = groups.codes[group]
        drafted = draft_name(terms.get(group, ()), passages.distinct[central[0]])
        rows.append(
            {
                "theme": name[group],
                "label": drafted if code == LEFT_OUT or codes is None else codes["name"].iloc[code],
                "terms": terms.get(group, ()),
                "n_responses": int(n_responses[group]),
                "n_segments": int(n_segments[group]),
                "stability": float(groups.stability[group]),
                "central": tuple(int(passages.numbers_of(place)[0]) for place in central),
                "border": tuple(int(passages.numbers_of(place)[0]) for place in border),
                "close_to": tuple(name[other] for other in _mixed_with(groups.closeness, labels, group)),
                "split_hint": bool(differ[group]),
                "code_id": "" if code == LEFT_OUT or codes is None else str(codes["code_id"].iloc[code]),
            }
        )
    return segments, pd.DataFrame(rows, columns=list(THEME_COLUMNS))


def _largest_first(passages: Passages, groups: Groups) -> tuple[list[int], NDArray[np.int64], NDArray[np.int64]]:
    """Group numbers by answers, then passages, then the text that comes first; with both counts."""
    n_groups = groups.closeness.shape[1]
    of_passage = _of_passages(groups.labels, passages, LEFT_OUT)
    n_segments = np.bincount(of_passage[of_passage >= 0], minlength=n_groups)
    pairs = {(group, row) for group, row in zip(of_passage.tolist(), passages.frame["answer"].tolist(), strict=True)}
    n_responses = np.bincount([group for group, _ in pairs if group >= 0], minlength=n_groups)
    first = [int(np.flatnonzero(groups.labels == group)[0]) for group in range(n_groups)]
    order = sorted(range(n_groups), key=lambda group: (-n_responses[group], -n_segments[group], first[group]))
    return order, n_responses, n_segments


def _of_passages(values: NDArray[Any], passages: Passages, without_text: Any) -> NDArray[Any]:
    """What holds of a distinct text, for each passage with that text."""
    return np.where(passages.position == NO_TEXT, without_text, np.append(values, without_text)[passages.position])


def _segments(
    passages: Passages, vectors: Floats, groups: Groups, name: NDArray[Any], half: NDArray[np.intp]
) -> pd.DataFrame:
    places = map_of_passages(vectors, groups.nearest)
    closest = groups.closeness.max(axis=1, initial=0.0).astype(np.float64)
    middle = 0.5
    return pd.DataFrame(
        {
            "segment": np.arange(len(passages.frame)),
            "response_id": passages.frame["response_id"],
            "question": passages.frame["question"],
            "start": passages.frame["start"],
            "end": passages.frame["end"],
            "theme": name[_of_passages(groups.labels, passages, LEFT_OUT)].astype(str),
            "nearest": name[_of_passages(groups.nearest, passages, LEFT_OUT)].astype(str),
            "confidence": _of_passages(closest, passages, 0.0),
            "x": _of_passages(places[:, 0], passages, middle),
            "y": _of_passages(places[:, 1], passages, middle),
            "half": _of_passages(half, passages, 0),
        }
    )


def _halves(
    vectors: Floats, labels: NDArray[np.intp], weights: NDArray[np.int64], n_groups: int
) -> tuple[NDArray[np.intp], NDArray[np.bool_]]:
    half = np.zeros(len(labels), dtype=np.intp)
    differ = np.zeros(n_groups, dtype=bool)
    for group in range(n_groups):
        members = np.flatnonzero(labels == group)
        half[members] = halves_of(vectors[members])
        differ[group] = worth_splitting(vectors[members], half[members], weights[members], int(weights.sum()))
    return half, differ


def _mixed_with(closeness: Floats, labels: NDArray[np.intp], group: int) -> list[int]:
    """The other groups that this one's passages were most often with."""
    mixed = closeness[labels == group].mean(axis=0)
    mixed[group] = 0.0
    return [int(other) for other in np.argsort(-mixed, kind="stable")[:_MOST_CLOSE] if mixed[other] >= _OFTEN_MIXED]
