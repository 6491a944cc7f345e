"""What the embedding tells the recogniser of names, on small texts made here."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

spacy = pytest.importorskip("spacy")
numpy = pytest.importorskip("numpy")

from spacy.strings import get_string_id  # noqa: E402
from spacy.tokens import Doc  # noqa: E402
from thinc.api import Linear, Model, fix_random_seed, set_dropout_rate  # noqa: E402

from resolusjon_nlp.tagging import embedding  # noqa: E402
from resolusjon_nlp.tagging.embedding import LexicalFacts, pack  # noqa: E402

NEVER_CAPITAL = pack(LexicalFacts(1, 0, 0))
ATTRIBUTES = ["NORM", "PREFIX", "SUFFIX", "SHAPE"]
TEXT = "Filosofen Kari Moen skrev . Moens bok og Moen selv kom til Oslo , og Oslo er stor"


def facts(words: list[str], **known: int) -> list[int]:
    return [known.get(word, 0 if word[0].isupper() else NEVER_CAPITAL) for word in words]


def test_a_surname_is_known_from_where_it_was_introduced() -> None:
    words = TEXT.split()
    given = pack(LexicalFacts(7, embedding.GIVEN, 9))
    found = embedding.mentions(words, facts(words, Kari=given, Filosofen=pack(LexicalFacts(2, 0, 4))))
    use = embedding.AGAIN | embedding.AFTER_GIVEN
    assert found[2] == (use, 0, 0)
    assert found[5] == found[8] == (use, 9, 0)
    assert found[1] == (0, 0, 0)
    assert found[12][0] == embedding.AGAIN | embedding.AFTER_PREPOSITION


def test_small_letters_elsewhere_are_told() -> None:
    words = "Jeg så Berg på et berg".split()
    found = embedding.mentions(words, facts(words))
    assert found[2][0] == found[5][0] == embedding.SMALL
    assert found[0] == (0, 0, 0)


def test_quotations() -> None:
    assert embedding.quoted("Hun leste « Sult » i går".split()) == [0, 0, 9, 5, 10, 0, 0]
    assert embedding.quoted('Et " ja til tog " nå'.split()) == [0, 9, 2, 2, 2, 10, 0]
    assert not any(embedding.quoted(["«", *["ord"] * 40, "»"]))


def test_compounds_are_known_by_their_last_part() -> None:
    table = {get_string_id("foreningen"): pack(LexicalFacts(3, 0, 42))}
    assert embedding.tail(table, "tuberkuloseforeningen") == 42
    assert embedding.tail(table, "foreningen") == 0


def test_same_names_share_a_number() -> None:
    doc = Doc(spacy.blank("nb").vocab, words=TEXT.split())
    numbers = embedding.same_names([doc, doc]).tolist()
    one, other = numbers[: len(doc)], numbers[len(doc) :]
    assert one[2] == one[5] == one[8] != -1
    assert one[12] == one[15] != one[2]
    assert set(one) & set(other) == {-1}


def _embed(*, names: bool) -> tuple[Model[Any, Any], list[Doc]]:
    vocab = spacy.blank("nb").vocab
    docs = [Doc(vocab, words=TEXT.split()), Doc(vocab, words=["Moen", "og", "og"]), Doc(vocab, words=[])]
    embed = embedding.lexicon_embed(8, ATTRIBUTES, [50] * 4, include_static_vectors=False, names=names)
    embed.initialize(X=docs)
    set_dropout_rate(embed, 0.0)
    return embed, docs


@pytest.mark.parametrize("names", [False, True])
def test_alike_tokens_are_computed_once_with_the_same_result(names: bool) -> None:
    embed, docs = _embed(names=names)
    for one, other in zip(embed.predict(docs), embed(docs, is_train=True)[0], strict=True):
        numpy.testing.assert_allclose(one, other, rtol=1e-4, atol=1e-5)


def test_gradient_reaches_all_mentions() -> None:
    # Finite differences are wrong where a maximum changes hands; these weights stay clear of that.
    fix_random_seed(0)
    embed, docs = _embed(names=True)
    docs = docs[:2]
    rows = embed.predict(docs)

    def forward(model: Model[Any, Any], _: Any, is_train: bool) -> tuple[Any, Any]:
        return [row.copy() for row in rows], lambda gradient: gradient

    pooled = embedding.pooled_tok2vec(Model("encoder", forward, dims={"nO": 8}), 8)
    pooled.initialize(X=docs)
    weights = [numpy.random.default_rng(1).random(row.shape, dtype="float32") for row in rows]
    gradient = pooled(docs, is_train=True)[1]([weight.copy() for weight in weights])
    step = 1e-2
    for doc, token in ((0, 2), (0, 5), (0, 9), (1, 0)):
        values = []
        for sign in (step, -step):
            rows[doc][token, 3] += sign
            values.append(sum((out * w).sum() for out, w in zip(pooled.predict(docs), weights, strict=True)))
            rows[doc][token, 3] -= sign
        assert (values[0] - values[1]) / (2 * step) == pytest.approx(gradient[doc][token, 3], rel=0.02, abs=0.02)


def test_average_of_weights() -> None:
    models = Path(__file__).parents[2] / "models"
    if not models.is_dir():
        pytest.skip("the recipe is in the source checkout only")
    sys.path.insert(0, str(models))
    average = pytest.importorskip("recipe.average")
    layers = []
    for value in (1.0, 2.0):
        layer = Linear(2, 2)
        layer.initialize()
        layer.set_param("W", numpy.full((2, 2), value, dtype="float32"))
        layers.append(layer)
    assert average.average(layers).get_param("W").tolist() == [[1.5, 1.5], [1.5, 1.5]]
    with pytest.raises(ValueError, match="shape"):
        average.average([layers[0], Linear(3, 2).initialize()])
