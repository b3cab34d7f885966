"""The coefficients by name, with the arguments of scikit-learn and of the package krippendorff.

What their arguments are stands in `described`, which puts it into each docstring: `help(cohen_kappa)` shows it.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Any

from numpy.typing import ArrayLike

from coding.agreement import formulas
from coding.agreement.described import described
from coding.agreement.estimate import Task, estimate
from coding.agreement.formulas import Coefficient, Setting
from coding.agreement.intervals import JACKKNIFE, Interval
from coding.agreement.ratings import Ratings, read_ratings
from coding.agreement.result import Agreement
from coding.agreement.weights import Distance, distance_matrix, weight_matrix

Data = ArrayLike | Sequence[Sequence[Any]]
Values = Sequence[Hashable]


def one(
    ratings: Ratings, coefficient: Coefficient, *, weights: str | ArrayLike | None = None,
    interval: Interval | None = JACKKNIFE,
) -> Agreement:  # fmt: skip
    """Give one coefficient of codings that were read before."""
    q = len(ratings.categories)
    task = Task(ratings, Setting(weights=weight_matrix(weights, q), n_categories=q), (coefficient,))
    return estimate(task, interval)[coefficient.key]


@described
def percent_agreement(
    reliability_data: Data | None = None, *, value_counts: ArrayLike | None = None,
    value_domain: Values | None = None, weights: str | ArrayLike | None = None,
    respondents: Values | None = None, interval: Interval | None = JACKKNIFE,
) -> Agreement:  # fmt: skip
    """Share of pairs of coders that gave the same value, averaged over the units that at least two coded.

    Examples
    --------
    Artstein and Poesio (2008), Computational Linguistics 34:568, 100 units in a table.

    >>> from coding.agreement.ratings import from_contingency
    >>> table = from_contingency([[20, 10], [20, 50]])
    >>> percent_agreement(table.codes, interval=None).value
    0.7
    """
    ratings = read_ratings(
        reliability_data, value_counts=value_counts, value_domain=value_domain, respondents=respondents
    )
    return one(ratings, formulas.PERCENT, weights=weights, interval=interval)


@described
def cohen_kappa(
    y1: Sequence[Any] | ArrayLike, y2: Sequence[Any] | ArrayLike, *, labels: Values | None = None,
    weights: str | ArrayLike | None = None, respondents: Values | None = None,
    interval: Interval | None = JACKKNIFE,
) -> Agreement:  # fmt: skip
    """Cohen's kappa of two coders, plain or weighted ('linear', 'quadratic'); arguments as in scikit-learn.

    References
    ----------
    Cohen (1960), Educational and Psychological Measurement 20:37; Cohen (1968), Psychological Bulletin 70:213.

    Examples
    --------
    The example of Wikipedia's article, 100 units.

    >>> from coding.agreement.ratings import from_contingency
    >>> first, second = from_contingency([[45, 15], [25, 15]]).codes
    >>> round(cohen_kappa(first, second).value, 4)
    0.1304
    """
    ratings = read_ratings([list(y1), list(y2)], value_domain=labels, respondents=respondents)  # type: ignore[arg-type]
    return one(ratings, formulas.COHEN, weights=weights, interval=interval)


@described
def scott_pi(
    y1: Sequence[Any] | ArrayLike, y2: Sequence[Any] | ArrayLike, *, labels: Values | None = None,
    weights: str | ArrayLike | None = None, respondents: Values | None = None,
    interval: Interval | None = JACKKNIFE,
) -> Agreement:  # fmt: skip
    """Scott's pi of two coders: chance from both coders' codings together.

    References
    ----------
    Scott (1955), Public Opinion Quarterly 19:321.

    Examples
    --------
    Artstein and Poesio (2008), p. 568.

    >>> from coding.agreement.ratings import from_contingency
    >>> first, second = from_contingency([[20, 10], [20, 50]]).codes
    >>> round(scott_pi(first, second).value, 3)
    0.341
    """
    ratings = read_ratings([list(y1), list(y2)], value_domain=labels, respondents=respondents)  # type: ignore[arg-type]
    return one(ratings, formulas.SCOTT, weights=weights, interval=interval)


@described
def bennett_s(
    reliability_data: Data | None = None, *, value_counts: ArrayLike | None = None,
    value_domain: Values | None = None, weights: str | ArrayLike | None = None,
    respondents: Values | None = None, interval: Interval | None = JACKKNIFE,
) -> Agreement:  # fmt: skip
    """Bennett's S: every category as likely as any other; for more than two coders the same as Brennan-Prediger.

    References
    ----------
    Bennett, Alpert and Goldstein (1954), Public Opinion Quarterly 18:303.

    Examples
    --------
    Artstein and Poesio (2008), p. 568.

    >>> from coding.agreement.ratings import from_contingency
    >>> round(bennett_s(from_contingency([[20, 10], [20, 50]]).codes).value, 4)
    0.4
    """
    ratings = read_ratings(
        reliability_data, value_counts=value_counts, value_domain=value_domain, respondents=respondents
    )
    return one(ratings, formulas.BENNETT, weights=weights, interval=interval)


@described
def pabak(
    reliability_data: Data | None = None, *, value_counts: ArrayLike | None = None,
    value_domain: Values | None = None, respondents: Values | None = None,
    interval: Interval | None = JACKKNIFE,
) -> Agreement:  # fmt: skip
    """Prevalence- and bias-adjusted kappa: 2 Po - 1 with two categories, (q Po - 1) / (q - 1) with q.

    References
    ----------
    Byrt, Bishop and Carlin (1993), Journal of Clinical Epidemiology 46:423.

    Examples
    --------
    The salmon of the R package epiR (example 1 of epi.kappa).

    >>> from coding.agreement.ratings import from_contingency
    >>> print(pabak(from_contingency([[19, 10], [6, 256]]).codes, interval=Interval("exact")))
    .890 [.824, .936]
    """
    ratings = read_ratings(
        reliability_data, value_counts=value_counts, value_domain=value_domain, respondents=respondents
    )
    return one(ratings, formulas.PABAK, interval=interval)


@described
def fleiss_kappa(
    reliability_data: Data | None = None, *, value_counts: ArrayLike | None = None,
    value_domain: Values | None = None, weights: str | ArrayLike | None = None,
    respondents: Values | None = None, interval: Interval | None = JACKKNIFE,
) -> Agreement:  # fmt: skip
    """Fleiss' kappa of any number of coders; missing codings after Gwet.

    References
    ----------
    Fleiss (1971), Psychological Bulletin 76:378; Gwet (2014), ch. 2.

    Examples
    --------
    The example of Wikipedia's article: 10 units, 14 coders, 5 categories.

    >>> counts = [[0, 0, 0, 0, 14], [0, 2, 6, 4, 2], [0, 0, 3, 5, 6], [0, 3, 9, 2, 0], [2, 2, 8, 1, 1],
    ...           [7, 7, 0, 0, 0], [3, 2, 6, 3, 0], [2, 5, 3, 2, 2], [6, 5, 2, 1, 0], [0, 2, 2, 3, 7]]
    >>> round(fleiss_kappa(value_counts=counts).value, 6)
    0.209931
    """
    ratings = read_ratings(
        reliability_data, value_counts=value_counts, value_domain=value_domain, respondents=respondents
    )
    return one(ratings, formulas.FLEISS, weights=weights, interval=interval)


@described
def conger_kappa(
    reliability_data: Data, *, value_domain: Values | None = None, weights: str | ArrayLike | None = None,
    respondents: Values | None = None, interval: Interval | None = JACKKNIFE,
) -> Agreement:  # fmt: skip
    """Conger's kappa: Cohen's for any number of coders, chance averaged over their pairs.

    References
    ----------
    Conger (1980), Psychological Bulletin 88:322; missing codings after Gwet (2014), ch. 2.

    Examples
    --------
    Krippendorff's data, coefficient printed by the R package irrCAC.

    >>> from coding.agreement.examples import FOUR_CODERS
    >>> round(conger_kappa(FOUR_CODERS).value, 3)
    0.763
    """
    ratings = read_ratings(reliability_data, value_domain=value_domain, respondents=respondents)
    return one(ratings, formulas.CONGER, weights=weights, interval=interval)


@described
def krippendorff_alpha(
    reliability_data: Data | None = None, *, value_counts: ArrayLike | None = None,
    value_domain: Values | None = None, level_of_measurement: str | Distance = "nominal",
    respondents: Values | None = None, interval: Interval | None = JACKKNIFE,
) -> Agreement:  # fmt: skip
    """Krippendorff's alpha of any number of coders, missing codings allowed; arguments as in the package krippendorff.

    Parameters
    ----------
    level_of_measurement : 'nominal' (the default here), 'ordinal', 'interval', 'ratio', or a function of two values
        that gives their distance, 0 for equal ones; for sets of codes `jaccard_distance` or `masi_distance`

    References
    ----------
    Krippendorff (2019), Content Analysis, 4th ed., ch. 12; (2011), Computing Krippendorff's Alpha-Reliability.

    Examples
    --------
    Krippendorff (2011): four coders, twelve units, missing codings.

    >>> from coding.agreement.examples import FOUR_CODERS
    >>> round(krippendorff_alpha(FOUR_CODERS).value, 6)
    0.743421
    >>> round(krippendorff_alpha(FOUR_CODERS, level_of_measurement="ordinal").value, 3)
    0.815
    """
    ratings = read_ratings(
        reliability_data, value_counts=value_counts, value_domain=value_domain, respondents=respondents
    )
    return alpha_of(ratings, level_of_measurement, interval)


def alpha_of(ratings: Ratings, level: str | Distance, interval: Interval | None) -> Agreement:
    """Give alpha of codings that were read before."""
    if level == "ordinal":
        return one(ratings, formulas.ORDINAL_ALPHA, interval=interval)
    distances = distance_matrix(level, ratings.categories)
    setting = Setting(weights=None if distances is None else 1 - distances, n_categories=len(ratings.categories))
    return estimate(Task(ratings, setting, (formulas.ALPHA,)), interval)[formulas.ALPHA.key]


@described
def gwet_ac1(
    reliability_data: Data | None = None, *, value_counts: ArrayLike | None = None,
    value_domain: Values | None = None, respondents: Values | None = None,
    interval: Interval | None = JACKKNIFE,
) -> Agreement:  # fmt: skip
    """Gwet's AC1 of any number of coders. It depends on the number of categories: give `value_domain`.

    References
    ----------
    Gwet (2008), British Journal of Mathematical and Statistical Psychology 61:29.

    Examples
    --------
    Gwet (2014), table of four coders.

    >>> from coding.agreement.examples import FOUR_CODERS
    >>> round(gwet_ac1(FOUR_CODERS).value, 5)
    0.77544
    """
    ratings = read_ratings(
        reliability_data, value_counts=value_counts, value_domain=value_domain, respondents=respondents
    )
    return one(ratings, formulas.AC1, interval=interval)


@described
def gwet_ac2(
    reliability_data: Data | None = None, *, value_counts: ArrayLike | None = None,
    value_domain: Values | None = None, weights: str | ArrayLike = "linear",
    respondents: Values | None = None, interval: Interval | None = JACKKNIFE,
) -> Agreement:  # fmt: skip
    """Gwet's AC2: AC1 with weights for partial agreement.

    References
    ----------
    Gwet (2014), Handbook of Inter-Rater Reliability, 4th ed., ch. 3.

    Examples
    --------
    Krippendorff's data (2011).

    >>> from coding.agreement.examples import FOUR_CODERS
    >>> round(gwet_ac2(FOUR_CODERS, weights="linear").value, 3)
    0.859
    """
    ratings = read_ratings(
        reliability_data, value_counts=value_counts, value_domain=value_domain, respondents=respondents
    )
    return one(ratings, formulas.AC1, weights=weights, interval=interval)


@described
def brennan_prediger(
    reliability_data: Data | None = None, *, value_counts: ArrayLike | None = None,
    value_domain: Values | None = None, weights: str | ArrayLike | None = None,
    respondents: Values | None = None, interval: Interval | None = JACKKNIFE,
) -> Agreement:  # fmt: skip
    """Brennan and Prediger's kappa: every category as likely as any other. Give `value_domain`.

    References
    ----------
    Brennan and Prediger (1981), Educational and Psychological Measurement 41:687.

    Examples
    --------
    Krippendorff's data (2011), coefficient printed by irrCAC.

    >>> from coding.agreement.examples import FOUR_CODERS
    >>> round(brennan_prediger(FOUR_CODERS).value, 5)
    0.77273
    """
    ratings = read_ratings(
        reliability_data, value_counts=value_counts, value_domain=value_domain, respondents=respondents
    )
    return one(ratings, formulas.BRENNAN_PREDIGER, weights=weights, interval=interval)


@described
def specific_agreement(
    reliability_data: Data | None = None, value: Hashable = 1, *, value_counts: ArrayLike | None = None,
    value_domain: Values | None = None, respondents: Values | None = None,
    interval: Interval | None = JACKKNIFE,
) -> Agreement:  # fmt: skip
    """Agreement on one value: of the codings with it, the share that another coder agrees with.

    For two coders and two values this is positive agreement, 2a / (2a + b + c), and for the other value negative
    agreement, 2d / (2d + b + c).

    References
    ----------
    Cicchetti and Feinstein (1990), Journal of Clinical Epidemiology 43:551.

    Examples
    --------
    >>> from coding.agreement.ratings import from_contingency
    >>> codes = from_contingency([[40, 9], [6, 45]]).codes
    >>> round(specific_agreement(codes, 0).value, 4)  # 80 / 95
    0.8421
    """
    ratings = read_ratings(
        reliability_data, value_counts=value_counts, value_domain=value_domain, respondents=respondents
    )
    if value not in ratings.categories:
        return Agreement(
            n_units=ratings.n_units, n_coders=ratings.n_coders, n_categories=len(ratings.categories),
            reason="Not estimable because no coder gave this value.",
        )  # fmt: skip
    place = ratings.categories.index(value)
    coefficient = Coefficient(
        key="positive_agreement", formula=formulas.specific(place), parts=("agreeing", "totals"), kind="proportion"
    )
    return one(ratings, coefficient, interval=interval)


@described
def prevalence_index(
    y1: Sequence[Any] | ArrayLike, y2: Sequence[Any] | ArrayLike, *, labels: Values = (0, 1),
    respondents: Values | None = None, interval: Interval | None = JACKKNIFE,
) -> Agreement:  # fmt: skip
    """Both said yes minus both said no, as a share of units; `labels` is (no, yes).

    References
    ----------
    Byrt, Bishop and Carlin (1993), Journal of Clinical Epidemiology 46:423.

    Examples
    --------
    Cicchetti and Feinstein's paradox, 200 units.

    >>> from coding.agreement.ratings import from_contingency
    >>> first, second = from_contingency([[5, 9], [56, 130]]).codes
    >>> prevalence_index(first, second).value
    0.625
    """
    ratings = read_ratings([list(y1), list(y2)], value_domain=labels, respondents=respondents)  # type: ignore[arg-type]
    return one(ratings, formulas.PREVALENCE, interval=interval)


@described
def bias_index(
    y1: Sequence[Any] | ArrayLike, y2: Sequence[Any] | ArrayLike, *, labels: Values = (0, 1),
    respondents: Values | None = None, interval: Interval | None = JACKKNIFE,
) -> Agreement:  # fmt: skip
    """How much more often the first coder said yes than the second; `labels` is (no, yes).

    References
    ----------
    Byrt, Bishop and Carlin (1993), Journal of Clinical Epidemiology 46:423.

    Examples
    --------
    The table of `prevalence_index`, the first coder's yes in its second row.

    >>> from coding.agreement.ratings import from_contingency
    >>> first, second = from_contingency([[5, 9], [56, 130]]).codes
    >>> round(bias_index(first, second).value, 3)
    0.235
    """
    ratings = read_ratings([list(y1), list(y2)], value_domain=labels, respondents=respondents)  # type: ignore[arg-type]
    return one(ratings, formulas.BIAS, interval=interval)
