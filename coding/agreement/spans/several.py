"""Agreement on passages of many answers, with intervals: respondents are drawn, each with all of their answers.

Every answer is a continuum of its own: no passage, and no gap between passages, goes over its border. Sums over
answers by respondent make each coefficient, so that a draw of the bootstrap is a weighing of these sums.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from coding.agreement.estimate import draws_of, with_ends
from coding.agreement.intervals import Interval, none, percentiles
from coding.agreement.result import Agreement
from coding.agreement.spans.gamma import Piece, Weights, can_be_aligned, chance_disorder, disorder
from coding.agreement.spans.marked import NOTHING_MARKED, Passage, token_alpha
from coding.agreement.spans.matching import LIKENESSES, match_spans
from coding.agreement.spans.unitizing import Unit, differences, sections_of

Floats = NDArray[np.float64]
BOOTSTRAP = Interval("bootstrap")
CHANCE_SAMPLES = 30  # continua drawn an answer: over many answers their mean is steady
F1_KEYS = {0.0: "f1_overlap", 0.5: "f1_half", 1.0: "f1_same"}


@dataclass(frozen=True)
class Marked:
    """Passages of answers that all of some coders read.

    Parameters
    ----------
    passages : of one coder and code in one answer they do not overlap
    lengths : characters of each answer that was read, whether anything was marked in it or not
    coders : all who read, whether they marked anything or not
    respondents : whose answer each is; an answer without one stands for itself
    """

    passages: Sequence[Passage]
    lengths: Mapping[str, int]
    coders: Sequence[str]
    respondents: Mapping[str, str]

    def owners(self) -> dict[str, int]:
        """Give the place of each answer's respondent."""
        numbers: dict[str, int] = {}
        return {one: numbers.setdefault(self.respondents.get(one) or one, len(numbers)) for one in self.lengths}

    def by_answer(self) -> dict[str, list[Passage]]:
        """Give the passages of each answer."""
        found: dict[str, list[Passage]] = {answer: [] for answer in self.lengths}
        for passage in self.passages:
            found[passage.answer].append(passage)
        return found

    def empty(self) -> Agreement:
        """Give how much was marked and no value yet, with the reason where there cannot be one."""
        codes = len({passage.code for passage in self.passages})
        found = Agreement(n_units=len(self.passages), n_coders=len(self.coders), n_categories=codes)
        if len(self.coders) < 2:
            return replace(found, reason="Not estimable because only one coder read these answers.")
        return found if self.passages else replace(found, reason=NOTHING_MARKED)


def joined(passages: Iterable[Passage]) -> list[Passage]:
    """Make one of passages of one coder and code that overlap or touch.

    >>> joined([Passage("Ana", "1", 4, 9, "A"), Passage("Ana", "1", 0, 5, "A")])
    [Passage(coder='Ana', answer='1', start=0, end=9, code='A')]
    """
    found: list[Passage] = []
    for one in sorted(passages, key=lambda p: (p.coder, p.answer, p.code, p.start, p.end)):
        last = found[-1] if found else None
        if last and (last.coder, last.answer, last.code) == (one.coder, one.answer, one.code) and one.start <= last.end:
            found[-1] = last._replace(end=max(last.end, one.end))
        else:
            found.append(one)
    return found


def of_passages(marked: Marked, interval: Interval = BOOTSTRAP) -> dict[str, Agreement]:
    """Give every coefficient of passages over all codes: F1 at three likenesses, gamma, alpha-U."""
    found = span_f1(marked, interval)
    return {**found, "gamma": gamma_over_answers(marked, interval), "alpha_u": alpha_u_over_answers(marked, interval)}


def character_alphas(marked: Marked) -> dict[str, Agreement]:
    """Give Krippendorff's alpha of each code over characters: marked with it or not."""
    characters = {answer: [(at, at + 1) for at in range(length)] for answer, length in marked.lengths.items()}
    codes = sorted({passage.code for passage in marked.passages})
    return {
        code: token_alpha(marked.passages, characters, marked.coders, code, marked.respondents) for code in codes
    }


