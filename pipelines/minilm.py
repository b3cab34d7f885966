"""The packaged model, run directly with PyTorch: the same vectors as sentence-transformers, without its imports.

sentence-transformers needs 7 to 9 seconds and 490 MB before the first passage is read; this forward pass of the same
weights needs 2 seconds and 220 MB, and a test holds its vectors equal to sentence-transformers' within 1e-6. It is
written for BERT with mean pooling, the architecture of all-MiniLM-L6-v2; other models go through sentence-transformers
(`pipelines.embedding`).

A passage's vector depends on the passage alone. Passages are read in batches of fixed shape (about 256 tokens: 32
rows of 8, 16 rows of 16, … one row of 256, filled up), because the companions of a passage change the last bits of
its vector through the shape of the matrix products. Batches run side by side on threads of their own instead of sharing
one product's threads: that scales better, and leaves each product, and so each bit, the same on any number of threads.

References
----------
Devlin et al. (2019), BERT; Reimers & Gurevych (2019), Sentence-BERT; Wang et al. (2020), MiniLM.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

LENGTHS = (8, 16, 24, 32, 48, 64, 96, 128, 256)  # tokens; the model was trained for at most 256
BATCH_TOKENS = 256  # larger products are no faster on a processor, smaller ones are

_LAYERS = 6
_HEADS = 12
_LAYER_NORM_EPS = 1e-12  # of the model's config.json

_Batch = tuple[int, list[int]]  # tokens a row, indices of the texts in it


class MiniLM:
    """all-MiniLM-L6-v2, from tokens to unit vectors.

    Parameters
    ----------
    folder : Path
        Holds `model.safetensors` and `tokenizer.json`, checked by `pipelines.models`.
    n_threads : int
        Batches read side by side.
    """

    dimensions = 384

    def __init__(self, folder: Path, n_threads: int) -> None:
        from safetensors.torch import load_file
        from tokenizers import Tokenizer

        self._weights: dict[str, Any] = load_file(folder / "model.safetensors")
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(LENGTHS[-1])
        self._n_threads = n_threads

    def encode(self, texts: Sequence[str]) -> Iterator[tuple[list[int], NDArray[np.float32]]]:
        """Yield indices of texts and their vectors, batch by batch, in an order fixed by the texts.

        Yields
        ------
        (list of int, float32 array of shape (len of the list, 384)), rows of length 1
        """
        import torch

        tokens = [encoded.ids for encoded in self._tokenizer.encode_batch(list(texts))]
        threads_before = torch.get_num_threads()
        torch.set_num_threads(1)
        try:
            with ThreadPoolExecutor(self._n_threads, initializer=torch.set_num_threads, initargs=(1,)) as pool:
                window = self._n_threads * 2  # so that a cancelled run stops within a few batches
                batches = _batches(tokens)
                for start in range(0, len(batches), window):
                    part = batches[start : start + window]
                    vectors = pool.map(lambda batch: self._read(tokens, batch), part)
                    for (_, indices), rows in zip(part, vectors, strict=True):
                        yield indices, rows
        finally:
            torch.set_num_threads(threads_before)

    def _read(self, tokens: list[list[int]], batch: _Batch) -> NDArray[np.float32]:
        import torch

        length, indices = batch
        ids = np.zeros((BATCH_TOKENS // length, length), dtype=np.int64)
        filled = np.zeros(ids.shape, dtype=bool)
        filled[:, 0] = True  # a row that only fills up attends to one token, or its softmax would be 0/0
        for row, index in enumerate(indices):
            ids[row, : len(tokens[index])] = tokens[index]
            filled[row, : len(tokens[index])] = True
        with torch.inference_mode():
            vectors: NDArray[np.float32] = self._forward(torch.from_numpy(ids), torch.from_numpy(filled)).numpy()
        return vectors[: len(indices)]

    def _forward(self, ids: Any, filled: Any) -> Any:
        from torch.nn import functional

        rows, length = ids.shape
        weights = self._weights
        states = (
            weights["embeddings.word_embeddings.weight"][ids]
            + weights["embeddings.position_embeddings.weight"][:length]
            + weights["embeddings.token_type_embeddings.weight"][0]
        )
        states = self._norm(states, "embeddings.LayerNorm")
        mask = filled[:, None, None, :]
        for layer in range(_LAYERS):
            name = f"encoder.layer.{layer}"
            query, key, value = (
                self._linear(states, f"{name}.attention.self.{part}").view(rows, length, _HEADS, -1).transpose(1, 2)
                for part in ("query", "key", "value")
            )
            seen = functional.scaled_dot_product_attention(query, key, value, attn_mask=mask)
            seen = seen.transpose(1, 2).reshape(rows, length, -1)
            seen = self._linear(seen, f"{name}.attention.output.dense")
            states = self._norm(seen + states, f"{name}.attention.output.LayerNorm")
            wide = functional.gelu(self._linear(states, f"{name}.intermediate.dense"))
            states = self._norm(self._linear(wide, f"{name}.output.dense") + states, f"{name}.output.LayerNorm")
        weight = filled[:, :, None].to(states.dtype)
        return functional.normalize((states * weight).sum(1) / weight.sum(1), dim=1)

    def _linear(self, states: Any, name: str) -> Any:
        from torch.nn import functional

        return functional.linear(states, self._weights[f"{name}.weight"], self._weights[f"{name}.bias"])

    def _norm(self, states: Any, name: str) -> Any:
        from torch.nn import functional

        weight, bias = self._weights[f"{name}.weight"], self._weights[f"{name}.bias"]
        return functional.layer_norm(states, weight.shape, weight, bias, _LAYER_NORM_EPS)


def _batches(tokens: list[list[int]]) -> list[_Batch]:
    """Texts of about one length together, longest first, so that the last batches are the short ones."""
    by_length: dict[int, list[int]] = {}
    for index, ids in enumerate(tokens):
        by_length.setdefault(next(length for length in LENGTHS if length >= len(ids)), []).append(index)
    return [
        (length, by_length[length][start : start + BATCH_TOKENS // length])
        for length in sorted(by_length, reverse=True)
        for start in range(0, len(by_length[length]), BATCH_TOKENS // length)
    ]
