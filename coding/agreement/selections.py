"""Parts of a study: some units, some codes, themes in place of codes, one coder against the others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from coding.agreement.comparison import Codings


def of_codes(codings: Codings, places: Sequence[int]) -> Codings:
    """Keep some codes; units stay, also those that carry none of them."""
    kept = list(places)
    return replace(
        codings,
        codes=tuple(codings.codes[place] for place in kept),
        given=codings.given[:, :, kept],
        applies=None if codings.applies is None else codings.applies[:, kept],
    )


def of_coders(codings: Codings, places: Sequence[int]) -> Codings:
    """Keep some coders; units stay, also those that none of them coded."""
    kept = list(places)
    return replace(
        codings,
        coders=tuple(codings.coders[place] for place in kept),
        seen=codings.seen[kept],
        given=codings.given[kept],
    )


def as_themes(codings: Codings, theme_of: Mapping[str, str], themes: Sequence[str]) -> Codings:
    """Put themes in place of codes: a coder gave a theme who gave any code under it.

    Parameters
    ----------
    theme_of : the theme of each code, of a code that stands alone its own name
    themes : all of them in their order

    Examples
    --------
    >>> from coding.agreement.comparison import gather
    >>> codings = gather([("1", "Ana", "Queue"), ("1", "Ana", "Staff"), ("1", "Ben", "Delay")])
    >>> found = as_themes(codings, {"Queue": "Time", "Delay": "Time", "Staff": "Staff"}, ["Time", "Staff"])
    >>> found.given[:, 0].tolist()
    [[True, True], [True, False]]
    """
    given = np.zeros((*codings.seen.shape, len(themes)), dtype=bool)
    applies = None if codings.applies is None else np.zeros((len(codings.units), len(themes)), dtype=bool)
    for number, theme in enumerate(themes):
        under = [place for place, code in enumerate(codings.codes) if theme_of[code] == theme]
        given[:, :, number] = codings.given[:, :, under].any(axis=2)
        if applies is not None and codings.applies is not None:
            applies[:, number] = codings.applies[:, under].any(axis=1)
    return replace(codings, codes=tuple(themes), given=given, applies=applies)


def against_others(codings: Codings, coder: int, kept: NDArray[np.bool_] | None = None) -> Codings:
    """Set one coder against each of the others: two coders, as many copies of a unit as others coded it.

    Copies of a unit are of one respondent, so that an interval does not take them for more than they are.

    Parameters
    ----------
    kept : bool array of shape (n_units,), the units that count; None for all

    Examples
    --------
    >>> from coding.agreement.comparison import gather
    >>> codings = gather([("1", "Ana", "A"), ("1", "Ben", "A"), ("1", "Cem", "B"), ("2", "Ana", "A")])
    >>> against_others(codings, 0).given[:, :, 0].tolist()
    [[True, True], [True, False]]
    """
    counted = np.ones(len(codings.units), dtype=bool) if kept is None else kept
    pairs = []
    for other in range(len(codings.coders)):
        if other != coder:
            both = codings.seen[coder] & codings.seen[other] & counted
            pairs.append(replace(of_coders(codings, [coder, other]).take(both), coders=("coder", "others")))
    if not pairs:
        return of_coders(codings, [coder]).take(np.zeros(len(codings.units), dtype=bool))
    applying = [pair.applies for pair in pairs if pair.applies is not None]
    weighing = [pair.weights for pair in pairs if pair.weights is not None]
    return replace(
        pairs[0],
        units=tuple(unit for pair in pairs for unit in pair.units),
        respondents=np.concatenate([pair.respondents for pair in pairs]),
        seen=np.concatenate([pair.seen for pair in pairs], axis=1),
        given=np.concatenate([pair.given for pair in pairs], axis=1),
        applies=np.concatenate(applying) if applying else None,
        weights=np.concatenate(weighing) if weighing else None,
    )
