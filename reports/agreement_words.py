"""Agreement in words: what the numbers are called, the first sentence, why coefficients differ, what to report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from coding.agreement.comparison import EXACT, JACCARD, MASI, POOLED, SEVERAL_CODES, CodeAgreement, GroupAgreement
from coding.agreement.reached import Verdict, verdict
from coding.agreement.result import Agreement
from reports.formats import NOTHING, effect

ALPHA = "krippendorff_alpha"
NAMES: Mapping[str, str] = {
    "percent_agreement": "Percent agreement",
    "cohen_kappa": "Cohen's kappa",
    "scott_pi": "Scott's pi",
    "bennett_s": "Bennett's S",
    "pabak": "PABAK",
    "fleiss_kappa": "Fleiss' kappa",
    "conger_kappa": "Conger's kappa",
    ALPHA: "Krippendorff's alpha",
    "gwet_ac1": "Gwet's AC1",
    "brennan_prediger": "Brennan and Prediger's coefficient",
    "positive_agreement": "Positive agreement",
    "negative_agreement": "Negative agreement",
    "prevalence_index": "Prevalence index",
    "bias_index": "Bias index",
    JACCARD: "Krippendorff's alpha of sets of codes (Jaccard)",
    MASI: "Krippendorff's alpha of sets of codes (MASI)",
    "f1_overlap": "F1 of passages that overlap",
    "f1_half": "F1 of passages that share half of what they cover",
    "f1_same": "F1 of passages with the same ends",
    "gamma": "Gamma",
    "alpha_u": "Krippendorff's alpha-U",
    EXACT: "Exactly the same codes",
    POOLED: "Pooled kappa",
}
SHORT_NAMES: Mapping[str, str] = {**NAMES, ALPHA: "alpha", JACCARD: "alpha", MASI: "alpha", "gwet_ac1": "AC1"}
RARE, FEWEST_POSITIVES, LOPSIDED = 0.05, 5, 0.6  # below or beyond which kappa is unsteady
LEAST = -1.0  # an interval that goes further down says no more than that nothing is known
APART = 0.1  # by which kappa and AC1 differ so that a person asks why
SAME = 1e-9  # coefficients that differ less are one number under several names


def number(agreement: Agreement) -> str:
    """Give a value and its interval as they are printed.

    >>> number(Agreement(value=0.7434, low=0.6571, high=0.81)), number(Agreement(reason="Not estimable because …"))
    ('.74 [.66, .81]', 'not estimable')
    >>> number(Agreement(value=0.75, low=-116.8, high=0.999))
    '.75 [below −1.00, 1.00]'
    """
    if agreement.value is None:
        return "not estimable"
    if agreement.low is None:
        return effect(agreement.value)
    low = effect(agreement.low) if agreement.low >= LEAST else f"below {effect(LEAST)}"
    return f"{effect(agreement.value)} [{low}, {effect(agreement.high)}]"


def main_key(*groups: GroupAgreement) -> str:
    """Give the coefficient to read over all codes: nominal alpha, or of sets where a unit has several codes.

    For several groups it is one for all, so that what stands side by side is one measure: sets, where any needs them.
    """
    return JACCARD if any(group.overall[ALPHA].reason == SEVERAL_CODES for group in groups) else ALPHA


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """What the first sentence says beside the numbers; what is '' is not said.

    `opening` begins it, `of` is what there are `respondents` of, where a file names none.
    """

    respondents: int
    codebook: str = ""
    coefficient: str = ALPHA  # that the threshold is for
    threshold: str = ""
    whose: str = "your"
    unit: str = "code"
    opening: str = "Independent agreement"
    of: str = "respondent"


def headline(found: GroupAgreement, heading: Heading) -> str:
    """Say in one sentence how far coders agree, and how many codes fall short.

    Examples
    --------
    >>> codes = {"a": CodeAgreement(.4, {ALPHA: Agreement(value=.83, low=.74, high=.9)}),
    ...          "b": CodeAgreement(.3, {ALPHA: Agreement(value=.64, low=.49, high=.76)})}
    >>> group = GroupAgreement({ALPHA: Agreement(value=.7434, low=.66, high=.81)}, codes)
    >>> headline(group, Heading(respondents=75, codebook="v2", threshold=".667"))
    'Independent agreement on 75 respondents, codebook v2: alpha .74 [.66, .81]; 1 of 2 codes falls short of your .667.'
    """
    overall = found.overall[main_key(found)]
    of = " over sets of codes" if main_key(found) == JACCARD else ""
    book = f", codebook {heading.codebook}" if heading.codebook else ""
    people = _many(heading.respondents, heading.of)
    if overall.value is None:
        return f"{heading.opening} on {people}{book}: {_lowered(overall.reason)}"
    line = f"{heading.opening} on {people}{book}: alpha{of} {number(overall)}"
    short = _shortfall(found, heading)
    return f"{line}; {short}." if short else f"{line}."


def _shortfall(found: GroupAgreement, heading: Heading) -> str:
    if not heading.threshold or not found.codes:
        return ""
    tally = Counter(verdicts(found.codes, heading.coefficient, heading.threshold).values())
    name = "" if heading.coefficient == ALPHA else f"{SHORT_NAMES[heading.coefficient]} "
    level = f"{heading.whose} {name}{heading.threshold.removeprefix('0')}"
    short = tally["short"]
    verb = "fall" if short > 1 else "falls"
    parts = [f"{short or 'none'} of {_many(len(found.codes), heading.unit)} {verb} short of {level}"]
    if tally["open"]:
        reach = "reaches" if tally["open"] == 1 else "reach"
        parts.append(f"{tally['open']} {reach} it, but not with the whole interval")
    if tally["unknown"]:
        parts.append(f"{tally['unknown']} cannot be estimated")
    return "; ".join(parts)


def verdicts(codes: Mapping[str, CodeAgreement], coefficient: str, threshold: str) -> dict[str, Verdict]:
    """Say of each code whether it reaches the threshold."""
    return {code: verdict(found.coefficients[coefficient], float(threshold)) for code, found in codes.items()}


def grouped(coefficients: Mapping[str, Agreement]) -> list[tuple[tuple[str, ...], Agreement]]:
    """Put together the coefficients that are the same number here, with the same interval, in their order.

    Behind them come those without a number, together where the reason is the same.

    >>> found = grouped({"cohen_kappa": Agreement(value=.5), "gwet_ac1": Agreement(value=.6),
    ...                  "conger_kappa": Agreement(value=.5)})
    >>> [keys for keys, _ in found]
    [('cohen_kappa', 'conger_kappa'), ('gwet_ac1',)]
    """
    groups: list[tuple[list[str], Agreement]] = []
    for key, agreement in coefficients.items():
        same = next((group for group in groups if _same(group[1], agreement)), None)
        if same is None:
            groups.append(([key], agreement))
        else:
            same[0].append(key)
    groups.sort(key=lambda group: group[1].value is None)  # stable: the order stays
    return [(tuple(keys), agreement) for keys, agreement in groups]


def _same(one: Agreement, other: Agreement) -> bool:
    if one.value is None or other.value is None:
        return one.value is other.value and one.reason == other.reason
    pairs = ((one.value, other.value), (one.low, other.low), (one.high, other.high))
    return all((a is None) == (b is None) and (a is None or b is None or abs(a - b) < SAME) for a, b in pairs)


def same_words(keys: Sequence[str], *, known: bool = True) -> str:
    """Name a number and its other names; or those of which none is known.

    >>> same_words(("bennett_s", "pabak")), same_words(("bennett_s", "pabak"), known=False)
    ("Bennett's S, here the same number as PABAK", "Bennett's S and PABAK")
    """
    first, *others = (NAMES[key] for key in keys)
    if not known:
        return _listed([first, *others])
    return f"{first}, here the same number as {_listed(others)}" if others else first


def is_unsteady(code: CodeAgreement) -> bool:
    """Whether a code is so rare, or so common, or on so few answers that kappa and alpha say little alone."""
    index = code.coefficients["prevalence_index"].value
    if code.prevalence is None or index is None:
        return False
    rarer = min(code.prevalence, 1 - code.prevalence)
    positives = rarer * code.coefficients[ALPHA].n_units
    return abs(index) > LOPSIDED or rarer < RARE or positives < FEWEST_POSITIVES


def why_they_differ(name: str, code: CodeAgreement) -> str:
    """Say of one code why kappa and AC1 are not the same; '' where they are close or unknown.

    References
    ----------
    Feinstein and Cicchetti (1990), Journal of Clinical Epidemiology 43:543; Gwet (2008), British Journal of
    Mathematical and Statistical Psychology 61:29.
    """
    gap = _gap(code)
    if gap is None:
        return ""
    kappa, ac1, percent, positive = gap
    rare = code.prevalence is not None and code.prevalence < 0.5
    how = f"only {_share(code.prevalence)}" if rare else f"as many as {_share(code.prevalence)}"
    alone = "by leaving it out" if rare else "by giving it"
    return (
        f"{name}: {how} of the codings gave it, so coders agree on most answers {alone}. They agree on "
        f"{_share(percent.value)}; kappa takes {_share(kappa.expected)} for chance, and is {effect(kappa.value)}; AC1 "
        f"takes {_share(ac1.expected)}, and is {effect(ac1.value)}. Both are right about what they ask. Look at "
        f"positive agreement, {effect(positive.value)}: how often, where one coder gave the code, another did too."
    )


def how_they_differ(name: str, code: CodeAgreement) -> str:
    """Say the same of one code among many, in a line."""
    gap = _gap(code)
    if gap is None:
        return ""
    kappa, ac1, percent, positive = gap
    return (
        f"{name}: {_share(code.prevalence)} of the codings gave it. Agreement {_share(percent.value)}; kappa "
        f"{effect(kappa.value)} (chance {_share(kappa.expected)}), AC1 {effect(ac1.value)} (chance "
        f"{_share(ac1.expected)}); positive agreement {effect(positive.value)}."
    )


WHY = (
    "Where a code is given to few answers, or to nearly all, coders agree on most of them without telling them apart. "
    "Kappa and alpha take most of that agreement for chance and come out low; AC1 takes little of it for chance and "
    "comes out high. Both are right about what they ask. Positive agreement says how often, where one coder gave the "
    "code, another did too."
)


def _gap(code: CodeAgreement) -> tuple[Agreement, Agreement, Agreement, Agreement] | None:
    """Give kappa, AC1, percent and positive agreement where the first two lie apart; None where they do not."""
    found = code.coefficients
    kappa = found["cohen_kappa"] if found["cohen_kappa"].value is not None else found["fleiss_kappa"]
    ac1 = found["gwet_ac1"]
    if kappa.value is None or ac1.value is None or abs(kappa.value - ac1.value) < APART:
        return None
    return kappa, ac1, found["percent_agreement"], found["positive_agreement"]


def _share(value: float | None) -> str:
    """Per cent, with a decimal where it is less than one.

    >>> _share(0.144), _share(0.004), _share(None)
    ('14%', '0.4%', '–')
    """
    if value is None:
        return NOTHING
    return f"{value:.1%}" if 0 < value < 0.01 else f"{value:.0%}"


def what_to_report(found: GroupAgreement, *, several_codes: bool, more_than_two: bool) -> list[str]:
    """Say which coefficients to report for these codings, and why."""
    lines = [
        "Each code by itself: alpha with its interval, percent agreement, positive agreement and prevalence. An "
        "overall number can be high while a rare code fails."
    ]
    if several_codes:
        lines.append(
            "Overall: alpha of sets with Jaccard's distance, because answers can have several codes; coefficients for "
            "one code an answer do not fit."
        )
    else:
        lines.append("Overall: Krippendorff's alpha, which allows answers that not everybody coded.")
    if more_than_two:
        lines.append("Of more than two coders, alpha or Fleiss' kappa for all, and each pair to see who differs.")
    given = [code for code in found.codes.values() if code.prevalence]
    unsteady = sum(is_unsteady(code) for code in given)
    if unsteady:
        lines.append(
            f"{_many(unsteady, 'code')} of {len(given)} {'is' if unsteady == 1 else 'are'} rare, very common or on few "
            "answers here. Give AC1 and positive agreement beside alpha for these, and say so."
        )
    lines.append(
        "The lower end of the interval against the threshold you set before, not the value alone; and the share of "
        "resamples only as a description of this study, for it is no probability."
    )
    return lines


def _many(count: int, one: str) -> str:
    return f"{count:,} {one}" if count == 1 else f"{count:,} {one}s"


def _listed(names: Iterable[str]) -> str:
    *others, last = names
    return f"{', '.join(others)} and {last}" if others else last


def _lowered(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]
