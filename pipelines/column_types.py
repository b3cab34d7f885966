"""What kind of closed variable a column is, guessed from its distinct values."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

import pandas as pd

from pipelines.ordered_words import find_order, is_aside

VariableType = Literal["nominal", "ordered", "number", "scale", "choices", "date"]

MAX_LEVELS = 60  # more levels than a cross-tab can show
MOST_LISTED = 1_000  # levels that a plan lists
_MIN_NUMBERS_SHARE = 0.9  # of the filled cells; the rest may be 'N/A' or 'Prefer not to say'
_SAMPLED = 200
_MAX_WORDS_AMONG_NUMBERS = 5
_SCALE_STEPS = (3, 11)  # a rating scale has from three steps to 0-10
_NEGATIVE_CODES = frozenset((-99, -98, -97, -88, -77, -66, -999, -998, -997, -9999, -9, -8, -7))
# A positive code counts as missing only where all other values are far below it: (codes, largest other value).
_POSITIVE_CODES = (((77, 88, 97, 98, 99), 10), ((777, 888, 997, 998, 999), 130), ((7777, 8888, 9999), 1_000))
_PLAIN = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?%?", re.ASCII)
_DECIMAL_COMMA = re.compile(r"[+-]?\d+,\d+%?", re.ASCII)
_THOUSANDS = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?", re.ASCII)
_DATE = (
    r"(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.](?:\d{4}|\d{2}))"
    r"(?:[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?\s*(?:[AaPp][Mm])?(?:Z|[+-]\d{2}:?\d{2})?)?"
)
_MONTH = r"(?:19|20)\d\d[-/](?:0[1-9]|1[0-2])"
_YEAR = r"(?:19|20)\d\d"
_DATE_SHARE = 0.95
_SEPARATORS = (";", "|", "\n", ",")
_CELLS_SPLIT = 2_000  # distinct cells looked at to tell choices from sentences
_CHOICE_MAX_CHARS = 80


@dataclass(frozen=True)
class Measured:
    """A guess about a closed variable; the fields are those of `ColumnPlan`."""

    type: VariableType
    levels: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    numbers: Mapping[str, str] = field(default_factory=dict)
    separator: str | None = None
    reason: str = ""


def measure(counts: pd.Series) -> Measured:
    """Guess the type of a closed variable.

    Parameters
    ----------
    counts : Series of int, indexed by value
        How often each trimmed value occurs, without ''.

    Returns
    -------
    Measured
        'nominal' where nothing else fits, with the levels by falling count.

    Examples
    --------
    >>> measure(pd.Series({"5": 10, "4": 8, "1": 2, "-99": 3})).missing
    ('-99',)
    >>> measure(pd.Series({"tea;coffee": 4, "tea": 3, "coffee;milk": 2, "milk": 1})).levels
    ('tea', 'coffee', 'milk')
    """
    numbers = as_numbers(counts)
    if numbers is not None:
        return numbers
    codes = _codes_among_words(counts)
    words = counts.drop(list(codes)) if codes else counts
    found = as_dates(words) or as_choices(words) or as_order(words) or as_names(words)
    if codes:
        found = replace(found, missing=codes, reason=f"{found.reason}; {', '.join(codes)} taken as missing")
    return found


def _codes_among_words(counts: pd.Series) -> tuple[str, ...]:
    """Codes such as -99 between answers in words, where no other answer is a number."""
    if len(counts) > MOST_LISTED:
        return ()
    numbers = {str(value): parse_number(str(value), decimal_comma=False) for value in counts.index}
    known = _NEGATIVE_CODES.union(*(codes for codes, _ in _POSITIVE_CODES))
    found = {value for value, number in numbers.items() if number is not None}
    if not found or len(found) == len(numbers) or not all(numbers[value] in known for value in found):
        return ()
    return tuple(sorted(found))


def as_names(counts: pd.Series) -> Measured:
    """A nominal variable: levels by falling count, answers such as 'Prefer not to say' last."""
    reason = f"{len(counts):,} different values"
    if len(counts) > MOST_LISTED:
        return Measured("nominal", reason=f"{reason}, too many to list")
    ordered = sorted(counts.items(), key=lambda pair: (is_aside(str(pair[0])), -int(pair[1]), str(pair[0])))
    return Measured("nominal", tuple(str(value) for value, _ in ordered), reason=reason)


def as_order(counts: pd.Series) -> Measured | None:
    """A rating scale or another known order of words; None where none fits."""
    if not 2 <= len(counts) <= MAX_LEVELS:
        return None
    order = find_order(str(value) for value in counts.index)
    if order is None:
        return None
    return Measured("scale" if order.numbers else "ordered", order.levels, numbers=order.numbers, reason=order.reason)


def parse_number(text: str, *, decimal_comma: bool) -> float | None:
    """The number that a cell shows; None where it shows none.

    >>> parse_number("1,5", decimal_comma=True), parse_number("1,500", decimal_comma=False)
    (1.5, 1500.0)
    """
    if decimal_comma and _DECIMAL_COMMA.fullmatch(text):
        text = text.replace(",", ".")
    elif _THOUSANDS.fullmatch(text):
        text = text.replace(",", "")
    if not _PLAIN.fullmatch(text):
        return None
    return float(text.rstrip("%"))


def uses_decimal_comma(values: pd.Index) -> bool:
    """Whether numbers of a column are written 1,5: some must be, and none may have a point or groups of three."""
    texts = [str(value) for value in values]
    with_comma = [text for text in texts if _DECIMAL_COMMA.fullmatch(text)]
    return (
        bool(with_comma)
        and not all(_THOUSANDS.fullmatch(text) for text in with_comma)
        and not any("." in text for text in texts)
    )


def as_numbers(counts: pd.Series) -> Measured | None:
    """Numbers, a rating scale in numbers, years, or two codes; None where the values are not numbers."""
    # Texts are told from numbers by a few of them: a column can hold a hundred thousand different comments.
    sample = [str(value) for value in counts.index[:_SAMPLED]]
    comma = uses_decimal_comma(pd.Index(sample))
    if sum(parse_number(value, decimal_comma=comma) is not None for value in sample) < len(sample) / 2:
        return None
    comma = uses_decimal_comma(counts.index)
    parsed = {str(value): parse_number(str(value), decimal_comma=comma) for value in counts.index}
    words = [value for value, number in parsed.items() if number is None]
    filled, in_words = int(counts.sum()), int(counts[words].sum()) if words else 0
    if (
        in_words > (1 - _MIN_NUMBERS_SHARE) * filled
        or len(words) > _MAX_WORDS_AMONG_NUMBERS
        or len(words) == len(parsed)
    ):
        return None
    numbers = {value: number for value, number in parsed.items() if number is not None}
    codes = missing_codes(numbers)
    missing = (*sorted(codes, key=lambda code: numbers[code]), *words)
    real = {value: number for value, number in numbers.items() if value not in codes}
    note = f"; {', '.join(missing)} taken as missing" if missing else ""
    levels = tuple(sorted(real, key=lambda value: real[value]))
    whole = all(number == int(number) for number in real.values())
    if whole and len(levels) == 2:
        return Measured("nominal", levels, missing, reason=f"two codes{note}")
    low, high = min(real.values()), max(real.values())
    if (
        whole
        and low in (0, 1)
        and _SCALE_STEPS[0] <= len(levels) <= _SCALE_STEPS[1]
        and high <= low + 10
        and high <= 10
    ):
        return Measured("scale", levels, missing, reason=f"whole numbers from {int(low)} to {int(high)}{note}")
    if all(re.fullmatch(_YEAR, value) for value in real) and len(levels) <= MAX_LEVELS // 2:
        return Measured("ordered", levels, missing, reason=f"years{note}")
    return Measured("number", (), missing, reason=f"numbers from {levels[0]} to {levels[-1]}{note}")


def missing_codes(numbers: Mapping[str, float]) -> frozenset[str]:
    """Codes that stand for a missing answer: only where they lie outside all other values.

    >>> sorted(missing_codes({"1": 1, "5": 5, "99": 99, "-9": -9}))
    ['-9', '99']
    >>> missing_codes({"18": 18, "64": 64, "99": 99})
    frozenset()
    """
    negative = frozenset(value for value, number in numbers.items() if number in _NEGATIVE_CODES)
    rest = {value: number for value, number in numbers.items() if value not in negative}
    if len(rest) < 2 or min(rest.values()) < 0:
        negative, rest = frozenset(), dict(numbers)
    for codes, largest in _POSITIVE_CODES:
        found = frozenset(value for value, number in rest.items() if number in codes)
        others = [number for value, number in rest.items() if value not in found]
        if found and len(others) >= 2 and max(others) <= largest:
            return negative | found
    return negative


def as_dates(counts: pd.Series) -> Measured | None:
    """Dates, or months such as 2021-09 in their order; None where the values are neither."""
    values = counts.index.to_series()
    filled = int(counts.sum())
    if not values.head(50).str.contains(r"\d[-/.]\d", regex=True).mean() >= 0.5:
        return None
    if len(counts) <= MAX_LEVELS and values.str.fullmatch(_MONTH).all():
        return Measured("ordered", tuple(sorted(map(str, values))), reason="months")
    if int(counts[values.str.fullmatch(_DATE).to_numpy()].sum()) >= _DATE_SHARE * filled:
        return Measured("date", reason="dates")
    return None


def as_choices(counts: pd.Series) -> Measured | None:
    """Several choices in one cell: parts between separators that come again in other combinations."""
    if len(counts) < 3:
        return None
    values = [str(value) for value in counts.index[:_CELLS_SPLIT]]
    often = dict(zip(values, counts.to_numpy().tolist(), strict=False))
    filled = sum(often.values())
    for separator in _SEPARATORS:
        split = [(value, split_choices(value, separator)) for value in values]
        several = [(value, parts) for value, parts in split if len(parts) > 1]
        if len(several) < 2 or sum(often[value] for value, _ in several) < 0.05 * filled:
            continue
        in_cells = Counter(part for _, parts in split for part in set(parts))
        repeated = sum(count >= 2 for count in in_cells.values())
        twice = sum(len(set(parts)) < len(parts) for _, parts in several)
        if (
            3 <= len(in_cells) <= MAX_LEVELS
            and repeated >= 0.6 * len(in_cells)
            and twice <= 0.05 * len(several)
            and max(map(len, in_cells)) <= _CHOICE_MAX_CHARS
        ):
            weights: Counter[str] = Counter()
            for value, parts in split:
                for part in parts:
                    weights[part] += often[value]
            levels = tuple(part for part, _ in sorted(weights.items(), key=lambda pair: (-pair[1], pair[0])))
            shown = {"\n": "a line break"}.get(separator, f"'{separator}'")
            return Measured(
                "choices", levels, separator=separator, reason=f"several choices in a cell, split at {shown}"
            )
    return None


def split_choices(cell: str, separator: str) -> list[str]:
    """The choices of one cell, trimmed, without empty ones.

    >>> split_choices("tea; coffee;", ";")
    ['tea', 'coffee']
    """
    return [part for part in (piece.strip() for piece in cell.split(separator)) if part]
