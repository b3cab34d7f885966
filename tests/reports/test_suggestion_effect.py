"""What suggestions did is counted as it would be by hand, and not said where too little is known."""

import pytest

from reports.suggestion_effect import LEAST_ANSWERS, Meeting, Suggestion, acceptance, agreement, effect

NAMES = {"a": "Time", "b": "Pay", "c": "Never given"}


def met(*outcomes, held="", now="", moment="after", lot=""):
    suggestions = tuple(
        Suggestion(code=code, rank=rank, outcome=outcome)
        for rank, (code, outcome) in enumerate(zip("abcde", outcomes, strict=False), 1)
    )
    return Meeting(
        response="r", moment=moment, suggestions=suggestions, held=frozenset(held), now=frozenset(now), lot=lot
    )


def test_suggestions_are_counted_by_what_became_of_them():
    meetings = [met("accepted", "ignored", now="a")] * 6 + [met("edited", "ignored", now="d")] * 4
    meetings += [met("had", held="a", now="a")] * 20
    table = acceptance(meetings)
    counted = {row.key: (row.cells["k"], row.cells["n"]) for row in table.rows}
    assert counted == {"accepted": (6, 40), "edited": (4, 40), "ignored": (10, 40), "to": (6, 30), "away": (0, 20)}
    assert table.row("accepted").cells["share"] == pytest.approx(15.0)
    low, high = table.row("accepted").cells["interval"]
    assert (round(low, 2), round(high, 2)) == (7.06, 29.07), "answers differ little: Wilson's interval of 6 of 40"


def test_suggestions_of_one_answer_are_not_taken_for_independent():
    table = acceptance([met("accepted", "accepted", now="ab")] * 5 + [met("ignored", "ignored")] * 15)
    low, high = table.row("accepted").cells["interval"]
    assert (round(low, 2), round(high, 2)) == (11.07, 47.16), "10 of 40 would have 14.19 to 40.19"
    low, high = table.row("edited").cells["interval"]
    assert (round(low, 2), round(high, 2)) == (0.0, 16.11), "none: as of 20 answers, not of 40 suggestions"


def test_shares_of_suggestions_need_enough_answers_not_enough_suggestions():
    few = [met("accepted", "ignored", "ignored", "ignored", "ignored", now="a")] * (LEAST_ANSWERS - 1)
    nothing_shown = [met("not shown", now="a", moment="hidden")] * 5
    row = acceptance([*few, *nothing_shown]).row("accepted")
    assert [row.cells[name] for name in ("k", "n", "share", "interval")] == [19, 95, None, None]
    assert acceptance([*few, few[0]]).row("accepted").cells["share"] == pytest.approx(20.0)


def test_a_code_that_went_after_suggestions_were_seen_is_a_move_away():
    meetings = [met("ignored", held="d", now="e")] * 5 + [met("ignored", held="d", now="de")] * 15
    assert [acceptance(meetings).row("away").cells[name] for name in ("k", "n", "share")] == [5, 20, 25.0]


def test_suggestions_shown_with_the_answer_say_nothing_of_moving():
    table = acceptance([met("accepted", now="a", moment="before")] * 30)
    assert (table.row("accepted").cells["k"], table.row("to").cells["n"]) == (30, 0)


def test_codes_are_compared_by_what_the_lot_said():
    shown = [met("accepted", now="a", lot="shown")] * 9 + [met(lot="shown")] * 21
    hidden = [met("not shown", now="a", moment="hidden", lot="hidden")] * 3 + [met(moment="hidden", lot="hidden")] * 27
    aside = [met("accepted", now="b")] * 50
    table = effect([*shown, *hidden, *aside], NAMES)
    assert [row.key for row in table.rows] == ["a"], "codes that nobody gave in either group are left out"
    cells = table.row("a").cells
    assert (cells["shown_k"], cells["hidden_k"]) == (9, 3)
    assert cells["difference"] == pytest.approx(20.0)
    low, high = cells["interval"]
    assert (round(low, 2), round(high, 2)) == (-0.54, 39.03), "Newcombe's interval of 9 of 30 against 3 of 30"


def test_too_few_answers_in_a_group_give_no_comparison_and_no_share():
    shown = [met(lot="shown")] * 200
    assert effect([*shown, *[met(lot="hidden", moment="hidden")] * (LEAST_ANSWERS - 1)], NAMES) is None
    row = agreement([met("not shown", now="a", moment="hidden")] * (LEAST_ANSWERS - 1)).row("first")
    assert (row.cells["k"], row.cells["share"]) == (LEAST_ANSWERS - 1, None)


def test_agreement_is_taken_from_answers_that_showed_nothing():
    silent = [met("not shown", "not shown", now="b", moment="hidden")] * 20
    echo = [met("accepted", now="a")] * 500
    table = agreement([*silent, *echo])
    assert [(row.cells["k"], row.cells["n"]) for row in table.rows] == [(0, 20), (20, 20)]


def test_codes_of_one_answer_are_not_taken_for_independent():
    both = [met("not shown", "not shown", now="ab", moment="hidden")] * 5
    neither = [met("not shown", "not shown", now="de", moment="hidden")] * 15
    low, high = agreement([*both, *neither]).row("among").cells["interval"]
    assert (round(low, 2), round(high, 2)) == (11.07, 47.16), "10 of 40 would have 14.19 to 40.19"
