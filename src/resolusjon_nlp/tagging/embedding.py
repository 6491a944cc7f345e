"""Embedding of words for the trained pipeline: spaCy's hashed features and vectors, and what a lexicon knows of the word.

The lexicon is a lookup table in the vocabulary (``vocab.lookups``), so that it travels with the pipeline: the lower-cased form gives one integer that packs
three facts. How often the form has a capital inside sentences tells names from sentence openings and keeps its worth in headings in capitals; the lists of
names that hold it, and the cluster of its vector, say what is known of words the treebank lacks. Names have features besides, most of them of the whole
text: who is introduced with given name or occupation is called by the surname afterwards.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple, cast

import numpy
from spacy.attrs import intify_attr
from spacy.ml.staticvectors import StaticVectors
from spacy.strings import get_string_id
from spacy.tokens import Doc
from spacy.util import registry
from thinc.api import HashEmbed, Maxout, Model, chain, concatenate, list2ragged, ragged2list, with_array
from thinc.types import Floats2d, Ints2d

LEXICON = "resolusjon_lexicon"
"""Name of the lookup table."""
LOWER, ORTH = intify_attr("LOWER"), intify_attr("ORTH")
CAPITAL_BITS, LIST_BITS, CLUSTER_BITS = 3, 9, 11
LEXICON_ROWS = (64, 512, 1024)
"""Rows of the hash tables for the three facts."""
NAME_ROWS = (640, 2500, 2500, 2500, 128, 640, 640, 16)
"""Rows for what names have besides: cluster of the last part, beginning and endings, use in the text, clusters around the first mention, quotation."""
FIRST_SEED = 8
MULTIPLIERS = numpy.random.default_rng(8).integers(1 << 62, size=32, dtype="uint64") * 2 + 1
"""To tell rows of features from each other by one number."""
MOST = (1 << CAPITAL_BITS) - 1
NEVER, SELDOM = 2, 3
"""Forms that have a capital inside sentences so seldom are no names anywhere, or none when they open a sentence."""
GIVEN = 1
"""The list of given names."""
AFFIXES = 3
SHORTEST_GENITIVE, SHORTEST_PART = 5, 3
SMALL, AGAIN, AFTER_GIVEN, AFTER_NAME, BEFORE_NAME, AFTER_PREPOSITION = (1 << bit for bit in range(6))
"""How a name is used in a text: in small letters too, more than once, after a given name, after or before another name, after a preposition of place."""
PLACE_PREPOSITIONS = frozenset("i på til fra frå ved".split())
OPENING_QUOTES, CLOSING_QUOTES = frozenset('«"“”„‘'), frozenset('»"”“’')
LONGEST_QUOTATION = 11
MARK_BEFORE, MARK_AFTER = 9, 10
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


def lexicon_features(columns: list[str], *, names: bool) -> Model[list[Doc], list[Ints2d]]:
    """Layer from documents to arrays of shape (tokens, attributes + 3), with `names` + 11, unsigned 64-bit."""
    attributes = [intify_attr(name) for name in columns]
    return Model("lexicon_features", _forward, attrs={"columns": attributes, "names": names})


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
        keys = forms.tolist()
        facts = [dict.get(table, key, 0) for key in keys]
        parts = []
        if model.attrs["names"]:
            strings = [doc.vocab.strings[key] for key in keys]
            words = [token.text for token in doc]
            capital = numpy.zeros(len(keys), dtype="bool")
            capital[places[[word[:1].isupper() for word in words]]] = True
            facts = [fact or _nominative(table, form) for fact, form in zip(facts, strings, strict=True)]
            tails = [tail(table, form) if upper else 0 for form, upper in zip(strings, capital.tolist(), strict=True)]
            in_text = mentions(words, [facts[place] for place in places.tolist()])
            parts = [
                _columns(tails, 1)[places],
                _columns([affixes(form) for form in strings], AFFIXES)[places],
                _columns(in_text, 3),
                _columns(quoted(words), 1),
            ]
        packed = numpy.array(facts, dtype="uint64")[places]
        stacked: Any = numpy.hstack([attributes[:, :-1], unpack(packed), *parts])
        found.append(cast(Ints2d, model.ops.asarray(stacked, dtype="uint64")))
    return found, lambda _: []


def _columns(values: list[Any], width: int) -> numpy.ndarray:
    return numpy.array(values, dtype="uint64").reshape((-1, width))


def _fact(table: dict[int, int], form: str) -> int:
    return dict.get(table, get_string_id(form), 0)


def _nominative(table: dict[int, int], form: str) -> int:
    """What the lexicon says of a form without the genitive's ending."""
    return _fact(table, form[:-1]) if form.endswith("s") and len(form) >= SHORTEST_GENITIVE else 0


def tail(table: dict[int, int], form: str) -> int:
    """Cluster of the longest known word that a form ends in, as compounds say in their last part what they are; 0 without one."""
    for start in range(SHORTEST_PART, len(form) - SHORTEST_PART):
        fact = _fact(table, form[start:])
        if 0 < fact & MOST < MOST and fact >> (CAPITAL_BITS + LIST_BITS):
            return fact >> (CAPITAL_BITS + LIST_BITS)
    return 0


