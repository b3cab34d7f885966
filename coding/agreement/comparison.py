"""All coefficients of a study at once: over all codes, code by code, and for each pair of coders."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from coding.agreement.estimate import Part, Task, bootstrap_sums, estimated, finished, resampled, sized, too_little
from coding.agreement.formulas import CONGER, NOMINAL, NOTHING, PERCENT, Setting
from coding.agreement.intervals import JACKKNIFE, Interval
from coding.agreement.label_sets import set_distances
from coding.agreement.ratings import MISSING, Ratings
from coding.agreement.result import Agreement
from coding.agreement.set_alpha import set_alpha
from coding.agreement.sums import Sums

NO_CODE = "no code"
JACCARD, MASI, EXACT, POOLED = (
    "krippendorff_alpha_jaccard", "krippendorff_alpha_masi", "exact_set_agreement", "pooled_kappa",
)  # fmt: skip
SET_KEYS = (JACCARD, MASI, EXACT, POOLED)
SEVERAL_CODES = "Not estimable because a coder gave a unit several codes; see the coefficients for sets, and each code."


@dataclass(frozen=True)
class Codings:
    """Which codes each coder gave each unit.

    Parameters
    ----------
    units, coders, codes : names, in the order of the arrays
    respondents : array of shape (n_units,), whose answer each unit is, numbered from 0
    seen : bool array of shape (n_coders, n_units), whether the coder coded the unit; with no code, that is a coding too
    given : bool array of shape (n_coders, n_units, n_codes)
    applies : bool array of shape (n_units, n_codes), whether a code can be given to a unit (its question is one the
        code is for); None where all can be given to all
    weights : array of shape (n_units,), for how many units each one stands; None where each stands for as many
    """

    units: tuple[str, ...]
    coders: tuple[str, ...]
    codes: tuple[str, ...]
    respondents: NDArray[np.int64]
    seen: NDArray[np.bool_]
    given: NDArray[np.bool_]
    applies: NDArray[np.bool_] | None = None
    weights: NDArray[np.float64] | None = None

    @property
    def one_code_each(self) -> bool:
        """Whether no coder gave any unit two codes."""
        return not bool((self.given.sum(axis=2) > 1).any())

    def code(self, place: int) -> Ratings:
        """One code as no (0) or yes (1), in the units that it applies to."""
        asked = self.seen if self.applies is None else self.seen & self.applies[:, place]
        codes = np.where(asked, self.given[:, :, place].astype(np.int64), MISSING)
        return Ratings(codes, (False, True), self.respondents, weights=self.weights)

    def nominal(self) -> Ratings:
        """The one code of each coding; 'no code' is a value where it occurs."""
        none = self.seen & ~self.given.any(axis=2)
        categories = (*self.codes, NO_CODE) if none.any() else self.codes
        place = np.where(none, len(self.codes), self.given.argmax(axis=2) if self.codes else 0)
        codes = np.where(self.seen, place, MISSING)
        return Ratings(codes, categories, self.respondents, weights=self.weights)

    def sets(self) -> Ratings:
        """The set of codes of each coding."""
        rows, places = np.unique(self.given[self.seen], axis=0, return_inverse=True)
        codes = np.full(self.seen.shape, MISSING)
        codes[self.seen] = places.ravel()
        named = [frozenset(np.array(self.codes, dtype=object)[row]) for row in rows]
        return Ratings(codes, tuple(named), self.respondents, weights=self.weights)

    def pair(self, first: int, second: int) -> Codings:
        """Two coders, and the units that both coded."""
        keep = [first, second]
        coders = (self.coders[first], self.coders[second])
        two = replace(self, coders=coders, seen=self.seen[keep], given=self.given[keep])
        return two.take(self.seen[first] & self.seen[second])

    def take(self, units: NDArray[Any]) -> Codings:
        """Some of the units, by a mask or places, and all coders."""
        return replace(
            self,
            units=tuple(np.array(self.units, dtype=object)[units]),
            respondents=self.respondents[units],
            seen=self.seen[:, units],
            given=self.given[:, units],
            applies=None if self.applies is None else self.applies[units],
            weights=None if self.weights is None else self.weights[units],
        )


class SetsCoded(NamedTuple):
    """The set of codes of each coding, and how far the different sets lie apart, shape (n_sets, n_sets)."""

    ratings: Ratings
    jaccard: NDArray[np.float64]
    masi: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class CodeAgreement:
    """Coefficients of one code, and the share of codings that gave it (None where no unit has two coders)."""

    prevalence: float | None
    coefficients: dict[str, Agreement]


@dataclass(frozen=True, slots=True)
class GroupAgreement:
    """Coefficients over all codes by key, and those of each code."""

    overall: dict[str, Agreement]
    codes: dict[str, CodeAgreement]


@dataclass(frozen=True, slots=True)
class Comparison:
    """What all coders agree on, and each pair of them."""

    everybody: GroupAgreement
    pairs: dict[tuple[str, str], GroupAgreement] = field(default_factory=dict)


def gather(
    rows: Iterable[tuple[str, str, str]],
    *,
    seen: Iterable[tuple[str, str]] = (),
    codes: Sequence[str] = (),
    respondents: Mapping[str, str] | None = None,
) -> Codings:
    """Make Codings of rows (unit, coder, code).

    Parameters
    ----------
    rows : an empty code says that the coder saw the unit and gave no code; a row twice counts once
    seen : further (unit, coder) that were coded, whether a code was given or not
    codes : the whole codebook in its order; codes beside it come after it
    respondents : whose answer each unit is; a unit without one stands for itself

    Examples
    --------
    >>> codings = gather([("u1", "Ana", "Time"), ("u1", "Ben", "")])
    >>> codings.codes, codings.given[:, 0, 0].tolist()
    (('Time',), [True, False])
    """
    codings = list(rows)
    both = [*((unit, coder) for unit, coder, _ in codings), *seen]
    units = {name: place for place, name in enumerate(dict.fromkeys(unit for unit, _ in both))}
    coders = {name: place for place, name in enumerate(sorted({coder for _, coder in both}))}
    beside = sorted({code for *_, code in codings if code} - set(codes))
    named = {name: place for place, name in enumerate((*dict.fromkeys(codes), *beside))}
    saw = np.zeros((len(coders), len(units)), dtype=bool)
    given = np.zeros((len(coders), len(units), len(named)), dtype=bool)
    for unit, coder in both:
        saw[coders[coder], units[unit]] = True
    for unit, coder, code in codings:
        if code:
            given[coders[coder], units[unit], named[code]] = True
    people: dict[tuple[str, str], int] = {}
    owners = [_owner(unit, respondents) for unit in units]
    numbers = np.array([people.setdefault(owner, len(people)) for owner in owners], dtype=np.int64)
    return Codings(tuple(units), tuple(coders), tuple(named), numbers, saw, given)


def _owner(unit: str, respondents: Mapping[str, str] | None) -> tuple[str, str]:
    person = (respondents or {}).get(unit, "")
    return ("respondent", person) if person else ("unit", unit)


def compare(codings: Codings, interval: Interval | None = JACKKNIFE, *, by_pair: bool = True) -> Comparison:
    """Compute every coefficient: over all codes, per code, and both for each pair of coders unless told otherwise.

    Examples
    --------
    >>> rows = [("1", "Ana", "A"), ("1", "Ben", "A"), ("2", "Ana", "B"), ("2", "Ben", "A"), ("3", "Ana", "B"),
    ...         ("3", "Ben", "B"), ("4", "Ana", "A"), ("4", "Ben", "A")]
    >>> found = compare(gather(rows), None).everybody
    >>> found.overall["cohen_kappa"].value, found.codes["A"].prevalence
    (0.5, 0.625)
    """
    several = by_pair and len(codings.coders) > 2
    pairs = list(combinations(range(len(codings.coders)), 2)) if several else []
    groups = [codings, *(codings.pair(a, b) for a, b in pairs)]
    nominal = codings.nominal() if codings.one_code_each else None
    categories = nominal.categories if nominal is not None else ()
    sets = codings.sets()
    distances = set_distances(sets.categories)  # type: ignore[arg-type]
    of_groups = [sets, *(sets.pair(a, b) for a, b in pairs)]
    found = [
        _group(group, _tasks(group, categories), SetsCoded(own, *distances), interval)
        for group, own in zip(groups, of_groups, strict=True)
    ]
    if len(codings.coders) == 2:
        return Comparison(found[0], {(codings.coders[0], codings.coders[1]): found[0]})
    return Comparison(found[0], {(g.coders[0], g.coders[1]): f for g, f in zip(groups[1:], found[1:], strict=True)})


def _tasks(group: Codings, categories: tuple[object, ...]) -> list[Task]:
    """One task a code, and before them one over all codes where there are `categories`."""
    tasks = []
    if categories:
        ratings = replace(group.nominal(), categories=categories)
        tasks.append(Task(ratings, Setting(n_categories=len(categories)), NOMINAL))
    return tasks + [Task(group.code(place), Setting(n_categories=2), NOMINAL) for place in range(len(group.codes))]


def _group(group: Codings, tasks: Sequence[Task], coded: SetsCoded, interval: Interval | None) -> GroupAgreement:
    parts = resampled(tasks, interval)
    results = [estimated(task, made, interval) for task, made in zip(tasks, parts, strict=True)]
    split = len(tasks) - len(group.codes)
    whole, each = results[:split], results[split:]
    sets = coded.ratings
    without = replace(sized(sets, too_little(sets) or SEVERAL_CODES), n_categories=len(group.codes))
    overall = dict(whole[0]) if whole else {c.key: without for c in NOMINAL}
    overall |= _of_sets(coded, interval)
    by_code = [part for made in parts[split:] for part in made if CONGER in part.coefficients]
    overall[POOLED] = _pooled(sets, by_code, interval)
    codes = {
        code: CodeAgreement(_prevalence(task.ratings), found)
        for code, task, found in zip(group.codes, tasks[split:], each, strict=True)
    }
    return GroupAgreement(overall, codes)


def _of_sets(coded: SetsCoded, interval: Interval | None) -> dict[str, Agreement]:
    sets = coded.ratings
    task = Task(sets.patterns(), Setting(n_categories=len(sets.categories)), (replace(PERCENT, key=EXACT),))
    return {
        JACCARD: set_alpha(sets, coded.jaccard, JACCARD, interval),
        MASI: set_alpha(sets, coded.masi, MASI, interval),
        EXACT: estimated(task, resampled([task], interval)[0], interval)[EXACT],
    }


def _prevalence(ratings: Ratings) -> float | None:
    shared = ratings.shared()
    counts = shared.counts if shared.weights is None else shared.counts * shared.weights[:, None]
    codings = counts.sum()
    return float(counts[:, 1].sum() / codings) if codings else None


def _pooled(sets: Ratings, parts: Sequence[Part], interval: Interval | None) -> Agreement:
    """Pooled kappa: agreement seen and expected are averaged over codes before they are compared.

    A code that nobody gave adds the same to both and changes nothing.

    References
    ----------
    de Vries, Elliott, Kanouse and Teleki (2008), Field Methods 20:272; with more than two coders, of Conger's kappa.
    """
    empty = replace(sized(sets), n_categories=2)
    if not parts:
        return replace(empty, reason=too_little(sets) or "Not estimable because there is no code.")
    observed, expected = _mean_split((part, part.summing.total()) for part in parts)
    if 1 - expected <= NOTHING:
        reason = "Not estimable because nobody gave any code, or everybody all of them: nothing varies."
        return replace(empty, reason=reason)
    value = 1 - float((1 - observed) / (1 - expected))
    agreement = replace(empty, value=value, observed=float(observed), expected=float(expected))
    if interval is None:
        return agreement
    seen, chance = _mean_split(_resampled_together(parts, interval))
    with np.errstate(divide="ignore", invalid="ignore"):
        others = np.where(1 - chance > NOTHING, 1 - (1 - seen) / (1 - chance), np.nan)
    return finished(agreement, "chance", POOLED, others, sets.n_independent, interval)


def _resampled_together(parts: Sequence[Part], interval: Interval) -> Iterable[tuple[Part, Sums]]:
    """Give the sums of each code in resamples of the same respondents, some of whom gave no answer it applies to."""
    everybody = parts[0].summing.people
    if all(np.array_equal(part.summing.people, everybody) for part in parts):
        return [(part, part.resamples()) for part in parts]
    people = np.unique(np.concatenate([part.summing.people for part in parts]))
    sums = np.hstack([part.summing.of_people(people) for part in parts])
    drawn = bootstrap_sums(sums, interval) if interval.method == "bootstrap" else sums.sum(axis=0) - sums
    blocks = np.split(drawn, np.cumsum([part.summing.width for part in parts])[:-1], axis=1)
    return [(part, part.summing.split(block)) for part, block in zip(parts, blocks, strict=True)]


def _mean_split(parts: Iterable[tuple[Part, Sums]]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Average agreement seen and expected over codes, those left out of which a resample holds no unit."""
    splits = [CONGER.values(sums, part.setting)[1] for part, sums in parts]
    observed, expected = np.array([s.observed for s in splits]), np.array([s.expected for s in splits])
    there = ~np.isnan(observed + expected)
    codes = there.sum(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(there, observed, 0).sum(axis=0) / codes, np.where(there, expected, 0).sum(axis=0) / codes
