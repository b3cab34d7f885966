"""Every published value, standard error, interval and p comes out within its tolerance."""

import json
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from coding.agreement import analytic, formulas
from coding.agreement.coefficients import alpha_of, one
from coding.agreement.intervals import Interval
from coding.agreement.label_sets import jaccard_distance, masi_distance
from coding.agreement.ratings import from_contingency, read_ratings
from coding.agreement.weights import weight_matrix

DATA = Path(__file__).parents[2] / "data" / "agreement"
VECTORS = json.loads((DATA / "vectors.json").read_text(encoding="utf-8"))["vectors"]
COEFFICIENTS = {c.key: c for c in formulas.NOMINAL} | {
    "gwet_ac2": formulas.AC1,
    "weighted_kappa": formulas.COHEN,
    "weighted_percent_agreement": formulas.PERCENT,
    "ac1": formulas.AC1,
    "free_marginal": formulas.BRENNAN_PREDIGER,
}
FORMATS = ("contingency_table", "units_x_raters", "units_x_category_counts")
WITHOUT_THE_FACTOR = "kripp-dist6"  # its error lacks a factor 2, which later versions of its source have: see below
ONE_SIDED = "bp-raw4"  # its source prints half of the two-sided p, unlike its others
SETS = "label_sets_units_x_raters"


def of(*formats):
    return [v for v in VECTORS if v["data"]["format"] in formats]


def named(vector):
    return vector["id"]


def ratings_of(vector):
    data, wanted = vector["data"], vector["options"].get("categories")
    if data["format"] == "contingency_table":
        return from_contingency(data["table"], data.get("categories"))
    if data["format"] == "units_x_category_counts":
        return read_ratings(value_counts=data["rows"])
    if data["format"] == SETS:
        return read_ratings(list(zip(*[[frozenset(s) for s in row] for row in data["rows"]], strict=True)))
    return read_ratings(list(zip(*data["rows"], strict=True)), value_domain=wanted)


def check_or_half(first, second):
    """The distance that Artstein and Poesio make up for their example."""
    return 0.0 if first == second else 0.5 if "Chck" in (first, second) else 1.0


def monotonic(first, second):
    """DKPro's distance of sets: a third for a subset, two thirds for an overlap."""
    if first == second:
        return 0.0
    return 1 / 3 if first <= second or second <= first else 2 / 3 if first & second else 1.0


def weights_of(vector, ratings):
    options = vector["options"]
    if "distance" in options:
        return 1 - np.array([[check_or_half(a, b) for b in ratings.categories] for a in ratings.categories])
    weights = options.get("weights")
    return None if weights in (None, "unweighted") else weights


def compute(vector, ratings, key, interval=None):
    if key == "krippendorff_alpha":
        options = vector["options"]
        level = check_or_half if "distance" in options else options.get("level", "nominal")
        return alpha_of(ratings, level, interval)
    return one(ratings, COEFFICIENTS[key], weights=weights_of(vector, ratings), interval=interval)


@pytest.mark.parametrize("vector", of(*FORMATS), ids=named)
def test_published_value_and_its_parts(vector):
    ratings, expected = ratings_of(vector), vector["expected"]
    if vector["coefficient"] == "fleiss_kappa_per_category":
        counts = np.array(vector["data"]["rows"])
        for place, value in enumerate(expected["per_category"]):
            alone = np.stack([counts.sum(axis=1) - counts[:, place], counts[:, place]], axis=1)
            found = one(read_ratings(value_counts=alone), formulas.FLEISS, interval=None).value
            assert found == pytest.approx(value, abs=vector["tolerance"])
        return
    found = compute(vector, ratings, vector["coefficient"])
    if expected["value"] is None:
        assert found.value is None and found.reason.startswith("Not estimable because")
        return
    tolerance = vector["tolerance"]
    assert found.value == pytest.approx(expected["value"], abs=tolerance)
    others = {key for key in expected if key in COEFFICIENTS or key == "krippendorff_alpha"}
    for key in others:
        unweighted = {**vector, "options": {}}
        assert compute(unweighted, ratings, key).value == pytest.approx(expected[key], abs=tolerance)
    if "pe" in expected:
        assert found.expected == pytest.approx(expected["pe"], abs=tolerance)
    if "Do" in expected and vector["options"].get("level") != "interval":
        assert 1 - found.observed == pytest.approx(expected["Do"], abs=tolerance)
        assert 1 - found.expected == pytest.approx(expected["De"], abs=tolerance)
    if "pa" in expected and vector["coefficient"] != "krippendorff_alpha":
        assert found.observed == pytest.approx(expected["pa"], abs=tolerance)


def test_disagreement_at_the_interval_level_is_krippendorffs():
    vector = next(v for v in VECTORS if v["id"] == "kripp-C-interval")
    found = compute(vector, ratings_of(vector), "krippendorff_alpha")
    assert (1 - found.observed, 1 - found.expected) == pytest.approx((0.433, 2.872), abs=0.0006)