def affixes(form: str) -> tuple[int, int, int]:
    """Beginning and endings longer than spaCy's own, which tell surnames, places and institutions from each other."""
    return get_string_id(form[:3] + "-"), get_string_id("-" + form[-4:]), get_string_id("-" + form[-5:])


def quoted(words: list[str]) -> list[int]:
    """How long the quotation is that each word stands in, and whether it begins with a capital; 0 outside. Titles of works stand in quotation marks."""
    found = [0] * len(words)
    start = -1
    for index, word in enumerate(words):
        length = index - start - 1
        if start >= 0 and (word in CLOSING_QUOTES or length > LONGEST_QUOTATION):
            if length and word in CLOSING_QUOTES:
                value = 1 + min(length.bit_length() - 1, 3) + 4 * words[start + 1][0].isupper()
                found[start : index + 1] = [MARK_BEFORE, *[value] * length, MARK_AFTER]
                start = -1
                continue
            start = -1
        if word in OPENING_QUOTES:
            start = index
    return found


def name_keys(words: list[str], packed: list[int]) -> tuple[list[bool], list[str]]:
    """Which tokens look like names, and for all that are spelt like one, lower-cased, the form without the genitive's ending; else nothing."""
    named: list[bool] = []
    before = "."
    for word, fact in zip(words, packed, strict=True):
        degree = fact & MOST
        name = word[:1].isupper() and not (word.isupper() and before.isupper())
        named.append(name and (degree == 0 or degree > (SELDOM if before[-1] in OPENING else NEVER)))
        if not word.isspace():
            before = word
    forms = [word.lower() for word in words]
    known = {form for form, name in zip(forms, named, strict=True) if name}
    keys = []
    for form in forms:
        genitive = form[-1] == "s" and form[:-1] in known
        keys.append("" if form not in known else form[:-1] if genitive else form)
    return named, keys


def mentions(words: list[str], packed: list[int]) -> list[tuple[int, int, int]]:
    """What the whole text says of each word that looks like a name.

    Parameters
    ----------
    words
        The text's tokens.
    packed
        The lexicon's facts on each.

    Returns
    -------
    list of tuple
        For each token bits that tell how the form is used in the text when it occurs more than once, and the clusters of the words before and after
        its first mention, unless this is the first; zeros for words that are no name.
    """
    named, keys = name_keys(words, packed)
    uses: dict[str, int] = {}
    firsts: dict[str, int] = {}
    for index, key in enumerate(keys):
        if key and named[index]:
            again = AGAIN if key in firsts else 0
            firsts.setdefault(key, index)
            uses[key] = uses.get(key, 0) | again | _use(index, words, named, packed)
        elif key in firsts and words[index][0].islower():
            uses[key] |= SMALL
    clusters = [0, *(fact >> (CAPITAL_BITS + LIST_BITS) for fact in packed), 0]
    found = []
    for index, key in enumerate(keys):
        use = uses.get(key, 0)
        first = firsts.get(key, index)
        if not use & (AGAIN | SMALL):
            found.append((0, 0, 0))
        elif first == index:
            found.append((use, 0, 0))
        else:
            found.append((use, clusters[first], clusters[first + 2]))
    return found


def _use(index: int, words: list[str], named: list[bool], packed: list[int]) -> int:
    """What stands on both sides of a name."""
    use = BEFORE_NAME if index + 1 < len(words) and named[index + 1] else 0
    if not index:
        return use
    if named[index - 1]:
        return use | (AFTER_GIVEN if packed[index - 1] >> CAPITAL_BITS & GIVEN else AFTER_NAME)
    return use | (AFTER_PREPOSITION if words[index - 1].lower() in PLACE_PREPOSITIONS else 0)


