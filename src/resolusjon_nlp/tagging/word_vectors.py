"""Vectors of words by the company they keep, for both written forms at once: one for each key of :func:`resolusjon_nlp.norwegian.bridge.bridge_key`.

How they are made and how good they are is in ``models/resolusjon_words/README.md``.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from resolusjon_nlp.norwegian.bridge import PART_JOIN, bridge_key
from resolusjon_nlp.tagging.linear import SEPARATOR
from resolusjon_nlp.tagging.stored import SETTINGS_FILE, WEIGHTS_FILE, other_version, packaged_folder, reading_model

NAME = "resolusjon_words"
WHAT, TARGET = "ordmodell", "model-words"
FORMAT = 1
SCALE = 127
"""Vectors have length one and are stored in bytes of so many steps to each side."""

Floats = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class WordVectors:
    """Vectors and frequencies of keys.

    Attributes
    ----------
    keys
        Most frequent first.
    frequencies
        How often each was seen, shape (keys,).
    vectors
        Shape (keys, dimensions), each of length one.
    """

    keys: tuple[str, ...]
    frequencies: NDArray[np.int64]
    vectors: Floats

    @cached_property
    def rows(self) -> dict[str, int]:
        """Row of each key."""
        return {key: row for row, key in enumerate(self.keys)}

    @cached_property
    def total(self) -> int:
        """Number of words seen."""
        return int(self.frequencies.sum())

    @property
    def dimensions(self) -> int:
        """Numbers in a vector."""
        return int(self.vectors.shape[1])

    def rarity(self, key: str) -> float:
        """Surprise of a key, ``ln(words seen / times seen)``; keys never seen are as rare as those seen once."""
        row = self.rows.get(key)
        return math.log(self.total / (int(self.frequencies[row]) if row is not None else 1))

    def vector(self, key: str) -> Floats | None:
        """The vector of a key; a compound that was never seen has the mean of its parts', and None is for what nothing is known of."""
        row = self.rows.get(key)
        if row is not None:
            return np.asarray(self.vectors[row], dtype=np.float32)
        parts = [self.rows[part] for part in key.split(PART_JOIN) if part in self.rows] if PART_JOIN in key else []
        if not parts:
            return None
        mean = self.vectors[parts].mean(axis=0)
        return np.asarray(mean / max(float(np.linalg.norm(mean)), 1e-9), dtype=np.float32)

    def related(self, word: str, count: int = 10) -> list[tuple[str, float]]:
        """Keys whose vectors are nearest that of `word` (any form of it), with their cosines, nearest first."""
        key = bridge_key(word)
        vector = self.vector(key)
        if vector is None:
            return []
        cosines = self.vectors @ vector
        nearest = np.argpartition(-cosines, min(count + 1, len(cosines) - 1))[: count + 1]
        ordered = sorted(nearest, key=lambda row: -cosines[row])
        return [(self.keys[row], float(cosines[row])) for row in ordered if self.keys[row] != key][:count]

    def save(self, folder: Path) -> None:
        """Write the vectors to `folder`, in bytes."""
        folder.mkdir(parents=True, exist_ok=True)
        np.savez_compressed(
            folder / WEIGHTS_FILE,
            keys=np.frombuffer(SEPARATOR.join(self.keys).encode(), dtype=np.uint8),
            frequencies=self.frequencies,
            vectors=np.round(self.vectors * SCALE).astype(np.int8),
        )
        settings = {"format": FORMAT, "keys": len(self.keys), "dimensions": self.dimensions}
        (folder / SETTINGS_FILE).write_text(json.dumps(settings, indent=2) + "\n", encoding="utf-8")


def model_folder() -> Path:
    """The folder of the vectors that come with the package; see :func:`resolusjon_nlp.tagging.stored.packaged_folder`."""
    return packaged_folder(NAME, marker=WEIGHTS_FILE, what="Ordmodellen")


@cache
def load_word_vectors(folder: Path) -> WordVectors:
    """Load vectors; the same folder is loaded once.

    Raises
    ------
    ModelError
        When the folder holds none, or what cannot be read; pickled objects are not.
    """
    with reading_model(folder, what=WHAT, target=TARGET):
        if json.loads((folder / SETTINGS_FILE).read_text(encoding="utf-8"))["format"] != FORMAT:
            raise other_version(folder, what=WHAT, target=TARGET)
        with np.load(folder / WEIGHTS_FILE, allow_pickle=False) as file:
            vectors = file["vectors"].astype(np.float32)
            vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
            keys = tuple(file["keys"].tobytes().decode().split(SEPARATOR))
            return WordVectors(keys=keys, frequencies=file["frequencies"].astype(np.int64), vectors=vectors)


@lru_cache(maxsize=1)
def word_vectors() -> WordVectors:
    """The vectors that come with the package."""
    return load_word_vectors(model_folder())
