"""Figures of trained vectors: ``python -m words_recipe.evaluate MODEL OUT``.

The theme lexicon was written by hand and not learnt from: of its words, how many have a word of the same theme nearest among all its other words? Words of the same key,
or that share a part, are left out, so that spelling says nothing. The language pipeline's vectors, which are made of letters, are the peer.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import typer
from numpy.typing import NDArray

from resolusjon_nlp.norwegian.bridge import PART_JOIN, bridge_key
from resolusjon_nlp.resources import load_yaml
from resolusjon_nlp.tagging.pipeline import load
from resolusjon_nlp.tagging.word_vectors import load_word_vectors

LEVELS = ("strong", "terms")


def lexicon_words() -> dict[str, set[str]]:
    """Single words of the theme lexicon, without those that are patterns, with their themes."""
    found: dict[str, set[str]] = defaultdict(set)
    for entry in load_yaml("themes/themes.yaml")["themes"]:
        for level in LEVELS:
            for term in entry[level] or ():
                word = str(term)
                if word.isalpha():
                    found[word.lower()].add(str(entry["id"]))
    return dict(found)


def nearest_has_theme(words: dict[str, set[str]], vector: Callable[[str], NDArray[Any] | None]) -> dict[str, float]:
    """Share of words whose nearest other word has a theme in common, and what chance would give."""
    known = {word: found for word in words if (found := vector(word)) is not None}
    names = list(known)
    matrix = np.stack([known[name] / max(float(np.linalg.norm(known[name])), 1e-9) for name in names])
    cosines = matrix @ matrix.T
    keys = [set(bridge_key(name).split(PART_JOIN)) for name in names]
    alike = np.array([[bool(words[a] & words[b]) for b in names] for a in names])
    barred = np.array([[bool(a & b) for b in keys] for a in keys])
    cosines[barred] = -2.0
    nearest = cosines.argmax(axis=1)
    return {
        "words": len(names),
        "nearest has the theme": round(float(alike[np.arange(len(names)), nearest].mean()), 4),
        "chance": round(float(alike[~barred].mean()), 4),
    }


def main(model: Path, out: Path) -> None:
    """Write the figures as JSON."""
    words = lexicon_words()
    vectors = load_word_vectors(model)
    letters = load().vocab
    both = {w: t for w, t in words.items() if vectors.vector(bridge_key(w)) is not None}
    result = {
        "keys": len(vectors.keys),
        "dimensions": vectors.dimensions,
        "words read": vectors.total,
        "these vectors": nearest_has_theme(both, lambda word: vectors.vector(bridge_key(word))),
        "the pipeline's vectors": nearest_has_theme(both, lambda word: np.asarray(letters.get_vector(word))),
    }
    out.write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    typer.run(main)
