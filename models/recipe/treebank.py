"""Read the treebank and its official split, and keep training apart from dev and test.

The treebank's own files (``ndt/nob``, ``ndt/nno``) hold all sentences with the annotation we train on; the files of the
Universal Dependencies release (``ud/*``) say which sentences are dev and test. They print headings without the mark
``|`` that ends them in the treebank, so sentences are compared without it and without white space.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

WRITTEN_FORMS = ("nob", "nno")
SPLITS = ("train", "dev", "test")
HEADING_MARK = "|"
NEAR = 12
"""Characters at both ends that must agree for a sentence printed differently to count as the same."""
PUNCTUATION_LEMMA = "$"
"""The treebank writes the lemma of a full stop ``$.``, of all quotation marks ``$"``; ours is the mark itself."""


@dataclass(frozen=True)
class Token:
    """One token of the treebank.

    Attributes
    ----------
    form, lemma, pos
        As in the treebank, the lemma of a punctuation mark without ``$``.
    features
        The treebank's features in its order (``appell``, ``mask``, ``be``, ``ent``).
    head
        Index of the head in the sentence, counted from 0; a root is its own head.
    relation
        The treebank's relation (``SUBJ``, ``FINV``).
    entity
        IOB tag (``O``, ``B-PER``).
    """

    form: str
    lemma: str
    pos: str
    features: tuple[str, ...]
    head: int
    relation: str
    entity: str


@dataclass(frozen=True)
class Sentence:
    """Consecutive tokens, where they stand and whether they were a heading.

    Attributes
    ----------
    tokens
        Without the heading mark.
    source, position
        Name of the file and the sentence's number in it.
    written_form
        ``nob`` or ``nno``.
    heading
        Whether the treebank closes it with the heading mark.
    """

    tokens: tuple[Token, ...]
    source: str
    position: int
    written_form: str
    heading: bool

    @property
    def key(self) -> str:
        """The text without white space, by which sentences are compared."""
        return key_of(token.form for token in self.tokens)


@dataclass(frozen=True)
class UdToken:
    """Form, universal part of speech, features and whether a space follows."""

    form: str
    upos: str
    feats: str
    space: bool


UdSentence = tuple[UdToken, ...]


def key_of(forms: Iterable[str]) -> str:
    """Letters and digits of `forms` in lower case; all characters where there is neither.

    Stricter than the split needs: a sentence that differs from a held-out one in case or punctuation only is held out too.
    """
    text = "".join("".join(form.split()) for form in forms)
    return "".join(character for character in text.casefold() if character.isalnum()) or text


def _blocks(path: Path) -> Iterator[list[list[str]]]:
    rows: list[list[str]] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line.strip():
            if rows:
                yield rows
            rows = []
        elif not line.startswith("#"):
            rows.append(line.split("\t"))
    if rows:
        yield rows


def read_ud(path: Path) -> list[UdSentence]:
    """Sentences of a CoNLL-U file."""
    return [
        tuple(UdToken(row[1], row[3], "" if row[5] == "_" else row[5], "SpaceAfter=No" not in row[9]) for row in rows)
        for rows in _blocks(path)
    ]


def read_ndt(folder: Path, written_form: str) -> list[Sentence]:
    """All sentences of one written form in the order of their files."""
    return [
        _sentence(rows, path.stem, position, written_form)
        for path in sorted((folder / "ndt" / written_form).iterdir())
        for position, rows in enumerate(_blocks(path))
    ]


def _sentence(rows: list[list[str]], source: str, position: int, written_form: str) -> Sentence:
    tokens = tuple(_token(row, index) for index, row in enumerate(rows))
    heading = len(tokens) > 1 and tokens[-1].form == HEADING_MARK
    if heading:
        # What hung on the mark, if anything, hangs on the mark's own head.
        last = len(tokens) - 1
        to = tokens[last].head
        tokens = tuple(replace(t, head=to if t.head == last else t.head) for t in tokens[:-1])
        tokens = tuple(replace(t, head=i if t.head == last else t.head) for i, t in enumerate(tokens))
    return Sentence(tokens, source, position, written_form, heading)


def _token(row: list[str], index: int) -> Token:
    lemma = row[2]
    if len(lemma) > 1 and lemma.startswith(PUNCTUATION_LEMMA) and not row[1][0].isalnum():
        lemma = row[1]
    return Token(
        form=row[1],
        lemma=lemma,
        pos=row[3],
        features=() if row[5] == "_" else tuple(row[5].split("|")),
        head=int(row[6]) - 1 if row[6] != "0" else index,
        relation=row[7],
        entity=row[9].removeprefix("name="),
    )


def ud_path(folder: Path, written_form: str, split: str) -> Path:
    """The official file of a split."""
    (path,) = (folder / "ud" / written_form).glob(f"*-{split}.conllu")
    return path


@cache
def training_sentences(folder: Path, written_form: str) -> tuple[Sentence, ...]:
    """All sentences of the treebank whose text is in neither official dev nor test, of either written form."""
    held_out = held_out_keys(folder)
    return tuple(sentence for sentence in read_ndt(folder, written_form) if sentence.key not in held_out)


@cache
def held_out_keys(folder: Path) -> frozenset[str]:
    """Texts of all official dev and test sentences, as the split and as the treebank print them."""
    return frozenset(
        key
        for written_form in WRITTEN_FORMS
        for split in SPLITS[1:]
        for sentence, ud in official_sentences(folder, written_form, split)
        for key in (sentence.key, key_of(token.form for token in ud))
    )


@cache
def official_sentences(folder: Path, written_form: str, split: str) -> tuple[tuple[Sentence, UdSentence], ...]:
    """The official sentences of a split, each with the treebank's annotation of it.

    A text that occurs several times in the treebank is taken from where its neighbours in the split stand. A handful of sentences are printed
    a little differently in the two (``m.fl`` for ``m.fl .``); there the treebank's tokens count.

    Raises
    ------
    ValueError
        When an official sentence is not in the treebank.
    """
    places: dict[str, list[int]] = defaultdict(list)
    sentences = read_ndt(folder, written_form)
    for index, sentence in enumerate(sentences):
        places[sentence.key].append(index)
    found: list[tuple[Sentence, UdSentence]] = []
    previous = -1
    for ud in read_ud(ud_path(folder, written_form, split)):
        key = key_of(token.form for token in ud)
        candidates = places.get(key) or [
            index for index, sentence in enumerate(sentences) if _nearly_same(sentence.key, key)
        ]
        if not candidates:
            raise ValueError(f"not in the treebank: {' '.join(token.form for token in ud)}")
        previous = min(candidates, key=lambda index: (abs(index - previous - 1), index))
        found.append((sentences[previous], ud))
    return tuple(found)


def _nearly_same(one: str, other: str) -> bool:
    return one[:NEAR] == other[:NEAR] and abs(len(one) - len(other)) <= 2 and one[-NEAR:] == other[-NEAR:]


def check_disjoint(folder: Path) -> None:
    """Raise ValueError when a training sentence has the text of an official dev or test sentence."""
    held_out = held_out_keys(folder)
    for written_form in WRITTEN_FORMS:
        for sentence in training_sentences(folder, written_form):
            if sentence.key in held_out:
                raise ValueError(f"in training and held out: {sentence.key}")
