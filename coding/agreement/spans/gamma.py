"""Gamma: agreement on units that coders set themselves, their places and their categories weighed together.

Units of different coders are put into alignments, each holding at most one unit of every coder; the alignment of least
disorder is found exactly: as an assignment for two coders, as a whole-number programme for more. Meant for short
answers, a few dozen units at most.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, linear_sum_assignment, milp

from coding.agreement.errors import BadRatings
from coding.agreement.result import Agreement

Floats = NDArray[np.float64]
SAMPLES = 100  # continua drawn for the disorder by chance
MOST_SEARCHED = 16  # units that are aligned by search, which is faster than a programme for so few
MOST_ALIGNMENTS = 3_000_000  # possible alignments held at once


class Piece(NamedTuple):
    """A unit one coder set: from `start` to `end` (start < end), with a category."""

    coder: str
    category: str
    start: float
    end: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """How dissimilarity is made: weight of places and of categories, and what a missing unit costs."""

    place: float = 1.0
    category: float = 1.0
    missing: float = 1.0


def dissimilarities(first: Sequence[Piece], second: Sequence[Piece], weights: Weights) -> Floats:
    """Dissimilarity of each unit to each of another coder's, shape (n_first, n_second): places, plus categories.

    Places differ by how far their ends are apart, over their lengths, squared; categories by one or nothing.

    References
    ----------
    Mathet, Widlöcher and Métivier (2015), Computational Linguistics 41:437, sec. 4.

    Examples
    --------
    >>> dissimilarities([Piece("Ana", "A", 1, 5)], [Piece("Ben", "A", 2, 6), Piece("Ben", "B", 1, 5)], Weights())
    array([[0.0625, 1.    ]])
    """
    (starts, ends, kinds), (other_starts, other_ends, other_kinds) = (_columns(units) for units in (first, second))
    apart = np.abs(starts[:, None] - other_starts) + np.abs(ends[:, None] - other_ends)
    places = (apart / ((ends - starts)[:, None] + other_ends - other_starts)) ** 2
    differ: Floats = weights.missing * (weights.place * places + weights.category * (kinds[:, None] != other_kinds))
    return differ


def _columns(units: Sequence[Piece]) -> tuple[Floats, Floats, NDArray[np.object_]]:
    places = np.array([(unit.start, unit.end) for unit in units], dtype=float).reshape(-1, 2)
    return places[:, 0], places[:, 1], np.array([unit.category for unit in units], dtype=object)


def can_be_aligned(units: Sequence[int]) -> bool:
    """Whether coders with so many units each can be aligned exactly; of two coders any can.

    >>> can_be_aligned([900, 900]), can_be_aligned([900, 900, 900])
    (True, False)
    """
    return len(units) == 2 or math.prod(count + 1 for count in units) <= MOST_ALIGNMENTS


def disorder(pieces: Sequence[Piece], coders: Sequence[str], weights: Weights) -> float:
    """Disorder of the best alignment, per unit a coder set on average; 0 where all set the same.

    Examples
    --------
    >>> units = [Piece("Ana", "A", 1, 5), Piece("Ben", "A", 1, 5), Piece("Ben", "B", 7, 9)]
    >>> round(disorder(units, ["Ana", "Ben"], Weights()), 4)  # one unit of two has no partner; 1.5 units a coder
    0.6667
    """
    rows = [[piece for piece in pieces if piece.coder == coder] for coder in coders]
    least = _assigned(rows[0], rows[1], weights) if len(coders) == 2 else _programmed(rows, weights)
    return least / (len(pieces) / len(coders))


def gamma(
    pieces: Sequence[Piece], *, coders: Sequence[str], weights: Weights | None = None, samples: int = SAMPLES,
    seed: int = 0,
) -> Agreement:  # fmt: skip
    """Gamma of one continuum: one minus the disorder seen over the disorder of coders who place units by chance.

    Parameters
    ----------
    pieces : what all coders set
    coders : all who read, whether they set anything or not
    samples : continua drawn for the disorder by chance: each coder becomes one of the real ones, turned around the
        continuum by some distance, so that lengths and categories stay as they are

    Returns
    -------
    Agreement
        Without an interval; `observed` and `expected` are one minus the disorders.

    References
    ----------
    Mathet, Widlöcher and Métivier (2015), Computational Linguistics 41:437, sec. 5 (disorder by chance, 5.2).

    Examples
    --------
    >>> units = [Piece(who, "A", 1, 5) for who in ("Ana", "Ben")] + [Piece(who, "B", 7, 9) for who in ("Ana", "Ben")]
    >>> gamma(units, coders=["Ana", "Ben"]).value
    1.0
    """
    weights = weights or Weights()
    empty = Agreement(n_units=len(pieces), n_coders=len(coders), n_categories=len({p.category for p in pieces}))
    if len(coders) < 2:
        return empty.without_interval("Not estimable because only one coder coded.")
    if not pieces:
        return empty.without_interval("Not estimable because nobody marked a passage.")
    if any(piece.start >= piece.end for piece in pieces):
        raise BadRatings("A unit ends where it begins, or before.")
    seen = disorder(pieces, coders, weights)
    chance = chance_disorder(pieces, coders, weights, samples, seed)
    if not seen:
        reason = "No interval because all coders set the same units."
        return replace(empty, value=1.0, observed=1.0, expected=1 - chance, reason=reason)
    if chance <= 0:
        return empty.without_interval("Not estimable because units placed by chance would agree as well.")
    reason = "No interval because the coefficient is of one continuum."
    return replace(empty, value=1 - seen / chance, observed=1 - seen, expected=1 - chance, reason=reason)


def _assigned(first: Sequence[Piece], second: Sequence[Piece], weights: Weights) -> float:
    """Least total disorder of two coders: every unit with one of the other's, or alone."""
    n, m = len(first), len(second)
    cost = np.zeros((n + m, n + m))
    cost[:n, m:] = weights.missing
    cost[n:, :m] = weights.missing
    cost[:n, :m] = dissimilarities(first, second, weights)
    rows, columns = linear_sum_assignment(cost)
    return float(cost[rows, columns].sum())


