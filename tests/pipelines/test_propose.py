"""Real comments become proposed themes, the same ones each time; nothing at all is no reason to fall over."""

import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from pipelines.errors import Cancelled
from pipelines.propose import Proposals, Recipe, propose

COMMENTS = Path(__file__).parents[2] / "data" / "examples" / "patient_feedback" / "responses.csv"
N_COMMENTS = 120

pytestmark = pytest.mark.model


def answers(texts: list[str]) -> pd.DataFrame:
    return pd.DataFrame(
        {"response_id": [f"r{n}" for n in range(len(texts))], "question": "q", "text": texts}, dtype=str
    )


@pytest.fixture(scope="module")
def comments() -> pd.DataFrame:
    frame = pd.read_csv(COMMENTS, dtype=str, keep_default_na=False)[["response_id", "question", "text"]]
    return frame[frame["text"].str.len() > 10].head(N_COMMENTS).reset_index(drop=True)


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="module")
def made(comments: pd.DataFrame, cache: Path) -> Proposals:
    return propose(comments, Recipe(), cache_dir=cache)


def test_themes_hold_what_their_passages_say(made, comments):
    segments, themes = made.segments, made.themes
    assert len(themes) >= 4
    placed = segments[segments["theme"] != ""]
    assert placed.groupby("theme").size().to_dict() == themes.set_index("theme")["n_segments"].to_dict()
    assert (
        placed.groupby("theme")["response_id"].nunique().to_dict() == themes.set_index("theme")["n_responses"].to_dict()
    )
    assert themes["n_responses"].is_monotonic_decreasing
    assert themes["stability"].between(0.2, 1).all()
    assert themes["theme"].tolist() == [f"T{number:02d}" for number in range(1, len(themes) + 1)]


def test_every_passage_is_a_span_of_its_answer_and_knows_its_nearest_theme(made, comments):
    text_of = comments.set_index("response_id")["text"]
    for row in made.segments.itertuples():
        passage = text_of[row.response_id][row.start : row.end]
        assert passage
        assert passage == passage.strip()
    assert set(made.segments["nearest"]) <= set(made.themes["theme"])
    unplaced = made.segments["theme"] == ""
    assert (made.segments.loc[unplaced, "confidence"] < 0.5).all()
    assert (made.segments.loc[~unplaced, "confidence"] >= 0.5).all()


def test_quotes_are_the_themes_own_and_differ(made):
    theme_of = made.segments.set_index("segment")["theme"]
    for theme in made.themes.itertuples():
        quoted = [*theme.central, *theme.border]
        assert {theme_of[number] for number in quoted} == {theme.theme}
        assert len(set(quoted)) == len(quoted)
        assert theme.label


def test_a_theme_can_be_split_later_without_a_new_run(made):
    for theme, halves in made.segments[made.segments["theme"] != ""].groupby("theme")["half"]:
        assert set(halves) <= {0, 1}, theme
        assert (halves == 0).sum() >= 1
    assert made.segments.loc[made.segments["theme"] == "T01", "half"].nunique() == 2


def test_the_order_of_the_answers_has_no_say(made, comments, cache):
    turned = propose(comments[::-1].reset_index(drop=True), Recipe(), cache_dir=cache)
    key = ["response_id", "start"]
    there, back = (run.segments.sort_values(key).reset_index(drop=True) for run in (made, turned))
    columns = [*key, "end", "theme", "nearest", "confidence", "x", "y", "half"]
    pd.testing.assert_frame_equal(there[columns], back[columns], check_exact=True)
    assert made.themes["label"].tolist() == turned.themes["label"].tolist()


def test_another_seed_is_another_run_of_the_same_answers(made, comments, cache):
    other = propose(comments, Recipe(seed=1), cache_dir=cache)
    assert other.run["input_sha256"] == made.run["input_sha256"]
    assert not other.segments["confidence"].equals(made.segments["confidence"])


def test_coarse_proposes_fewer_themes_than_fine(made, comments, cache):
    assert len(propose(comments, Recipe(granularity="coarse"), cache_dir=cache).themes) < len(made.themes)


def test_the_record_says_how_to_do_it_again(made):
    run = made.run
    assert run["recipe"] == {"granularity": "fine", "seed": 0, "model": "", "segmenting": "clause", "language": "en"}
    assert run["model"]["sha256"].startswith("53aa5117")
    assert run["versions"]["bertopic"]
    assert next(iter(run["seconds"])) == "Splitting answers into passages"


def test_a_codebook_is_filled_first_and_what_it_misses_is_grouped(comments, cache):
    codes = pd.DataFrame(
        {
            "code_id": ["c1", "c2"],
            "name": ["Staff manner", "Volcanoes"],
            "definition": ["How staff behave towards patients: kind, rude, caring", "Lava and eruptions"],
            "examples": [("The staff were kind and helpful",), ()],
        }
    )
    guided = propose(comments, Recipe(), codes=codes, cache_dir=cache)
    assert guided.themes["code_id"].tolist().count("c1") == 1
    assert "c2" not in guided.themes["code_id"].tolist()
    assert guided.themes.loc[guided.themes["code_id"] == "c1", "label"].tolist() == ["Staff manner"]
    assert (guided.themes["code_id"] == "").any()


@pytest.mark.parametrize(
    "texts",
    [
        [],
        ["good"],
        ["good", "bad"],
        [f"answer about thing {number}" for number in range(10)],
        ["Good service"] * 200,
        ["", " ", "\n"] * 30,
        ["🙂", "👍👍", "😡"] * 40,
        ["it was the", "and so on it is the"] * 50,
    ],
    ids=["none", "one", "two", "ten", "identical", "blank", "emoji", "stop words"],
)
def test_too_little_to_group_gives_no_themes_and_says_why(texts, cache):
    made = propose(answers(texts), Recipe(), cache_dir=cache)
    assert made.themes.empty
    assert "no themes are proposed" in made.run["note"]
    assert made.segments["theme"].eq("").all()
    assert made.segments[["x", "y", "confidence"]].notna().all(axis=None)


def test_distinct_answers_of_stop_words_alone_are_grouped_without_falling_over(cache):
    words = ["it", "was", "the", "and", "so", "on", "is", "of", "to", "in", "that", "this"]
    texts = [f"{one} {two} {three}" for one in words[:6] for two in words for three in words[:2]]
    made = propose(answers(texts), Recipe(), cache_dir=cache)
    assert made.themes["label"].str.startswith("“").all()


def test_progress_only_grows_and_is_told_in_plain_words(comments, cache):
    told: list[tuple[str, float]] = []
    propose(comments, Recipe(), cache_dir=cache, progress=lambda stage, share: told.append((stage, share)))
    shares = [share for _, share in told]
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    assert any(stage.startswith("Grouping passages that say something alike: run 40 of") for stage, _ in told)


@pytest.mark.parametrize("calls", [1, 4, 30])
def test_a_run_that_a_person_stops_stops_there(comments, cache, calls):
    asked = iter(range(1_000_000))
    with pytest.raises(Cancelled, match="Nothing was proposed"):
        propose(comments, Recipe(), cache_dir=cache, cancelled=lambda: next(asked) >= calls)


def test_naming_themes_imports_nothing_that_it_does_not_use():
    program = """
import sys
from pipelines.topic_model import light_bertopic
with light_bertopic():
    import bertopic
print(sorted({"umap", "transformers", "sentence_transformers", "spacy"} & set(sys.modules)))
import spacy
print(bool(spacy.blank("en")))
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split("\n")[:2] == ["[]", "True"]
