"""A theme is named by phrases that its passages hold, and quoted from its middle and its edge."""

import numpy as np

from pipelines.describing import DistinctPhrases, border_passages, central_passages, draft_name
from pipelines.phrases import Phrases, stop_words, words_of

PHRASES = Phrases(stop_words("en"))


def fake_embed(texts):
    """Vectors by letters: enough to tell words apart."""
    counts = np.array([[text.count(letter) + 0.01 for letter in "abcdefghijklmnopqrstuvwxyz"] for text in texts])
    return (counts / np.linalg.norm(counts, axis=1, keepdims=True)).astype(np.float32)


def test_phrases_stay_within_a_clause_and_keep_words_of_denial():
    assert PHRASES("No time, for lunch breaks") == ["no time", "time", "lunch", "lunch breaks", "breaks"]


def test_the_questions_own_words_name_nothing():
    asked = words_of("What makes it hard to be effective?")
    assert Phrases(stop_words("en") | asked)("It is hard to be effective without training") == [
        "without training", "training",
    ]  # fmt: skip


def test_a_phrase_of_a_single_passage_does_not_name_a_large_theme():
    passages = [f"the driver was late {word}" for word in ("monday", "again", "today", "badly", "twice", "often")] * 5
    passages += ["the zebra driver"]
    chooser = DistinctPhrases(PHRASES, fake_embed).fit(passages, fake_embed(passages))
    weighted = [("zebra", 9.0), ("driver", 1.0), ("late", 0.9)]
    best = chooser.choose({0: weighted}, {0: list(range(len(passages)))})[0]
    assert [phrase for phrase, _ in best] == ["driver", "late"]


def test_terms_do_not_repeat_one_another_in_another_form():
    passages = ["the driver was late", "the drivers were late", "late driver", "kind drivers"]
    chooser = DistinctPhrases(PHRASES, fake_embed).fit(passages, fake_embed(passages))
    best = chooser.choose(
        {0: [("driver", 1.0), ("drivers", 1.0), ("late driver", 0.9), ("kind", 0.5)]}, {0: [0, 1, 2, 3]}
    )
    assert sum("driver" in phrase for phrase, _ in best[0]) == 1


def test_a_theme_without_a_word_to_name_it_is_named_by_a_quote():
    assert draft_name([], "It was what it was and that was that for me") == "“It was what it was and that was …”"


def test_quotes_come_from_the_middle_and_the_edge_and_are_readable():
    vectors = np.array([[1, 0], [1, 0], [0.9, 0.4], [0.8, 0.6], [0.6, 0.8], [0.7, 0.7]], dtype=np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    passages = [
        "ok",
        "we waited four hours",
        "we waited for long",
        "they were very late",
        "cold room all night",
        "so it was then",
    ]
    members = np.arange(6)
    central = central_passages(members, vectors, passages)
    assert 0 not in central
    closeness = np.array([0.9, 0.9, 0.8, 0.8, 0.5, 0.6])
    border = border_passages(members, closeness, passages, central)
    assert border == [number for number in (4, 5, 3, 2, 1, 0) if number not in central][:2]
