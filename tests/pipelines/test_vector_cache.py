"""Vectors are kept from run to run, and forgotten with their text."""

import numpy as np

from pipelines.vector_cache import FILE_NAME, VectorCache

VECTOR = np.array([0.6, -0.8], dtype=np.float32)


def test_a_vector_comes_back_bit_for_bit_in_another_process_of_use(tmp_path):
    with VectorCache(tmp_path) as cache:
        cache.put("model", {"kind staff": VECTOR})
    with VectorCache(tmp_path) as cache:
        assert cache.get("model", ["kind staff"])["kind staff"].tobytes() == VECTOR.tobytes()


def test_another_models_vectors_are_not_mistaken_for_this_ones(tmp_path):
    with VectorCache(tmp_path) as cache:
        cache.put("model", {"kind staff": VECTOR})
        assert cache.get("other model", ["kind staff"]) == {}


def test_more_texts_than_one_statement_may_name_are_found(tmp_path):
    texts = [f"answer {number}" for number in range(2_345)]
    with VectorCache(tmp_path) as cache:
        cache.put("model", dict.fromkeys(texts, VECTOR))
        assert cache.get("model", texts).keys() == set(texts)


def test_a_forgotten_text_leaves_nothing_in_the_file(tmp_path):
    with VectorCache(tmp_path) as cache:
        cache.put("model", {"kind staff": VECTOR, "long wait": VECTOR * 2})
        cache.forget(["kind staff"])
        assert cache.get("model", ["kind staff", "long wait"]).keys() == {"long wait"}
    assert VECTOR.tobytes() not in (tmp_path / FILE_NAME).read_bytes()


def test_a_damaged_file_is_begun_anew(tmp_path):
    (tmp_path / FILE_NAME).write_bytes(b"this was a database once" * 100)
    with VectorCache(tmp_path) as cache:
        cache.put("model", {"kind staff": VECTOR})
        assert "kind staff" in cache.get("model", ["kind staff"])
