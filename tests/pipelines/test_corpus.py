"""A survey becomes respondents, questions and responses, with every row accounted for."""

import hashlib
import json
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from pipelines.corpus import build_corpus
from pipelines.errors import PlanError
from pipelines.exclusions import find_exclusions
from pipelines.reading import read_table
from pipelines.survey import ColumnPlan, guess_plan
from pipelines.variables import choice_indicators, count_levels, numeric_values
from tests.qualtrics_export import Faults, qualtrics_csv

EXAMPLE = Path(__file__).parents[2] / "data" / "examples" / "patient_feedback" / "responses.csv"
QUESTIONS = {"Q1": "What was good?", "Q2": "What could be better?", "Q3": "How often do you call?"}


def qualtrics(faults=None):
    answers = [
        {
            "Q1": f"They came in {n} minutes and were kind",
            "Q2": "None" if n % 4 == 0 else f"Tell us about the wait of {n} hours",
            "Q3": ("Never", "Rarely", "Sometimes", "Often", "Always")[n % 5],
        }
        for n in range(40)
    ]
    table = read_table(qualtrics_csv(answers, QUESTIONS, faults=faults), "qualtrics.csv")
    return table, guess_plan(table)


def test_rows_that_are_no_answers_are_counted_by_rule_and_none_is_switched_on():
    table, plan = qualtrics()

    found = {exclusion.rule: exclusion for exclusion in find_exclusions(table, plan)}

    assert {rule: exclusion.count for rule, exclusion in found.items()} == {
        "preview": 9,
        "unfinished": 14,
        "repeated_id": 3,
    }
    assert found["preview"].column == "Status"
    assert found["preview"].rows == tuple(range(4, 13))
    assert build_corpus(table, plan).flow == {"received": 66, "excluded": {}, "analysed": 66}


def test_the_flow_counts_each_respondent_for_the_first_rule_that_is_on():
    table, plan = qualtrics()
    corpus = build_corpus(table, replace(plan, exclusions=("preview", "unfinished", "repeated_id")))

    assert corpus.flow == {
        "received": 66,
        "excluded": {"preview": 9, "unfinished": 14, "repeated_id": 3},
        "analysed": 40,
    }
    assert len(corpus.respondents) == 66
    assert len(corpus.responses) == 66 * 2


def test_a_row_under_two_rules_is_left_out_once_and_keeps_both_flags():
    data = b"ResponseId,Status,Finished,Why?\nR_1,Survey Preview,False,My team\nR_2,IP Address,True,The pay\n"
    table = read_table(data, "survey.csv")
    plan = replace(guess_plan(table), exclusions=("unfinished", "preview"))
    corpus = build_corpus(table, plan)

    assert corpus.respondents["flags"].tolist() == ["preview;unfinished", ""]
    assert corpus.respondents["excluded"].tolist() == ["unfinished", ""]
    assert corpus.flow["excluded"] == {"unfinished": 1, "preview": 0}


@pytest.mark.parametrize(
    ("status", "rules"),
    [
        ("Spam", ["spam"]),
        ("Survey Preview Spam", ["preview", "spam"]),
        ("1", ["preview"]),
        ("8", ["spam"]),
        ("Survey Test", ["test"]),
        ("Partial", ["unfinished"]),
        ("0", []),
        ("Imported", []),
    ],
)
def test_each_tools_word_for_the_status_is_understood(status, rules):
    table = read_table(f"id,Status,Why?\n1,{status},My team\n2,0,The pay\n".encode(), "survey.csv")

    assert [found.rule for found in find_exclusions(table, guess_plan(table))] == rules


@pytest.mark.parametrize(
    ("column", "values"),
    [("Finished", ["1", "0"]), ("Progress", ["100", "55"]), ("submitdate", ["2024-03-05 10:00", ""])],
)
def test_unfinished_rows_are_found_by_whatever_the_tool_keeps(column, values):
    data = f"id,{column},Why?\n1,{values[0]},My team\n2,{values[1]},The pay\n".encode()
    table = read_table(data, "survey.csv")

    assert [(found.rule, found.rows) for found in find_exclusions(table, guess_plan(table))] == [("unfinished", (3,))]


def test_columns_that_are_left_out_are_carried_nowhere():
    table, plan = qualtrics()
    corpus = build_corpus(table, plan)

    carried = corpus.respondents.to_csv() + corpus.responses.to_csv() + corpus.questions.to_csv()

    assert "192.0.2." not in carried
    assert "51.50" not in carried
    assert json.loads(corpus.respondents["closed"].iloc[0]) == {"Q3": "Never"}


def test_wide_answers_follow_the_rows_of_the_file():
    table = read_table("nr;Gut?;Schlecht?\n7; Ja, sehr ;\n9;Nein;“Laut”\n".encode(), "survey.csv")
    plan = guess_plan(table).with_column("Gut?", role="open").with_column("Schlecht?", role="open")
    corpus = build_corpus(table, plan.with_column("nr", role="id"))

    assert corpus.responses[["response_id", "position", "text"]].to_numpy().tolist() == [
        ["p1.q1", 1, " Ja, sehr "],
        ["p1.q2", 2, ""],
        ["p2.q1", 3, "Nein"],
        ["p2.q2", 4, "“Laut”"],
    ]
    assert corpus.respondents[["label", "row"]].to_numpy().tolist() == [["7", 2], ["9", 3]]
    assert corpus.responses["text_sha256"].tolist()[3] == hashlib.sha256("“Laut”".encode()).hexdigest()
    assert corpus.responses["disposition"].tolist()[1] == "blank"


