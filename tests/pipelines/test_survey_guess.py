"""What each column is, is guessed as a researcher would say it."""

import csv
import io
from pathlib import Path

import pandas as pd
import pytest

from pipelines.column_types import measure
from pipelines.errors import PlanError
from pipelines.ordered_words import find_order
from pipelines.reading import read_table
from pipelines.survey import ColumnPlan, ImportPlan, guess_closed, guess_column, guess_plan
from tests.qualtrics_export import qualtrics_csv

ROOT = Path(__file__).parents[2]


def guessed(**columns):
    """The plan of a survey in which each column repeats its values to 60 rows, unless it has 60 already."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream)
    writer.writerow(columns)
    writer.writerows([[values[row % len(values)] for values in columns.values()] for row in range(60)])
    return guess_plan(read_table(stream.getvalue().encode(), "survey.csv"))


COMMENTS = [f"There were {n} people waiting and nobody told us why" for n in range(60)]
IDS = [f"P{n:03d}" for n in range(60)]


def test_a_usual_survey_needs_no_change():
    plan = guessed(
        participant=IDS,
        comment=COMMENTS,
        agree=["Agree", "Strongly disagree", "Neither agree nor disagree"],
        age=["Under 18", "65+", "18-24", "25-64", "Prefer not to say"],
        pain=["0", "3", "7", "10", "-99"],
        minutes=["12", "48.5", "103", "7", "33", "999"],
        helped=["Family, Friends", "Friends", "Family", "Nurse, Family", "Nurse"],
        visited=["2024-03-05", "2024-04-01", "2023-12-30"],
        site=["North", "South"],
    )
    roles = {column.name: column.role for column in plan.columns}
    types = {column.name: column.type for column in plan.with_role("closed")}

    assert roles["participant"] == "id"
    assert roles["comment"] == "open"
    assert types == {
        "agree": "scale",
        "age": "ordered",
        "pain": "scale",
        "minutes": "number",
        "helped": "choices",
        "visited": "date",
        "site": "nominal",
    }
    assert plan.column("agree").numbers["Agree"] == "4"
    assert plan.column("age").levels == ("Under 18", "18-24", "25-64", "65+", "Prefer not to say")
    assert plan.column("pain").missing == ("-99",)
    assert plan.column("minutes").missing == ("999",)
    assert plan.column("helped").separator == ","
    assert set(plan.column("helped").levels) == {"Family", "Friends", "Nurse"}
    assert plan.exclusions == ()
    assert all(column.reason for column in plan.columns)


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("IPAddress", [f"192.0.2.{n}" for n in range(60)]),
        ("RecipientEmail", ["a@example.org"]),
        ("First Name", ["Ann", "Bo"]),
        ("LocationLatitude", ["51.5", "52.1"]),
        ("contact", [f"person{n}@example.org" for n in range(60)]),
        ("call me", [f"+44 20 7946 0{n:03d}" for n in range(60)]),
        ("machine", [f"192.0.2.{n}" for n in range(60)]),
        ("Date of birth", ["1980-01-01", "1979-05-05"]),
    ],
)
def test_columns_that_tell_who_a_person_is_are_left_out_with_the_reason(name, values):
    plan = guessed(id=IDS, comment=COMMENTS, **{name: values})

    assert plan.column(name).role == "leave_out"
    assert "who a person is" in plan.column(name).reason


def test_an_address_inside_a_comment_does_not_leave_the_comments_out():
    comments = [f"{text}, write to me at me@example.org" if n < 20 else text for n, text in enumerate(COMMENTS)]

    assert guessed(id=IDS, comment=comments).column("comment").role == "open"


def test_a_question_about_email_is_not_taken_for_an_address():
    wording = "How much does e-mail add to the pressure that you feel at work in a usual week?"
    plan = guessed(id=IDS, **{wording: ["Not at all", "A little", "A lot"]})

    assert plan.column(wording).role == "closed"


def test_a_qualtrics_export_is_guessed_with_nothing_to_change():
    answers = [
        {"Q1": ("Never", "Rarely", "Sometimes", "Often", "Always")[n % 5], "Q2": COMMENTS[n], "Q2_4_TEXT": ""}
        for n in range(60)
    ]
    data = qualtrics_csv(answers, {"Q1": "How often do you call?", "Q2": "What could be better?"})
    plan = guess_plan(read_table(data, "qualtrics.csv"))

    assert [column.name for column in plan.with_role("id")] == ["ResponseId"]
    assert [column.name for column in plan.with_role("open")] == ["Q2"]
    assert [column.name for column in plan.with_role("closed")] == ["Q1"]
    assert plan.column("Q2").wording == "What could be better?"
    assert plan.column("Q1").type == "scale"
    assert not plan.several_rows


def test_one_row_an_answer_is_found_by_its_question_column():
    plan = guess_plan(read_table(ROOT / "data/examples/patient_feedback/responses.csv", "responses.csv"))
    roles = {column.name: column.role for column in plan.columns}

    assert roles["respondent_id"] == "id"
    assert roles["question"] == "question"
    assert roles["text"] == "open"
    assert roles["response_id"] == "answer_id"
    assert plan.column("fft_score").type == "scale"
    assert plan.column("month").type == "ordered"
    assert plan.column("month").levels == tuple(sorted(plan.column("month").levels))
    assert plan.several_rows


def test_one_row_an_answer_is_found_by_its_shape_where_no_column_is_called_question():
    plan = guessed(
        person=[f"P{n // 2}" for n in range(60)],
        respondent=[f"P{n // 2}" for n in range(60)],
        asked=["What helps?", "What hinders?"],
        said=COMMENTS,
    )

    assert plan.column("asked").role == "question"
    assert plan.column("said").role == "open"


def test_comments_that_are_repeated_thousands_of_times_are_still_comments():
    values = pd.Series([f"Comment number {n % 300} about a long wait" for n in range(20_000)], name="text", dtype="str")

    assert guess_column(values, "text").role == "open"


def counts(*values):
    return pd.Series(dict.fromkeys(values, 5))


@pytest.mark.parametrize(
    ("values", "missing"),
    [
        (["1", "2", "5", "-99"], ("-99",)),
        (["1", "2", "5", "-9", "99"], ("-9", "99")),
        (["18", "64", "99"], ()),
        (["-3", "0", "-9"], ()),
        (["12", "80", "999"], ("999",)),
        (["12", "80.5", "7", "9", "4", "N/A"], ()),
        (["Agree", "Disagree", "-99"], ("-99",)),
    ],
)
def test_a_missing_code_is_one_only_outside_the_other_values(values, missing):
    assert measure(counts(*values)).missing == missing


def test_a_word_among_many_numbers_counts_as_missing():
    values = pd.Series({**{str(n): 5 for n in range(30)}, "Prefer not to say": 3})

    found = measure(values)

    assert (found.type, found.missing) == ("number", ("Prefer not to say",))


@pytest.mark.parametrize(
    ("levels", "ordered"),
    [
        (["summer", "spring"], ("spring", "summer")),
        (["Summer 2022", "Winter 2021", "Spring 2022"], ("Winter 2021", "Spring 2022", "Summer 2022")),
        (["March", "January", "February"], ("January", "February", "March")),
        (["Daily", "Less than once a month", "Weekly"], ("Less than once a month", "Weekly", "Daily")),
        (
            ["5+ years", "Less than 1 year", "2-5 years", "1 year"],
            ("Less than 1 year", "1 year", "2-5 years", "5+ years"),
        ),
        (["1 to 2 years", "6-12 months", "under 6 months"], ("under 6 months", "6-12 months", "1 to 2 years")),
        (["Expert", "Beginner", "Intermediate"], ("Beginner", "Intermediate", "Expert")),
        (
            ["£20,000 or more", "Under £10,000", "£10,000 - £19,999"],
            ("Under £10,000", "£10,000 - £19,999", "£20,000 or more"),
        ),
    ],
)
def test_levels_in_words_come_in_their_order(levels, ordered):
    assert find_order(levels).levels == ordered


def test_a_rating_scale_keeps_the_steps_that_nobody_chose():
    order = find_order(["Very satisfied", "Very dissatisfied"])

    assert len(order.levels) == 5
    assert order.numbers["Very satisfied"] == "5"
    assert order.numbers["Very dissatisfied"] == "1"


@pytest.mark.parametrize(
    "levels", [["1 - Very poor", "5 - Very good", "2"], ["Very poor (1)", "Very good (5)", "Fair (2)"]]
)
def test_ratings_that_hold_their_number_are_scales(levels):
    assert sorted(find_order(levels).numbers.values()) == ["1", "2", "5"]


@pytest.mark.parametrize("levels", [["red", "green"], ["Yes", "No"], ["North", "South"], ["Yes, often", "No, never"]])
def test_names_without_an_order_get_none(levels):
    assert find_order(levels) is None


def test_choices_whose_words_hold_commas_are_not_torn_apart():
    assert measure(counts("Yes, often", "Yes, sometimes", "No, never")).type == "nominal"


@pytest.mark.parametrize("separator", [",", ";", "|", "\n"])
def test_several_choices_in_a_cell_are_split(separator):
    values = [
        separator.join(pick) for pick in (["tea", "milk"], ["tea"], ["milk", "water"], ["water"], ["tea", "water"])
    ]

    found = measure(counts(*values))

    assert (found.type, found.separator) == ("choices", separator)
    assert set(found.levels) == {"tea", "milk", "water"}


def test_numbers_with_a_decimal_comma_are_numbers():
    assert measure(counts("1,5", "2,25", "3", "17,5")).type == "number"


def test_a_plan_survives_being_written_and_read():
    plan = guessed(id=IDS, comment=COMMENTS, agree=["Agree", "Disagree"], site=["North", "South"])
    plan = plan.with_column("site", labels={"North": "Northern site"}, missing=("South",))

    assert ImportPlan.from_json(plan.to_json()) == plan


def test_changing_a_column_leaves_the_first_plan_as_it_was():
    plan = guessed(id=IDS, comment=COMMENTS)

    changed = plan.with_column("comment", role="leave_out")

    assert plan.column("comment").role == "open"
    assert changed.column("comment").role == "leave_out"


@pytest.mark.parametrize("text", ["", "[]", '{"columns":[{"name":"a"}]}', '{"columns":[{"name":"a","role":"wrong"}]}'])
def test_what_is_no_plan_is_refused(text):
    with pytest.raises(PlanError):
        ImportPlan.from_json(text)


def test_a_column_that_a_person_makes_closed_gets_levels():
    cells = pd.Series(["Often", "Never", ""], name="calls", dtype="str")

    made = guess_closed(cells, ColumnPlan("calls", "leave_out", "How often?"))

    assert (made.role, made.type, made.wording) == ("closed", "scale", "How often?")


def test_an_item_that_everybody_answered_alike_stays_with_its_set():
    rows = [f"{n},{n % 5 + 1},{n % 3 + 1},1,{n % 4 + 1},web" for n in range(1, 30)]
    plan = guess_plan(read_table("\n".join(["id,calm_01,calm_02,calm_03,calm_04,channel", *rows]).encode(), "s.csv"))
    assert plan.column("calm_03").role == "closed"
    assert plan.column("calm_03").reason == "the same value in every row: '1', as one item of a set"
    assert plan.column("channel").role == "leave_out"
