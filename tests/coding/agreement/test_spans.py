"""Agreement on passages: published values, the least disorder by trying everything, and what cannot be known."""

import csv
import itertools
import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coding.agreement.coefficients import krippendorff_alpha
from coding.agreement.errors import BadRatings
from coding.agreement.spans.gamma import Piece, Weights, disorder, dissimilarities, gamma
from coding.agreement.spans.marked import Passage, cu_alpha, token_alpha
from coding.agreement.spans.matching import match_spans
from coding.agreement.spans.several import Marked, alpha_u_over_answers, joined, of_passages, span_f1
from coding.agreement.spans.unitizing import Unit, alpha_u

DATA = Path(__file__).parents[2] / "data" / "agreement"
VECTORS = json.loads((DATA / "vectors.json").read_text(encoding="utf-8"))["vectors"]
GAMMAS = [v for v in VECTORS if v["coefficient"] == "gamma"]
UNITIZED = [v for v in VECTORS if v["coefficient"] == "krippendorff_alpha_u"]
# Continua that pygamma-agreement 0.5.9 drew for DKPro's fixture 06 (Apache-2.0), and their least disorder.
DRAWN = {
    2.0: "b 1.3562688564194638 5.604112537927884 b 5.52663052927221 9.024100400781174 b 8.958338641013713 "
    "13.735933023740033 / c 2.3426931107899804 6.883230848181554 c 7.301728943825867 11.929673269788621 "
    "b 13.41647258135231 17.81968660636665",
    0.6703330874443054: "b 2.310508158870922 5.971646140837439 b 6.277643371871072 10.803408628940934 "
    "a 12.985923513322586 17.08513300378992 / b 2.018832653920781 5.9670800511807816 a 6.782146391170419 "
    "10.94063028499114 a 12.930542750665536 16.77223932437969",
    1.3903924226760864: "a 0.25668621579771833 4.1326073466722795 b 5.688432081155034 9.087544540494031 "
    "c 9.486185783762993 13.443604609241499 / c 1.5022322813871136 5.768454810235135 b 6.1520595843094785 "
    "10.466443723882719 b 9.00439472686275 12.941478063799625",
}


def pieces_of(vector):
    data = vector["data"]
    if "file" in data:
        with (DATA / Path(data["file"]).name).open(encoding="utf-8", newline="") as file:
            return [Piece(row[0], row[1], float(row[2]), float(row[3])) for row in csv.reader(file)]
    if "rows" in data:
        return [Piece(*row) for row in data["rows"]]
    return [Piece(u["annotator"], u["category"], u["start"], u["end"]) for u in data["continuum"]]


def weights_of(vector):
    o = vector["options"]
    return Weights(place=o["alpha"], category=o["beta"], missing=o["delta_empty"])


@pytest.mark.parametrize("vector", GAMMAS, ids=lambda v: v["id"])
def test_published_disorder_and_gamma(vector):
    pieces, weights, expected = pieces_of(vector), weights_of(vector), vector["expected"]
    coders = sorted({piece.coder for piece in pieces})
    least = disorder(pieces, coders, weights)
    if "best_alignment_disorder" in expected:
        tolerance = 0.001 if "gamma_range" in expected else vector["tolerance"]
        assert least == pytest.approx(expected["best_alignment_disorder"], abs=tolerance)
    if "gamma" in expected:  # of the continua that were drawn there
        assert 1 - least / expected["expected_disorder"] == pytest.approx(expected["gamma"], abs=1e-4)
    if "gamma_range" in expected:
        low, high = expected["gamma_range"]
        assert low <= gamma(pieces, coders=coders, weights=weights, samples=20).value <= high


@pytest.mark.parametrize(("least", "drawn"), DRAWN.items())
def test_disorder_of_drawn_continua(least, drawn):
    pieces = [
        Piece(coder, words[i], float(words[i + 1]), float(words[i + 2]))
        for coder, words in zip("AB", [side.split() for side in drawn.split("/")], strict=True)
        for i in range(0, len(words), 3)
    ]
    assert disorder(pieces, "AB", Weights(place=3, category=2)) == pytest.approx(least, abs=1e-6)


