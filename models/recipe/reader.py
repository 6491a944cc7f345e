"""Corpus reader for training: the treebank's tokens, in groups of sentences, with letters in other cases and lost stops now and then.

Registered as ``resolusjon.treebank_corpus.v1``; ``spacy train --code recipe/reader.py``.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import spacy
import srsly
from spacy.language import Language
from spacy.lookups import Lookups
from spacy.tokens import Doc, DocBin
from spacy.training import Example
from spacy.util import registry
from thinc.api import Model, NumpyOps, set_current_ops

from recipe.mentions import NAME_FIELDS, Fields, Replacer
from resolusjon_nlp.tagging import embedding

# On processors it does not know, spaCy's usual matrix library falls back to generic code; numpy's took a fifth of the time where this was trained.
set_current_ops(NumpyOps(use_blis=False))

STOPS = frozenset(".!?:;…»\"”'")


class Share(NamedTuple):
    """Shares of sentences that are changed at each pass.

    Attributes
    ----------
    upper, title, lower
        Written in capitals, with a capital in each word, or in small letters only.
    heading_upper
        Share of sentences without final stop that are written in capitals.
    """

    upper: float
    title: float
    lower: float
    heading_upper: float


@registry.readers("resolusjon.treebank_corpus.v1")  # type: ignore[untyped-decorator]
def treebank_corpus(
    path: Path,
    longest: int,
    upper: float,
    title: float,
    lower: float,
    heading_upper: float,
    seed: int,
    replaced_names: float = 0.0,
) -> Callable[[Language], Iterator[Example]]:
    """Read training documents in groups of 1 to `longest` sentences, cut anew and shuffled at each pass.

    Parameters
    ----------
    path
        The file that ``recipe.convert`` wrote.
    longest
        Sentences in a group at most; 0 keeps the documents whole and in order, for evaluation.
    upper, title, lower, heading_upper
        See :class:`Share`.
    seed
        Of the random choices.
    replaced_names
        Share of names that others take the place of; unless 0, words and names are all the annotation that is left.
    """
    share = Share(upper, title, lower, heading_upper)
    chance = random.Random(seed)  # noqa: S311 (no secret)

    def read(nlp: Language) -> Iterator[Example]:
        documents = list(DocBin().from_disk(path).get_docs(nlp.vocab))
        if not longest:
            for document in documents:
                yield _example(nlp, _fields(document))
            return
        sentences = [list(_sentences(document)) for document in documents]
        replace = None
        if replaced_names:
            sentences = [
                [{name: fields[name] for name in NAME_FIELDS} for fields in document] for document in sentences
            ]
            replace = Replacer((fields for document in sentences for fields in document), replaced_names, chance)
        while True:
            groups = [group for document in sentences for group in _groups(document, longest, chance)]
            chance.shuffle(groups)
            for sample in groups:
                group = replace(sample) if replace else sample
                yield _example(nlp, _joined([_changed(fields, share, chance) for fields in group]))

    return read


def _fields(doc: Doc) -> Fields:
    return {
        "words": [token.text for token in doc],
        "spaces": [bool(token.whitespace_) for token in doc],
        "tags": [token.tag_ for token in doc],
        "pos": [token.pos_ for token in doc],
        "morphs": [str(token.morph) for token in doc],
        "lemmas": [token.lemma_ for token in doc],
        "heads": [token.head.i for token in doc],
        "deps": [token.dep_ for token in doc],
        "sent_starts": [bool(token.is_sent_start) for token in doc],
        "ents": [f"{token.ent_iob_}-{token.ent_type_}" if token.ent_type_ else "O" for token in doc],
    }


def _sentences(doc: Doc) -> Iterator[Fields]:
    whole = _fields(doc)
    for span in doc.sents:
        part = {name: values[span.start : span.end] for name, values in whole.items()}
        yield {**part, "heads": [head - span.start for head in part["heads"]]}


def _groups(sentences: list[Fields], longest: int, chance: random.Random) -> Iterator[list[Fields]]:
    first = 0
    while first < len(sentences):
        size = chance.randint(1, longest)
        yield sentences[first : first + size]
        first += size


def _changed(fields: Fields, share: Share, chance: random.Random) -> Fields:
    words = fields["words"]
    heading = words[-1][-1] not in STOPS
    roll = chance.random()
    for part, change in (
        (share.heading_upper if heading else share.upper, str.upper),
        (share.title, _titled),
        (share.lower, str.lower),
    ):
        if roll < part:
            return {**fields, "words": [change(word) for word in words]}
        roll -= part
    return fields


def _titled(word: str) -> str:
    return word[:1].upper() + word[1:]


def _joined(parts: list[Fields]) -> Fields:
    if len(parts) == 1:
        return parts[0]
    joined: Fields = {name: [] for name in parts[0]}
    for part in parts:
        offset = len(joined["words"])
        for name, values in part.items():
            joined[name].extend([head + offset for head in values] if name == "heads" else values)
    return joined


def _example(nlp: Language, fields: Fields) -> Example:
    reference = Doc(nlp.vocab, **fields)  # type: ignore[arg-type]
    return Example(Doc(nlp.vocab, words=fields["words"], spaces=fields["spaces"]), reference)


@registry.misc("resolusjon.lexicon.v1")  # type: ignore[untyped-decorator]
def lexicon(path: Path) -> Lookups:
    """The lexicon that ``recipe.lexicon`` wrote, as the vocabulary's lookups."""
    lookups = Lookups()
    lookups.add_table(embedding.LEXICON, srsly.read_msgpack(path))
    return lookups


@registry.callbacks("resolusjon.copy_embedding.v1")  # type: ignore[untyped-decorator]
def copy_embedding(path: Path) -> Callable[[Language], Language]:
    """Start the names' embedding from the one that tagger and parser trained; word classes and syntax are half of what a name's context says."""

    def copy(nlp: Language) -> Language:
        trained: Any = spacy.load(path).get_pipe("tok2vec")
        names: Any = nlp.get_pipe("ner")
        # The parser model holds what pools the mentions of a name first, then a projection to its own width.
        copy_weights(trained.model, names.model.get_ref("tok2vec").layers[0].layers[0])
        return nlp

    return copy


def copy_weights(source: Model[Any, Any], target: Model[Any, Any]) -> None:
    """Copy embedding and encoder into one whose embedding has features besides, which count for nothing yet.

    Parameters
    ----------
    source, target
        Embedding and encoder each; the features of `source` are the first of `target`, whose vectors come last as in `source`.
    """
    old, new = (model.layers[0] for model in (source, target))
    for kind in ("hashembed", "static_vectors", "layernorm"):
        pairs = zip(_nodes(old, kind), _nodes(new, kind), strict=False)
        for one, other in pairs:
            for name in one.param_names:
                other.set_param(name, one.get_param(name).copy())
    (mix,), (new_mix,) = _nodes(old, "maxout"), _nodes(new, "maxout")
    weights: Any = mix.get_param("W")
    more: Any = new_mix.get_param("W") * 0
    hashed = weights.shape[-1] - weights.shape[0]
    more[..., :hashed] = weights[..., :hashed]
    more[..., -weights.shape[0] :] = weights[..., hashed:]
    new_mix.set_param("W", more)
    new_mix.set_param("b", mix.get_param("b").copy())
    target.layers[1].from_bytes(source.layers[1].to_bytes())


def _nodes(model: Model[Any, Any], kind: str) -> list[Model[Any, Any]]:
    return [node for node in model.walk() if node.name == kind]
