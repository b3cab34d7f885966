"""The paragraph on agreement for a paper's methods section, with the real numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from coding.agreement.comparison import JACCARD, GroupAgreement
from coding.agreement.result import Agreement
from reports.agreement_words import NAMES, main_key, number


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the paragraph says beside the coefficients; what is '', 0 or empty is not said.

    Parameters
    ----------
    units, respondents : answers that at least two coders coded, and whose they are
    handed : answers handed out that count, where more than `units`
    each : the least and the most coders that an answer among `units` has, where not all have all
    waiting : coders who had not handed in
    sampling : goes on from 'answers', as 'drawn at random'
    limits : sentences on what the figures are not of, or of which codes they mean two things
    beforehand, later : answers left out by reason, before any were handed out and since
    unsure_as_none : agreement over all codes if what was `unsure` counted as no code
    weighed : the coefficients weighed back to the study, where answers were drawn at different rates
    threshold : a decimal, of `coefficient`
    program : name and version
    """

    coders: Sequence[str]
    units: int
    respondents: int
    handed: int = 0
    each: tuple[int, int] = (0, 0)
    waiting: int = 0
    round_name: str = ""
    codebook: str = ""
    sampling: str = ""
    limits: Sequence[str] = ()
    weighed: GroupAgreement | None = None
    beforehand: Mapping[str, int] = field(default_factory=dict)
    later: Mapping[str, int] = field(default_factory=dict)
    unsure: int = 0
    unsure_as_none: Agreement | None = None
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
    said = [_who(len(found.codes), facts), *_apart(facts), *_how_far(found, facts), *_what_counted(facts)]
    return " ".join([*said, _made_with(facts)])


def practice_paragraph(codes: int, facts: Facts) -> str:
    """Write what a round says in which coders were held against a reference: practice, and no agreement.

    Parameters
    ----------
    codes : how many there were
    facts : of the coders without the reference; `units` are those that the reference and another coded

    Examples
    --------
    >>> practice_paragraph(3, Facts(coders=["Cem"], units=1, respondents=1)).partition(":")[0]
    'One coder was held against a reference coder, whose codes were taken for right'
    """
    who = f"{_counted(len(facts.coders), 'coder')} {'was' if len(facts.coders) == 1 else 'were'}"
    said = (
        f"{who} held against a reference coder, whose codes were taken for right: {_answers(facts)}"
        f"{_how(codes, facts)}. Sensitivity and specificity by code stand in the table; they are of "
        "practice, and no agreement between coders."
    )
    return " ".join([said, *_what_counted(facts), _made_with(facts)])


def left_out_sentences(beforehand: Mapping[str, int], later: Mapping[str, int]) -> list[str]:
    """Say how many answers were left out, and why.

    >>> left_out_sentences({"left blank": 2, "not usable": 0}, {"not usable": 1})
    ['Left out beforehand: 2 left blank.', 'Left out once coding had begun: 1 not usable.']
    """
    said = []
    for when, reasons in (("beforehand", beforehand), ("once coding had begun", later)):
        parts = ", ".join(f"{number:,} {reason}" for reason, number in reasons.items() if number)
        if parts:
            said.append(f"Left out {when}: {parts}.")
    return said


def _who(codes: int, facts: Facts) -> str:
    who, how = _counted(len(facts.coders), "coder"), _how(codes, facts)
    least, most = facts.each
    if not facts.handed and (not most or least == len(facts.coders)):
        return f"{who} independently coded {_answers(facts)}{how}."
    by = _counted(most, "coder").lower() if least == most else "at least two coders"
    people = _many(facts.respondents, "respondent")
    if not facts.units:
        shared = "no answer was coded by two coders"
    elif facts.handed:
        verb = "was" if facts.units == 1 else "were"
        shared = f"{facts.units:,} of them, of {people}, {verb} coded independently by {by}"
    else:
        shared = f"each of them, of {people} in all, was coded independently by {by}"
    answers = _many(facts.handed or facts.units, "answer")
    return f"{who} coded {answers}{how}; {shared}."


def _answers(facts: Facts) -> str:
    return f"{_many(facts.units, 'answer')} of {_many(facts.respondents, 'respondent')}"


def _how(codes: int, facts: Facts) -> str:
    """Say how the answers were drawn, and what they were coded with."""
    drawn = f", {facts.sampling}" if facts.sampling else ""
    book = f"{',' if drawn else ''} with codebook {facts.codebook}" if facts.codebook else ""
    named = f", {facts.round_name}" if facts.round_name else ""
    return f"{drawn}{book} ({_many(codes, 'code')}{named})"


def _apart(facts: Facts) -> Iterator[str]:
    """Say what the coders knew of each other: only what the seal of a round makes sure of."""
    if len(facts.coders) < 2:
        return
    yield (
        "Coders did not see each other's codes while they coded; whatever was discussed or decided afterwards changed "
        "none of these figures."
    )
    if facts.waiting:
        of = _counted(facts.waiting, "coder")
        yield f"{of} had not handed in when the codes were revealed; what they had not decided counts as missing."


def _made_with(facts: Facts) -> str:
    ends = [
        f"seed {facts.seed}" if facts.seed else "",
        f"record number {facts.record_number}" if facts.record_number else "",
    ]
    beside = "; ".join(end for end in ends if end)
    return f"Computed with {facts.program}{f' ({beside})' if beside else ''}."


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
    yield from facts.limits
    if facts.weighed is not None:
        yield _of_study(facts.weighed)
    yield from left_out_sentences(facts.beforehand, facts.later)
    if facts.unsure:
        other = facts.unsure_as_none
        and_else = f"; if they counted as no code, agreement over all codes would be {number(other)}" if other else ""
        yield f"Codings marked unsure without a code, which count as missing: {facts.unsure:,}{and_else}."


def _of_study(weighed: GroupAgreement) -> str:
    """Say what the sample says of the study it was drawn from."""
    overall = weighed.overall[main_key(weighed)]
    how = "Weighed back to the study, where each answer counts for one over its chance to be drawn,"
    if overall.value is None:
        return f"{how} agreement over all codes is n{overall.reason[1:]}"
    return f"{how} agreement over all codes is {number(overall)}; by code see the table weighed back."


def _counted(n: int, what: str) -> str:
    return f"{_NUMBERS[n] if n < len(_NUMBERS) else n} {what}{'' if n == 1 else 's'}"


def _many(n: int, what: str) -> str:
    return f"{n:,} {what}{'' if n == 1 else 's'}"


_NUMBERS = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten")
