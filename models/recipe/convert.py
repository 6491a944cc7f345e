"""Write the treebank as spaCy documents: ``python -m recipe.convert TREEBANK OUT``.

``train.spacy`` holds each run of consecutive training sentences as one document, ``{dev,test}-{nob,nno}.spacy`` the official sets in the same way, with the
official text's white space, ``dev.spacy`` both dev sets. ``tag`` is the treebank's part of speech, ``pos`` and ``morph`` are universal, ``dep`` is the
treebank's relation, entities are NorNE's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path

import spacy
import typer
from spacy.tokens import Doc, DocBin
from spacy.vocab import Vocab

from recipe.treebank import (
    SPLITS,
    WRITTEN_FORMS,
    Sentence,
    UdSentence,
    check_disjoint,
    official_sentences,
    training_sentences,
)
from recipe.universal import UniversalMapping

NO_SPACE_BEFORE = frozenset(".,:;!?)]»”’%…")
NO_SPACE_AFTER = frozenset("([«“")
ROOT = "ROOT"
ATTRIBUTES = ["ORTH", "SPACY", "TAG", "POS", "MORPH", "LEMMA", "HEAD", "DEP", "SENT_START", "ENT_IOB", "ENT_TYPE"]

Annotation = tuple[str, str]


def spaces(forms: list[str]) -> list[bool]:
    """Whether a space follows each token in ordinary print; the treebank does not say."""
    following = []
    inside = False
    for here, after in zip(forms, [*forms[1:], ""], strict=True):
        inside = inside != (here == '"')
        closes = after in NO_SPACE_BEFORE or (after == '"' and inside)
        opens = here in NO_SPACE_AFTER or (here == '"' and inside)
        following.append(not closes and not opens)
    return following


def document(
    vocab: Vocab, sentences: list[Sentence], universal: list[list[Annotation]], after: list[list[bool]]
) -> Doc:
    """One document of consecutive sentences."""
    words: list[str] = []
    heads: list[int] = []
    starts: list[bool | int | None] = []
    for sentence in sentences:
        offset = len(words)
        words.extend(token.form for token in sentence.tokens)
        heads.extend(token.head + offset for token in sentence.tokens)
        starts.extend(index == 0 for index in range(len(sentence.tokens)))
    tokens = [token for sentence in sentences for token in sentence.tokens]
    annotations = [pair for pairs in universal for pair in pairs]
    return Doc(
        vocab,
        words=words,
        spaces=[space for row in after for space in row],
        tags=[token.pos for token in tokens],
        pos=[upos for upos, _ in annotations],
        morphs=[feats for _, feats in annotations],
        lemmas=[token.lemma for token in tokens],
        heads=heads,
        deps=[ROOT if heads[index] == index else token.relation for index, token in enumerate(tokens)],
        ents=[token.entity for token in tokens],
        sent_starts=starts,
    )


def runs(sentences: Iterable[Sentence]) -> Iterator[list[Sentence]]:
    """Sentences that follow each other in the same file."""
    run: list[Sentence] = []
    for before, sentence in pairwise([None, *sentences]):
        if before and sentence and (sentence.source, sentence.position) != (before.source, before.position + 1):
            yield run
            run = []
        if sentence:
            run.append(sentence)
    yield run


def training_documents(vocab: Vocab, treebank: Path, mapping: UniversalMapping) -> Iterator[Doc]:
    """The training set, both written forms."""
    for written_form in WRITTEN_FORMS:
        for run in runs(training_sentences(treebank, written_form)):
            universal = [[mapping(sentence, index) for index in range(len(sentence.tokens))] for sentence in run]
            yield document(vocab, run, universal, [spaces([t.form for t in sentence.tokens]) for sentence in run])


def official_documents(vocab: Vocab, treebank: Path, written_form: str, split: str) -> Iterator[Doc]:
    """An official set, its universal annotation as published wherever the tokens are the treebank's."""
    pairs: dict[Sentence, UdSentence] = dict(official_sentences(treebank, written_form, split))
    mapping = UniversalMapping(pairs.items())
    for run in runs([sentence for sentence, _ in official_sentences(treebank, written_form, split)]):
        universal, after = [], []
        for sentence in run:
            ud = pairs[sentence]
            if len(ud) == len(sentence.tokens):
                universal.append([(token.upos, token.feats) for token in ud])
                after.append([token.space for token in ud])
            else:
                universal.append([mapping(sentence, index) for index in range(len(sentence.tokens))])
                after.append(spaces([token.form for token in sentence.tokens]))
        yield document(vocab, run, universal, after)


def main(treebank: Path, out: Path) -> None:
    """Convert: folder of the unpacked treebank, folder to write."""
    check_disjoint(treebank)
    vocab = spacy.blank("nb").vocab
    mapping = UniversalMapping(
        pair for written_form in WRITTEN_FORMS for pair in official_sentences(treebank, written_form, "dev")
    )
    out.mkdir(parents=True, exist_ok=True)
    DocBin(ATTRIBUTES, docs=training_documents(vocab, treebank, mapping)).to_disk(out / "train.spacy")
    for written_form in WRITTEN_FORMS:
        for split in SPLITS[1:]:
            documents = official_documents(vocab, treebank, written_form, split)
            DocBin(ATTRIBUTES, docs=documents).to_disk(out / f"{split}-{written_form}.spacy")
    both = DocBin(ATTRIBUTES)
    for written_form in WRITTEN_FORMS:
        both.merge(DocBin(ATTRIBUTES).from_disk(out / f"dev-{written_form}.spacy"))
    both.to_disk(out / "dev.spacy")


if __name__ == "__main__":
    typer.run(main)
