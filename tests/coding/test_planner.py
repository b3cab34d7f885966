"""How many answers a round needs: the printed tables, and that what is certified is what they say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coding.errors import CannotSample
from coding.planner import Aim, Expected, certified, least_share, units_for_agreement, units_for_alpha


def test_the_table_of_lacy_and_riffe():
    sizes = (100, 250, 500, 1000, 5000)
    assert [units_for_agreement(n) for n in sizes] == [51, 72, 83, 90, 97]
    assert [units_for_agreement(n, 0.85) for n in sizes] == [59, 90, 110, 123, 136]


@pytest.mark.parametrize(
    ("least", "printed"), [(0.667, [60, 81, 172, 330]), (0.8, [103, 139, 294, 560])]
)
def test_the_table_of_krippendorff(least, printed):
    assert [units_for_alpha(share, least) for share in (0.5, 0.25, 0.1, 0.05)] == printed


@given(st.integers(60, 5000), st.floats(0.5, 0.9))
def test_the_least_share_is_the_one_that_needs_as_many(units, least):
    share = least_share(units, least)
    if share is None:
        assert units_for_alpha(0.5, least) > units
    else:
        assert units_for_alpha(min(share + 1e-6, 0.5), least) <= units


def test_answers_of_the_same_people_count_for_less():
    code = {"Pay": Expected(0.25, 90, 90)}
    assert certified(code, Aim())["Pay"].answer == "yes"
    alike = certified(code, Aim(answers_a_person=3, icc=0.15))["Pay"]
    assert (alike.answer, alike.needed) == ("never", 106)


def test_a_code_that_nobody_or_everybody_gave_is_never_certified_and_one_not_used_yet_is_not_known():
    verdicts = certified({"a": Expected(0, 75, 300), "b": Expected(1, 75, 300), "c": Expected(None, 75, 300)}, Aim())
    assert [verdict.answer for verdict in verdicts.values()] == ["never", "never", "unknown"]
    with pytest.raises(CannotSample, match="varies in none"):
        units_for_alpha(0)
