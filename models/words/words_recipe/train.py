"""Texts to vectors: ``python -m words_recipe.train OUT --shared FOLDER``.

Positive pointwise mutual information of keys that stand near each other, reduced by singular value decomposition (Levy and Goldberg 2014, "Neural Word Embedding as
Implicit Matrix Factorization"), with their smoothed contexts, shifted information and dampened frequent words.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import scipy.sparse as sp
import typer
from numpy.typing import NDArray
from sklearn.utils.extmath import randomized_svd

from resolusjon_nlp.norwegian.stems import words_of
from resolusjon_nlp.tagging.word_vectors import WordVectors
from words_recipe.texts import count_words, keys_of_words, paragraphs

LEAST_WORD, LEAST_KEY, MOST_KEYS = 3, 6, 30_000
WINDOW, NEAR = 10, 3
"""Words on each side; one `NEAR` words farther off counts half as much."""
FREQUENT = 1e-4
"""Words above this share of all are left out at random, the more often the more frequent they are."""
SMOOTHING, SHIFT = 0.75, 2.0
DIMENSIONS = 120
OUTSIDE, BREAK = -2, -1
Ints = NDArray[np.int32]


def sequence(shared: Path, columns: dict[str, int]) -> Ints:
    """Columns of all words in their order; `BREAK` between paragraphs, `OUTSIDE` for words without one."""
    found: list[int] = []
    for paragraph in paragraphs(shared):
        found.extend(columns.get(word, OUTSIDE) for word in words_of(paragraph))
        found.append(BREAK)
    return np.array(found, dtype=np.int32)


def counts_together(words: Ints, size: int, seed: int) -> sp.csr_matrix:
    """How often keys stand near each other, weighed by nearness; shape (size, size)."""
    frequency = np.bincount(words[words >= 0], minlength=size)
    kept_share = np.minimum(1.0, np.sqrt(FREQUENT * len(words) / np.maximum(frequency, 1)))
    random = np.random.default_rng(seed).random(len(words))
    words = words[(words == BREAK) | ((words >= 0) & (random < kept_share[np.maximum(words, 0)]))]
    paragraph = np.cumsum(words == BREAK)
    inside = words >= 0
    words, paragraph = words[inside], paragraph[inside]
    total = sp.csr_matrix((size, size), dtype=np.float32)
    for distance in range(1, WINDOW + 1):
        same = paragraph[:-distance] == paragraph[distance:]
        left, right = words[:-distance][same], words[distance:][same]
        weights = np.full(len(left), 1.0 / (1.0 + (distance - 1) / NEAR), dtype=np.float32)
        one = sp.coo_matrix((weights, (left, right)), shape=(size, size)).tocsr()
        total = total + one + one.T
    return total


def information(counts: sp.csr_matrix) -> sp.csr_matrix:
    """Positive, shifted pointwise mutual information of `counts`."""
    matrix = counts.tocoo()
    rows = np.asarray(counts.sum(axis=1)).ravel()
    contexts = rows**SMOOTHING / (rows**SMOOTHING).sum()
    total = rows.sum()
    values = np.log(matrix.data / total / (rows[matrix.row] / total * contexts[matrix.col])) - np.log(SHIFT)
    kept = values > 0
    return sp.csr_matrix(
        (values[kept].astype(np.float32), (matrix.row[kept], matrix.col[kept])), shape=counts.shape, dtype=np.float32
    )


def train(shared: Path, seed: int = 1) -> WordVectors:
    """Vectors of the most frequent keys."""
    words = count_words(shared)
    keys = keys_of_words(words, LEAST_WORD)
    frequency: Counter[str] = Counter()
    for word, key in keys.items():
        frequency[key] += words[word]
    names = [key for key, count in frequency.most_common(MOST_KEYS) if count >= LEAST_KEY]
    column = {key: index for index, key in enumerate(names)}
    columns = {word: column[key] for word, key in keys.items() if key in column}
    matrix = information(counts_together(sequence(shared, columns), len(names), seed))
    left, singular, _ = randomized_svd(matrix, n_components=DIMENSIONS, n_iter=4, random_state=seed)
    vectors: NDArray[Any] = left * np.sqrt(singular)
    return WordVectors(
        keys=tuple(names),
        frequencies=np.array([frequency[key] for key in names], dtype=np.int64),
        vectors=vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9),
    )


def main(out: Path, shared: Annotated[Path, typer.Option(help="Folder with the sources")]) -> None:
    """Train and store the vectors."""
    train(shared).save(out)


if __name__ == "__main__":
    typer.run(main)
