"""A passage's vector is sentence-transformers' own, and hangs on the passage alone."""

import numpy as np
import pytest

from pipelines.embedding import SegmentEmbedder
from pipelines.models import find_model
from pipelines.vector_cache import VectorCache

pytestmark = pytest.mark.model

PASSAGES = [
    "Kind staff",
    "We waited four hours for the ambulance and nobody told us why.",
    "Parking",
    "🙂",
    "Très bien, merci",
    "The crew " + "listened and explained what they did, " * 10,
    "long answer " * 400,
    *(f"The driver was {number} minutes late again" for number in range(40)),
]


@pytest.fixture(scope="module")
def vectors():
    return SegmentEmbedder().fit().transform(PASSAGES)


@pytest.mark.slow
def test_vectors_are_those_of_sentence_transformers(vectors):
    from sentence_transformers import SentenceTransformer

    theirs = SentenceTransformer(find_model().source, device="cpu").encode(PASSAGES)
    assert np.abs(theirs - vectors).max() < 1e-6


def test_companions_do_not_change_a_bit_of_a_vector(vectors):
    order = np.random.default_rng(0).permutation(len(PASSAGES))
    shuffled = SegmentEmbedder().fit().transform([PASSAGES[number] for number in order])
    alone = SegmentEmbedder().fit().transform(PASSAGES[:1])
    assert np.array_equal(shuffled, vectors[order])
    assert np.array_equal(alone, vectors[:1])


def test_the_number_of_threads_does_not_change_a_bit_of_a_vector(vectors):
    assert np.array_equal(SegmentEmbedder(n_threads=1).fit().transform(PASSAGES), vectors)
    assert np.array_equal(SegmentEmbedder(n_threads=3).fit().transform(PASSAGES), vectors)


def test_a_passage_is_read_once_ever(tmp_path, vectors):
    counts = []
    with VectorCache(tmp_path) as cache:
        embedder = SegmentEmbedder(cache=cache, on_read=lambda done, total: counts.append((done, total))).fit()
        embedder.transform([*PASSAGES[:3], *PASSAGES[:3]])
        assert counts[-1] == (3, 3)
        again = embedder.transform(PASSAGES[:4])
        assert counts[-1] == (4, 4)
        counts.clear()
        assert np.array_equal(embedder.transform(PASSAGES[:4]), again)
        assert counts == []
    assert np.array_equal(again, vectors[:4])


@pytest.mark.slow
def test_another_model_is_read_through_sentence_transformers(vectors):
    embedder = SegmentEmbedder(find_model().source).fit()
    assert not embedder.place_.packaged
    assert len(embedder.model_sha256_) == 64
    assert np.abs(embedder.transform(PASSAGES[:5]) - vectors[:5]).max() < 1e-6
