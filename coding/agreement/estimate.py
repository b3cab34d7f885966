"""From codings to coefficients with intervals; many sets of codings at once share their resamples."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from coding.agreement import analytic, pair_bootstrap
from coding.agreement.formulas import Coefficient, Setting, Split
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
from coding.agreement.sums import Summing

Floats = NDArray[np.float64]
DRAWN_AT_ONCE = 8_000_000  # weights of draws times respondents in memory: 64 MB
EDGE = 1e-12  # a value so near to an end of its scale lies at the end


class Task(NamedTuple):
    """Coefficients wanted of one set of codings."""

    ratings: Ratings
    setting: Setting
    coefficients: tuple[Coefficient, ...]


@dataclass(frozen=True)
class Part:
    """Coefficients of one task that are made of the same sums."""

    ratings: Ratings
    setting: Setting
    coefficients: tuple[Coefficient, ...]
    summing: Summing


def estimate(task: Task, interval: Interval | None) -> dict[str, Agreement]:
    """Give every coefficient of a task by its key."""
    return estimate_all([task], interval)[0]


def estimate_all(tasks: Sequence[Task], interval: Interval | None) -> list[dict[str, Agreement]]:
    """Give the coefficients of many tasks, those with as many respondents over the same bootstrap draws."""
    found: list[dict[str, Agreement]] = [
        {c.key: refusal for c in task.coefficients if (refusal := refused(task, c)) is not None} for task in tasks
    ]
    parts = [
        (place, part) for place, task in enumerate(tasks) for part in parts_of(task, skip=frozenset(found[place]))
    ]
    drawn = _drawn([part.summing for _, part in parts], interval) if interval else None
    for number, (place, part) in enumerate(parts):
        found[place] |= _estimate_part(part, interval, drawn[number] if drawn else None)
    return [{c.key: given[c.key] for c in task.coefficients} for task, given in zip(tasks, found, strict=True)]


def refused(task: Task, coefficient: Coefficient) -> Agreement | None:
    """Say why a coefficient is not estimable before anything is counted; None where nothing stands against it."""
    ratings, setting = task.ratings, task.setting
    other_coders = coefficient.coders not in (0, ratings.n_coders)
    other_categories = coefficient.categories not in (0, setting.n_categories)
    reason = _too_little(ratings)
    if not reason and (other_coders or other_categories):
        reason = f"Not estimable because it is {coefficient.instead}."
    if not reason and "coder_counts" in coefficient.parts and ratings.given_counts is not None:
        reason = "Not estimable because counts do not say which coder gave which value."
    if not reason:
        return None
    q = setting.n_categories
    return Agreement(n_units=ratings.n_units, n_coders=ratings.n_coders, n_categories=q, reason=reason)


def _too_little(ratings: Ratings) -> str:
    if not ratings.coders_of_unit.any():
        return "Not estimable because nobody coded anything."
    known = ratings.given_counts is None
    if known and int((ratings.codes >= 0).any(axis=1).sum()) == 1:
        return "Not estimable because only one coder coded."
    if not ratings.n_units:
        return "Not estimable because no unit was coded by two coders."
    return ""


def parts_of(task: Task, skip: frozenset[str] = frozenset()) -> Iterator[Part]:
    """Part a task's coefficients by what they count: those for two coders only what both coded, others all."""
    wanted = [c for c in task.coefficients if c.key not in skip]
    shared = task.ratings.shared()
    groups = [(task.ratings, [c for c in wanted if not c.coders]), (shared, [c for c in wanted if c.coders])]
    if shared is task.ratings:
        groups = [(shared, wanted)]
    for ratings, coefficients in groups:
        if coefficients:
            names = {name for c in coefficients for name in c.parts}
            distances = None if task.setting.weights is None else 1 - task.setting.weights
            yield Part(ratings, task.setting, tuple(coefficients), Summing(ratings, distances, names))


