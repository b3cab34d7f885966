"""What a scale is: its definition is whole or refused by the part that is wrong; its items find their columns."""

from dataclasses import replace

import pytest

from codebooks.errors import BrokenScale, ItemsNotFound, UnknownSubscale
from codebooks.scale_columns import find_columns, need_columns
from codebooks.scale_text import scale_from, scale_to, scoring_from, scoring_text
from codebooks.scales import Norm, Scoring, checked
from tests.ready_scales import EXHAUSTION, PROQOL

COLUMNS = {item: f"proqol_{item:02d}" for item in range(1, 31)}
PLAIN = {
    "key": "x", "name": "X", "items": 3, "answers": [1, 5], "columns": ["x"],
    "subscales": [{"key": "a", "name": "A", "items": [1, 2, 3]}],
}  # fmt: skip
LEVELS = [{"name": "low"}, {"name": "high", "from": 3}]


def test_proqol_has_the_published_items():
    items = {subscale.key: subscale.items for subscale in PROQOL.subscales}
    assert items == {
        "cs": (3, 6, 12, 16, 18, 20, 22, 24, 27, 30),
        "bo": (1, 4, 8, 10, 15, 17, 19, 21, 26, 29),
        "sts": (2, 5, 7, 9, 11, 13, 14, 23, 25, 28),
    }
    assert sorted(item for found in items.values() for item in found) == list(range(1, 31))
    assert PROQOL.reversed == (1, 4, 15, 17, 29)
    assert all(PROQOL.bounds(subscale) == (10, 50) for subscale in PROQOL.subscales)


@pytest.mark.parametrize("scale", [PROQOL, EXHAUSTION], ids=lambda scale: scale.key)
def test_a_definition_comes_back_from_its_text(scale):
    assert scale_from(scale_to(scale)) == scale
    scoring = Scoring(scale=scale, columns={1: "ä, 1"}, cuts=scale.cuts[0].key, missing="all")
    assert scoring_from(scoring_text(scoring)) == scoring


@pytest.mark.parametrize(
    ("part", "value", "said", "path"),
    [
        ("items", "three", "a number was expected, not 'three'", ("items",)),
        ("answers", [5, 1], "the lowest answer, 5, is not below the highest, 1", ("answers",)),
        ("reversed", [1, 4], "item 4 is not one of the items 1 to 3", ("reversed", 1)),
        ("reversed", [1, 1], "item 1 stands twice", ("reversed", 1)),
        ("score", "median", "'median' is no way to score", ("score",)),
        ("columns", [], "'columns' names what columns", ("columns",)),
        ("key", "Two words", "a key is a short name", ("key",)),
        ("colour", "red", "there is no part 'colour' here", ("colour",)),
        ("missing", {"person_mean_from": 1}, "at least half of a subscale's 3 items", ("missing", "person_mean_from")),
        ("cuts", [{"key": "c", "name": "C", "levels": [LEVELS[0]]}], "at least two levels", ("cuts", 0, "levels")),
        (
            "cuts", [{"key": "c", "name": "C", "levels": [*LEVELS, {"name": "top", "from": 2}]}],
            "starts at 2, not above the one before it (3)", ("cuts", 0, "levels", 2),
        ),
    ],
)  # fmt: skip
def test_a_broken_definition_is_refused_by_its_part(part, value, said, path):
    with pytest.raises(BrokenScale) as refusal:
        scale_from({**PLAIN, part: value})
    assert said in str(refusal.value)
    assert refusal.value.path == path


@pytest.mark.parametrize("part", ["levels_of", "norms"])
def test_an_unknown_subscale_is_named_with_those_there_are(part):
    inner = {"zz": LEVELS} if part == "levels_of" else {"zz": {"mean": 1, "sd": 1}}
    cuts = {"key": "c", "name": "C", **({"levels": LEVELS} if part == "norms" else {}), part: inner}
    with pytest.raises(UnknownSubscale, match="no subscale 'zz' here; possible are a"):
        scale_from({**PLAIN, "cuts": [cuts]})
    with pytest.raises(UnknownSubscale, match=r"ProQOL-5 has no subscale 'zz'. Its subscales are: cs, bo, sts"):
        PROQOL.subscale("zz")


@pytest.mark.parametrize("name", ["proqol_{}", "ProQOL {:02d}", "PROQOL{:02d}", "proqol.{:03d}", "ProQOL-5 item {}"])
def test_items_are_found_under_the_names_that_files_give_them(name):
    columns = {item: name.format(item) for item in range(1, 31)}
    assert need_columns(PROQOL, find_columns(PROQOL, ["respondent_id", "role", *columns.values()])) == columns


def test_items_that_are_not_in_the_file_are_named():
    found = find_columns(PROQOL, [column for item, column in COLUMNS.items() if item not in (4, 5, 6, 30)])
    with pytest.raises(ItemsNotFound, match=r"4 cannot be found among the closed questions: items 4 to 6 and 30\."):
        need_columns(PROQOL, found)


def test_an_item_that_two_columns_could_be_is_asked_about():
    found = find_columns(EXHAUSTION, ["ee1", "EE 01", "ee2", "ee3", "ee4", "ee5"])
    with pytest.raises(ItemsNotFound, match="Item 1 of Emotional exhaustion could be 'ee1' and 'EE 01'"):
        need_columns(EXHAUSTION, found)


def test_two_items_never_share_a_column():
    with pytest.raises(ItemsNotFound, match="'proqol_01' is named for items 1 and 2"):
        checked(Scoring(scale=PROQOL, columns={**COLUMNS, 2: "proqol_01"}))


def test_t_score_cuts_need_the_norm_of_every_subscale():
    with pytest.raises(BrokenScale, match="needs mean and sd of the norm for cs, bo, sts"):
        checked(Scoring(scale=PROQOL, columns=COLUMNS, cuts="t"))
    norms = dict.fromkeys(("cs", "bo", "sts"), Norm(mean=30, sd=5))
    cuts = tuple(replace(cuts, norms=norms) if cuts.key == "t" else cuts for cuts in PROQOL.cuts)
    assert checked(Scoring(scale=replace(PROQOL, cuts=cuts), columns=COLUMNS, cuts="t")).metric == "t"


def test_a_rule_or_cut_set_that_the_scale_does_not_have_is_refused():
    items = {item: f"ee_{item}" for item in range(1, 6)}
    with pytest.raises(BrokenScale, match="allows no person mean"):
        checked(Scoring(scale=EXHAUSTION, columns=items, missing="person_mean"))
    with pytest.raises(BrokenScale, match=r"no cut set 'high'. Its cut sets are: concerning"):
        checked(Scoring(scale=EXHAUSTION, columns=items, cuts="high"))
