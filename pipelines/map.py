"""Where each passage stands on the map of answers: near those that say something alike.

Proposed themes are laid out first, by how unlike they are (metric scaling with stress-reducing steps); each passage
then stands by its theme, drawn towards the other themes it resembles. Nothing is random and nothing is compiled, so
the map is the same each time and costs tenths of a second. Distances on it are a guide for the eye, not a measurement.

References
----------
Torgerson (1952), Psychometrika 17:401: classical scaling. de Leeuw (1977): SMACOF.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pipelines.regrouping import Floats, memberships, unit_rows

_STRESS_STEPS = 100
_PULL = 8.0  # sharpness with which a passage is drawn towards the themes it resembles
_SPREAD = 0.55  # of a theme's passages, as a share of the distance to the nearest theme
_GOLDEN_ANGLE = np.pi * (3.0 - np.sqrt(5.0))

Places = NDArray[np.float64]


def map_of_passages(vectors: Floats, nearest: NDArray[np.intp]) -> Places:
    """Places of shape (n_passages, 2), each coordinate between 0 and 1.

    Parameters
    ----------
    vectors : float32 array of shape (n_passages, n_dimensions)
    nearest : int array of shape (n_passages,)
        The theme each passage is nearest to, placed or not; all -1 without themes.

    Examples
    --------
    >>> map_of_passages(np.eye(1, 4, dtype=np.float32), np.array([-1])).tolist()
    [[0.5, 0.5]]
    """
    n_themes = int(nearest.max(initial=-1)) + 1
    centred = unit_rows(vectors - vectors.mean(axis=0)) if len(vectors) else vectors
    if n_themes < 2:
        return _to_unit_square(_main_axes(centred))
    member = memberships(nearest)
    centres = unit_rows(member.T @ centred)
    anchors = _scaled(1.0 - (centres @ centres.T).astype(np.float64))
    likeness = (centred @ centres.T).astype(np.float64)
    weights = np.exp(_PULL * (likeness - likeness.max(axis=1, keepdims=True)))
    weights /= weights.sum(axis=1, keepdims=True)
    return _to_unit_square(0.5 * (weights @ anchors) + 0.5 * anchors[nearest] + _around(anchors, nearest, likeness))


def _around(anchors: Places, nearest: NDArray[np.intp], likeness: NDArray[np.float64]) -> Places:
    """Steps that spread a theme's passages like the seeds of a sunflower, the most typical in the middle."""
    apart = np.linalg.norm(anchors[:, None] - anchors[None], axis=2)
    np.fill_diagonal(apart, np.inf)
    sizes = np.bincount(nearest, minlength=len(anchors))
    radius = _SPREAD * np.median(apart.min(axis=1)) * np.sqrt(sizes / max(sizes.mean(), 1.0))
    steps = np.zeros((len(nearest), 2))
    for theme in range(len(anchors)):
        members = np.flatnonzero(nearest == theme)
        order = members[np.argsort(-likeness[members, theme], kind="stable")]
        rank = np.arange(len(order)) + 0.5
        length = radius[theme] * np.sqrt(rank / max(len(order), 1))
        angle = rank * _GOLDEN_ANGLE
        steps[order] = length[:, None] * np.column_stack([np.cos(angle), np.sin(angle)])
    return steps


def _scaled(apart: NDArray[np.float64]) -> Places:
    """Points in the plane whose distances follow `apart`: classical scaling, then SMACOF steps."""
    n = len(apart)
    centring = np.eye(n) - 1.0 / n
    values, axes = np.linalg.eigh(-0.5 * centring @ apart**2 @ centring)
    places = _oriented(axes[:, ::-1][:, :2] * np.sqrt(np.maximum(values[::-1][:2], 1e-12)))
    for _ in range(_STRESS_STEPS):
        distance = np.linalg.norm(places[:, None] - places[None], axis=2)
        ratio = np.divide(apart, distance, out=np.zeros_like(apart), where=distance > 1e-9)
        guttman = -ratio
        np.fill_diagonal(guttman, ratio.sum(axis=1))
        places = guttman @ places / n
    return places


def _main_axes(centred: Floats) -> Places:
    if len(centred) < 2:
        return np.zeros((len(centred), 2))
    _, axes = np.linalg.eigh((centred.T @ centred).astype(np.float64))
    return _oriented(centred.astype(np.float64) @ axes[:, ::-1][:, :2])


def _oriented(places: Places) -> Places:
    """An axis has no natural sign: the point furthest out is put on the positive side."""
    furthest = places[np.abs(places).argmax(axis=0), [0, 1]]
    return places * np.where(furthest < 0, -1.0, 1.0)


def _to_unit_square(places: Places) -> Places:
    if not len(places):
        return places
    low, high = places.min(axis=0), places.max(axis=0)
    span = np.maximum(high - low, 1e-9)
    return np.where(high - low > 1e-9, (places - low) / span, 0.5)
