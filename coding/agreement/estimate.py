"""From codings to coefficients with intervals; many sets of codings at once share their resamples."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from coding.agreement import analytic, pair_bootstrap
from coding.agreement.formulas import Coefficient, Kind, Setting, Split
from coding.agreement.intervals import (
    Ends,
    Interval,
    bootstrap_weights,
    clopper_pearson,
    jackknife,
    none,
    percentiles,
)
from coding.agreement.ratings import Ratings
from coding.agreement.result import Agreement
from coding.agreement.sums import Summing, Sums

Floats = NDArray[np.float64]
DRAWN_AT_ONCE = 8_000_000  # weights of draws times respondents in memory: 64 MB
RESAMPLING = ("jackknife", "bootstrap")
OF_ALL_UNITS = {"shares", "coder_counts"}  # sums that units of one coder enter too
EDGE = 1e-12  # a value so near to an end of its scale lies at the end


class Task(NamedTuple):
    """Coefficients wanted of one set of codings."""

    ratings: Ratings
    setting: Setting
    coefficients: tuple[Coefficient, ...]


@dataclass(frozen=True)
class Part:
    """Coefficients of one task that are made of the same sums.

    `ratings` are the units that are counted, `every` also those of one coder alone; `drawn` are the sums of each draw
    of a bootstrap, None without one.
    """

    ratings: Ratings
    every: Ratings
    setting: Setting
    coefficients: tuple[Coefficient, ...]
    summing: Summing
    drawn: Sums | None = None

    def resamples(self) -> Sums:
        """Sums of each resample: of the bootstrap's draws, or else without each respondent."""
        return self.summing.left_out() if self.drawn is None else self.drawn


def estimate(task: Task, interval: Interval | None) -> dict[str, Agreement]:
    """Give every coefficient of a task by its key."""
    return estimate_all([task], interval)[0]


def estimate_all(tasks: Sequence[Task], interval: Interval | None) -> list[dict[str, Agreement]]:
    """Give the coefficients of many tasks, those with as many respondents over the same bootstrap draws."""
    return [estimated(task, parts, interval) for task, parts in zip(tasks, resampled(tasks, interval), strict=True)]


def estimated(task: Task, parts: Sequence[Part], interval: Interval | None) -> dict[str, Agreement]:
    """Give the coefficients of a task whose sums are made."""
    found: dict[str, Agreement] = {}
    for part in parts:
        total = part.summing.total()
        resamples = part.resamples() if interval and interval.method in RESAMPLING else None
        found |= {c.key: _estimated_one(part, c, interval, total, resamples) for c in part.coefficients}
    for coefficient in task.coefficients:
        if coefficient.key not in found:
            found[coefficient.key] = replace(
                sized(task.ratings, _reason_against(task, coefficient)), n_categories=task.setting.n_categories
            )
    return {c.key: found[c.key] for c in task.coefficients}


def _reason_against(task: Task, coefficient: Coefficient) -> str:
    """Say why a coefficient is not estimable before anything is counted; '' where nothing stands against it."""
    ratings, setting = task.ratings, task.setting
    reason = too_little(ratings)
    if reason:
        return reason
    if coefficient.coders not in (0, ratings.n_coders) or coefficient.categories not in (0, setting.n_categories):
        return f"Not estimable because it is {coefficient.instead}."
    if "coder_counts" in coefficient.parts and ratings.given_counts is not None:
        return "Not estimable because counts do not say which coder gave which value."
    return ""


def sized(ratings: Ratings, reason: str = "") -> Agreement:
    """Give no value yet, but how much was coded."""
    q = len(ratings.categories)
    return Agreement(n_units=ratings.n_units, n_coders=ratings.n_coders, n_categories=q, reason=reason)


def too_little(ratings: Ratings) -> str:
    """Say why nothing can be said of these codings; '' where something can."""
    if not ratings.coders_of_unit.any():
        return "Not estimable because nobody coded anything."
    known = ratings.given_counts is None
    if known and int((ratings.codes >= 0).any(axis=1).sum()) == 1:
        return "Not estimable because only one coder coded."
    if not ratings.n_units:
        return "Not estimable because no unit was coded by two coders."
    return ""


def resampled(tasks: Sequence[Task], interval: Interval | None) -> list[list[Part]]:
    """Make the sums that the tasks need, of the whole sample and of every resample."""
    blocks = [(place, *block) for place, task in enumerate(tasks) for block in _blocks(task)]
    drawn = _drawn([summing for *_, summing in blocks], interval)
    found: list[list[Part]] = [[] for _ in tasks]
    for (place, ratings, coefficients, summing), draws in zip(blocks, drawn, strict=True):
        found[place].append(
            Part(
                ratings,
                tasks[place].ratings,
                tasks[place].setting,
                coefficients,
                summing,
                None if draws is None else summing.split(draws),
            )
        )
    return found


def _blocks(task: Task) -> Iterator[tuple[Ratings, tuple[Coefficient, ...], Summing]]:
    """Part a task's coefficients by what they count: units of one coder alone tell some of them about chance."""
    wanted = [c for c in task.coefficients if not _reason_against(task, c)]
    shared = task.ratings.shared()
    alone = [c for c in wanted if not c.coders and OF_ALL_UNITS & set(c.parts)]
    groups = [(task.ratings, alone), (shared, [c for c in wanted if c not in alone])]
    if shared is task.ratings:
        groups = [(shared, wanted)]
    for ratings, coefficients in groups:
        if coefficients:
            names = {name for c in coefficients for name in c.parts}
            distances = None if task.setting.weights is None else 1 - task.setting.weights
            yield ratings, tuple(coefficients), Summing(ratings, distances, names)