def span_f1(marked: Marked, interval: Interval = BOOTSTRAP) -> dict[str, Agreement]:
    """F1 of passages with the same code, over all pairs of coders, at any overlap, half of both together, the same.

    Examples
    --------
    >>> passages = [Passage("Ana", "1", 0, 10, "A"), Passage("Ben", "1", 4, 20, "A"), Passage("Ana", "2", 0, 5, "A"),
    ...             Passage("Ben", "2", 0, 5, "A")]
    >>> found = span_f1(Marked(passages, {"1": 30, "2": 9}, ["Ana", "Ben"], {}))
    >>> [(key, one.value) for key, one in found.items()]
    [('f1_overlap', 1.0), ('f1_half', 0.5), ('f1_same', 0.5)]
    """
    owners, empty = marked.owners(), replace(marked.empty(), n_categories=0)
    if empty.reason:
        return {F1_KEYS[likeness]: empty for likeness in LIKENESSES}
    n = len(set(owners.values()))
    same, total = np.zeros((len(LIKENESSES), n)), np.zeros(n)
    for answer, passages in marked.by_answer().items():
        for code in {passage.code for passage in passages}:
            spans = {c: [(p.start, p.end) for p in passages if (p.coder, p.code) == (c, code)] for c in marked.coders}
            for first, second in combinations(marked.coders, 2):
                total[owners[answer]] += len(spans[first]) + len(spans[second])
                for row, likeness in enumerate(LIKENESSES):
                    same[row, owners[answer]] += 2 * match_spans(spans[first], spans[second], likeness=likeness).same
    found = {}
    for row, likeness in enumerate(LIKENESSES):
        found[F1_KEYS[likeness]] = _estimated(empty, _ratio(same[row], total), n, interval)
    return found


def gamma_over_answers(marked: Marked, interval: Interval = BOOTSTRAP, seed: int = 0) -> Agreement:
    """Gamma over all answers: one minus the disorder of all over what coders placing their units by chance would have.

    Not estimable where an answer has so many units that its best alignment cannot be found exactly.

    References
    ----------
    Mathet, Widlöcher and Métivier (2015), Computational Linguistics 41:437. They give gamma of one text; here the
    disorders of texts are added up, each weighed by its units.
    """
    owners, weights, empty = marked.owners(), Weights(), marked.empty()
    if empty.reason:
        return empty
    n = len(set(owners.values()))
    seen, chance = np.zeros(n), np.zeros(n)
    for number, (answer, passages) in enumerate(marked.by_answer().items()):
        if not can_be_aligned([sum(p.coder == coder for p in passages) for coder in marked.coders]):
            return replace(empty, reason=f"Not estimable because {answer} has too many passages to align.")
        if passages:
            pieces = [Piece(p.coder, p.code, p.start, p.end) for p in passages]
            within = (0.0, float(marked.lengths[answer]))
            seen[owners[answer]] += disorder(pieces, marked.coders, weights) * len(pieces)
            by_chance = chance_disorder(pieces, marked.coders, weights, CHANCE_SAMPLES, seed + number, within)
            chance[owners[answer]] += by_chance * len(pieces)
    ratio = _ratio(seen, chance)
    return _estimated(empty, lambda drawn: 1 - ratio(drawn), n, interval)


def alpha_u_over_answers(marked: Marked, interval: Interval = BOOTSTRAP) -> Agreement:
    """Krippendorff's alpha-U over all answers and codes; of one answer it is `unitizing.alpha_u`.

    References
    ----------
    Krippendorff (2004), Content Analysis, 2nd ed., pp. 251-256.

    Examples
    --------
    >>> passages = [Passage("Ana", "1", 0, 10, "A"), Passage("Ben", "1", 4, 20, "A")]
    >>> one = Marked(passages, {"1": 30}, ["Ana", "Ben"], {})
    >>> from coding.agreement.spans.unitizing import alpha_u
    >>> units = [Unit(p.coder, p.start, p.end - p.start, p.code) for p in passages]
    >>> same = alpha_u(units, begin=0, length=30, coders=["Ana", "Ben"]).value
    >>> round(alpha_u_over_answers(one).value - same, 12)
    0.0
    """
    empty = marked.empty()
    if empty.reason:
        return empty
    n = len(set(marked.owners().values()))
    of_code: dict[str, dict[str, list[Passage]]] = defaultdict(lambda: defaultdict(list))
    for passage in marked.passages:
        of_code[passage.code][passage.answer].append(passage)
    parts = [_lengths_of(marked, of_code[code], n) for code in sorted(of_code)]

    def value(drawn: Floats) -> Floats:
        observed = sum(part.observed(drawn, len(marked.coders)) for part in parts)
        expected = sum(part.expected(drawn, len(marked.coders)) for part in parts)
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(np.asarray(expected) > 0, 1 - observed / expected, np.nan)

    return _estimated(empty, value, n, interval)


