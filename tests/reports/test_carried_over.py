"""Shares carried over from a random sample: right where the shares of what was picked are far off."""

import numpy as np

from coding.orders import first_read, mixed, shuffled
from reports.carried_over import carried_over, in_words
from reports.model import Column, Row, Table

EVERY = [str(n) for n in range(400)]
HAVING = EVERY[:80]  # a fifth


def table_of(having):
    rows = (
        Row(key="a", cells={"theme": "Travel"}, response_ids=tuple(having)),
        Row(key="b", cells={"theme": "Food"}, response_ids=()),
    )
    return Table(title="t", columns=(Column(key="theme", label="Theme"),), rows=rows)


def read_in_an_order_that_seeks_the_theme(seed, read=120):
    """Give what is coded, and the beginning of the random order among it, after reading what the machine put first."""
    random = shuffled(EVERY, str(seed))
    places = list(mixed(HAVING + EVERY[80:], random, 30, str(seed)))[:read]
    coded = {place.response for place in places}
    return coded, random[: first_read(random, coded)]


def test_the_interval_holds_the_truth_and_the_share_of_what_was_picked_does_not():
    held, naive = [], []
    for seed in range(400):
        coded, sample = read_in_an_order_that_seeks_the_theme(seed)
        found = [answer for answer in HAVING if answer in coded]
        row = carried_over(table_of(found), sample, coded, EVERY).row("a")
        low, high = row.cells["interval"]
        held.append(low <= 20 <= high)
        naive.append(100 * len(found) / len(coded))
    assert np.mean(held) >= 0.94
    assert np.mean(naive) > 60, "the machine's order finds the theme three times as often as it is there"


def test_over_many_draws_the_estimate_is_the_truth():
    """From random order alone, where nothing known outside the sample narrows it."""
    estimates = []
    for seed in range(400):
        sample = shuffled(EVERY, str(seed))[:60]
        found = [answer for answer in HAVING if answer in set(sample)]
        estimates.append(carried_over(table_of(found), sample, sample, EVERY).row("a").cells["percent"])
    assert abs(np.mean(estimates) - 20) < 0.8  # about three standard errors


def test_what_is_known_of_the_others_narrows_the_interval():
    sample = EVERY[80:120]  # none has the theme
    coded = {*sample, *EVERY[:30]}
    cells = carried_over(table_of(EVERY[:30]), sample, coded, EVERY).row("a").cells
    assert (cells["n"], cells["percent"], cells["interval"][0]) == (0, 7.5, 7.5)
    nearly_all = set(EVERY) - {"399"}
    assert carried_over(table_of(HAVING), sample, nearly_all, EVERY).row("a").cells["interval"][1] <= 20.25


def test_themes_that_nobody_was_given_are_left_out_and_the_note_says_what_the_table_does():
    made = carried_over(table_of(HAVING), EVERY[:100], EVERY[:100], EVERY)
    assert [row.key for row in made.rows] == ["a"]
    assert in_words(made).startswith("Carried over to all 400 substantive answers: Travel ")
    assert "first of a random order" in in_words(made)
