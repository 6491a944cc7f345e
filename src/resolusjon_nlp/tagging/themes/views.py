"""The first stage of the theme classifier: what a text's words, the pieces of its words and its words' vectors say for each theme.

All three go by keys that both written forms share (:func:`resolusjon_nlp.norwegian.bridge.bridge_key`), so that what is learnt from one form holds for the other.
"""

from __future__ import annotations

import math
import re
import zlib
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from resolusjon_nlp.norwegian.bridge import PART_JOIN, bridge_key
from resolusjon_nlp.records import Block
from resolusjon_nlp.tagging.linear import LinearClassifier
from resolusjon_nlp.tagging.themes.scoring import BLOCK_WEIGHT
from resolusjon_nlp.tagging.word_vectors import word_vectors

Floats = NDArray[np.float64]

REMEMBERED_WORDS = 100_000
"""So many different words are kept with their keys and pieces."""

SHORTEST_PIECE, LONGEST_PIECE = 3, 5
LEAST_SURPRISE = 5.0
"""Words that are no rarer than one in e^5 (some 150) say nothing of a text's subject and are left out of its vector."""

_WORD = re.compile(r"[^\W\d_]{2,}")


@lru_cache(maxsize=REMEMBERED_WORDS)
def word_keys(word: str) -> tuple[str, ...]:
    """The key of a word, and those of its parts where it is a compound."""
    key = bridge_key(word)
    return (key, *key.split(PART_JOIN)) if PART_JOIN in key else (key,)


def words_of(text: str) -> str:
    """A text's words by their keys, joined by spaces."""
    return " ".join(key for word in _WORD.findall(text) for key in word_keys(word))


def block_words(blocks: Sequence[Block]) -> tuple[str, ...]:
    """:func:`words_of` each block that says anything of the subject; dates, signatures and adopting bodies do not."""
    return tuple(words_of(block.text) for block in blocks if BLOCK_WEIGHT.get(block.type, 1.0) > 0.0)


def pieces_of(word: str) -> list[str]:
    """Character n-grams of a word with a space at either end, as scikit-learn's ``char_wb`` has them."""
    framed = f" {word} "
    pieces: list[str] = []
    for size in range(SHORTEST_PIECE, LONGEST_PIECE + 1):
        pieces.extend(framed[start : start + size] for start in range(max(1, len(framed) - size + 1)))
        if len(framed) <= size:
            # A word that is too short for longer ones is counted once, whole.
            break
    return pieces


def mean_vector(words: Mapping[str, int]) -> Floats:
    """Mean of the words' vectors, weighed by surprise, of length one (zero where nothing is known); shape (dimensions,)."""
    known = word_vectors()
    found = [
        (vector, _weight(word, count)) for word, count in words.items() if (vector := known.vector(word)) is not None
    ]
    if not found:
        return np.zeros(known.dimensions)
    vectors, weights = zip(*found, strict=True)
    total = np.asarray(weights) @ np.stack(vectors)
    return np.asarray(total / max(float(np.linalg.norm(total)), 1e-9), dtype=np.float64)


def _weight(word: str, count: int) -> float:
    return (1.0 + math.log(count)) * max(0.0, word_vectors().rarity(word) - LEAST_SURPRISE)


def vectors_mark() -> int:
    """Checksum of the word vectors in use: a model's ``settings.json`` has that of the vectors it was trained on."""
    return zlib.crc32(np.round(word_vectors().vectors, 3).tobytes())


