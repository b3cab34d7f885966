"""How many answers a reliability round needs, and which codes it can certify: for two coders and one code at a time.

'To certify' a code means that alpha found at or above the least value asked for would, this often, not have come from
codings whose true alpha is lower. Rare codes need many answers, however well the coders agree.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from coding.errors import CannotSample

Z = 1.645  # one-sided, p = .05: the case both sources print
LEAST_ALPHA = 0.667  # Krippendorff (2004), p. 241: below it, not even tentative conclusions
ICC = 0.15  # how alike answers of one person are taken to be, where nothing is known
EXPECTED_AGREEMENT = 0.90  # Lacy and Riffe's own case
HALF_WIDTH = 0.05  # of their interval for agreement in all answers
_LEAST_SHARE = 1e-6


def units_for_alpha(share: float, least: float = LEAST_ALPHA, z: float = Z) -> int:
    """Give how many answers two coders must code to certify a code given to a `share` of them.

    Parameters
    ----------
    share : above 0 and below 1
    least : the alpha that the code must reach, below 1
    z : quantile of the normal distribution; 1.645 for p = .05, one-sided

    References
    ----------
    Krippendorff (2018), Content Analysis, 4th ed., ch. 12, after Bloch and Kraemer (1989), Biometrics 45: 269–287.

    Examples
    --------
    >>> [units_for_alpha(share) for share in (0.5, 0.25, 0.1, 0.05)]
    [60, 81, 172, 330]
    >>> [units_for_alpha(share, 0.8) for share in (0.5, 0.25, 0.1, 0.05)]
    [103, 139, 294, 560]
    """
    if not 0 < share < 1:
        raise CannotSample(f"A code given to {share:.0%} of the answers varies in none of them: nothing certifies it.")
    room = (1 + least) * (3 - least) / (4 * (1 - least) * share * (1 - share)) - least
    return math.ceil(round(2 * z**2 * room, 6))


def least_share(units: float, least: float = LEAST_ALPHA, z: float = Z) -> float | None:
    """Give the smallest share at which this many independent answers certify a code; None where they certify none.

    The formula of `units_for_alpha`, solved for the share.

    Examples
    --------
    >>> round(least_share(75) or 0, 2), least_share(40)
    (0.28, None)
    """
    product = (1 + least) * (3 - least) / (4 * (1 - least) * (units / (2 * z**2) + least))
    if product > 0.25:
        return None
    return max((1 - math.sqrt(1 - 4 * product)) / 2, _LEAST_SHARE)


def units_for_agreement(
    frame: int, expected: float = EXPECTED_AGREEMENT, half_width: float = HALF_WIDTH, z: float = Z
) -> int:
    """Give how many of a number of answers must be coded twice for agreement in all of them to lie near that found.

    Parameters
    ----------
    frame : answers that the sample stands for
    expected : agreement expected in all of them, as a share
    half_width : how far below the agreement found that of all answers may lie

    References
    ----------
    Lacy and Riffe (1996), Journalism and Mass Communication Quarterly 73: 963–973, whose table this gives.

    Examples
    --------
    >>> [units_for_agreement(frame) for frame in (100, 250, 500, 1000, 5000)]
    [51, 72, 83, 90, 97]
    """
    error = (half_width / z) ** 2
    spread = expected * (1 - expected)
    return math.ceil(((frame - 1) * error + frame * spread) / ((frame - 1) * error + spread))


def design_effect(answers_a_person: float, icc: float = ICC) -> float:
    """Give by how much answers of the same people are worth less than as many of different people.

    Parameters
    ----------
    answers_a_person : mean number in the sample, at least 1
    icc : how alike answers of one person are, 0 to 1

    References
    ----------
    Kish (1965), Survey Sampling, ch. 5: 1 + (m − 1)·ICC.

    Examples
    --------
    >>> design_effect(3, 0.15)
    1.3
    """
    return 1 + (max(answers_a_person, 1) - 1) * icc


@dataclass(frozen=True, slots=True)
class Expected:
    """What is expected of a code: its share among the answers drawn that it applies to, how many of these are drawn,
    and how many there are; `share` is None where nobody gave a code yet that would tell.
    """

    share: float | None
    drawn: int
    there: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a round certifies a code: 'yes', 'more' (with `needed` answers), 'never' (there are too few), 'unknown'.

    `needed` counts answers that the code applies to, several of one person allowed for; 0 where it is not known.
    """

    answer: str
    needed: int
    drawn: int
    there: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Aim:
    """What a round is to show: the least alpha, how sure, and how alike answers of one person are taken to be."""

    least: float = LEAST_ALPHA
    z: float = Z
    answers_a_person: float = 1.0
    icc: float = ICC

    @property
    def effect(self) -> float:
        """By how much answers of the same people are worth less."""
        return design_effect(self.answers_a_person, self.icc)


def certified(codes: Mapping[str, Expected], aim: Aim) -> dict[str, Verdict]:
    """Say of each code whether the round certifies it, and if not, how many answers it would need.

    Those of `units_for_alpha`, times `design_effect`.

    Examples
    --------
    >>> codes = {"Time": Expected(0.4, 75, 300), "Pay": Expected(0.1, 75, 300), "Noise": Expected(0.01, 75, 300)}
    >>> {code: (verdict.answer, verdict.needed) for code, verdict in certified(codes, Aim()).items()}
    {'Time': ('yes', 63), 'Pay': ('more', 172), 'Noise': ('never', 1593)}
    """
    return {code: _verdict(expected, aim) for code, expected in codes.items()}


def _verdict(expected: Expected, aim: Aim) -> Verdict:
    if expected.share is None:
        return Verdict("unknown", 0, expected.drawn, expected.there)
    if not 0 < expected.share < 1:
        return Verdict("never", 0, expected.drawn, expected.there)
    needed = math.ceil(round(units_for_alpha(expected.share, aim.least, aim.z) * aim.effect, 6))
    answer = "yes" if needed <= expected.drawn else "more" if needed <= expected.there else "never"
    return Verdict(answer, needed, expected.drawn, expected.there)
