"""The Findings page: what it shows is what the people said and the human codes say, and every number opens."""

import json

import pytest

from storage.store import Store
from tests.human_counts import answered, people_by_code, rows
from workbench import codebook, findings, projects
from workbench.ids import new_id

PAGE = "report_findings"
HUMAN = people_by_code()


def table(at):
    """Give what the table's component was handed."""
    assert not at.exception
    return json.loads(next(e for e in at.main if getattr(e, "key", "") == "theme_table").proto.json)


def shown(at):
    """Give n by theme, as it stands on the screen."""
    rows_ = table(at)["rows"]
    return {" ".join(row["cells"][0]): int(row["cells"][1][0].replace(",", "")) for row in rows_}


def headings(at):
    return [" ".join(column["lines"]) for column in table(at)["columns"]]


def row_of(at, name):
    return next(row for row in table(at)["rows"] if row["cells"][0] == [name])


def labels(at):
    return {button.label for button in at.get("download_button")}


@pytest.mark.slow
def test_the_human_codes_of_every_question_stand_on_the_page(open_page, seeded):
    at = open_page(PAGE, seeded.coded)
    for wording in at.selectbox(key="findings_question").options:
        at.selectbox(key="findings_question").set_value(
            next(key for key, said in offered(seeded.store, seeded.coded).items() if said == wording)
        ).run()
        assert shown(at) == {code: len(respondents) for code, respondents in HUMAN[wording].items()}
        assert f"n of {len(answered()[wording])} who answered" in headings(at)


def offered(store: Store, project):
    return findings.offer(store, project, "nobody").questions


def test_the_note_says_whose_codings_of_which_record_these_are(open_page, seeded):
    note = table(open_page(PAGE, seeded.coded))["note"]
    assert "Coded 167 of 167 answers" in note
    assert "Codebook version 1; codings by NHS team; record number" in note


def test_another_denominator_changes_the_heading_and_the_percentages(open_page, seeded):
    at = open_page(PAGE, seeded.coded)
    at.selectbox(key="findings_of").set_value("coded").run()
    assert any(heading.endswith("with a coded answer") for heading in headings(at))


def test_a_comparison_shows_a_column_for_each_group_and_no_bars(open_page, seeded):
    at = open_page(PAGE, seeded.coded)
    by = next(
        key for key, name in findings.offer(seeded.store, seeded.coded, "").variables.items() if name == "service"
    )
    at.selectbox(key="findings_by").set_value(by).run()
    asked = {row["service"] for row in rows("responses.csv") if row["question"] == "Why did you give that answer?"}
    assert {heading.partition(" (n")[0] for heading in headings(at)} >= {"All", *asked}
    assert "Figure, PNG" not in labels(at)


def test_a_number_opens_the_answers_behind_it_and_one_becomes_a_quote_in_the_table(open_page, seeded):
    at = open_page(PAGE, seeded.coded)
    at.query_params["code"] = row_of(at, "Feeling safe")["key"]
    at.run()
    texts = {row["response_id"]: row["text"] for row in rows("responses.csv")}
    behind = {
        texts[row["response_id"]]
        for row in rows("codings.csv")
        if row["code"] == "Feeling safe" and row["question"] == "Why did you give that answer?"
    }
    assert {area.value for area in at.text_area} == behind
    words = min(behind, key=len)
    chosen = next(area for area in at.text_area if area.value == words)
    at.button(key=f"use_{chosen.key}").click().run()
    assert not at.error
    del at.query_params["code"]
    at.run()
    assert headings(at)[-1] == "Example"
    assert words in " ".join(row_of(at, "Feeling safe")["cells"][-1])


def test_words_that_nobody_wrote_are_refused_beside_the_answer(open_page, seeded):
    at = open_page(PAGE, seeded.coded)
    at.query_params["code"] = row_of(at, "Feeling safe")["key"]
    at.run()
    area = at.text_area[0]
    area.set_value("Nobody wrote this").run()
    at.button(key=f"use_{area.key}").click().run()
    assert [error.value for error in at.error] == [
        "A quote is verbatim: these words do not stand in the answer. Copy a passage as it is."
    ]


def test_a_viewer_reads_the_findings_and_chooses_no_quotes(open_page, seeded):
    viewer = seeded.join("Vic", seeded.coded, "viewer")
    at = open_page(PAGE, seeded.coded, viewer)
    at.query_params["code"] = row_of(at, "Feeling safe")["key"]
    at.run()
    at.button(key=f"use_{at.text_area[0].key}").click().run()
    assert "does not allow you to choose quotes" in at.error[0].value


def test_a_project_without_codes_says_what_will_be_here_and_the_next_step(open_page, seeded):
    at = open_page(PAGE, seeded.fresh)
    assert not at.exception
    assert any("The codebook is empty" in caption.value for caption in at.caption)
    assert "Make the first code" in {link.label for link in at.get("page_link")}


def test_codes_that_nobody_applied_yet_count_nobody_and_the_page_says_why(open_page, seeded):
    codebook.add_code(seeded.store, seeded.fresh, seeded.coder, "Waiting", command_id=new_id())
    at = open_page(PAGE, seeded.fresh)
    assert shown(at) == {"Waiting": 0}
    assert any("No answer is coded yet" in info.value for info in at.info)
    assert "Figure, PNG" not in labels(at)


def test_a_reflexive_project_shows_no_interval(open_page, seeded):
    projects.change_setting(seeded.store, seeded.coded, seeded.coder, "way", "reflexive", command_id=new_id())
    assert not any("CI" in heading for heading in headings(open_page(PAGE, seeded.coded)))


def test_a_decision_made_elsewhere_is_counted_at_the_next_look(open_page, seeded):
    at = open_page(PAGE, seeded.coded)
    before = shown(at)
    keys = {name: row_of(at, name)["key"] for name in ("Feeling safe", "Timeliness of care")}
    codebook.merge_codes(
        seeded.store, seeded.coded, seeded.coder, [keys["Feeling safe"]], keys["Timeliness of care"],
        command_id=new_id(),
    )  # fmt: skip
    at.run()
    why = HUMAN["Why did you give that answer?"]
    assert "Feeling safe" in before and "Feeling safe" not in shown(at)
    assert shown(at)["Timeliness of care"] == len(why["Feeling safe"] | why["Timeliness of care"])
