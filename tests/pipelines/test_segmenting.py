"""Answers are split where one idea ends, and every passage can be found again in the answer."""

from functools import cache

import pytest

from pipelines.segmenting import Segmenter, Segmenting


@cache
def segmenter(segmenting: Segmenting, language: str) -> Segmenter:
    return Segmenter(segmenting, language).fit()


def split(text: str, segmenting: Segmenting = "clause", language: str = "en") -> list[str]:
    spans = segmenter(segmenting, language).transform([text])[0]
    return [text[start:end] for start, end in spans]


def test_a_whole_answer_is_one_passage_without_its_outer_spaces():
    assert split("\n  Kind staff. Long wait. ", "response") == ["Kind staff. Long wait."]


@pytest.mark.parametrize("segmenting", ["response", "sentence", "clause"])
def test_an_answer_without_a_visible_character_has_no_passage(segmenting):
    assert segmenter(segmenting, "en").transform(["", " \n\t", "\u2028"]) == [[], [], []]


@pytest.mark.model
class TestInEnglish:
    def test_two_statements_in_one_sentence_become_two_passages(self):
        assert split("The crew were kind but we waited two hours.") == [
            "The crew were kind",
            "but we waited two hours.",
        ]

    def test_an_enumeration_stays_together(self):
        assert split("The staff were kind and caring and very patient.") == [
            "The staff were kind and caring and very patient."
        ]

    def test_sentences_are_kept_whole_when_sentences_are_asked_for(self):
        assert split("The crew were kind but we waited. It was cold.", "sentence") == [
            "The crew were kind but we waited.",
            "It was cold.",
        ]

    def test_bullets_and_numbers_open_passages_and_are_no_part_of_them(self):
        assert split("1. Parking\n2) Waiting times\n- staff\n• food") == ["Parking", "Waiting times", "staff", "food"]

    def test_answers_joined_by_a_slash_are_apart(self):
        assert split("ipywidgets / hotkeys in general / restart") == ["ipywidgets", "hotkeys in general", "restart"]

    def test_a_fragment_goes_to_its_neighbour(self):
        assert split("They listened to me all day. :)") == ["They listened to me all day. :)"]

    def test_spans_count_characters_as_python_does_after_emoji_and_joined_emoji(self):
        text = "👩‍⚕️👍 The nurse was kind, but the room was cold 🥶."
        assert split(text) == ["👩‍⚕️👍 The nurse was kind,", "but the room was cold 🥶."]


def test_a_hundred_thousand_words_without_a_full_stop_are_split_into_pieces_that_cover_them():
    text = "esperando " * 100_000
    spans = segmenter("sentence", "es").transform([text])[0]
    assert len(spans) > 10
    assert "".join(text[start:end].replace(" ", "") for start, end in spans) == "esperando" * 100_000


@pytest.mark.parametrize("language", ["es", "zz"])
def test_another_language_is_split_into_sentences(language):
    assert split("El personal fue amable pero esperamos. Hacía frío.", language=language) == [
        "El personal fue amable pero esperamos.",
        "Hacía frío.",
    ]
