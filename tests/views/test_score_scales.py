"""The Scales page: a ready scale is scored by one button, its table shows what the answers say, bad cells are named."""

import json

import pytest

from pipelines.reading import read_table
from pipelines.survey import guess_plan
from tests.questionnaire import PEOPLE, survey
from workbench import scale_tables, scales
from workbench.ids import new_id
from workbench.importing import import_project
from workbench.projects import NewProject

PAGE = "score_scales"
PROQOL, EXHAUSTION = (scales.preset(key).id for key in ("proqol5", "emotional_exhaustion"))
BAD = {(3, "ProQOL 7"): "9", (5, "ProQOL 7"): ""}


@pytest.fixture
def ward(seeded):
    table = read_table(survey(BAD), "ward.csv")
    return import_project(seeded.store, seeded.coder, NewProject("Ward"), table, guess_plan(table))


def shown(at, scale_id=PROQOL):
    """Give the printed cells by row name."""
    assert not at.exception
    component = next(e for e in at.main if getattr(e, "key", "") == f"scale_table_{scale_id}")
    data = json.loads(component.proto.json)
    heads = [" ".join(column["lines"]) for column in data["columns"]]
    return data, [dict(zip(heads, [" ".join(cell) for cell in row["cells"]], strict=True)) for row in data["rows"]]


def press(at, key):
    return at.button(key=key).click().run()


def score(at, title="Professional Quality of Life scale, version 5", scale_id=PROQOL):
    at.selectbox(key="scale_new").set_value(next(
        scale.key for scale in scales.presets() if scale.title == title
    )).run()  # fmt: skip
    return press(at, f"score_new_{scale_id}")


def test_the_first_ready_scale_is_one_button_away(open_page, ward):
    at = open_page(PAGE, ward)
    assert any("All 5 items are in your file, from EE01 to EE05" in caption.value for caption in at.caption)
    press(at, f"score_new_{EXHAUSTION}")
    _, rows = shown(at, EXHAUSTION)
    assert [row["Subscale and category"] for row in rows] == ["Emotional exhaustion", "not concerning", "concerning"]
    assert sum(int(row["n"]) for row in rows[1:]) == PEOPLE


def test_a_scored_scale_shows_its_table_its_cut_set_and_its_bad_cells(open_page, ward):
    at = score(open_page(PAGE, ward))
    data, rows = shown(at)
    assert [row["n"] for row in rows if row["Subscale and category"] == "Secondary traumatic stress"] == ["22"]
    assert "Cut set: raw-score cuts" in data["note"] and "codings by" not in data["note"]
    assert any("2 cells of 2 respondents are no answer" in expander.label for expander in at.expander)
    bad = at.dataframe[0].value
    assert bad["Column"].tolist() == ["ProQOL 7"] * 2 and bad["Value"].tolist() == ["9", ""]
    labels = {button.label for button in at.get("download_button")}
    assert {"Excel", "Word", "LaTeX", "CSV", "HTML", "All of them as CSV", "Definition, YAML"} <= labels


def test_another_rule_for_missing_items_is_scored_from_now_on_and_undone(open_page, ward):
    at = score(open_page(PAGE, ward))
    box = next(box for box in at.selectbox if box.key.startswith("shown_") and box.key.endswith("_missing"))
    box.set_value("person_mean").run()
    press(at, f"score_shown_{PROQOL}")
    assert "done for 2 on Secondary traumatic stress" in shown(at)[0]["note"]
    press(at, "scales_undo")
    assert "done for" not in shown(at)[0]["note"]


def test_t_score_cuts_are_refused_beside_the_button_with_the_way_out(open_page, ward):
    at = score(open_page(PAGE, ward))
    next(box for box in at.selectbox if box.key.startswith("shown_") and box.key.endswith("_cuts")).set_value("t").run()
    press(at, f"score_shown_{PROQOL}")
    assert "needs mean and sd of the norm for cs, bo, sts" in at.error[0].value
    assert "Cut set: raw-score cuts" in shown(at)[0]["note"]


def test_groups_are_compared(open_page, ward, seeded):
    at = score(open_page(PAGE, ward))
    words = scale_tables.grouping_variables(seeded.store, ward)
    at.selectbox(key="scale_by").set_value(next(key for key, name in words.items() if name == "ward")).run()
    data, rows = shown(at)
    assert len(rows) == 12 and "η²" in rows[0]
    assert data["title"].endswith("by ward")


def test_a_scale_is_taken_off(open_page, ward):
    at = score(open_page(PAGE, ward))
    press(at, f"off_shown_{PROQOL}")
    assert not at.exception and not any(getattr(e, "key", "") == f"scale_table_{PROQOL}" for e in at.main)
    assert at.subheader[0].value == "Score a scale"


def test_items_that_are_not_in_the_file_are_named(open_page, seeded):
    table = read_table(survey(without=("ProQOL 4", "ProQOL 29")), "ward.csv")
    project = import_project(seeded.store, seeded.coder, NewProject("Ward"), table, guess_plan(table))
    at = open_page(PAGE, project)
    at.selectbox(key="scale_new").set_value("proqol5").run()
    assert any("Not found: items 4 and 29" in caption.value.replace("\\", "") for caption in at.caption)
    press(at, f"score_new_{PROQOL}")
    assert "no column is named for items 4 and 29" in at.error[0].value


def test_two_scales_stand_beside_each_other_and_the_last_one_scored_is_shown(open_page, ward, seeded):
    scale = scales.preset("emotional_exhaustion")
    scoring = scales.default_scoring(scale, scales.columns_of(seeded.store, ward, scale))
    scales.score_scale(seeded.store, ward, seeded.coder, scoring, command_id=new_id())
    at = score(open_page(PAGE, ward))
    assert shown(at)[1][0]["Subscale and category"] == "Compassion satisfaction"
    at.pills(key="scale_shown").set_value(EXHAUSTION).run()
    assert shown(at, EXHAUSTION)[1]


def test_who_may_not_lead_is_told_so(open_page, ward, seeded):
    bea = seeded.join("Bea", ward, "coder")
    at = open_page(PAGE, ward, bea)
    press(at, f"score_new_{EXHAUSTION}")
    assert "does not allow you to score scales" in at.error[0].value


def test_the_page_answers_lists_the_scores_and_offers_no_change_of_them(open_page, ward):
    score(open_page(PAGE, ward))
    at = open_page("look_at_answers", ward)
    at.button_group(key="answers_part").set_value("variables").run()
    assert not at.exception
    types = dict(zip(at.dataframe[0].value["Variable"], at.dataframe[0].value["Type"], strict=True))
    assert types["ProQOL-5: Burnout"] == "score of a scale"
    assert types["ProQOL-5: Burnout, category (raw-score cuts)"] == "category of a scale"
    assert not any(name.startswith("ProQOL-5:") for name in at.selectbox(key="variable").options)
