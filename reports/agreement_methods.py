"""The paragraph on agreement for a paper's methods section, with the real numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from coding.agreement.comparison import JACCARD, GroupAgreement
from reports.agreement_words import NAMES, main_key, number


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the paragraph says beside the coefficients; what is '' or 0 is not said.

    `sampling` goes on from 'answers', as 'drawn at random'; `program` is name and version; `threshold` a decimal.
    """

    coders: Sequence[str]
    units: int
    respondents: int
    round_name: str = ""
    codebook: str = ""
    sampling: str = ""
    left_out: int = 0
    unsure: int = 0
    threshold: str = ""
    coefficient: str = "krippendorff_alpha"
    seed: str = ""
    record_number: int = 0
    program: str = "Verbatim"


def methods_paragraph(found: GroupAgreement, facts: Facts) -> str:
    """Write the paragraph; every number in it is one of this round.

    Examples
    --------
    >>> from coding.agreement.comparison import compare, gather
    >>> rows = [(f"u{n}", who, "A" if n % 3 else "") for n in range(30) for who in ("Ana", "Ben")]
    >>> found = compare(gather([*rows, ("x", "Ana", "A"), ("x", "Ben", "")])).everybody
    >>> facts = Facts(coders=("Ana", "Ben"), units=31, respondents=31, codebook="version 2")
    >>> methods_paragraph(found, facts).partition(".")[0]
    'Two coders independently coded 31 answers of 31 respondents with codebook version 2 (1 code)'
    """
    said = [_who(found, facts), _INDEPENDENT, *_how_far(found, facts), *_what_counted(facts)]
    ends = [
        f"seed {facts.seed}" if facts.seed else "",
        f"record number {facts.record_number}" if facts.record_number else "",
    ]
    beside = "; ".join(end for end in ends if end)
    return " ".join([*said, f"Computed with {facts.program}{f' ({beside})' if beside else ''}."])


_INDEPENDENT = (
    "Nobody saw another coder's codes before all had handed in; disagreements were discussed afterwards and changed "
    "none of these figures."
)


def _who(found: GroupAgreement, facts: Facts) -> str:
    n = len(facts.coders)
    who = "One coder" if n == 1 else f"{_NUMBERS[n] if n < len(_NUMBERS) else n} coders"
    drawn = f", {facts.sampling}," if facts.sampling else ""
    book = f" with codebook {facts.codebook}" if facts.codebook else ""
    codes = f"{len(found.codes)} code{'' if len(found.codes) == 1 else 's'}"
    named = f", {facts.round_name}" if facts.round_name else ""
    return (
        f"{who} independently coded {facts.units:,} answers of {facts.respondents:,} respondents{drawn}{book} "
        f"({codes}{named})."
    )


def _how_far(found: GroupAgreement, facts: Facts) -> Iterator[str]:
    main = main_key(found)
    overall = found.overall[main]
    why = ", because answers could have several codes" if main == JACCARD else ""
    if overall.value is None:
        yield f"Agreement over all codes is n{overall.reason[1:]}"
    else:
        yield f"Agreement over all codes ({NAMES[main]}{why}) is {number(overall)}; by code see the table."
    if overall.method:
        yield f"The 95% interval is the {overall.method}: several answers of one person do not count as several."
    elif overall.value is not None:
        yield overall.reason
    if facts.threshold:
        level = facts.threshold.removeprefix("0")
        yield (
            f"The threshold, set before coding, was {level} for {NAMES[facts.coefficient]} of each code, to be reached "
            "by the lower end of its interval."
        )


def _what_counted(facts: Facts) -> Iterator[str]:
    if facts.left_out:
        yield f"Blank or not usable answers left out: {facts.left_out:,}."
    if facts.unsure:
        yield f"Codings marked unsure without a code, which count as missing: {facts.unsure:,}."


_NUMBERS = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten")
