"""Component ``resolusjon_lemmas``: dictionary forms from word class, features and tables, in the sentence's own written form.

Forms lead to lemmas almost without doubt once word class and features are known, so tables and endings do better here than another trained layer, and
take no time. *er* is *være* in Bokmål and *vere* in Nynorsk: each sentence is first given to one of the two by its words.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Self

import srsly
from spacy.language import Language
from spacy.tokens import Doc, MorphAnalysis, Span, Token
from spacy.util import ensure_path

SEPARATOR = "\t"
LONGEST_ENDING = 7
DOCUMENT_WEIGHT = 0.1
"""Weight of a document's words outside the sentence when its written form is decided; short headings lean on it."""
CACHED = 200_000
GENITIVE = "Case=Gen"
SPACE_TAG = "_SP"
"""spaCy's tag for white space."""
FILE = "lemmas.msgpack.gz"
WRITTEN_FORMS = ("nob", "nno")

Tables = dict[str, dict[str, Any]]
"""``odds``: form → weight for Nynorsk. For each written form, ``exact:nob`` (word class, features, form → lemma) and ``endings:nob``
(word class, features, ending → number of characters to take off and what to put on)."""


def empty_tables() -> Tables:
    """Tables that know nothing."""
    names = ["odds", *(f"{name}:{form}" for name in ("exact", "endings") for form in WRITTEN_FORMS)]
    return {name: {} for name in names}


class LemmaTables:
    """Looks up lemmas; what was looked up is remembered up to a limit.

    Parameters
    ----------
    tables
        See :data:`Tables`.
    """

    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        self._known: dict[tuple[str, str, str, str, str], str] = {}

    def weight(self, form: str) -> float:
        """Weight of a lower-cased form for Nynorsk; negative for Bokmål."""
        return float(self.tables["odds"].get(form, 0))

    def lemma(self, written_form: str, tag: str, pos: str, morph: str, form: str) -> str:
        """Lemma of `form`.

        Parameters
        ----------
        written_form
            ``nob`` or ``nno``.
        tag, pos, morph
            The treebank's part of speech, the universal one and universal features.
        form
            As printed.
        """
        key = (written_form, tag, pos, morph, form)
        if (known := self._known.get(key)) is not None:
            return known
        if len(self._known) >= CACHED:
            self._known.clear()
        found = self._known[key] = self._find(*key)
        return found

    def _find(self, written_form: str, tag: str, pos: str, morph: str, form: str) -> str:
        exact: dict[str, str] = self.tables[f"exact:{written_form}"]
        name = is_name(pos, morph, form)
        spelt = form if name else form.lower()
        fine = f"{tag}{SEPARATOR}{pos}|{morph}{SEPARATOR}"
        coarse = f"{tag}{SEPARATOR}"
        for prefix in (fine, coarse):
            if (lemma := exact.get(prefix + spelt)) is not None:
                return lemma
        if name:
            return name_lemma(morph, form)
        head, rest = split_name(form)
        if head:
            for prefix in (fine, coarse):
                if (lemma := exact.get(prefix + rest)) is not None:
                    return head + lemma
        return head + self.inflect(written_form, fine, coarse, rest)

    def inflect(self, written_form: str, fine: str, coarse: str, form: str) -> str:
        """Apply the rule of the longest known ending to a lower-cased form; the form itself where none is known."""
        endings: dict[str, list[Any]] = self.tables[f"endings:{written_form}"]
        for length in range(min(LONGEST_ENDING, len(form)), -1, -1):
            ending = form[len(form) - length :]
            for prefix in (fine, coarse):
                if (rule := endings.get(prefix + ending)) is not None:
                    return form[: len(form) - rule[0]] + str(rule[1])
        return form


def is_name(pos: str, morph: str, form: str) -> bool:
    """Whether the form is a name, whose capital its lemma keeps."""
    return pos == "PROPN" or (pos == "NOUN" and "Number" not in morph and form[:1].isupper())


def name_lemma(morph: str, form: str) -> str:
    """A name without the ending of its genitive."""
    if GENITIVE in morph and len(form) > 2 and form[-1] in "sS'’":
        return form[:-1].rstrip("'’")
    return form


def split_name(form: str) -> tuple[str, str]:
    """Split ``Høyre-velgerne`` into the part whose capital is kept and the lower-cased rest; ('', lower case) for other words."""
    head, hyphen, tail = form.rpartition("-")
    if not head or not tail or not form[0].isupper():
        return "", form.lower()
    if form.isupper() and len(tail) > 3:
        return "", form.lower()
    return head + hyphen, tail.lower()


class Lemmatizer:
    """Sets ``token.lemma_`` of each token that has a part of speech."""

    def __init__(self) -> None:
        self.tables = LemmaTables(empty_tables())

    def __call__(self, doc: Doc) -> Doc:
        """Set the lemmas of `doc`."""
        weights = [self.tables.weight(token.lower_) for token in doc]
        whole = sum(weights)
        no_features = MorphAnalysis(doc.vocab)
        for sentence in _sentences(doc):
            here = sum(weights[sentence.start : sentence.end])
            written_form = "nno" if here + DOCUMENT_WEIGHT * (whole - here) > 0 else "nob"
            for token in sentence:
                if token.is_space:
                    # No treebank annotates white space, so what was predicted for it means nothing.
                    token.tag_, token.pos_, token.lemma_ = SPACE_TAG, "SPACE", token.text
                    token.morph = no_features
                else:
                    token.lemma_ = self._lemma(written_form, token)
        return doc

    def _lemma(self, written_form: str, token: Token) -> str:
        if token.is_punct:
            return token.text
        return self.tables.lemma(written_form, token.tag_, token.pos_, str(token.morph), token.text)

    def to_bytes(self, **_: object) -> bytes:
        """Return the tables, compressed."""
        return gzip.compress(srsly.msgpack_dumps(self.tables.tables), mtime=0)

    def from_bytes(self, data: bytes, **_: object) -> Self:
        """Take over the tables that :meth:`to_bytes` gave."""
        self.tables = LemmaTables(srsly.msgpack_loads(gzip.decompress(data)))
        return self

    def to_disk(self, path: Path | str, **_: object) -> None:
        """Write the tables into a folder."""
        folder = ensure_path(path)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / FILE).write_bytes(self.to_bytes())

    def from_disk(self, path: Path | str, **_: object) -> Self:
        """Read the tables that :meth:`to_disk` wrote."""
        return self.from_bytes((ensure_path(path) / FILE).read_bytes())


def _sentences(doc: Doc) -> Iterator[Span]:
    if doc.has_annotation("SENT_START"):
        yield from doc.sents
    elif len(doc):
        yield doc[:]


@Language.factory(
    "resolusjon_lemmas",
    assigns=["token.lemma"],
    requires=["token.tag", "token.pos", "token.morph"],
    default_score_weights={"lemma_acc": 1.0},
)
def make_lemmas(nlp: Language, name: str) -> Lemmatizer:
    """Make the component (entry point ``resolusjon_lemmas``)."""
    return Lemmatizer()
