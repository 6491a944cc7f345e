"""Word vectors: both written forms are one, company tells words apart, and what is stored comes back."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from resolusjon_nlp.errors import ModelError
from resolusjon_nlp.norwegian.bridge import bridge_key
from resolusjon_nlp.tagging.word_vectors import WordVectors, load_word_vectors, word_vectors


def cosine(one: str, other: str) -> float:
    first, second = (word_vectors().vector(bridge_key(word)) for word in (one, other))
    assert first is not None
    assert second is not None
    return float(first @ second)


@pytest.mark.parametrize(
    ("word", "near", "far"),
    [
        ("lærlingene", "fagbrev", "tog"),
        ("sjukehus", "jordmor", "formuesskatt"),
        ("togene", "jernbane", "pensjon"),
        ("innleige", "bemanningsforetak", "ferje"),
    ],
)
def test_words_of_one_matter_are_nearer_than_others(word: str, near: str, far: str) -> None:
    assert cosine(word, near) > cosine(word, far)


def test_written_forms_share_a_vector() -> None:
    assert cosine("sykehusene", "sjukehusa") == pytest.approx(1.0)


def test_related_words_are_ordered_and_not_the_word_itself() -> None:
    found = word_vectors().related("kommunenes", 5)
    assert len(found) == 5
    assert bridge_key("kommune") not in dict(found)
    assert [score for _, score in found] == sorted((score for _, score in found), reverse=True)


def test_unknown_words_and_new_compounds() -> None:
    vectors = word_vectors()
    assert vectors.related("xqzwv") == []
    assert vectors.vector("xqzwv") is None
    new = vectors.vector("lærling+ferge")
    assert "lærling+ferge" not in vectors.rows
    assert new is not None
    assert np.linalg.norm(new) == pytest.approx(1.0, abs=1e-5)
    assert vectors.rarity("xqzwv") > vectors.rarity("ferge") > vectors.rarity("kommune")


def test_stored_vectors_come_back(tmp_path: Path) -> None:
    random = np.random.default_rng(3).normal(size=(4, 6))
    made = WordVectors(
        ("a", "b", "c+d", "e"), np.array([9, 5, 3, 1]), random / np.linalg.norm(random, axis=1, keepdims=True)
    )
    made.save(tmp_path / "words")
    again = load_word_vectors(tmp_path / "words")
    assert again.keys == made.keys
    assert again.frequencies.tolist() == [9, 5, 3, 1]
    assert np.abs(again.vectors - made.vectors).max() < 0.02


def test_what_is_no_model_says_so(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="ordmodell"):
        load_word_vectors(tmp_path)