def _drawn(summings: Sequence[Summing], interval: Interval) -> list[Floats | None]:
    """Sums of all bootstrap draws for each of several sets of sums, shape (draws, width)."""
    if interval.method != "bootstrap":
        return [None] * len(summings)
    found: list[Floats | None] = [None] * len(summings)
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
    n = len(by_respondent)
    at_once = max(1, DRAWN_AT_ONCE // max(n, 1))
    blocks = []
    for number, start in enumerate(range(0, interval.draws, at_once)):
        weights = bootstrap_weights(n, min(at_once, interval.draws - start), interval.seed + number)
        blocks.append(weights @ by_respondent)
    return np.concatenate(blocks)


def _estimate_part(part: Part, interval: Interval | None, drawn: Floats | None) -> dict[str, Agreement]:
    total = part.summing.total()
    left_out = part.summing.left_out() if interval and interval.method == "jackknife" else None
    draws = None if drawn is None else part.summing.split(drawn)
    found = {}
    for coefficient in part.coefficients:
        value, split = coefficient.values(total, part.setting)
        agreement = described(part, coefficient, float(value), split)
        if interval and agreement.value is not None:
            ends = at_an_end(agreement, coefficient, part.ratings.n_respondents, interval.confidence)
            if ends is None and left_out is not None:
                ends = jackknife(
                    agreement.value, coefficient.values(left_out, part.setting)[0], coefficient.kind,
                    part.ratings.n_respondents, interval.confidence,
                )  # fmt: skip
            elif ends is None and draws is not None:
                ends = percentiles(coefficient.values(draws, part.setting)[0], interval.confidence)
            elif ends is None:
                ends = _published(part, coefficient, agreement.value, interval)
            agreement = with_ends(agreement, ends)
        found[coefficient.key] = agreement
    return found


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


def at_an_end(agreement: Agreement, coefficient: Coefficient, n_respondents: int, confidence: float) -> Ends | None:
    """Say what stands in the place of an interval where agreement is complete, or nobody ever agrees.

    Complete agreement has no spread to learn from, and an interval of no width would be a lie. What can be said is a
    bound for percent agreement, exact for as many independent units as there are respondents.
    """
    value = agreement.value if agreement.value is not None else np.nan
    if coefficient.kind == "index":
        return None
    full, nil = value >= 1 - EDGE, coefficient.kind == "proportion" and value <= EDGE
    if not full and not nil:
        return None
    low, high = clopper_pearson(n_respondents if full else 0, n_respondents, confidence)
    if coefficient.key in ("percent_agreement", "exact_set_agreement"):
        side = "lower" if full else "upper"
        return Ends(low, high, f"Clopper-Pearson {side} bound, {n_respondents} respondents")
    if nil:
        return none("No interval because no two coders ever agreed on it.")
    words = f"{low:.3f}".removeprefix("0")
    return none(
        f"No disagreement in {agreement.n_units} units, so no interval; percent agreement is at least {words} "
        f"(Clopper-Pearson, {confidence:.0%}, {n_respondents} respondents)."
    )


def _published(part: Part, coefficient: Coefficient, value: float, interval: Interval) -> Ends:
    if interval.method == "kalpha":
        return pair_bootstrap.ends(part.ratings, coefficient, part.setting, interval)
    return analytic.ends(part.ratings, coefficient, part.setting, value, interval)


def with_ends(agreement: Agreement, ends: Ends) -> Agreement:
    """Put an interval to a value, or the reason why there is none."""
    if ends.reason:
        return agreement.without_interval(ends.reason)
    return Agreement(
        value=agreement.value, low=ends.low, high=ends.high, method=ends.method, observed=agreement.observed,
        expected=agreement.expected, n_units=agreement.n_units, n_coders=agreement.n_coders,
        n_categories=agreement.n_categories,
    )  # fmt: skip


def _number(value: Floats) -> float | None:
    number = float(value)
    return number if np.isfinite(number) else None