def _drawn(summings: Sequence[Summing], interval: Interval | None) -> list[Floats | None]:
    """Sums of all bootstrap draws for each of several sets of sums, shape (draws, width)."""
    found: list[Floats | None] = [None] * len(summings)
    if interval is None or interval.method != "bootstrap":
        return found
    alike: dict[int, list[int]] = defaultdict(list)
    for place, summing in enumerate(summings):
        alike[len(summing.by_respondent)].append(place)
    for places in alike.values():
        drawn = bootstrap_sums(np.hstack([summings[place].by_respondent for place in places]), interval)
        ends = np.cumsum([summings[place].width for place in places])[:-1]
        for place, block in zip(places, np.split(drawn, ends, axis=1), strict=True):
            found[place] = block
    return found


def bootstrap_sums(by_respondent: Floats, interval: Interval) -> Floats:
    """Sums of each draw of respondents, shape (draws, width)."""
    return np.concatenate([weights @ by_respondent for weights in draws_of(len(by_respondent), interval)])


def draws_of(n_respondents: int, interval: Interval) -> Iterator[Floats]:
    """How often each respondent is drawn, shape (some draws, n_respondents), until all draws are made."""
    at_once = max(1, DRAWN_AT_ONCE // n_respondents)
    for number, start in enumerate(range(0, interval.draws, at_once)):
        yield bootstrap_weights(n_respondents, min(at_once, interval.draws - start), interval.seed + number)


def _estimated_one(
    part: Part, coefficient: Coefficient, interval: Interval | None, total: Sums, resamples: Sums | None
) -> Agreement:
    value, split = coefficient.values(total, part.setting)
    agreement = described(part, coefficient, float(value), split)
    if interval is None or agreement.value is None:
        return agreement
    if part.every.weights is not None and interval.method not in RESAMPLING:
        return agreement.without_interval("No interval of this kind because units were drawn at different rates.")
    if interval.method == "kalpha":
        return with_ends(agreement, pair_bootstrap.ends(part.ratings, coefficient, part.setting, interval))
    if resamples is None:
        counted = part.ratings if coefficient.coders else part.every
        return with_ends(agreement, analytic.ends(counted, coefficient, part.setting, agreement.value, interval))
    others = coefficient.values(resamples, part.setting)[0]
    return finished(agreement, coefficient.kind, coefficient.key, others, part.ratings.n_independent, interval)


def finished(
    agreement: Agreement, kind: Kind, key: str, others: Floats, n_respondents: int, interval: Interval
) -> Agreement:
    """Put the interval to a value that its resamples give.

    Parameters
    ----------
    others : the values without each respondent for the jackknife, of each draw for the bootstrap
    """
    if agreement.value is None:
        return agreement
    ends = at_an_end(agreement, kind, key, n_respondents, interval.confidence)
    if ends is None and n_respondents < 2:
        ends = none("No interval because all units are of one respondent.")
    if ends is None and interval.method == "jackknife":
        ends = jackknife(agreement.value, others, kind, n_respondents, interval)
    return with_ends(agreement, ends or percentiles(others, interval.confidence))


def described(part: Part, coefficient: Coefficient, value: float, split: Split) -> Agreement:
    """Give a value with what belongs to it, or the reason why there is none."""
    defined = not np.isnan(value)
    return Agreement(
        value=value if defined else None,
        observed=_number(split.observed),
        expected=_number(split.expected),
        n_units=part.ratings.n_units,
        n_coders=part.ratings.n_coders,
        n_categories=part.setting.n_categories,
        reason="" if defined else _undefined(part, coefficient),
    )


def _undefined(part: Part, coefficient: Coefficient) -> str:
    if coefficient.kind == "proportion":
        return "Not estimable because no coder gave this value." if coefficient.key != "negative_agreement" else (
            "Not estimable because every coder gave this code to every unit."
        )  # fmt: skip
    if part.setting.n_categories < 2:
        return "Not estimable because there is only one category."
    return "Not estimable because all coders gave all units the same value: nothing varies, so chance explains it all."


def at_an_end(agreement: Agreement, kind: Kind, key: str, n_respondents: int, confidence: float) -> Ends | None:
    """Say what stands in the place of an interval where agreement is complete, or nobody ever agrees.

    Complete agreement has no spread to learn from, and an interval of no width would be a lie. What can be said is a
    bound for percent agreement, exact for as many independent units as there are respondents.
    """
    value = agreement.value if agreement.value is not None else np.nan
    if kind == "index":
        return None
    full, nil = value >= 1 - EDGE, kind == "proportion" and value <= EDGE
    if not full and not nil:
        return None
    low, high = clopper_pearson(n_respondents if full else 0, n_respondents, confidence)
    if key in ("percent_agreement", "exact_set_agreement"):
        side = "lower" if full else "upper"
        return Ends(low, high, f"Clopper-Pearson {side} bound, {n_respondents} respondents")
    if nil:
        return none("No interval because no two coders ever agreed on it.")
    words = f"{low:.3f}".removeprefix("0")
    return none(
        f"No disagreement in {agreement.n_units} units, so no interval; percent agreement is at least {words} "
        f"(Clopper-Pearson, {confidence:.0%}, {n_respondents} respondents)."
    )


def with_ends(agreement: Agreement, ends: Ends) -> Agreement:
    """Put an interval to a value, or the reason why there is none."""
    if ends.reason:
        return agreement.without_interval(ends.reason)
    return replace(agreement, low=ends.low, high=ends.high, method=ends.method)


def _number(value: Floats) -> float | None:
    number = float(value)
    return number if np.isfinite(number) else None
