"""Krippendorff's alpha-U: agreement on where units of a category begin and end on one continuum."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from coding.agreement.result import Agreement


class Unit(NamedTuple):
    """A unit that one coder set: where it begins, its length (whole numbers), and its category."""

    coder: str
    begin: int
    length: int
    category: str


class Section(NamedTuple):
    """A part of the continuum as one coder left it: a unit (`marked`) or a gap."""

    begin: int
    length: int
    marked: bool


def alpha_u(units: Sequence[Unit], *, begin: int, length: int, coders: Sequence[str], category: str = "") -> Agreement:
    """Alpha-U of one category, or of all of them together.

    Parameters
    ----------
    units : of one coder and category they do not overlap
    begin, length : of the continuum
    coders : all who set units, whether they set any or not
    category : '' for all: observed and expected disagreement are added up over categories

    Returns
    -------
    Agreement
        Without an interval: the continuum is one unit. `n_units` is the number of units set.

    References
    ----------
    Krippendorff (1995), Sociological Methodology 25:47; Krippendorff (2004), Content Analysis, 2nd ed., pp. 251-256.

    Examples
    --------
    Krippendorff (2004), p. 254: two coders, a continuum from 150 to 450.

    >>> units = [Unit("1", 225, 70, "c"), Unit("1", 370, 30, "c"), Unit("1", 180, 60, "k"), Unit("1", 300, 50, "k"),
    ...          Unit("2", 220, 80, "c"), Unit("2", 355, 20, "c"), Unit("2", 400, 20, "c"), Unit("2", 180, 60, "k"),
    ...          Unit("2", 300, 50, "k")]
    >>> round(alpha_u(units, begin=150, length=300, coders=["1", "2"]).value, 3)
    0.859
    """
    wanted = [category] if category else sorted({unit.category for unit in units})
    set_units = sum(unit.category in wanted for unit in units)
    empty = Agreement(n_units=set_units, n_coders=len(coders), n_categories=len(wanted))
    if len(coders) < 2:
        return empty.without_interval("Not estimable because only one coder coded.")
    if not empty.n_units:
        return empty.without_interval("Not estimable because nobody marked a passage.")
    observed = expected = 0.0
    for name in wanted:
        own = [unit for unit in units if unit.category == name]
        sections = [sections_of([unit for unit in own if unit.coder == coder], begin, length) for coder in coders]
        observed += observed_disagreement(sections, length)
        expected += expected_disagreement(sections, length)
    if expected <= 0:
        return empty.without_interval("Not estimable because nothing varies.")
    reason = "No interval because the coefficient is of one continuum."
    return replace(empty, value=1 - observed / expected, observed=1 - observed, expected=1 - expected, reason=reason)


def observed_disagreement(sections: Sequence[Sequence[Section]], length: int) -> float:
    """Mean over ordered pairs of coders of the squared differences of their sections."""
    m = len(sections)
    return differences(sections) / (m * (m - 1) * length**2)


def differences(sections: Sequence[Sequence[Section]]) -> int:
    """Add up the squared differences of sections over ordered pairs of coders."""
    m = len(sections)
    return sum(
        _difference(one, other)
        for first in range(m)
        for second in range(m)
        if first != second
        for one in sections[first]
        for other in sections[second]
    )


def _difference(one: Section, other: Section) -> int:
    apart = one.begin - other.begin
    if one.marked and other.marked:
        if -one.length < apart < other.length:
            return apart**2 + (apart + one.length - other.length) ** 2
    elif one.marked and other.length - one.length >= apart >= 0:
        return one.length**2
    elif other.marked and other.length - one.length <= apart <= 0:
        return other.length**2
    return 0


def expected_disagreement(sections: Sequence[Sequence[Section]], length: int) -> float:
    """Disagreement if all units and gaps were put in every possible order on the continuum."""
    m = len(sections)
    every = [section for row in sections for section in row]
    units = [section.length for section in every if section.marked]
    gaps = [section.length for section in every if not section.marked]
    total = 0.0
    for size in units:
        total += (len(units) - 1) / 3 * (2 * size**3 - 3 * size**2 + size)
        total += size**2 * sum(gap - size + 1 for gap in gaps if gap >= size)
    places = m * length * (m * length - 1) - sum(size * (size - 1) for size in units)
    return 2 / length * total / places


def sections_of(units: Sequence[Unit], begin: int, length: int) -> list[Section]:
    """Units and the gaps between them, in their order."""
    found, place = [], begin
    for unit in sorted(units, key=lambda unit: unit.begin):
        if unit.begin > place:
            found.append(Section(place, unit.begin - place, False))
        found.append(Section(unit.begin, unit.length, True))
        place = unit.begin + unit.length
    if place < begin + length:
        found.append(Section(place, begin + length - place, False))
    return found
