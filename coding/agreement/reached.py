"""Whether a threshold is reached: by the lower end of the interval, and in what share of resamples."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from coding.agreement.comparison import Codings
from coding.agreement.estimate import Task, resampled, too_little
from coding.agreement.formulas import ALPHA, Setting
from coding.agreement.intervals import MOST_UNDEFINED, Interval
from coding.agreement.label_sets import set_distances
from coding.agreement.result import Agreement
from coding.agreement.set_alpha import drawn_set_alpha

LEVELS = (0.667, 0.8)  # Krippendorff (2004), Content Analysis, 2nd ed., p. 241: tentative conclusions, and reliance
BOOTSTRAP = Interval("bootstrap")
Verdict = Literal["reached", "open", "short", "unknown"]


def verdict(agreement: Agreement, threshold: float) -> Verdict:
    """Say whether a coefficient reaches a threshold.

    'reached' with its whole interval, 'open' where the value does but not the lower end (or there is no interval),
    'short' where the value does not, 'unknown' without a value.

    >>> verdict(Agreement(value=0.74, low=0.66, high=0.81), 0.667)
    'open'
    """
    if agreement.value is None:
        return "unknown"
    if agreement.value < threshold:
        return "short"
    return "reached" if agreement.low is not None and agreement.low >= threshold else "open"


@dataclass(frozen=True, slots=True)
class Share:
    """Share of the draws with alpha at or above each level; none, and why, where it cannot be said.

    It says how often resampled respondents of this study reach the level. It is no probability that the level is
    reached.
    """

    at_least: tuple[float, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Shares:
    """Shares over all codes (of nominal alpha, or of sets by Jaccard's distance), and of each code."""

    overall: Share
    codes: Mapping[str, Share] = field(default_factory=dict)


def shares_at_least(codings: Codings, levels: Sequence[float] = LEVELS, interval: Interval = BOOTSTRAP) -> Shares:
    """Count the draws of respondents in which alpha reaches each level, over the same draws for every code.

    Examples
    --------
    >>> from coding.agreement.comparison import gather
    >>> rows = [(f"u{n}", who, "A" if n % 2 else "") for n in range(20) for who in ("Ana", "Ben")]
    >>> shares_at_least(gather([*rows, ("x", "Ana", "A"), ("x", "Ben", "")])).codes["A"].at_least[0]
    0.979
    """
    tasks = [Task(codings.code(place), Setting(n_categories=2), (ALPHA,)) for place in range(len(codings.codes))]
    if codings.one_code_each:
        ratings = codings.nominal()
        tasks.append(Task(ratings, Setting(n_categories=len(ratings.categories)), (ALPHA,)))
    found = []
    for task, parts in zip(tasks, resampled(tasks, interval), strict=True):
        draws = parts[0].coefficients[0].values(parts[0].resamples(), parts[0].setting)[0] if parts else np.zeros(0)
        found.append(_share(draws, levels, too_little(task.ratings)))
    if not codings.one_code_each:
        sets = codings.sets()
        reason = too_little(sets)
        distances = set_distances(sets.categories)[0]  # type: ignore[arg-type]
        found.append(_share(np.zeros(0) if reason else drawn_set_alpha(sets, distances, interval), levels, reason))
    *each, overall = found
    return Shares(overall, dict(zip(codings.codes, each, strict=True)))


def _share(draws: NDArray[np.float64], levels: Sequence[float], reason: str) -> Share:
    defined = draws[~np.isnan(draws)]
    if reason or not len(draws):
        return Share(reason=reason or "Not estimable because nothing was drawn.")
    lost = 1 - len(defined) / len(draws)
    if lost > MOST_UNDEFINED:
        return Share(reason=f"Not estimable because {lost:.0%} of the draws have no alpha.")
    return Share(tuple(float((defined >= level).mean()) for level in levels))