@pytest.mark.parametrize("vector", UNITIZED, ids=lambda v: v["id"])
def test_published_alpha_u(vector):
    data, expected = vector["data"], vector["expected"]
    scale = 50_000 if "scale" in data else 1
    units = [Unit(str(who), begin * scale, length * scale, c) for begin, length, who, c in data["units"]]
    continuum = {"begin": data["continuum"]["begin"] * scale, "length": data["continuum"]["length"] * scale}
    for key, value in expected.items():
        kind, _, category = key.partition("_")
        found = alpha_u(units, **continuum, coders=["0", "1"], category=category)
        number = {"value": found.value, "alpha": found.value, "Do": 1 - found.observed, "De": 1 - found.expected}[kind]
        assert number == pytest.approx(value, abs=vector["tolerance"])


spans = st.tuples(st.integers(0, 12), st.integers(1, 5), st.sampled_from("ab"))
continua = st.lists(st.lists(spans, min_size=1, max_size=3), min_size=2, max_size=3)


@settings(deadline=None, max_examples=30)
@given(continua)
def test_the_alignment_is_the_best_of_all(rows):
    coders = "xyz"[: len(rows)]
    pieces = [Piece(c, k, s, s + n) for c, row in zip(coders, rows, strict=True) for s, n, k in row]
    assert disorder(pieces, coders, Weights()) == pytest.approx(by_trying(pieces, coders), abs=1e-9)


def by_trying(pieces, coders):
    """Least disorder by trying every way to part the units into alignments."""
    pairs = len(coders) * (len(coders) - 1) / 2

    def cost(group):
        met = [dissimilarities([a], [b], Weights())[0, 0] for a, b in itertools.combinations(group, 2)]
        return (sum(met) + pairs - len(met)) / pairs

    def least(rest):
        if not rest:
            return 0.0
        first, others = rest[0], rest[1:]
        best = float("inf")
        for size in range(len(coders)):
            for company in itertools.combinations(others, size):
                group = (first, *company)
                if len({piece.coder for piece in group}) == len(group):
                    left = list(others)
                    for piece in company:
                        left.remove(piece)
                    best = min(best, cost(group) + least(left))
        return best

    return least(pieces) / (len(pieces) / len(coders))


def test_what_nobody_marked_is_undefined_and_the_same_is_one():
    same = [Piece(who, "A", start, start + 4) for who in ("Ana", "Ben", "Cleo") for start in (0, 10)]
    assert gamma(same, coders=["Ana", "Ben", "Cleo"], samples=5).value == 1
    for found in (
        gamma([], coders=["Ana", "Ben"]),
        alpha_u([], begin=0, length=10, coders=["Ana", "Ben"]),
        token_alpha([], {"1": [(0, 4)]}, ["Ana", "Ben"], "Time"),
        cu_alpha([], {"1": [(0, 4)]}, ["Ana", "Ben"], ["Time"]),
    ):
        assert found.value is None and "nobody marked a passage" in found.reason
    assert "only one coder" in gamma(same, coders=["Ana"]).reason
    with pytest.raises(BadRatings, match="ends where it begins"):
        gamma([Piece("Ana", "A", 3, 3)], coders=["Ana", "Ben"])


WORDS = {"1": [(0, 3), (4, 8), (9, 12), (13, 20)], "2": [(0, 5), (6, 9)]}
MARKED = [
    Passage("Ana", "1", 0, 8, "Time"),
    Passage("Ben", "1", 4, 12, "Time"),
    Passage("Ana", "2", 0, 5, "Staff"),
    Passage("Ben", "2", 0, 9, "Time"),
]


def test_tokens_are_the_units_of_a_code():
    by_hand = krippendorff_alpha([[1, 1, 0, 0, 0, 0], [0, 1, 1, 0, 1, 1]], interval=None).value
    found = token_alpha(MARKED, WORDS, ["Ana", "Ben"], "Time")
    assert found.value == pytest.approx(by_hand) and found.n_units == 6


def test_which_code_is_asked_only_where_both_marked():
    found = cu_alpha(MARKED, WORDS, ["Ana", "Ben"], ["Time", "Staff"], interval=None)
    by_hand = krippendorff_alpha([["Time", "Staff"], ["Time", "Time"]], interval=None).value
    assert found.value == pytest.approx(by_hand) and found.n_units == 2
    with pytest.raises(BadRatings, match="two codes of one set"):
        cu_alpha([*MARKED, Passage("Ana", "1", 4, 5, "Staff")], WORDS, ["Ana", "Ben"], ["Time", "Staff"])


