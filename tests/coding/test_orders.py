"""Orders of answers: nothing lost, the same again from the same seed, and a random share that is a fair sample."""

from collections import Counter
from itertools import islice

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from coding.orders import by_theme, digest_of, first_read, mixed, random_places, shuffled

answers = st.lists(st.text("abcdefgh", min_size=1, max_size=4), unique=True, max_size=60)
seeds = st.text("0123456789abcdef", min_size=1, max_size=8)


@settings(deadline=None)
@given(answers, seeds, st.integers(0, 100), st.data())
def test_a_mixed_order_holds_every_answer_once_and_is_the_same_again(every, seed, audit, data):
    wanted = [answer for answer in every if data.draw(st.booleans())]
    random = shuffled(every, seed)
    places = list(mixed(wanted, random, audit, seed))
    assert sorted(place.response for place in places) == sorted(wanted)
    assert places == list(mixed(wanted, random, audit, seed))
    chosen = [place.response for place in places if place.source == "chosen"]
    assert chosen == [answer for answer in wanted if answer in chosen]
    by_chance = [place.response for place in places if place.source == "random"]
    assert by_chance == [answer for answer in random if answer in by_chance]


@settings(deadline=None)
@given(answers, seeds, st.data())
def test_some_answers_stand_in_the_random_order_of_all(every, seed, data):
    some = [answer for answer in every if data.draw(st.booleans())]
    assert shuffled(some, seed) == [answer for answer in shuffled(every, seed) if answer in some]


@settings(deadline=None)
@given(answers, seeds, st.integers(1, 100), st.integers(0, 60))
def test_what_is_read_of_a_mixed_order_holds_the_beginning_of_the_random_one(every, seed, audit, read):
    """The law that estimates stand on: no answer of the random order is passed over for what it says."""
    random = shuffled(every, seed)
    places = list(islice(mixed(sorted(every), random, audit, seed), read))
    taken = {place.response for place in places}
    ranks = [random.index(place.response) for place in places if place.source == "random"]
    assert first_read(random, taken) >= max(ranks, default=-1) + 1


def test_in_every_hundred_places_the_random_share_is_exact():
    every = [str(n) for n in range(400)]
    places = list(mixed(every, shuffled(every, "5"), 15, "5"))
    assert [sum(p.source == "random" for p in places[k : k + 100]) for k in (0, 100, 200)] == [15, 15, 15]


def test_drawn_piece_by_piece_is_drawn_at_once():
    every = [str(n) for n in range(40)]
    random = shuffled(every, "1")
    whole = list(mixed(every, random, 30, "1"))
    first = list(islice(mixed(every, random, 30, "1"), 25))
    left = [answer for answer in every if answer not in {place.response for place in first}]
    assert first + list(mixed(left, random, 30, "1", start=25)) == whole


def test_every_answer_has_the_same_chance_to_stand_in_the_random_share():
    """Twelve answers, three of them read already, three random places among the first six: 5,000 seeds."""
    every = [str(n) for n in range(12)]
    pool = every[3:]
    seen: Counter[str] = Counter()
    for seed in range(5_000):
        places = islice(mixed(pool, shuffled(every, str(seed)), 50, "slots"), 6)
        seen.update(place.response for place in places if place.source == "random")
    shares = np.array([seen[answer] for answer in pool]) / 5_000
    # What choice takes first cannot be drawn any more; the last six are never chosen here and are drawn alike.
    assert np.ptp(shares[-3:]) < 0.04
    assert set(seen) <= set(pool)


def test_the_beginning_of_a_random_order_is_a_simple_random_sample():
    every = [str(n) for n in range(10)]
    pairs: Counter[frozenset[str]] = Counter()
    for seed in range(9_000):
        pairs[frozenset(shuffled(every, str(seed))[:2])] += 1
    assert len(pairs) == 45
    assert all(abs(number / 9_000 - 1 / 45) < 0.006 for number in pairs.values())  # about four standard errors


def test_places_of_a_random_order_carry_the_share_reached():
    assert [place.probability for place in random_places(["c", "a", "b"])] == ["0.333333", "0.666667", "1"]


@settings(deadline=None)
@given(answers, seeds)
def test_the_digest_tells_orders_apart(every, seed):
    one, other = shuffled(every, seed), shuffled(every, seed + "x")
    assert (digest_of(random_places(one)) == digest_of(random_places(other))) == (one == other)


def test_by_theme_answers_in_none_stand_last_in_their_order():
    assert by_theme([("b", "T1", 0.2), ("a", "", 0.9)], {"T1": 1}, "cab") == ["b", "c", "a"]