@registry.architectures("resolusjon.LexiconEmbed.v1")  # type: ignore[untyped-decorator]
def lexicon_embed(
    width: int, attrs: list[str], rows: list[int], include_static_vectors: bool, names: bool = False
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
    names
        Whether longer affixes and what the whole text says of a word are features too, see :func:`affixes` and :func:`mentions`.
    """
    if len(attrs) != len(rows):
        raise ValueError(f"{len(attrs)} attributes, but {len(rows)} numbers of rows")
    all_rows = [*rows, *LEXICON_ROWS, *(NAME_ROWS if names else ())]
    embeddings: list[Model[Any, Any]] = [
        HashEmbed(width, row, column=column, seed=FIRST_SEED + column, dropout=0.0)
        for column, row in enumerate(all_rows)
    ]
    features = lexicon_features(attrs, names=names)
    tables: Model[Any, Any] = concatenate(*embeddings)
    hashed: Model[Any, Any] = chain(features, list2ragged(), with_array(tables))
    parts = len(embeddings)
    vectors: Model[Any, Any] | None = None
    if include_static_vectors:
        vectors = StaticVectors(width, dropout=0.0)
        hashed = concatenate(hashed, vectors)
        parts += 1
    mix: Model[Any, Any] = Maxout(width, width * parts, nP=3, dropout=0.0, normalize=True)
    embed: Model[Any, Any] = chain(hashed, with_array(mix), ragged2list())
    _once_for_each_form(embed, features, tables, vectors, mix)
    return embed


def _once_for_each_form(
    embed: Model[Any, Any],
    features: Model[Any, Any],
    tables: Model[Any, Any],
    vectors: Model[Any, Any] | None,
    mix: Model[Any, Any],
) -> None:
    """Make `embed` when predicting work once for all tokens that are alike, as most words of a text are: it costs more than the rest of the network."""
    for_each_token: Callable[..., tuple[Any, Callable[..., Any]]] = embed._func

    def forward(model: Model[Any, Any], docs: list[Doc], is_train: bool) -> tuple[Any, Callable[..., Any]]:
        if is_train or not any(len(doc) for doc in docs):
            return for_each_token(model, docs, is_train)
        rows = numpy.concatenate(features.predict(docs))
        forms = numpy.concatenate([doc.to_array([ORTH]).reshape(-1) for doc in docs])
        mixed = (rows * MULTIPLIERS[: rows.shape[1]]).sum(axis=1, dtype="uint64") + forms
        _, first, places = numpy.unique(mixed, return_index=True, return_inverse=True)
        columns: Any = tables.predict(rows[first])
        if vectors is not None:
            found: Any = vectors.ops.as_contig(docs[0].vocab.vectors.get_batch(forms[first]))
            weights: Any = vectors.get_param("W")
            projected: Any = vectors.ops.gemm(found, weights, trans2=True)
            columns = numpy.hstack([columns, projected])
        ends = numpy.cumsum([len(doc) for doc in docs])[:-1]
        return numpy.split(mix.predict(columns)[places], ends), lambda _: []

    embed._func = forward


@registry.architectures("resolusjon.PooledTok2Vec.v1")  # type: ignore[untyped-decorator]
def pooled_tok2vec(tok2vec: Model[list[Doc], list[Floats2d]], width: int) -> Model[list[Doc], list[Floats2d]]:
    """Add to what the context says of a name what all the contexts say in which the text mentions it.

    Parameters
    ----------
    tok2vec
        Embedding and encoder.
    width
        Of its output and of the result.
    """
    mix: Model[Floats2d, Floats2d] = Maxout(width, width * 2, nP=3, dropout=0.0, normalize=True)
    return Model("pooled_tok2vec", _pool, init=_init_pooled, layers=[tok2vec, mix], dims={"nO": width})


def _init_pooled(model: Model[Any, Any], X: Any = None, Y: Any = None) -> None:  # noqa: N803 (thinc's names)
    for layer, sample in zip(model.layers, (X, None), strict=True):
        layer.initialize(X=sample)


def _pool(
    model: Model[list[Doc], list[Floats2d]], docs: list[Doc], is_train: bool
) -> tuple[list[Floats2d], Callable[[Any], Any]]:
    tok2vec, mix = model.layers
    encoded: Any
    encoded, to_docs = tok2vec(docs, is_train)
    ends = numpy.cumsum([len(doc) for doc in docs])[:-1]
    own = numpy.concatenate(encoded)
    groups = same_names(docs)
    repeated = numpy.flatnonzero(groups >= 0)
    groups = groups[repeated]
    sizes = numpy.bincount(groups).astype("float32")[:, None]

    def mean(rows: Any) -> Any:
        sums = numpy.zeros((len(sizes), rows.shape[1]), dtype="float32")
        numpy.add.at(sums, groups, rows)
        return (sums / sizes)[groups]

    pooled = own.copy()
    if len(repeated):
        pooled[repeated] = mean(own[repeated])
    mixed, to_mix = mix(numpy.hstack([own, pooled]), is_train)

    def backprop(gradients: list[Any]) -> Any:
        gradient = numpy.concatenate(gradients)
        both = to_mix(gradient)
        of_own, of_pooled = numpy.hsplit(both, 2)
        if len(repeated):
            of_pooled[repeated] = mean(of_pooled[repeated])
        return to_docs(numpy.split(gradient + of_own + of_pooled, ends))

    return cast(list[Floats2d], numpy.split(own + mixed, ends)), backprop


def same_names(docs: list[Doc]) -> Any:
    """For each token of the documents a number that it shares with the other mentions of the same name in its document; -1 for words without such."""
    numbers: list[int] = []
    count = 0
    for doc in docs:
        lookups = doc.vocab.lookups
        table = lookups.get_table(LEXICON) if lookups.has_table(LEXICON) else {}
        words = [token.text for token in doc]
        facts = [dict.get(table, key, 0) for key in doc.to_array([LOWER]).reshape(-1).tolist()]
        named, keys = name_keys(words, facts)
        places: dict[str, list[int]] = {}
        for index, (name, key) in enumerate(zip(named, keys, strict=True)):
            if name:
                places.setdefault(key, []).append(index)
        row = [-1] * len(words)
        for indices in places.values():
            if len(indices) > 1:
                for index in indices:
                    row[index] = count
                count += 1
        numbers.extend(row)
    return numpy.array(numbers, dtype="int64")
