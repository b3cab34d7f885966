"""Answers in, proposed themes out: the machine's part of the main job.

The road: split answers into passages → give each distinct passage a vector → group the vectors many times over →
name the groups and pick quotes → lay out the map. Copies of a passage are read and grouped once; passages are handled
in an order given by their text. So the same answers, recipe and model give the same proposals, in any order of rows, on
any number of processors, with or without a cache.

One run has one granularity. Another granularity is another run; it takes seconds, for the passages are read already.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from dataclasses import asdict
from importlib import metadata
from pathlib import Path
from platform import python_version
from typing import TYPE_CHECKING, Any

import pandas as pd

from pipelines.proposals import Proposals
from pipelines.recipe import Recipe
from pipelines.watch import Progress, Watch

if TYPE_CHECKING:
    from pipelines.embedding import SegmentEmbedder
    from pipelines.grouping import Groups
    from pipelines.passages import Passages
    from pipelines.vector_cache import VectorCache

__all__ = ["Progress", "Proposals", "Recipe", "propose"]

_LIBRARIES = ("bertopic", "numpy", "pandas", "safetensors", "scikit-learn", "scipy", "spacy", "tokenizers", "torch")


def propose(
    answers: pd.DataFrame,
    recipe: Recipe,
    *,
    codes: pd.DataFrame | None = None,
    progress: Progress = lambda stage, share: None,
    cancelled: Callable[[], bool] = lambda: False,
    executor: Executor | None = None,
    cache_dir: Path | None = None,
) -> Proposals:
    """Propose themes for answers.

    Parameters
    ----------
    answers : frame with the columns response_id, question, text
        Answers worth grouping: blank ones and 'nothing to report' are the caller's to leave out.
    recipe : Recipe
    codes : frame with the columns code_id, name, definition, examples, optional
        A codebook to start from: its codes are filled first, and what fits none of them is grouped freely.
    progress : callable (stage, share) -> None
    cancelled : callable () -> bool
        Asked often; once it says yes, the run stops.
    executor : concurrent.futures.Executor, optional
        Groupings are mapped over it, serially without. No effect on the result.
    cache_dir : Path, optional
        Folder where vectors are kept from run to run.

    Raises
    ------
    Cancelled
        Because `cancelled` said so.
    ModelError
        The language model is missing or is not the published one.
    """
    from pipelines.drawing_up import draw_up
    from pipelines.embedding import SegmentEmbedder
    from pipelines.grouping import Grouper
    from pipelines.passages import Passages

    watch = Watch(progress, cancelled)
    watch.begin("Splitting answers into passages", 0.0)
    passages = Passages.of(answers, recipe, watch.counter("Splitting answers into passages: {} of {}", 0.02, 0.10))
    with _cache(cache_dir) as cache:
        watch.begin("Loading the language model", 0.10)
        on_read = watch.counter("Reading passages: {} of {}", 0.15, 0.70)
        embedder = SegmentEmbedder(recipe.model, cache, on_read=on_read).fit()
        watch.begin("Reading passages", 0.15)
        vectors = embedder.transform(passages.distinct)
        embedder.set_params(on_read=None)
        watch.begin("Grouping passages that say something alike", 0.70)
        on_run = watch.counter("Grouping passages that say something alike: run {} of {}", 0.70, 0.90)
        grouper = Grouper(recipe.granularity, recipe.seed, len(answers), executor, on_run)
        if codes is None or codes.empty:
            groups = grouper.free_groups(vectors, passages.weights)
        else:
            groups = grouper.guided_groups(vectors, passages.weights, codes, embedder.transform)
        watch.begin("Naming the proposed themes", 0.90)
        terms = _terms(answers, passages, groups, recipe, embedder)
    watch.begin("Picking quotes and laying out the map", 0.97)
    segments, themes = draw_up(passages, vectors, groups, terms, codes)
    watch.end()
    return Proposals(segments, themes, _record(answers, recipe, codes, passages, groups, embedder, watch))


@contextmanager
def _cache(cache_dir: Path | None) -> Iterator[VectorCache | None]:
    from pipelines.vector_cache import VectorCache

    if cache_dir is None:
        yield None
        return
    with VectorCache(cache_dir) as cache:
        yield cache


def _terms(
    answers: pd.DataFrame, passages: Passages, groups: Groups, recipe: Recipe, embedder: SegmentEmbedder
) -> dict[int, tuple[str, ...]]:
    from pipelines.phrases import stop_words, words_of
    from pipelines.topic_model import name_groups

    asked = words_of(" ".join(map(str, answers["question"].unique())))
    stops = stop_words(recipe.language) | asked
    vectors = embedder.transform(passages.distinct)
    return name_groups(passages.distinct, vectors, groups.labels, stops, embedder.transform)


def _record(
    answers: pd.DataFrame,
    recipe: Recipe,
    codes: pd.DataFrame | None,
    passages: Passages,
    groups: Groups,
    embedder: SegmentEmbedder,
    watch: Watch,
) -> dict[str, Any]:
    """What a methods section and a second researcher need to make the run again."""
    return {
        "recipe": asdict(recipe),
        "seed": recipe.seed,
        "parameters": groups.parameters,
        "model": {"name": embedder.place_.name, "sha256": embedder.model_sha256_},
        "input_sha256": _digest(answers, ["response_id", "question", "text"]),
        "codebook_sha256": "" if codes is None else _digest(codes, ["code_id", "name", "definition", "examples"]),
        "n_answers": len(answers),
        "n_segments": len(passages.frame),
        "n_distinct_segments": len(passages.distinct),
        "n_themes": groups.closeness.shape[1],
        "versions": {"python": python_version(), **{name: metadata.version(name) for name in _LIBRARIES}},
        "seconds": watch.seconds,
        "note": " ".join(note for note in (groups.note, _language_note(recipe)) if note),
    }


def _digest(frame: pd.DataFrame, columns: list[str]) -> str:
    digest = hashlib.sha256()
    for row in frame[columns].itertuples(index=False):
        digest.update(json.dumps([str(value) for value in row]).encode() + b"\n")
    return digest.hexdigest()


def _language_note(recipe: Recipe) -> str:
    if recipe.language == "en" or recipe.segmenting != "clause":
        return ""
    return "Clauses are found in English only; these answers were split into sentences."