def _programmed(rows: Sequence[Sequence[Piece]], weights: Weights) -> float:
    """Least total disorder of three or more coders."""
    sizes = [len(row) for row in rows]
    if not can_be_aligned(sizes):
        raise BadRatings("There are too many units for an exact alignment; take shorter texts, one at a time.")
    costs, places = _alignments(rows, weights)
    first = np.cumsum([0, *sizes])
    members = [[int(first[who]) + place for who, place in enumerate(held) if place < sizes[who]] for held in places]
    if first[-1] <= MOST_SEARCHED:
        return _searched(costs, members, int(first[-1]))
    columns = np.repeat(np.arange(len(members)), [len(held) for held in members])
    held = sparse.csr_array((np.ones(len(columns)), (np.concatenate(members), columns)), shape=(first[-1], len(costs)))
    found = milp(costs, constraints=LinearConstraint(held, 1, 1), integrality=1, bounds=Bounds(0, 1))
    return float(found.fun)


def _alignments(rows: Sequence[Sequence[Piece]], weights: Weights) -> tuple[list[float], list[list[int]]]:
    """Costs of the alignments that may be in the best one, and each coder's unit in them, one beyond the last for none.

    One that costs more than its units alone is never needed: a unit with nobody else costs `missing`, for every pair
    of coders lacks one unit or both.
    """
    m = len(rows)
    cost = np.zeros([len(row) + 1 for row in rows])
    for a, b in combinations(range(m), 2):
        between = np.pad(dissimilarities(rows[a], rows[b], weights), (0, 1), constant_values=weights.missing)
        cost += np.expand_dims(between, tuple(who for who in range(m) if who not in (a, b)))
    cost /= m * (m - 1) / 2
    units = sum(np.expand_dims(np.arange(n) < n - 1, tuple(set(range(m)) - {who})) for who, n in enumerate(cost.shape))
    kept = (cost <= weights.missing * units + 1e-12) & (units > 0)
    return cost[kept].tolist(), np.argwhere(kept).tolist()


def _searched(costs: Sequence[float], members: Sequence[Sequence[int]], n: int) -> float:
    """Least total cost of alignments that hold each of n units once, by going through all ways: for few units."""
    holding: list[list[tuple[int, float]]] = [[] for _ in range(n)]
    for cost, held in zip(costs, members, strict=True):
        holding[min(held)].append((sum(1 << unit for unit in held), cost))
    everybody = (1 << n) - 1
    least = {everybody: 0.0}

    def rest(taken: int) -> float:
        if taken not in least:
            lowest = next(unit for unit in range(n) if not taken >> unit & 1)
            least[taken] = min(cost + rest(taken | held) for held, cost in holding[lowest] if not held & taken)
        return least[taken]

    return rest(0)


def chance_disorder(
    pieces: Sequence[Piece], coders: Sequence[str], weights: Weights, samples: int, seed: int,
    within: tuple[float, float] | None = None,
) -> float:  # fmt: skip
    """Mean disorder of coders who place their units by chance on the continuum `within`, or between all units set."""
    begin, end = within or (min(piece.start for piece in pieces), max(piece.end for piece in pieces))
    rng = np.random.default_rng(seed)
    continua = (_turned(pieces, coders, rng, begin, end) for _ in range(samples))
    drawn = [disorder(continuum, coders, weights) for continuum in continua if continuum]
    return float(np.mean(drawn)) if drawn else 0.0


def _turned(
    pieces: Sequence[Piece], coders: Sequence[str], rng: np.random.Generator, begin: float, end: float
) -> list[Piece]:
    """A continuum by chance: each coder is a real one, turned by a distance that no other coder got."""
    length = end - begin
    apart = float(np.mean([piece.end - piece.start for piece in pieces])) / 2
    turns: list[float] = []
    found = []
    for coder in coders:
        model = coders[int(rng.integers(len(coders)))]
        turn = _free_turn(turns, length, apart, rng)
        turns.append(turn)
        for piece in pieces:
            if piece.coder == model:
                start = piece.start + turn if piece.start + turn < end else piece.start + turn - length
                found.append(Piece(coder, piece.category, start, start + piece.end - piece.start))
    return found


def _free_turn(turns: Sequence[float], length: float, apart: float, rng: np.random.Generator) -> float:
    """A distance at least `apart` from the others around the continuum, or any where none is left."""
    for _ in range(100):
        turn = float(rng.uniform(0, length))
        if all(min(abs(turn - other), length - abs(turn - other)) >= apart for other in turns):
            return turn
    return turn
