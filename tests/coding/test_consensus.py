"""Disagreements and consensus hold for any coders, any sets of codes, any passages."""

from itertools import pairwise

from hypothesis import given as drawn
from hypothesis import strategies as st

from coding.agreement.label_sets import masi_distance
from coding.consensus import dissent, majority, passages, unanimous
from coding.disagreement import Given, answers_by_code, difference, ranked

spans = st.tuples(st.integers(0, 8), st.integers(1, 9)).filter(lambda span: span[0] < span[1])
placed = st.tuples(st.sampled_from("abcd"), spans).map(lambda pair: (pair[0], *pair[1]))
codings = st.lists(placed, max_size=4).map(tuple)
people = st.lists(st.tuples(codings, st.booleans()), min_size=1, max_size=5).map(
    lambda rows: [Given(f"c{n}", passages, unsure) for n, (passages, unsure) in enumerate(rows)]
)


@drawn(people)
def test_a_unanimous_coding_is_a_majority_and_has_no_dissent(given):
    codes = unanimous(given)
    if codes is not None:
        assert majority(given) == codes
        assert dissent(given, codes) == {}
        assert not difference("r", given).split


@drawn(people)
def test_whoever_is_outvoted_stays_on_record(given):
    codes = majority(given)
    if codes is None:
        return
    told = dissent(given, codes)
    for one in given:
        agrees = not one.is_said or one.codes == codes
        assert (one.coder in told) != agrees
    said = [one for one in given if one.is_said]
    for code in codes:
        assert 2 * sum(code in one.codes for one in said) > len(said)


@drawn(people)
def test_the_order_of_the_coders_changes_nothing(given):
    back = given[::-1]
    assert majority(given) == majority(back)
    there, again = difference("r", given), difference("r", back)
    assert abs(there.distance - again.distance) < 1e-12  # a sum of thirds, in another order
    assert (set(there.split), set(there.elsewhere)) == (set(again.split), set(again.elsewhere))


@drawn(people)
def test_an_answer_is_in_dispute_exactly_where_two_codings_of_it_differ(given):
    found = difference("r", given)
    said = [(one.codes, sorted(set(one.passages))) for one in given if one.is_said]
    assert found.is_none == all(one == said[0] for one in said)
    assert (found.distance > 0) == bool(found.split)


@drawn(people, st.sampled_from("abcd"))
def test_the_words_of_a_consensus_are_the_words_that_somebody_marked(given, code):
    marked = {at for one in given for start, end in one.passages_of(code) for at in range(start, end)}
    found = passages(given, code)
    assert {at for start, end in found for at in range(start, end)} == marked
    assert list(found) == sorted(found)
    assert all(first[1] <= second[0] for first, second in pairwise(found))


def test_the_most_different_answers_come_first_and_other_words_last():
    a, ab, b, short = ((("a", 0, 9),), (("a", 0, 9), ("b", 0, 9)), (("b", 0, 9),), (("a", 0, 4),))
    found = [
        difference("other words", [Given("ana", a), Given("ben", short)]),
        difference("same", [Given("ana", a), Given("ben", a)]),
        difference("one more", [Given("ana", a), Given("ben", ab)]),
        difference("others", [Given("ana", a), Given("ben", b)]),
        difference("nothing said", [Given("ana", a), Given("ben", unsure=True)]),
    ]
    assert [one.response for one in ranked(found)] == ["others", "one more", "other words"]
    assert answers_by_code(ranked(found)) == {"a": 2, "b": 2}
    assert found[2].distance == masi_distance({"a"}, {"a", "b"})


def test_a_tie_goes_to_the_adjudicator_whole():
    two = [Given("ana", (("a", 0, 5), ("b", 0, 5))), Given("ben", (("a", 0, 5),))]
    assert majority(two) is None
    assert majority([*two, Given("cleo", (("a", 0, 5),))]) == {"a"}
    assert majority([Given("ana"), Given("ben"), Given("cleo", (("a", 0, 5),))]) == frozenset()
