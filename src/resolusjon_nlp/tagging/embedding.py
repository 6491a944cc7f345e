"""Embedding of words for the trained pipeline: spaCy's hashed features and vectors, and what a lexicon knows of the word.

The lexicon is a lookup table in the vocabulary (``vocab.lookups``), so that it travels with the pipeline: the lower-cased form gives one integer that packs
three facts. How often the form has a capital inside sentences tells names from sentence openings and keeps its worth in headings in capitals; the lists of
names that hold it, and the cluster of its vector, say what is known of words the treebank lacks.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple, cast

import numpy
from spacy.attrs import intify_attr
from spacy.ml.staticvectors import StaticVectors
from spacy.tokens import Doc
from spacy.util import registry
from thinc.api import HashEmbed, Maxout, Model, chain, concatenate, list2ragged, ragged2list, with_array
from thinc.types import Ints2d, Ragged

LEXICON = "resolusjon_lexicon"
"""Name of the lookup table."""
LOWER, ORTH = intify_attr("LOWER"), intify_attr("ORTH")
CAPITAL_BITS, LIST_BITS, CLUSTER_BITS = 3, 9, 11
LEXICON_ROWS = (64, 512, 1024)
"""Rows of the hash tables for the three facts."""
DOCUMENT_ROWS = 16
FIRST_SEED = 8
CAPITAL, SMALL = 1, 2
OPENING = frozenset('.:!?|«»"“”–-*•·(…')
"""After these a capital may be a sentence's own."""


class LexicalFacts(NamedTuple):
    """What the lexicon says of a form.

    Attributes
    ----------
    capital
        How often it has a capital inside a sentence: 0 unknown, 1 never … 7 always.
    lists
        One bit for each list of names that holds it.
    cluster
        Number of its vector's cluster, counted from 1; 0 without one.
    """

    capital: int
    lists: int
    cluster: int


def pack(facts: LexicalFacts) -> int:
    """Pack the facts into one integer."""
    return facts.capital | facts.lists << CAPITAL_BITS | facts.cluster << (CAPITAL_BITS + LIST_BITS)


def unpack(packed: numpy.ndarray) -> numpy.ndarray:
    """Columns ``capital``, ``lists`` and ``cluster`` of packed integers, as an array of shape (n, 3)."""
    return numpy.stack(
        [
            packed & ((1 << CAPITAL_BITS) - 1),
            packed >> CAPITAL_BITS & ((1 << LIST_BITS) - 1),
            packed >> (CAPITAL_BITS + LIST_BITS),
        ],
        axis=1,
    )


def lexicon_features(columns: list[str], *, document: bool) -> Model[list[Doc], list[Ints2d]]:
    """Layer from documents to arrays of shape (tokens, attributes + 3), with `document` + 4, unsigned 64-bit."""
    attributes = [intify_attr(name) for name in columns]
    return Model("lexicon_features", _forward, attrs={"columns": attributes, "document": document})


def _forward(
    model: Model[list[Doc], list[Ints2d]], docs: list[Doc], is_train: bool
) -> tuple[list[Ints2d], Callable[[Any], list[Any]]]:
    columns = model.attrs["columns"]
    found = []
    for doc in docs:
        lookups = doc.vocab.lookups
        table = lookups.get_table(LEXICON) if lookups.has_table(LEXICON) else {}
        attributes = doc.to_array([*columns, LOWER]).reshape((len(doc), len(columns) + 1))
        # Table.get hashes its key first; these keys are hashes.
        forms, places = numpy.unique(attributes[:, -1], return_inverse=True)
        packed = numpy.array([dict.get(table, key, 0) for key in forms.tolist()], dtype="uint64")[places]
        parts = [attributes[:, :-1], unpack(packed)]
        if model.attrs["document"]:
            parts.append(numpy.array(spellings(doc), dtype="uint64").reshape((len(doc), 1)))
        stacked: Any = numpy.hstack(parts)
        found.append(cast(Ints2d, model.ops.asarray(stacked, dtype="uint64")))
    return found, lambda _: []


def spellings(doc: Doc) -> list[int]:
    """How each token's form is spelt elsewhere in the text: 1 with a capital inside sentences, 2 in small letters, 3 both, 0 neither.

    A name that opens a sentence is known by its other mentions. Words in capitals among words in capitals say nothing.
    """
    words = [token.text for token in doc]
    forms = [word.lower() for word in words]
    seen: dict[str, int] = {}
    before = "."
    for word, form in zip(words, forms, strict=True):
        first = word[:1]
        if first.islower():
            seen[form] = seen.get(form, 0) | SMALL
        elif first.isupper() and before[-1] not in OPENING and not (word.isupper() and before.isupper()):
            seen[form] = seen.get(form, 0) | CAPITAL
        if not word.isspace():
            before = word
    return [seen.get(form, 0) for form in forms]


def vectors_by_type(width: int) -> Model[list[Doc], Ragged]:
    """spaCy's ``StaticVectors``, which when predicting puts together the vector of each different form only once.

    A vector is the sum over the form's character n-grams, which costs more than anything else in the embedding.
    """
    model: Model[list[Doc], Ragged] = StaticVectors(width, dropout=0.0)
    for_each_token: Callable[..., tuple[Ragged, Callable[..., Any]]] = model._func

    def forward(layer: Model[list[Doc], Ragged], docs: list[Doc], is_train: bool) -> tuple[Ragged, Callable[..., Any]]:
        if is_train or not any(len(doc) for doc in docs):
            return for_each_token(layer, docs, is_train)
        keys = numpy.concatenate([doc.to_array([ORTH]).reshape(-1) for doc in docs])
        forms, places = numpy.unique(keys, return_inverse=True)
        rows: Any = layer.ops.as_contig(docs[0].vocab.vectors.get_batch(forms))
        weights: Any = layer.get_param("W")
        projected: Any = layer.ops.gemm(rows, weights, trans2=True)
        lengths = layer.ops.asarray1i([len(doc) for doc in docs])
        return Ragged(projected[places], lengths), lambda _: []

    model._func = forward
    return model


@registry.architectures("resolusjon.LexiconEmbed.v1")  # type: ignore[untyped-decorator]
def lexicon_embed(
    width: int, attrs: list[str], rows: list[int], include_static_vectors: bool, document: bool = False
) -> Model[Any, Any]:
    """spaCy's ``MultiHashEmbed`` with the lexicon's three facts as further features.

    Parameters
    ----------
    width
        Of each feature's embedding and of the output.
    attrs, rows
        Lexical attributes and the rows of their hash tables.
    include_static_vectors
        Whether the vocabulary's vectors are a feature too.
    document
        Whether it is a feature too how the form is spelt elsewhere in the text, see :func:`spellings`.
    """
    if len(attrs) != len(rows):
        raise ValueError(f"{len(attrs)} attributes, but {len(rows)} numbers of rows")
    all_rows = [*rows, *LEXICON_ROWS, *([DOCUMENT_ROWS] if document else [])]
    embeddings: list[Model[Any, Any]] = [
        HashEmbed(width, row, column=column, seed=FIRST_SEED + column, dropout=0.0)
        for column, row in enumerate(all_rows)
    ]
    features = lexicon_features(attrs, document=document)
    hashed: Model[Any, Any] = chain(features, list2ragged(), with_array(concatenate(*embeddings)))
    parts = len(embeddings)
    if include_static_vectors:
        hashed = concatenate(hashed, vectors_by_type(width))
        parts += 1
    mix: Model[Any, Any] = with_array(Maxout(width, width * parts, nP=3, dropout=0.0, normalize=True))
    return chain(hashed, mix, ragged2list())
