"""Answers by how near they lie in meaning to a sentence, or to one of them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipelines.meaning_search import nearest
from storage.store import Store
from workbench.errors import NotReady
from workbench.search_terms import Wanted
from workbench.settings import Settings
from workbench.vectors import answer_vectors, text_vectors

Vector = NDArray[np.float32]
Reads = Callable[[str], Vector]


@dataclass(frozen=True, slots=True)
class ReadAnswers:
    """The answers that the language model has read, and their vectors, one row each."""

    ids: Sequence[str]
    vectors: Vector


def read_by_model(store: Store, settings: Settings, project_id: str) -> ReadAnswers:
    """Give the answers of a project that have been read."""
    return ReadAnswers(*answer_vectors(store, settings, project_id))


def model_reader(settings: Settings) -> Reads:
    """Load the language model, and give what turns a sentence into a vector."""
    from pipelines.embedding import SegmentEmbedder

    embedder = SegmentEmbedder(settings.model).fit()
    return lambda sentence: np.asarray(embedder.transform([sentence])[0], dtype=np.float32)


def rank_by_meaning(wanted: Wanted, answers: ReadAnswers, settings: Settings, load: Callable[[], Reads]) -> list[str]:
    """Give all answers that were read, the nearest in meaning first.

    Parameters
    ----------
    load : gives what reads a sentence; called only where the sentence was not read before

    Raises
    ------
    NotReady
        The answer to which others should be near has not been read.
    """
    if wanted.like:
        if wanted.like not in answers.ids:
            raise NotReady("The answer whose like is looked for has not been read yet. Have the answers read first.")
        vector = answers.vectors[list(answers.ids).index(wanted.like)]
    else:
        sentence = wanted.text.strip()
        vector = text_vectors(settings, [sentence]).get(sentence)
        vector = load()(sentence) if vector is None else vector
    places, _ = nearest(answers.vectors, vector, len(answers.ids))
    return [answers.ids[place] for place in places]
