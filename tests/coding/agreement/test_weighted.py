"""A sample enriched for a rare code, weighed back: it says what a census says, where the bare sample does not."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coding.agreement.comparison import Codings, compare
from coding.agreement.errors import BadRatings
from coding.agreement.formulas import ALPHA, NOMINAL
from coding.agreement.intervals import UNEVEN, Interval
from coding.agreement.weighted import of_strata, weighed_back
from coding.sampling import enriched

CODERS = ("Ana", "Ben", "Eva")
MASI, POOLED = "krippendorff_alpha_masi", "pooled_kappa"


def census(n=1200, seed=1):
    """Everybody's codings of all answers: a code given to 5%, which a search finds most of; and which those are."""
    rng = np.random.default_rng(seed)
    truth = rng.random(n) < 0.05
    given = np.stack([np.where(rng.random(n) < 0.15, rng.random(n) < 0.08, truth) for _ in CODERS])
    common = np.stack([np.where(rng.random(n) < 0.2, ~truth, rng.random(n) < 0.5) for _ in CODERS])
    found = np.where(truth, rng.random(n) < 0.8, rng.random(n) < 0.05)
    codes = np.stack([given, common], axis=2)
    units = tuple(f"r{i}" for i in range(n))
    seen = np.ones((len(CODERS), n), dtype=bool)
    return Codings(units, CODERS, ("rare", "common"), np.arange(n), seen, codes), found


def sampled(codings, found, sizes, seed):
    strata = {unit: "rich" if rich else "rest" for unit, rich in zip(codings.units, found, strict=True)}
    drawn = enriched(strata, sizes, seed)
    chances = {each.response: each.probability for each in drawn}
    return codings.take(np.array([unit in chances for unit in codings.units])), chances, strata


def test_weighed_back_a_sample_says_what_the_census_says():
    whole, found = census()
    truth = compare(whole, None).everybody
    bare, back = [], []
    for draw in range(60):
        sample, chances, _ = sampled(whole, found, {"rich": 60, "rest": 120}, str(draw))
        bare.append(compare(sample, None).everybody)
        back.append(compare(weighed_back(sample, chances), None).everybody)
    rare = truth.codes["rare"]
    assert np.mean([b.codes["rare"].prevalence for b in back]) == pytest.approx(rare.prevalence, abs=0.008)
    assert np.mean([b.codes["rare"].prevalence for b in bare]) > 2 * rare.prevalence
    for key in ("percent_agreement", "krippendorff_alpha", "gwet_ac1", "conger_kappa", "positive_agreement"):
        exact = rare.coefficients[key].value
        values = [b.codes["rare"].coefficients[key].value for b in back]
        assert np.mean(values) == pytest.approx(exact, abs=3 * np.std(values) / np.sqrt(len(values)) + 0.02), key
    alphas = [b.codes["rare"].coefficients["krippendorff_alpha"].value for b in bare]
    assert abs(np.mean(alphas) - rare.coefficients["krippendorff_alpha"].value) > 0.08
    for key in (MASI, POOLED):
        assert np.mean([b.overall[key].value for b in back]) == pytest.approx(truth.overall[key].value, abs=0.03)


def values(group):
    return [agreement.value for code in group.codes.values() for agreement in code.coefficients.values()] + [
        agreement.value for agreement in group.overall.values()
    ]


@settings(deadline=None, max_examples=20)
@given(st.lists(st.integers(1, 3), min_size=4, max_size=14), st.integers(0, 5))
def test_a_weight_of_two_counts_as_two_units(weights, seed):
    """But for alpha, which takes a weighed sample for as small as it is."""
    whole, _ = census(len(weights), seed)
    chances = {unit: str(1 / weight) for unit, weight in zip(whole.units, weights, strict=True)}
    repeats = np.repeat(np.arange(len(weights)), weights)
    copied = whole.take(repeats)
    weighed, copies = (compare(c, None).everybody for c in (weighed_back(whole, chances), copied))
    for code in whole.codes:
        for key in (c.key for c in NOMINAL if c is not ALPHA):
            a, b = (g.codes[code].coefficients[key].value for g in (weighed, copies))
            assert (a is None) == (b is None)
            assert a is None or a == pytest.approx(b, abs=1e-9)


def test_with_all_chances_alike_nothing_changes():
    whole, _ = census(80)
    back = weighed_back(whole, dict.fromkeys(whole.units, "0.25"))
    assert compare(back) == compare(whole)


def test_intervals_are_drawn_over_respondents_and_formulas_that_know_no_weights_give_none():
    whole, found = census(300)
    sample, chances, strata = sampled(whole, found, {"rich": 12, "rest": 60}, "s")
    back = weighed_back(sample, chances)
    jackknife, bootstrap = (
        compare(back, Interval(method)).everybody.codes["common"].coefficients["krippendorff_alpha"]
        for method in ("jackknife", "bootstrap")
    )
    assert jackknife.low < jackknife.value < jackknife.high
    assert bootstrap.low == pytest.approx(jackknife.low, abs=0.1)
    analytic = compare(back, Interval("gwet")).everybody.codes["common"].coefficients["gwet_ac1"]
    assert (analytic.low, analytic.reason) == (
        None, "No interval of this kind because units were drawn at different rates.",
    )  # fmt: skip
    parts = of_strata(back, strata)
    assert {name: len(part.units) for name, part in parts.items()} == {"rest": 60, "rich": 12}
    assert all(part.weights is None for part in parts.values())


@pytest.mark.parametrize("chance", ["", "0", "1.2", "many"])
def test_a_unit_whose_chance_is_not_known_keeps_the_sample_to_itself(chance):
    whole, _ = census(5)
    with pytest.raises(BadRatings, match="holds of this sample"):
        weighed_back(whole, dict.fromkeys(whole.units, "0.5") | {"r3": chance})


def test_where_few_answers_hold_the_spread_the_interval_is_wider_and_the_value_the_same():
    whole, found = census()
    sample, chances, _ = sampled(whole, found, {"rich": 45, "rest": 60}, "s")
    back = weighed_back(sample, chances)
    (rare, common), (wide, even) = (
        [compare(back, interval).everybody.codes[code].coefficients["krippendorff_alpha"] for code in whole.codes]
        for interval in (Interval(), UNEVEN)
    )
    assert (wide.value, even.value) == (rare.value, common.value)
    assert wide.high - wide.low > 1.1 * (rare.high - rare.low)
    assert even.high - even.low < 1.02 * (common.high - common.low)
