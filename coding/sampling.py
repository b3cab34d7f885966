"""Which answers a round takes: a frame in, a sample out, with the chance that each answer had to be drawn.

Answers are drawn by the random order of a seed (`coding.orders.shuffled`), so that the same frame and seed give the
same sample on every machine. Where kinds of answers are drawn at different rates, the chance stands with each of them,
and what the sample says can be weighed back to the whole (`coding.agreement.weighted`).
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from coding.errors import CannotSample
from coding.orders import shuffled

Way = Literal["random", "proportionate", "every", "enriched"]
RICH, REST = "rich", "rest"  # strata of an enriched sample
STRATA = {RICH: "likely to have a rare code", REST: "the other answers"}  # what they are called
PLACES = 12  # decimals of a probability: their sum is the size of the sample within a millionth


@dataclass(frozen=True, slots=True)
class Drawn:
    """An answer of a sample: its stratum ('' for none), and as a decimal the chance it had to be drawn."""

    response: str
    stratum: str
    probability: str


@dataclass(frozen=True, slots=True)
class Frame:
    """The answers a sample is drawn from, and how many were left out for which reason."""

    answers: tuple[str, ...]
    left_out: Mapping[str, int]


def frame(answers: Iterable[str], reasons: Mapping[str, Collection[str]]) -> Frame:
    """Leave answers out, each counted under the first reason that holds for it; reasons without an answer too.

    Examples
    --------
    >>> frame("abcd", {"blank": {"a"}, "discussed before": {"a", "c"}})
    Frame(answers=('b', 'd'), left_out={'blank': 1, 'discussed before': 1})
    """
    counts = dict.fromkeys(reasons, 0)
    kept = []
    for answer in answers:
        reason = next((reason for reason, which in reasons.items() if answer in which), None)
        if reason is None:
            kept.append(answer)
        else:
            counts[reason] += 1
    return Frame(tuple(kept), counts)


def every(answers: Sequence[str]) -> list[Drawn]:
    """Take all answers.

    Examples
    --------
    >>> every(["a", "b"])
    [Drawn(response='a', stratum='', probability='1'), Drawn(response='b', stratum='', probability='1')]
    """
    return [Drawn(answer, "", "1") for answer in answers]


def simple(answers: Sequence[str], size: int, seed: str) -> list[Drawn]:
    """Draw a simple random sample: each set of `size` answers is as likely as any other.

    References
    ----------
    Cochran (1977), Sampling Techniques, 3rd ed., ch. 2.

    Raises
    ------
    CannotSample
        There are fewer answers, or none are wanted.

    Examples
    --------
    >>> simple("abcdef", 2, "7")
    [Drawn(response='d', stratum='', probability='0.333333333333'), Drawn(response='f', stratum='', \
probability='0.333333333333')]
    """
    _check_size(size, len(answers))
    return [Drawn(answer, "", _decimal(size, len(answers))) for answer in shuffled(answers, seed)[:size]]


def proportionate(strata: Mapping[str, str], size: int, seed: str) -> list[Drawn]:
    """Draw from each stratum as large a share as it has of all answers.

    What is left over by rounding goes to the strata with the largest remainders (Hamilton's way), so that each gets
    its exact share or the next whole number up or down.

    Parameters
    ----------
    strata : stratum by answer

    References
    ----------
    Cochran (1977), Sampling Techniques, 3rd ed., ch. 5.

    Examples
    --------
    >>> strata = dict.fromkeys("abcdef", "nurse") | dict.fromkeys("ghi", "doctor")
    >>> [(drawn.stratum, drawn.probability) for drawn in proportionate(strata, 3, "1")]
    [('doctor', '0.333333333333'), ('nurse', '0.333333333333'), ('nurse', '0.333333333333')]
    """
    _check_size(size, len(strata))
    within = _by_stratum(strata)
    return _from_each(within, shares({name: len(answers) for name, answers in within.items()}, size), seed)


def enriched(strata: Mapping[str, str], sizes: Mapping[str, int], seed: str) -> list[Drawn]:
    """Draw a size of its own from each stratum, so that what is rare in the whole is not rare in the sample.

    References
    ----------
    Cochran (1977), Sampling Techniques, 3rd ed., ch. 5A; weighed back as Horvitz and Thompson (1952) have it.

    Raises
    ------
    CannotSample
        A stratum holds fewer answers than are wanted of it.

    Examples
    --------
    >>> drawn = enriched({"a": "rich", "b": "rest", "c": "rest", "d": "rest"}, {"rich": 1, "rest": 1}, "1")
    >>> [(each.stratum, each.probability) for each in drawn]
    [('rest', '0.333333333333'), ('rich', '1')]
    """
    within = _by_stratum(strata)
    for name, size in sizes.items():
        have = len(within.get(name, ()))
        if not 0 <= size <= have:
            raise CannotSample(f"{size:,} answers are wanted of '{name}', which has {have:,}. Choose at most as many.")
    _check_size(sum(sizes.values()), len(strata))
    return _from_each(within, sizes, seed)


def enriched_sizes(rich: int, rest: int, size: int, share: int) -> dict[str, int]:
    """Give how many answers come from the rich stratum and the rest where `share` per cent are to be rich.

    Where a stratum is too small for its share it gives all it has, and the other one the difference. Of each that has
    any answers at least one is drawn, unless the sample is of one answer: what was never drawn from cannot be weighed
    back, and a sample of the rich alone would say nothing of the study.

    Examples
    --------
    >>> enriched_sizes(rich=12, rest=800, size=60, share=50)
    {'rich': 12, 'rest': 48}
    >>> enriched_sizes(rich=12, rest=800, size=40, share=1)
    {'rich': 1, 'rest': 39}
    """
    _check_size(size, rich + rest)
    several = size > 1
    least = max(size - rest, int(several and rich > 0))
    most = min(rich, size - int(several and rest > 0))
    wanted = min(most, max(least, round(size * share / 100)))
    return {RICH: wanted, REST: size - wanted}


def shares(sizes: Mapping[str, int], seats: int) -> dict[str, int]:
    """Part whole seats among strata by size: the whole part of each exact share, then by the largest remainders.

    References
    ----------
    Balinski and Young (2001), Fair Representation, 2nd ed.: Hamilton's method.

    Examples
    --------
    >>> shares({"A": 53, "B": 24, "C": 23}, 10)
    {'A': 5, 'B': 3, 'C': 2}
    """
    total = sum(sizes.values())
    exact = {name: Fraction(size * seats, total) for name, size in sizes.items()}
    given = {name: int(share) for name, share in exact.items()}
    most_left = sorted(sizes, key=lambda name: (given[name] - exact[name], -sizes[name], name))
    for name in most_left[: seats - sum(given.values())]:
        given[name] += 1
    return given


def _by_stratum(strata: Mapping[str, str]) -> dict[str, list[str]]:
    within: dict[str, list[str]] = defaultdict(list)
    for answer, name in strata.items():
        within[name].append(answer)
    return dict(sorted(within.items()))


def _from_each(within: Mapping[str, Sequence[str]], sizes: Mapping[str, int], seed: str) -> list[Drawn]:
    return [
        Drawn(answer, name, _decimal(sizes[name], len(answers)))
        for name, answers in within.items()
        for answer in shuffled(answers, seed)[: sizes.get(name, 0)]
    ]


def _check_size(size: int, there: int) -> None:
    if not there:
        raise CannotSample("No answer is left to draw from. See what was left out, and why.")
    if not 1 <= size <= there:
        raise CannotSample(f"A sample of {size:,} cannot be drawn: {there:,} answers are there to draw from.")


def _decimal(part: int, whole: int) -> str:
    return f"{part / whole:.{PLACES}f}".rstrip("0").rstrip(".")
