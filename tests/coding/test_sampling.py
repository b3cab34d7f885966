"""Samples: the same again from the same seed, chances that add up to the size, and each stratum its exact share."""

import math
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coding.errors import CannotSample
from coding.sampling import REST, RICH, enriched, enriched_sizes, frame, proportionate, shares, simple

answers = st.lists(st.text("abcdefgh", min_size=1, max_size=4), unique=True, min_size=1, max_size=60)
seeds = st.text("0123456789abcdef", min_size=1, max_size=8)
strata = st.dictionaries(st.text("abcdefgh", min_size=1, max_size=4), st.sampled_from("XYZ"), min_size=1, max_size=60)


def expected_size(drawn, within):
    """Add the chances of all answers that could have been drawn: those of one stratum have the same."""
    chances = {each.stratum: float(each.probability) for each in drawn}
    return sum(chances.get(name, 0) * size for name, size in within.items())


@settings(deadline=None, max_examples=60)
@given(answers, seeds, st.data())
def test_a_simple_sample_is_of_its_size_and_the_same_again(every, seed, data):
    size = data.draw(st.integers(1, len(every)))
    drawn = simple(every, size, seed)
    assert len({each.response for each in drawn}) == size
    assert drawn == simple(sorted(every), size, seed)
    assert expected_size(drawn, {"": len(every)}) == pytest.approx(size, abs=1e-6)


@settings(deadline=None, max_examples=60)
@given(strata, seeds, st.data())
def test_of_each_stratum_a_proportionate_sample_takes_the_whole_number_below_or_above_its_share(within, seed, data):
    size = data.draw(st.integers(1, len(within)))
    drawn = proportionate(within, size, seed)
    sizes, taken = Counter(within.values()), Counter(each.stratum for each in drawn)
    assert sum(taken.values()) == len(drawn) == size
    for name, there in sizes.items():
        exact = there * size / len(within)
        assert math.floor(exact) <= taken[name] <= math.ceil(exact)
    assert expected_size(drawn, sizes) == pytest.approx(size, abs=1e-6)


@settings(deadline=None, max_examples=60)
@given(strata, seeds, st.data())
def test_an_enriched_sample_keeps_the_chance_of_each_answer(within, seed, data):
    sizes = Counter(within.values())
    wanted = {name: data.draw(st.integers(0, there)) for name, there in sizes.items()}
    if not sum(wanted.values()):
        return
    drawn = enriched(within, wanted, seed)
    assert {name: n for name, n in wanted.items() if n} == Counter(each.stratum for each in drawn)
    assert all(within[each.response] == each.stratum for each in drawn)
    # Weighed by one over its chance, the sample counts each stratum at its size in the whole.
    for name in {each.stratum for each in drawn}:
        back = sum(1 / float(each.probability) for each in drawn if each.stratum == name)
        assert back == pytest.approx(sizes[name], rel=1e-6)


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 50), st.integers(0, 50), st.integers(1, 100), st.integers(0, 100))
def test_a_stratum_too_small_for_its_share_gives_all_it_has(rich, rest, size, share):
    if size > rich + rest:
        with pytest.raises(CannotSample, match=r"cannot be drawn|No answer"):
            enriched_sizes(rich, rest, size, share)
        return
    sizes = enriched_sizes(rich, rest, size, share)
    assert sum(sizes.values()) == size
    assert 0 <= sizes[RICH] <= rich
    assert 0 <= sizes[REST] <= rest
    assert size == 1 or (bool(sizes[RICH]) == bool(rich) and bool(sizes[REST]) == bool(rest))


@pytest.mark.parametrize(("size", "share", "sizes"), [(20, 99, (19, 1)), (49, 1, (1, 48)), (2, 100, (1, 1))])
def test_of_both_kinds_at_least_one_answer_is_drawn(size, share, sizes):
    assert tuple(enriched_sizes(30, 60, size, share).values()) == sizes


def test_seats_go_to_the_largest_remainders():
    assert shares({"A": 47_000, "B": 16_000, "C": 15_800, "D": 12_000, "E": 6_100, "F": 3_100}, 10) == {
        "A": 5, "B": 2, "C": 1, "D": 1, "E": 1, "F": 0,
    }  # fmt: skip


def test_every_answer_left_out_has_one_reason():
    found = frame("abcdef", {"blank": {"a", "b"}, "not usable": set("bc"), "coded before": {"c", "f"}})
    assert found.answers == ("d", "e")
    assert found.left_out == {"blank": 2, "not usable": 1, "coded before": 1}


def test_what_is_not_there_is_not_drawn():
    with pytest.raises(CannotSample, match="3 answers are there"):
        simple("abc", 4, "1")
    with pytest.raises(CannotSample, match="5 answers are wanted of 'rich', which has 1"):
        enriched({"a": RICH, "b": REST}, {RICH: 5, REST: 1}, "1")
    with pytest.raises(CannotSample, match="No answer is left"):
        simple("", 1, "1")