@dataclass(frozen=True)
class _Lengths:
    """Sums of one code by respondent, shape (n,), and how many units and gaps of each length there are.

    Units of one respondent fit into gaps of every other: `by_size` and `by_gap` count them by length, shapes (n, sizes)
    and (n, gaps), and `fitting`, shape (sizes, gaps), says how a unit of a length fits into a gap of a length.
    """

    length: Floats
    apart: Floats
    units: Floats
    cubes: Floats
    own: Floats
    by_size: sparse.csr_array
    by_gap: sparse.csr_array
    fitting: Floats

    def observed(self, drawn: Floats, coders: int) -> Floats:
        whole: Floats = (drawn @ self.apart) / (coders * (coders - 1) * (drawn @ self.length) ** 2)
        return whole

    def expected(self, drawn: Floats, coders: int) -> Floats:
        fitting = ((drawn @ self.by_size) @ self.fitting * (drawn @ self.by_gap)).sum(axis=-1)
        total = (drawn @ self.units - 1) / 3 * (drawn @ self.cubes) + fitting
        places = coders * (drawn @ self.length)
        whole: Floats = 2 / (drawn @ self.length) * total / (places * (places - 1) - drawn @ self.own)
        return whole


def _lengths_of(marked: Marked, passages: Mapping[str, Sequence[Passage]], n: int) -> _Lengths:
    """Add up one code's passages, given by answer."""
    sums = {name: np.zeros(n) for name in ("length", "apart", "units", "cubes", "own")}
    sizes: list[tuple[int, int]] = []
    gaps: list[tuple[int, int]] = []
    for answer, owner in marked.owners().items():
        length = marked.lengths[answer]
        sums["length"][owner] += length
        if answer not in passages:
            gaps += [(owner, length)] * len(marked.coders)
            continue
        units = [Unit(p.coder, p.start, p.end - p.start, p.code) for p in passages[answer]]
        rows = [sections_of([unit for unit in units if unit.coder == coder], 0, length) for coder in marked.coders]
        sums["apart"][owner] += differences(rows)
        for row in rows:
            sizes += [(owner, section.length) for section in row if section.marked]
            gaps += [(owner, section.length) for section in row if not section.marked]
        for unit in units:
            size = unit.length
            sums["units"][owner] += 1
            sums["cubes"][owner] += 2 * size**3 - 3 * size**2 + size
            sums["own"][owner] += size * (size - 1)
    (by_size, unit_lengths), (by_gap, gap_lengths) = _counted(sizes, n), _counted(gaps, n)
    fit = unit_lengths[:, None] ** 2 * np.maximum(gap_lengths - unit_lengths[:, None] + 1, 0)
    return _Lengths(**sums, by_size=by_size, by_gap=by_gap, fitting=fit)


def _counted(lengths: Sequence[tuple[int, int]], n: int) -> tuple[sparse.csr_array, Floats]:
    """Count (respondent, length) by respondent and length; and give the different lengths."""
    table = np.array(lengths, dtype=int).reshape(-1, 2)
    different, places = np.unique(table[:, 1], return_inverse=True)
    counts = sparse.csr_array((np.ones(len(table)), (table[:, 0], places)), shape=(n, len(different)))
    return counts, different.astype(float)


def _ratio(above: Floats, below: Floats) -> Callable[[Floats], Floats]:
    """Make what gives the ratio of two sums for any draw, NaN where there is nothing to divide by."""

    def value(drawn: Floats) -> Floats:
        under = drawn @ below
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(under > 0, (drawn @ above) / under, np.nan)

    return value


def _estimated(empty: Agreement, value: Callable[[Floats], Floats], n: int, interval: Interval) -> Agreement:
    """Give a coefficient with its interval by the bootstrap over respondents, or why there is none."""
    found = float(value(np.ones(n)))
    if np.isnan(found):
        return replace(empty, reason="Not estimable because nothing varies.")
    agreement = replace(empty, value=found)
    if n < 2:
        return with_ends(agreement, none("No interval because all answers are of one respondent."))
    draws = np.concatenate([value(weights) for weights in draws_of(n, interval)])
    return with_ends(agreement, percentiles(draws, interval.confidence))