def test_without_an_id_the_row_number_names_the_respondent():
    table = read_table(b"why,site\nMy team helps me a lot,N\nThe pay is too low here,S\n", "survey.csv")
    plan = guess_plan(table).with_column("why", role="open")

    assert build_corpus(table, plan).respondents["label"].tolist() == ["2", "3"]


def test_one_row_an_answer_counts_people_once():
    table = read_table(EXAMPLE, "responses.csv")
    corpus = build_corpus(table, guess_plan(table))
    expected = pd.read_csv(EXAMPLE, dtype=str, keep_default_na=False)

    assert corpus.flow["received"] == expected["respondent_id"].nunique()
    assert corpus.questions["name"].tolist() == expected["question"].unique().tolist()
    assert corpus.responses["text"].tolist() == expected["text"].tolist()
    assert corpus.responses["response_id"].is_unique
    label = corpus.respondents.set_index("respondent_id")["label"]
    assert corpus.responses["respondent_id"].map(label).tolist() == expected["respondent_id"].tolist()


def test_a_second_answer_to_the_same_question_gets_its_own_id():
    data = b"respondent,question,text\na,q,first one\nb,q,other\na,q,second one\na,r,third\n,q,nobody's\n"
    table = read_table(data, "survey.csv")
    corpus = build_corpus(table, guess_plan(table).with_column("respondent", role="id"))

    assert corpus.responses["response_id"].tolist() == ["p1.q1", "p2.q1", "p1.q1.2", "p1.q2", "p3.q1"]
    assert corpus.respondents["label"].tolist() == ["a", "b", "6"]
    assert corpus.problems[0].message.startswith("1 row has no id")


def test_closed_answers_that_differ_between_a_persons_rows_are_noted():
    data = b"respondent,question,text,score\na,q,one,1\na,r,two,2\nb,q,three,5\n"
    table = read_table(data, "survey.csv")
    plan = guess_plan(table).with_column("respondent", role="id").with_column("score", role="closed")
    corpus = build_corpus(table, plan)

    assert json.loads(corpus.respondents["closed"].iloc[0])["score"] == "1"
    assert (corpus.problems[0].column, corpus.problems[0].row) == ("score", 3)


def test_equal_answers_to_a_question_are_counted_whatever_their_case():
    data = b"id,why,who\n1,Pay,Pay\n2,pay ,x\n3,Time,y\n"
    table = read_table(data, "survey.csv")
    plan = guess_plan(table).with_column("why", role="open").with_column("who", role="open")
    responses = build_corpus(table, plan).responses.set_index("response_id")

    assert responses.loc[["p1.q1", "p2.q1", "p3.q1", "p1.q2"], "duplicate_of_n"].tolist() == [2, 2, 1, 1]


def test_levels_are_counted_over_those_who_are_analysed():
    table, plan = qualtrics(Faults(previews=5, unfinished=0, repeated=0))
    (every,) = build_corpus(table, plan).variables
    (analysed,) = build_corpus(table, replace(plan, exclusions=("preview",))).variables

    assert sum(every.counts.values()) == 45
    assert analysed.counts == {"Never": 8, "Rarely": 8, "Sometimes": 8, "Often": 8, "Always": 8}


def test_a_plan_without_an_open_question_says_what_to_choose():
    table, plan = qualtrics()
    for column in plan.with_role("open"):
        plan = plan.with_column(column.name, role="leave_out")

    with pytest.raises(PlanError, match="choose at least one"):
        build_corpus(table, plan)


def test_a_plan_of_another_file_names_the_missing_column():
    table, _ = qualtrics()
    _, plan = qualtrics()
    other = replace(plan, columns=(*plan.columns, ColumnPlan("comment", "open")))

    with pytest.raises(PlanError, match="no column 'comment'"):
        build_corpus(table, other)


def test_an_unknown_rule_is_refused():
    table, plan = qualtrics()

    with pytest.raises(PlanError, match="no rule 'bots'"):
        build_corpus(table, replace(plan, exclusions=("bots",)))


def test_ratings_in_words_and_numbers_become_numbers():
    plan = ColumnPlan("calls", "closed", type="scale", numbers={"Never": "1", "Often": "4"}, missing=("-99",))

    numbers = numeric_values(pd.Series([" Often", "-99", "2", "", "1,5"], dtype="str"), plan)

    assert numbers.dropna().tolist() == [4.0, 2.0, 1.5]
    assert numbers.isna().tolist() == [False, True, False, True, False]


def test_a_choice_counts_each_respondent_once_and_unknown_ones_are_shown():
    plan = ColumnPlan("drink", "closed", type="choices", levels=("tea", "milk"), separator=";")
    values = pd.Series(["tea;tea;milk", "water", ""], dtype="str")

    found = count_levels(values, plan)

    assert found.counts == {"tea": 1, "milk": 1}
    assert found.unlisted == {"water": 1}
    assert choice_indicators(values, plan)["tea"].tolist()[:2] == [1.0, 0.0]


def test_answers_keep_the_number_that_the_file_gives_them():
    rows = [f"R{n},P{n // 2},{('why', 'how')[n % 2]},Answer {n} in a few more words" for n in range(60)]
    table = read_table("\n".join(["response_id,respondent_id,question,text", *rows]).encode(), "long.csv")
    plan = guess_plan(table)
    assert plan.column("response_id").role == "answer_id"
    assert build_corpus(table, plan).responses["label"].tolist() == [f"R{n}" for n in range(60)]


def test_a_number_that_names_two_answers_to_one_question_numbers_nothing():
    rows = [f"R{n // 2},P{n},why,Answer {n} in a few more words" for n in range(60)]
    table = read_table("\n".join(["response_id,respondent_id,question,text", *rows]).encode(), "long.csv")
    assert guess_plan(table).with_role("answer_id") == ()
