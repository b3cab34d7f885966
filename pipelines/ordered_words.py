"""Answers in words that have an order: rating scales, bands of age and time, months and seasons."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

# One scale a line, low to high (a line that begins with '>' goes on with the one above); words that stand for the
# same step are joined by '|'.
_RATING_SCALES = """
strongly disagree > disagree > agree > strongly agree
strongly disagree > disagree > neither agree nor disagree|neutral|neither|undecided > agree > strongly agree
strongly disagree > somewhat disagree|tend to disagree > neither agree nor disagree|neutral|neither
    > somewhat agree|tend to agree > strongly agree
strongly disagree > disagree > slightly disagree|somewhat disagree > slightly agree|somewhat agree > agree
    > strongly agree
strongly disagree > disagree > slightly disagree|somewhat disagree > neither agree nor disagree|neutral|neither
    > slightly agree|somewhat agree > agree > strongly agree
completely disagree > disagree > neither agree nor disagree|neutral > agree > completely agree
very dissatisfied|extremely dissatisfied > dissatisfied|somewhat dissatisfied|fairly dissatisfied
    > neither satisfied nor dissatisfied|neutral|neither > satisfied|somewhat satisfied|fairly satisfied
    > very satisfied|extremely satisfied
very poor > poor > neither good nor poor|neither|average|fair > good > very good
very bad > bad > neither good nor bad|neutral|average > good > very good
poor > fair > good > excellent
poor > fair > good > very good > excellent
terrible|very poor > poor > average|fair > good > excellent
much worse > worse|somewhat worse|a little worse > about the same|the same|no change
    > better|somewhat better|a little better > much better
very negative > negative > neutral > positive > very positive
never > rarely|seldom > sometimes|occasionally > often|frequently|usually > always
never > rarely|seldom > sometimes|occasionally > often > very often
never > almost never > sometimes > fairly often > very often
never > occasionally|sometimes > usually|often > always
never > rarely|seldom > occasionally|sometimes > usually > always
none of the time > rarely > some of the time > often > all of the time
none of the time > a little of the time > some of the time > most of the time > all of the time
not at all > several days > more than half the days > nearly every day
very unlikely|extremely unlikely > unlikely|somewhat unlikely|fairly unlikely
    > neither likely nor unlikely|neutral > likely|somewhat likely|fairly likely > very likely|extremely likely
not at all likely > slightly likely > moderately likely|somewhat likely > very likely > extremely likely
not at all important|not important > slightly important|of little importance
    > moderately important|somewhat important|important > very important > extremely important
not at all satisfied > slightly satisfied > moderately satisfied|somewhat satisfied > very satisfied
    > extremely satisfied
not at all confident > slightly confident|not very confident
    > somewhat confident|moderately confident|fairly confident > very confident
    > extremely confident|completely confident
not at all useful > slightly useful > moderately useful|somewhat useful > very useful > extremely useful
not at all > a little|a little bit|slightly > somewhat|moderately|to some extent
    > a lot|very|quite a bit|very much|quite a lot > extremely|a great deal|completely
not at all > very little > somewhat > to a great extent
very difficult|extremely difficult > difficult|somewhat difficult > neither easy nor difficult|neutral
    > easy|somewhat easy > very easy|extremely easy
no > yes, to some extent|yes, somewhat|partly > yes|yes, definitely|yes, always|yes, completely
very low > low > medium|moderate|neither low nor high > high > very high
none > mild > moderate > severe
none > a little > some > a lot
"""
_ORDERED_WORDS = """
low > medium|moderate > high
small > medium > large
beginner|novice > intermediate > advanced > expert
beginner|novice > intermediate > expert
junior > middle|mid-level > senior
spring > summer > autumn|fall > winter
january|jan > february|feb > march|mar > april|apr > may > june|jun > july|jul > august|aug > september|sep|sept
    > october|oct > november|nov > december|dec
monday|mon > tuesday|tue > wednesday|wed > thursday|thu > friday|fri > saturday|sat > sunday|sun
morning > afternoon > evening > night
before > during > after
baseline > follow-up|follow up
never > less than once a year > yearly|once a year|annually > less than once a month|less often than monthly
    > monthly|once a month > between once a week and once a month > weekly|once a week
    > several times a week|a few times a week > between once a day and once a week > daily|once a day|every day
    > several times a day|more than once a day
under ten > tens > hundreds > thousands > tens of thousands
    > hundreds of thousands|hundreds of thousands or more
primary school|primary education|no qualifications > secondary school|secondary education|gcse
    > high school|a levels|a-levels > vocational training|diploma
    > bachelor's degree|bachelor|undergraduate degree > master's degree|master|postgraduate degree
    > doctorate|phd