@pytest.mark.parametrize(
    "vector",
    [v for v in of(*FORMATS) if {"se", "ci"} & set(v["expected"]) and v["id"] != WITHOUT_THE_FACTOR],
    ids=named,
)
def test_published_standard_error_and_interval(vector):
    ratings, expected = ratings_of(vector), vector["expected"]
    method = "gwet"
    if vector["id"].startswith(("cohen-sas", "wkappa-sas")):
        method = "fleiss-cohen-everitt"
    elif vector["coefficient"] == "pabak":
        method = "exact"
    found = compute(vector, ratings, vector["coefficient"], Interval(method))
    tolerance, units = vector["tolerance"], int((ratings.coders_of_unit > 0).sum())
    quantile = stats.t.ppf(0.975, units - 1) if method == "gwet" else stats.norm.ppf(0.975)
    error = (found.value - found.low) / quantile
    if method == "gwet" and vector["data"]["format"] == "contingency_table":
        error *= np.sqrt(1 - 1 / units)  # irrCAC divides by n here, but by n - 1, as we do, where it is given ratings
    if "se" in expected:
        assert error == pytest.approx(expected["se"], abs=tolerance)
        if "p" in expected and method == "gwet":
            p = (1 if vector["id"] == ONE_SIDED else 2) * stats.t.sf(found.value / error, units - 1)
            assert p == pytest.approx(expected["p"], abs=tolerance)
    if "ci" in expected:
        half = quantile * error
        ends = (found.low, found.high) if method == "exact" else (found.value - half, min(1, found.value + half))
        assert ends == pytest.approx(expected["ci"], abs=tolerance)
    if "cohen_ci" in expected:
        table = analytic.contingency(ratings)  # for its own example epiR takes the error under chance
        error = analytic.cohen_error_under_chance if "z" in expected else analytic.fleiss_cohen_everitt
        half = stats.norm.ppf(0.975) * error(table)
        kappa = compute(vector, ratings, "cohen_kappa").value
        assert (kappa - half, kappa + half) == pytest.approx(expected["cohen_ci"], abs=tolerance)


def test_the_one_error_that_is_not_ours_comes_out_with_its_sources_slip():
    """irrCAC 1.0 takes a unit's part in chance once, where the derivative of p' W p holds it twice."""
    vector = next(v for v in VECTORS if v["id"] == WITHOUT_THE_FACTOR)
    expected, counts = vector["expected"], np.array(vector["data"]["rows"])
    units, coders = len(counts), counts.sum(axis=1)[0]
    agreement = (counts * (counts - 1)).sum(axis=1) / (coders * (coders - 1))
    shares = counts.sum(axis=0) / counts.sum()
    chance, by_unit = (shares**2).sum(), counts @ shares / coders
    value = (agreement.mean() - chance) / (1 - chance)

    def error(times):
        parts = (agreement - chance - times * (1 - value) * (by_unit - chance)) / (1 - chance)
        return np.sqrt(((parts - value) ** 2).sum() / (units * (units - 1)))

    all_but_one_pair = 1 - 1 / counts.sum()  # alpha corrects for the size of the sample, and so does its error
    assert all_but_one_pair * error(1) == pytest.approx(expected["se"], abs=1e-7)
    ours = compute(vector, ratings_of(vector), "krippendorff_alpha", Interval("gwet"))
    half = stats.t.ppf(0.975, units - 1) * error(2)
    assert (ours.low, ours.high) == pytest.approx((ours.value - half, ours.value + half), abs=1e-9)


@pytest.mark.parametrize("vector", [v for v in of(*FORMATS) if "z" in v["expected"]], ids=named)
def test_published_test_that_agreement_is_by_chance(vector):
    ratings, expected = ratings_of(vector), vector["expected"]
    if vector["coefficient"] == "fleiss_kappa":
        error = analytic.fleiss_error_under_chance(ratings.counts)
    elif vector["coefficient"] == "pabak":  # epiR tests kappa, not PABAK
        error = analytic.cohen_error_under_chance(analytic.contingency(ratings))
    else:
        weights = weight_matrix(weights_of(vector, ratings), len(ratings.categories))
        error = analytic.cohen_error_under_chance(analytic.contingency(ratings), weights)
    key = "cohen_kappa" if vector["coefficient"] == "pabak" else vector["coefficient"]
    z = compute(vector, ratings, key).value / error
    assert z == pytest.approx(expected["z"], abs=vector["tolerance"])
    if "p" in expected:
        assert 2 * stats.norm.sf(abs(z)) == pytest.approx(expected["p"], abs=vector["tolerance"])
    if "se0" in expected:
        assert error == pytest.approx(expected["se0"], abs=vector["tolerance"])


@pytest.mark.parametrize("vector", of("label_sets"), ids=named)
def test_published_distance_of_sets(vector):
    first, second = frozenset(vector["data"]["a"]), frozenset(vector["data"]["b"])
    assert masi_distance(first, second) == pytest.approx(vector["expected"]["value"], abs=1e-9)
    if "jaccard_distance" in vector["expected"]:
        assert jaccard_distance(first, second) == pytest.approx(vector["expected"]["jaccard_distance"])


@pytest.mark.parametrize("vector", of(SETS), ids=named)
def test_published_agreement_of_sets(vector):
    ratings, expected = ratings_of(vector), vector["expected"]
    distance = vector["options"].get("distance", "").lower()
    if vector["coefficient"] == "percent_agreement":
        found = one(ratings, formulas.PERCENT, interval=None)
    else:
        measure = {"j": jaccard_distance, "m": masi_distance, "0": monotonic}[distance[0]]
        found = alpha_of(ratings, measure, None)
        if "Do" in expected:
            assert 1 - found.observed == pytest.approx(expected["Do"], abs=vector["tolerance"])
            assert 1 - found.expected == pytest.approx(expected["De"], abs=vector["tolerance"])
    assert found.value == pytest.approx(expected["value"], abs=vector["tolerance"])


def test_every_vector_is_used():
    tested = {v["id"] for v in of(*FORMATS, "label_sets", SETS)}
    spans = {v["id"] for v in VECTORS if v["coefficient"] in ("krippendorff_alpha_u", "gamma")}  # all in test_spans.py
    assert tested | spans == {v["id"] for v in VECTORS}
