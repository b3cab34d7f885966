"""The bootstrap of the macro KALPHA, for comparison with papers that used it.

It draws pairs of codings as if they were independent and keeps expected disagreement fixed. With three coders or more
that makes intervals too narrow: with four, 95% intervals held the true value in about 76% of simulated studies. The
macro's limit on the number of draws hides this where there are few values, and makes the intervals too wide instead:
with two values and 150 units they held it in nearly all (``python -m benchmarks agreement --coverage``).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from coding.agreement.errors import BadRatings
from coding.agreement.formulas import Coefficient, Setting
from coding.agreement.intervals import ROUNDING, SAME_DRAWS, Ends, Interval, none
from coding.agreement.ratings import Ratings
from coding.agreement.sums import Summing
from coding.agreement.weights import ordinal_distances

Floats = NDArray[np.float64]
DRAWS_PER_CELL = 25  # at most so many draws for every cell of the coincidences that is not empty


def ends(ratings: Ratings, coefficient: Coefficient, setting: Setting, interval: Interval) -> Ends:
    """Interval of alpha from draws of pairs of codings.

    References
    ----------
    Hayes and Krippendorff (2007), Communication Methods and Measures 1:77; Krippendorff (2011), Bootstrapping
    distributions for Krippendorff's alpha; the draws, their number and the two corrections as in KALPHA 3.0.

    Raises
    ------
    BadRatings
        When another coefficient is asked for.
    """
    if coefficient.key != "krippendorff_alpha":
        raise BadRatings("The bootstrap of KALPHA is for Krippendorff's alpha.")
    shared = ratings.shared()
    total = Summing(shared, None, ("coincidences", "totals")).total()
    coincidences, totals, n = total.parts["coincidences"], total.parts["totals"], float(total.values)
    ordinal = "coincidences" in coefficient.parts
    if ordinal:
        distances = ordinal_distances(totals)
    else:
        distances = 1 - (np.eye(len(totals)) if setting.weights is None else setting.weights)
    expected = float(totals @ distances @ totals) / (n * (n - 1))
    pairs = float((shared.coders_of_unit * (shared.coders_of_unit - 1)).sum() / 2)
    drawn = int(min(DRAWS_PER_CELL * (coincidences > 0).sum(), (len(shared.codes) - 1) * n / 2))
    if not drawn or expected <= 0:
        return none("No interval because nothing varies.")
    rng = np.random.default_rng(interval.seed)
    times = rng.multinomial(drawn, (coincidences / coincidences.sum()).ravel(), size=interval.draws)
    draws = np.maximum(1 - times @ distances.ravel() / (drawn * expected), -1)
    low, high = np.quantile(_corrected(draws, np.diag(coincidences) / n, pairs), _tails(interval.confidence))
    if high - low <= ROUNDING:
        return none(SAME_DRAWS)
    return Ends(float(low), float(high), f"KALPHA-compatible: pairs of codings drawn, {interval.draws:,} draws")


def _corrected(draws: Floats, agreeing: Floats, pairs: float) -> Floats:
    """Take off the draws of full agreement in which nothing varied: their alpha counts as 0."""
    full = np.flatnonzero(draws == 1)
    varied = (agreeing > 0).sum()
    wrong = len(full) if varied <= 1 else min(len(full), round(len(draws) * float((agreeing**pairs).sum())))
    corrected = draws.copy()
    corrected[full[:wrong]] = 0
    return corrected


def _tails(confidence: float) -> list[float]:
    return [(1 - confidence) / 2, (1 + confidence) / 2]