part-time|part time > full-time|full time
"""
_ASIDE = frozenset(
    (
        "prefer not to say",
        "prefer not to answer",
        "rather not say",
        "don't know",
        "do not know",
        "not sure",
        "unsure",
        "not applicable",
        "n/a",
        "na",
        "other",
        "others",
        "other - write in",
        "other (please specify)",
        "other (please state)",
        "no answer",
        "unknown",
        "none of the above",
        "refused",
        "can't say",
        "cannot say",
        "no opinion",
        "does not apply",
        "missing",
    )
)
_SEASONS = {"spring": 1, "summer": 2, "autumn": 3, "fall": 3, "winter": 4}
_NUMBER_WORDS = {
    word: number
    for number, word in enumerate(
        ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
    )
}
_DAYS = {
    "year": 365.0,
    "month": 30.0,
    "week": 7.0,
    "day": 1.0,
    "hour": 1 / 24,
    "hr": 1 / 24,
    "minute": 1 / 1440,
    "min": 1 / 1440,
}
_AMOUNT = r"(\d+(?:[.,]\d+)*|zero|one|two|three|four|five|six|seven|eight|nine|ten)"
_UNIT = r"\s*(?:(years?|months?|weeks?|days?|hours?|hrs?|minutes?|mins?)\b)?(?:\s*(?:old|of age))?"
_UNIT_WORD = re.compile(r"\b(years?|months?|weeks?|days?|hours?|hrs?|minutes?|mins?)\b")
_BELOW = re.compile(rf"^(?:aged? )?(?:under|below|less than|fewer than|younger than|up to|<=?|≤)\s*{_AMOUNT}{_UNIT}")
_ABOVE = re.compile(rf"^(?:aged? )?(?:over|above|more than|older than|at least|>=?|≥)\s*{_AMOUNT}{_UNIT}")
_SPAN = re.compile(rf"^(?:aged? |between )?{_AMOUNT}{_UNIT}\s*(?:-|–|—|to|and)\s*(?:less than )?{_AMOUNT}{_UNIT}")
_AND_UP = re.compile(
    rf"^{_AMOUNT}{_UNIT}\s*(?:\+|plus\b|or (?:more|over|older|above)|and (?:over|above|older|more|up))"
)
_AND_DOWN = re.compile(rf"^{_AMOUNT}{_UNIT}\s*(?:or|and) (?:less|fewer|under|younger|below)")
_BARE = re.compile(rf"^{_AMOUNT}{_UNIT}$")
_RATED = re.compile(r"^\(?(-?\d{1,2})\)?\s*(?:[-–—:=.)]|\s\()\s*(\D.*)$")
_RATED_BEHIND = re.compile(r"^(\D.*?)\s*\((-?\d{1,2})\)$")


@dataclass(frozen=True)
class Order:
    """An order of levels that was recognised.

    Parameters
    ----------
    levels : tuple of str
        Low to high as they stand in the file, then answers outside the order ('Prefer not to say').
    numbers : mapping of level to number, as text
        For rating scales; empty for an order without numbers.
    reason : str
        What was recognised, in plain words.
    """

    levels: tuple[str, ...]
    numbers: dict[str, str]
    reason: str


def plain(level: str) -> str:
    """A level without case, doubled spaces and typographic apostrophes.

    >>> plain("Don’t  know.")
    "don't know"
    """
    return " ".join(level.replace("’", "'").casefold().split()).rstrip(".!")


def is_aside(level: str) -> bool:
    """Whether an answer stands outside any order: 'Prefer not to say', 'Not applicable', 'Other'."""
    return plain(level) in _ASIDE


def find_order(levels: Iterable[str]) -> Order | None:
    """Recognise the order of levels that are words.

    Parameters
    ----------
    levels : iterable of str
        Distinct values of a column, without ''.

    Returns
    -------
    Order or None
        None where no order is known.

    Examples
    --------
    >>> find_order(["Agree", "Strongly agree", "Disagree", "Neutral"]).numbers["Agree"]
    '4'
    >>> find_order(["65+", "Under 18", "18-24", "25 to 64"]).levels
    ('Under 18', '18-24', '25 to 64', '65+')
    >>> find_order(["red", "green"]) is None
    True
    """
    all_levels = list(levels)
    aside = tuple(sorted(level for level in all_levels if is_aside(level)))
    inside = [level for level in all_levels if not is_aside(level)]
    if len(inside) < 2:
        return None
    for search in (_rated, _in_rating_scale, _in_words, _in_bands, _in_seasons):
        found = search(inside)
        if found is not None:
            return Order((*found.levels, *aside), found.numbers, found.reason)
    return None


def _steps(lines: str) -> list[list[tuple[str, ...]]]:
    return [
        [tuple(step.split("|")) for step in line.split(" > ")]
        for line in lines.replace("\n    > ", " > ").strip().splitlines()
    ]


_SCALES, _WORDS = _steps(_RATING_SCALES), _steps(_ORDERED_WORDS)


def _fit(
    levels: Sequence[str], scales: list[list[tuple[str, ...]]]
) -> tuple[list[tuple[str, ...]], dict[int, str]] | None:
    """The shortest scale that has a step of its own for every level."""
    best: tuple[list[tuple[str, ...]], dict[int, str]] | None = None
    for scale in scales:
        if best is not None and len(scale) >= len(best[0]):
            continue
        at = {word: position for position, step in enumerate(scale) for word in step}
        placed = {at[plain(level)]: level for level in levels if plain(level) in at}
        if len(placed) == len(levels):
            best = scale, placed
    return best


def _in_rating_scale(levels: Sequence[str]) -> Order | None:
    found = _fit(levels, _SCALES)
    if found is None or {plain(level) for level in levels} == {"yes", "no"}:
        return None
    scale, placed = found
    capital = all(level[:1].isupper() for level in levels)
    words = [placed.get(position, step[0].capitalize() if capital else step[0]) for position, step in enumerate(scale)]
    numbers = {word: str(position) for position, word in enumerate(words, start=1)}
    return Order(tuple(words), numbers, f"the words of a rating scale of {len(scale)} steps")


def _in_words(levels: Sequence[str]) -> Order | None:
    found = _fit(levels, _WORDS)
    if found is None:
        return None
    return Order(tuple(level for _, level in sorted(found[1].items())), {}, "words with a known order")


def _rated(levels: Sequence[str]) -> Order | None:
    """'1 - Very poor', '5 (Excellent)', 'Very likely (10)': the number stands in the level, plain numbers beside it."""
    numbers: dict[str, str] = {}
    in_words = 0
    for level in levels:
        before, behind = _RATED.match(level), _RATED_BEHIND.match(level)
        if before or behind:
            numbers[level] = before.group(1) if before else behind.group(2)  # type: ignore[union-attr]
            in_words += 1
        elif re.fullmatch(r"-?\d{1,2}", level):
            numbers[level] = level
        else:
            return None
    if not in_words or len(set(numbers.values())) < len(levels):
        return None
    ordered = sorted(levels, key=lambda level: int(numbers[level]))
    values = [int(numbers[level]) for level in ordered]
    if values[-1] - values[0] > 10 or any(
        _band_key(level) is not None and _SPAN.match(plain(level)) for level in levels
    ):
        return None
    return Order(
        tuple(ordered), {level: numbers[level] for level in ordered}, "ratings that begin or end with a number"
    )


def _in_bands(levels: Sequence[str]) -> Order | None:
    keys = {level: _band_key(level) for level in levels}
    found = [key for key in keys.values() if key is not None]
    if len(found) < len(levels) or len(set(found)) < len(levels):
        return None
    if all(_BARE.match(plain(level)) for level in levels):
        return None
    return Order(tuple(sorted(levels, key=lambda level: keys[level] or (0.0, 0))), {}, "bands with a known order")


def _amount(text: str, unit: str | None, default: str | None) -> float:
    number = float(_NUMBER_WORDS[text]) if text in _NUMBER_WORDS else float(text.replace(",", ""))
    word = (unit or default or "").rstrip("s")
    return number * _DAYS.get(word, 1.0)


def _band_key(level: str) -> tuple[float, int] | None:
    """Where a band begins, and -1, 0 or 1 for below, from and above it."""
    text = plain(level).replace("£", "").replace("$", "").replace("€", "")
    if text in ("none", "never", "not at all"):
        return -1.0, 0
    for pattern, side in ((_SPAN, 0), (_AND_UP, 1), (_AND_DOWN, -1), (_BELOW, -1), (_ABOVE, 1), (_BARE, 0)):
        match = pattern.match(text)
        if match:
            units = _UNIT_WORD.findall(text)
            return _amount(match.group(1), match.group(2), units[-1] if units else None), side
    return None


def _in_seasons(levels: Sequence[str]) -> Order | None:
    """'Spring 2021', '2021 summer': by year, then by season; winter ends its year."""
    keys: dict[str, tuple[int, int]] = {}
    for level in levels:
        words = re.split(r"[\s/-]+", plain(level))
        years = [int(word) for word in words if re.fullmatch(r"(19|20)\d\d", word)]
        seasons = [_SEASONS[word] for word in words if word in _SEASONS]
        if len(words) != 2 or not years or not seasons:
            return None
        keys[level] = years[0], seasons[0]
    return Order(tuple(sorted(levels, key=lambda level: keys[level])), {}, "seasons of years")
