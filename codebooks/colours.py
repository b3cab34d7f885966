"""Colours of codes: eight hues that colour-blind readers can tell apart, then the same hues with a mark.

Source: Okabe and Ito (2008), Color Universal Design. Their black is the text colour of the page, so a neutral
grey stands in its place; their yellow is darkened, for on white it would not be seen as a swatch.
"""

from dataclasses import dataclass

HUES = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#B8A800", "#6E6E6E")
PATTERNS = ("solid", "stripe", "dot", "ring", "cross")


@dataclass(frozen=True, slots=True)
class Swatch:
    """How a code is drawn: a hue as '#RRGGBB' and the number of its pattern mark (0 is plain)."""

    hue: str
    pattern: int


def swatch(number: int) -> Swatch:
    """Give the swatch of a colour number (0, 1, 2 …): hues first, then the hues again with a mark.

    Examples
    --------
    >>> swatch(0), swatch(8)
    (Swatch(hue='#0072B2', pattern=0), Swatch(hue='#0072B2', pattern=1))
    """
    return Swatch(HUES[number % len(HUES)], number // len(HUES) % len(PATTERNS))


def next_colour(used: set[int]) -> int:
    """Give the lowest colour number that no live code has.

    Examples
    --------
    >>> next_colour({0, 1, 3})
    2
    """
    return next(number for number in range(len(used) + 1) if number not in used)
