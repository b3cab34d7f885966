"""Who codes what: as many coders as wanted, no rule broken, the work even, and what comes again comes late enough."""

from collections import Counter
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coding.assignment import Place, assign, doubled, own_order, too_few
from coding.errors import CannotAssign

CODERS = ("Ana", "Ben", "Eva", "Kim", "Leo")
seeds = st.text("0123456789abcdef", min_size=1, max_size=4)


def load_of(given_to, coders):
    load = Counter(coder for chosen in given_to.values() for coder in chosen)
    return {coder: load[coder] for coder in coders}


@settings(deadline=None, max_examples=80)
@given(st.integers(1, 60), st.integers(2, 5), seeds, st.data())
def test_each_answer_has_its_coders_and_the_work_is_even(n, n_coders, seed, data):
    coders, k = CODERS[:n_coders], data.draw(st.integers(1, n_coders))
    wanted = {f"r{number}": k for number in range(n)}
    found = assign(wanted, coders, seed)
    assert all(len(set(chosen)) == k for chosen in found.values())
    load = load_of(found, coders)
    assert max(load.values()) - min(load.values()) <= 1
    assert found == assign(wanted, coders, seed)
    if k == 2:
        pairs = Counter(frozenset(chosen) for chosen in found.values())
        counts = [pairs[frozenset(pair)] for pair in combinations(coders, 2)]
        assert max(counts) - min(counts) <= 3


def even_as_allowed(found, coders, barred):
    """Whether no coder could hand an answer to one who has two fewer, through others or not."""
    load = load_of(found, coders)
    hands = {
        (giver, taker)
        for answer, chosen in found.items()
        for giver in chosen
        for taker in coders
        if taker not in chosen and taker not in barred.get(answer, ())
    }
    reach = {coder: {coder} for coder in coders}
    for _ in coders:
        for giver, taker in hands:
            for seen in reach.values():
                if giver in seen:
                    seen.add(taker)
    return all(load[a] - load[b] < 2 for a in coders for b in reach[a])


@settings(deadline=None, max_examples=80)
@given(st.data(), seeds)
def test_with_rules_none_is_broken_and_the_work_is_as_even_as_they_allow(data, seed):
    coders = CODERS[: data.draw(st.integers(2, 5))]
    n = data.draw(st.integers(1, 30))
    barred = {f"r{i}": data.draw(st.sets(st.sampled_from(coders), max_size=len(coders))) for i in range(n)}
    wanted = {answer: data.draw(st.integers(1, 2)) for answer in barred}
    short = {a for a in wanted if len(set(coders) - barred[a]) < wanted[a]}
    if short:
        with pytest.raises(CannotAssign) as refused:
            assign(wanted, coders, seed, barred)
        assert set(refused.value.answers) <= short
        return
    found = assign(wanted, coders, seed, barred)
    assert all(len(set(chosen)) == wanted[answer] for answer, chosen in found.items())
    assert not any(set(chosen) & barred[answer] for answer, chosen in found.items())
    assert even_as_allowed(found, coders, barred)


def test_an_answer_that_too_few_may_code_is_told_apart():
    barred = {"r1": {"Ana"}, "r2": {"Ana", "Ben"}}
    assert too_few(["r1", "r2", "r3"], 2, CODERS[:3], barred) == {"r2": 1}
    with pytest.raises(CannotAssign, match="1 of 3 answers"):
        assign({"r1": 2, "r2": 2, "r3": 2}, CODERS[:3], "1", barred)


def test_a_share_of_a_main_round_has_two_coders():
    wanted = doubled([str(n) for n in range(200)], 15, "s")
    assert Counter(wanted.values()) == {1: 170, 2: 30}
    load = load_of(assign(wanted, CODERS[:3], "s"), CODERS[:3])
    assert sorted(load.values()) == [76, 77, 77]


@settings(deadline=None, max_examples=60)
@given(st.integers(1, 60), st.integers(0, 20), st.integers(1, 30), seeds)
def test_what_comes_again_comes_after_enough_others(n, again, apart, seed):
    answers = [f"r{number}" for number in range(n)]
    if again > max(0, n - apart):
        with pytest.raises(CannotAssign, match="can come again"):
            own_order(answers, "Ana", seed, again=again, apart=apart)
        return
    line = own_order(answers, "Ana", seed, again=again, apart=apart)
    assert sorted(place.response for place in line if not place.again) == sorted(answers)
    second = [place for place in line if place.again]
    assert len({place.response for place in second}) == len(second) == again
    for place in second:
        assert line.index(place) - line.index(Place(place.response)) > apart


def test_coders_meet_the_answers_in_different_orders():
    answers = [str(n) for n in range(30)]
    orders = [own_order(answers, coder, "s") for coder in CODERS]
    assert len({tuple(order) for order in orders}) == len(CODERS)