def test_tokens_of_an_answer_are_drawn_together():
    tokens = {str(answer): [(place, place + 1) for place in range(10)] for answer in range(12)}
    marked = [Passage("Ana", str(a), 0, 1 + a % 6, "Time") for a in range(12)]
    marked += [Passage("Ben", str(a), a % 3, 2 + a % 6, "Time") for a in range(12)]
    found = token_alpha(marked, tokens, ["Ana", "Ben"], "Time")
    codes = np.zeros((2, 120), dtype=int)
    for passage in marked:
        start = int(passage.answer) * 10
        codes[int(passage.coder == "Ben"), start + passage.start : start + passage.end] = 1
    alone, together = (krippendorff_alpha(codes, respondents=r) for r in (None, np.repeat(np.arange(12), 10).tolist()))
    assert (found.low, found.high) == pytest.approx((together.low, together.high))
    assert found.low != pytest.approx(alone.low)


@pytest.mark.parametrize(
    ("first", "second", "options", "same"),
    [
        ([(0, 10)], [(0, 10)], {"likeness": 1.0}, 1),
        ([(0, 10)], [(1, 10)], {"likeness": 1.0}, 0),
        ([(0, 10)], [(1, 11)], {"likeness": 1.0, "within": 1}, 1),
        ([(0, 10)], [(9, 30)], {"likeness": 0}, 1),
        ([(0, 10)], [(10, 30)], {"likeness": 0}, 0),
        ([(0, 4), (4, 8)], [(0, 8)], {"likeness": 0.5}, 1),
        ([(0, 6), (4, 10)], [(4, 10), (0, 6)], {"likeness": 0}, 2),
    ],
)
def test_passages_are_the_same_where_enough_is_shared(first, second, options, same):
    assert match_spans(first, second, **options).same == match_spans(second, first, **options).same == same


def test_nobody_marked_means_no_f1():
    assert match_spans([], []).f1 is None and match_spans([(0, 3)], []).f1 == 0


def test_who_set_nothing_is_aligned_with_nobody():
    # Two units of two coders side by side, each lacking a partner in the third: 2 of 3 pairs, twice. One unit a coder.
    assert disorder(
        [Piece("Ana", "A", 1, 5), Piece("Ben", "A", 1, 5)], ["Ana", "Ben", "Cem"], Weights()
    ) == pytest.approx((2 / 3) / (2 / 3))


@settings(max_examples=20, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(["Ana", "Ben"]), st.integers(0, 20), st.integers(1, 8)), min_size=1, max_size=6)
)
def test_over_one_answer_the_coefficients_are_those_of_one_continuum(rows):
    passages = joined(Passage(coder, "1", start, start + size, "A") for coder, start, size in rows)
    one = Marked(passages, {"1": 40}, ["Ana", "Ben"], {})
    units = [Unit(p.coder, p.start, p.end - p.start, "A") for p in passages]
    alone = alpha_u(units, begin=0, length=40, coders=["Ana", "Ben"])
    assert alpha_u_over_answers(one).value == (pytest.approx(alone.value) if alone.value is not None else None)
    both = [[(p.start, p.end) for p in passages if p.coder == coder] for coder in ("Ana", "Ben")]
    assert span_f1(one)["f1_half"].value == match_spans(*both).f1


def test_answers_of_one_respondent_are_drawn_together_for_passages():
    passages = [
        Passage(who, f"{n}", 0, 9 if who == "Ana" or n % 4 else 3, "A") for n in range(24) for who in ("Ana", "Ben")
    ]
    lengths = {f"{n}": 20 for n in range(24)}
    owners = {f"{n}": f"{n % 4} {n // 12}" for n in range(24)}
    alone, together = (of_passages(Marked(passages, lengths, ["Ana", "Ben"], who)) for who in ({}, owners))
    for key, one in together.items():
        assert one.value == pytest.approx(alone[key].value, abs=1e-12)
    assert together["f1_same"].high - together["f1_same"].low > alone["f1_same"].high - alone["f1_same"].low
    assert all("bootstrap over respondents" in one.method for one in alone.values() if one.low is not None)