@dataclass(frozen=True, eq=False)
class TermView:
    """A linear classifier over terms by tf-idf: ``rarity`` is each term's weight in itself (inverse document frequency), shape (terms,)."""

    classifier: LinearClassifier
    rarity: Floats

    @cached_property
    def _by_term(self) -> Floats:
        """The weights a row a term, which is how they are looked up; shape (terms, themes)."""
        return np.ascontiguousarray(self.classifier.weights.T)

    def log_odds(self, counts: Mapping[str, int]) -> Floats:
        """Log-odds of each theme for a text as counts of terms, shape (themes,)."""
        return self.log_odds_of_columns(*self._known(counts))

    def log_odds_of_columns(self, columns: NDArray[np.int64], counts: Floats) -> Floats:
        """The same for a text as columns of known terms with their counts, shapes (terms,)."""
        return np.asarray(self.classifier.intercepts + self._weights(columns, counts) @ self._by_term[columns])

    def contributions(self, counts: Mapping[str, int], theme: int) -> dict[str, float]:
        """What each known term of a text adds to the log-odds of a theme."""
        columns, known = self._known(counts)
        added = self._weights(columns, known) * self._by_term[columns, theme]
        return {self.classifier.names[column]: float(value) for column, value in zip(columns, added, strict=True)}

    def _known(self, counts: Mapping[str, int]) -> tuple[NDArray[np.int64], Floats]:
        columns = self.classifier.columns
        found = [(columns[term], count) for term, count in counts.items() if term in columns]
        pairs = np.array(found, dtype=np.int64).reshape(-1, 2)
        return pairs[:, 0], pairs[:, 1].astype(np.float64)

    def _weights(self, columns: NDArray[np.int64], counts: Floats) -> Floats:
        weights = (1.0 + np.log(counts)) * self.rarity[columns]
        return np.asarray(weights / max(float(np.linalg.norm(weights)), 1e-9))


@dataclass(frozen=True, eq=False)
class PieceView(TermView):
    """The same over pieces of words; which pieces of a word are known is kept."""

    @cached_property
    def _of_word(self) -> Callable[[str], NDArray[np.int64]]:
        columns = self.classifier.columns

        @lru_cache(maxsize=REMEMBERED_WORDS)
        def known_pieces(word: str) -> NDArray[np.int64]:
            return np.array([columns[piece] for piece in pieces_of(word) if piece in columns], dtype=np.int64)

        return known_pieces

    def log_odds_of_words(self, words: Mapping[str, int]) -> Floats:
        """Log-odds of each theme for a text as counts of words, shape (themes,)."""
        counts = np.zeros(len(self.rarity))
        for word, count in words.items():
            np.add.at(counts, self._of_word(word), count)
        (columns,) = counts.nonzero()
        return self.log_odds_of_columns(columns, counts[columns])


@dataclass(frozen=True)
class Said:
    """What the first stage says of a text, as log-odds.

    Attributes
    ----------
    words, pieces, vectors
        By the text as a whole; shape (themes,).
    company
        How far the themes that the words speak for go together with each theme; shape (themes,).
    blocks, lengths
        By the words of each block, shape (blocks, themes), and how many there are, shape (blocks,).
    """

    words: Floats
    pieces: Floats
    vectors: Floats
    company: Floats
    blocks: Floats
    lengths: Floats


@dataclass(frozen=True)
class FirstStage:
    """The three views; ``company`` is the log-ratio of how often themes stand together to how often chance would have it, shape (themes, themes)."""

    words: TermView
    pieces: PieceView
    vectors: LinearClassifier
    company: Floats

    def of(self, blocks: Sequence[str]) -> Said:
        """Read a text given as the words of its blocks."""
        by_block = [Counter(words.split()) for words in blocks] or [Counter()]
        counts: Counter[str] = Counter()
        for one in by_block:
            counts.update(one)
        words = self.words.log_odds(counts)
        return Said(
            words=words,
            pieces=self.pieces.log_odds_of_words(counts),
            vectors=self.by_vector(counts),
            company=1.0 / (1.0 + np.exp(-words)) @ self.company,
            blocks=np.stack([self.words.log_odds(one) for one in by_block]),
            lengths=np.array([max(1, one.total()) for one in by_block], dtype=np.float64),
        )

    def by_vector(self, counts: Mapping[str, int]) -> Floats:
        """Log-odds of each theme by the mean vector of words, shape (themes,)."""
        return np.asarray(self.vectors.log_odds_of_matrix(mean_vector(counts)[None, :])[0])
