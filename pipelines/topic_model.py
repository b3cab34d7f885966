"""BERTopic with our parts in it: it carries groups, weighs their phrases and names them.

The vectors are given, nothing reduces them, our groups stand where HDBSCAN stands by default, c-TF-IDF weighs our
phrases, and `DistinctPhrases` picks the names among the heaviest.

Importing BERTopic in full also imports umap, sentence-transformers, transformers and spaCy for parts that are not used
here: 7 to 9 seconds. BERTopic supports an installation without them and puts placeholders in their stead; for the time
of its import, and in the importing thread alone, they are answered as if not installed (1 second).
"""

from __future__ import annotations

import importlib.abc
import sys
import threading
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from pipelines.describing import DistinctPhrases, Weighted
from pipelines.phrases import Phrases
from pipelines.regrouping import Floats

_OPTIONAL = frozenset({"umap", "sentence_transformers", "transformers", "spacy", "torch", "openai"})
_CANDIDATES = 40  # phrases per theme that c-TF-IDF hands on


class _Fitted:
    """The groups as BERTopic takes them from a cluster model, without forming them twice."""

    def __init__(self, labels: NDArray[np.intp]) -> None:
        self.labels_ = labels

    def fit(self, X: Floats, y: None = None) -> Self:
        return self

    def predict(self, X: Floats) -> NDArray[np.intp]:
        return self.labels_


class _NotNow(importlib.abc.MetaPathFinder):
    """Answers 'not installed' for the optional packages, in one thread."""

    def __init__(self) -> None:
        self._thread = threading.get_ident()

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if threading.get_ident() == self._thread and fullname.partition(".")[0] in _OPTIONAL:
            raise ModuleNotFoundError(f"{fullname} is not imported with BERTopic here", name=fullname)
        return None


@contextmanager
def light_bertopic() -> Iterator[None]:
    """Import BERTopic, or a part of it, without the optional packages."""
    finder = _NotNow()
    sys.meta_path.insert(0, finder)
    try:
        yield
    finally:
        sys.meta_path.remove(finder)


def name_groups(
    passages: Sequence[str],
    vectors: Floats,
    labels: NDArray[np.intp],
    stop_words: frozenset[str],
    embed: Callable[[Sequence[str]], Floats],
) -> dict[int, tuple[str, ...]]:
    """The phrases that name each group, the best first; none for a group that is all stop words.

    Parameters
    ----------
    passages : sequence of n_passages str
    vectors : float32 array of shape (n_passages, n_dimensions)
    labels : int array of shape (n_passages,)
        Group of each passage, -1 where ungrouped.
    stop_words : frozenset of str
        Words that no phrase begins or ends with; those of the question belong here.
    embed : callable (phrases) -> vectors
    """
    phrases = Phrases(stop_words)
    if labels.max(initial=-1) < 0 or not any(map(phrases, passages)):  # BERTopic cannot work without words or groups
        return {}
    with light_bertopic():
        from bertopic import BERTopic
        from bertopic.dimensionality import BaseDimensionalityReduction
        from bertopic.representation import BaseRepresentation
        from bertopic.vectorizers import ClassTfidfTransformer
    from sklearn.feature_extraction.text import CountVectorizer

    class Terms(BaseRepresentation):
        """BERTopic's hook for choosing the words of a topic."""

        def extract_topics(
            self, topic_model: Any, documents: Any, c_tf_idf: Any, topics: dict[int, Weighted]
        ) -> dict[int, Weighted]:
            by_topic = documents[documents.Topic >= 0].groupby("Topic").ID.agg(list).to_dict()
            chooser = DistinctPhrases(phrases, embed).fit(passages, vectors)
            return topics | chooser.choose({topic: topics[topic] for topic in by_topic}, by_topic)

    model = BERTopic(
        language="multilingual",  # no effect but that punctuation, which ends a phrase, stays
        top_n_words=_CANDIDATES,
        umap_model=BaseDimensionalityReduction(),
        hdbscan_model=_Fitted(labels),
        vectorizer_model=CountVectorizer(analyzer=phrases),
        ctfidf_model=ClassTfidfTransformer(reduce_frequent_words=True),
        representation_model=Terms(),
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # c-TF-IDF of a group without one phrase divides by zero
        topics, _ = model.fit_transform([f"{passage} |" for passage in passages], embeddings=vectors)
    group_of = {topic: label for topic, label in zip(topics, labels.tolist(), strict=True) if topic >= 0}
    return {group: tuple(term for term, _ in model.get_topic(topic) if term) for topic, group in group_of.items()}
