"""Every answer gets a proposed disposition that a researcher would give it at a glance."""

import pandas as pd
import pytest

from pipelines.dispositions import propose_disposition, propose_dispositions


@pytest.mark.parametrize("text", ["", " ", "\n\t", "\u00a0", "\u200b\ufeff"])
def test_nothing_to_see_is_blank(text):
    assert propose_disposition(text) == "blank"


@pytest.mark.parametrize(
    "text",
    [
        "None", "none.", "N/A", "n/a", "NA", "nil", "Nothing!", "No", "Nope", "No challenges", "no challenges at all",
        "Nothing to add", "Nothing comes to mind", "Can't think of anything", "can’t think of anything", "No comment",
        "There were no problems", "Nothing at the moment, thank you.", "I don't know", "Not sure", "Not applicable",
        "No issues so far", "None that I can think of", "nada",
    ],
)  # fmt: skip
def test_saying_that_there_is_nothing_is_an_answer_with_nothing_to_report(text):
    assert propose_disposition(text) == "nothing_to_report"


@pytest.mark.parametrize(
    "text",
    [".", "-", "...", "?", "x", "xxx", "asdf", "asdfgh", "qwerty", "sdfghjk", "aaaa", "see above", "As above.",
     "Same as above", "see previous answer", "ditto", "test", "Did not answer", "123"],
)  # fmt: skip
def test_what_nobody_can_read_is_not_usable(text):
    assert propose_disposition(text) == "not_usable"


@pytest.mark.parametrize(
    "text",
    [
        "No support from managers", "Nothing was explained to me", "None of my managers listen", "Nobody", "No one",
        "No time", "No staff", "Staff", "Were", "Power", "Trees", "property", "C++", "👍", "CBT", "MHPSS", "Good",
        "No challenges, but the pay is poor", "I see above all a lack of time", "Test results came late",
        "Not enough beds", "Na koniec dnia jestem zmęczony", "仕事が多い", "شكرا جزيلا", "rhythm",
    ],
)  # fmt: skip
def test_anything_with_content_is_substantive(text):
    assert propose_disposition(text) == "substantive"


@pytest.mark.parametrize(
    ("question", "text", "expected"),
    [
        ("Did you feel safe?", "No", "substantive"),
        ("Is there anything else you want to say?", "No", "nothing_to_report"),
        ("Do you have any other comments?", "No.", "nothing_to_report"),
        ("What challenges do you face?", "No", "nothing_to_report"),
        ("Would you recommend us?", "Yes", "substantive"),
        ("Anything else?", "Yes", "not_usable"),
        ("How many years have you worked here?", "12", "substantive"),
        ("What helped you most?", "12", "not_usable"),
    ],
)
def test_the_question_decides_what_a_bare_word_means(question, text, expected):
    assert propose_disposition(text, question) == expected


def test_a_column_is_judged_like_its_single_answers():
    texts = pd.Series(["None", "", "x", "More staff", "None"], index=[4, 8, 15, 16, 23])

    proposed = propose_dispositions(texts, "What could we do better?")

    assert proposed.tolist() == ["nothing_to_report", "blank", "not_usable", "substantive", "nothing_to_report"]
    assert proposed.index.tolist() == texts.index.tolist()


def test_no_rule_calls_an_answer_off_topic():
    texts = pd.Series(["The weather is fine", "My cat", "42", "", "None"])

    assert "off_topic" not in propose_dispositions(texts, "What helps you at work?").tolist()
