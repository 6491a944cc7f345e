"""Train ``resources/norwegian/written_forms.json.gz``: ``python scripts/build_written_forms.py --source FOLDER``.

A logistic regression tells bokmål from nynorsk by words and by pieces of words. It learns from

- the training part of the Norwegian Dependency Treebank (``norne/norne-ndt.tar.xz`` in FOLDER), and
- paragraphs of public documents (``text/*.txt.xz``) that a first model, trained on the treebank, is sure of,

cut into whole sentences and short pieces, as headings are short. Bokmål is learnt twice, the second time with the forms that radical
bokmål shares with nynorsk (-a for -en and -et, fram, sjuk), so that these tell little. Only weights are stored, no text.
"""

from __future__ import annotations

import argparse
import gzip
import json
import lzma
import random
import re
import tarfile
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from resolusjon_nlp.norwegian.language import MODEL_FILE, WORD, held_back, pieces_of
from resolusjon_nlp.norwegian.lexicon import lexicon

RESOURCES = Path(__file__).parents[1] / "src" / "resolusjon_nlp" / "resources"
SEED = 14
SHORTEST_PIECE, LONGEST_PIECE = 1, 6
"""Words of the short pieces that are cut from a sentence beside the whole of it."""
PIECES = 2
SURE = 6.0
"""Log odds from which a paragraph of public text is believed to be in its written form."""
PARAGRAPHS = 8_000
"""At most so many paragraphs of each written form, of ten words or more."""
SEEN_WORD, SEEN_PIECE = 4, 8
"""A word, or piece of a word, is learnt when this many words of the training text have it."""
STRENGTH = 1.0
"""Inverse of the penalty on large weights."""
TOLERANCE = 1e-3
SMALLEST_WEIGHT = 0.05
RADICAL_SHARE = 0.6
"""Share of the words that have a radical form which take it in the second copy of bokmål."""
RADICAL = (
    ("frem", "fram"), ("hjemme", "heime"), ("hjem", "heim"), ("syk", "sjuk"), ("selv", "sjøl"), ("melk", "mjølk"), ("ben", "bein"),
    ("sten", "stein"), ("høyt", "høgt"), ("høy", "høg"), ("ble", "blei"), ("bro", "bru"), ("gulv", "golv"), ("vei", "veg"), ("hel", "heil"),
    ("ren", "rein"), ("løs", "laus"), ("gress", "gras"),
)  # fmt: skip

Sentence = list[str]
Labelled = tuple[Sentence, int]
"""Words in lower case, and 1 for nynorsk."""


def treebank(path: Path) -> Iterator[Labelled]:
    """Sentences of the training part; names (which are in both) are left out."""
    with tarfile.open(path) as archive:
        texts = {
            member.name: archive.extractfile(member).read().decode("utf-8")  # type: ignore[union-attr]
            for member in archive
            if member.name.endswith((".conll", ".conllu"))
        }
    held_out = {
        "".join(line.removeprefix("# text =").split())
        for name, text in texts.items()
        if name.endswith(".conllu")
        for line in text.split("\n")
        if line.startswith("# text =")
    }
    for name, text in sorted(texts.items()):
        if not name.endswith(".conll"):
            continue
        for sentence in text.split("\n\n"):
            rows = [fields for line in sentence.split("\n") if len(fields := line.split("\t")) > 5 and fields[1] != "|"]
            if not rows or "".join(row[1] for row in rows) in held_out:
                continue
            words = [row[1].lower() for row in rows if "prop" not in row[5].split("|") and WORD.fullmatch(row[1])]
            if words:
                yield words, int("/nno/" in name)


def public_texts(folder: Path) -> Iterator[Sentence]:
    """Paragraphs of ten words or more, without capitalised words inside (most of them are names)."""
    for path in sorted(folder.glob("*.txt.xz")):
        with lzma.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                words = WORD.findall(line)
                if len(words) >= 10:
                    yield [word.lower() for at, word in enumerate(words) if at == 0 or word.islower()]


def radical(words: Sentence, rng: random.Random) -> Sentence:
    """Bokmål in the forms that it shares with nynorsk, where it has them."""
    return [_radical(word) if rng.random() < RADICAL_SHARE else word for word in words]


def _radical(word: str) -> str:
    known = lexicon()
    for moderate, other in RADICAL:
        if word.startswith(moderate) and known.is_word(changed := other + word.removeprefix(moderate), "nb"):
            word = changed
            break
    if len(word) > 4 and word.endswith(("en", "et")):
        # the sister, the cast: feminine nouns and weak verbs may have -a, neuter nouns may not
        pos = {"noun"} if word.endswith("en") else {"verb", "adj"}
        lemmas = [lemma for lemma in known.lemmas(word, "nb")[:1] if lemma.pos in pos]
        changed = word[:-2] + "a"
        if any(other.text == lemma.text for lemma in lemmas for other in known.lemmas(changed, "nb")):
            return changed
    return word


def cut(labelled: Iterable[Labelled], rng: random.Random) -> list[Labelled]:
    """Each sentence whole, and short pieces of it."""
    found: list[Labelled] = []
    for words, label in labelled:
        found.append((words, label))
        for _ in range(PIECES):
            length = rng.randint(SHORTEST_PIECE, LONGEST_PIECE)
            start = rng.randrange(max(1, len(words) - length + 1))
            found.append((words[start : start + length], label))
    return found


class Model:
    """Weights of words and of their pieces."""

    def __init__(self, labelled: list[Labelled]) -> None:
        types = sorted({word for words, _ in labelled for word in words})
        number = {word: at for at, word in enumerate(types)}
        seen = Counter(word for words, _ in labelled for word in words)
        piece_seen = Counter(piece for word in types for piece in pieces_of(word))
        features = [f"={word}" for word in types if seen[word] >= SEEN_WORD]
        features += sorted(piece for piece, count in piece_seen.items() if count >= SEEN_PIECE)
        column = {feature: at for at, feature in enumerate(features)}
        parts = [[column[f] for f in (f"={word}", *pieces_of(word)) if f in column] for word in types]
        of_types = _sparse(parts, len(features))
        of_texts = _sparse([[number[word] for word in words] for words, _ in labelled], len(types))
        regression = LogisticRegression(
            C=STRENGTH,
            solver="liblinear",
            fit_intercept=False,
            class_weight="balanced",
            tol=TOLERANCE,
            random_state=SEED,
        )
        regression.fit(of_texts @ of_types, np.array([label for _, label in labelled]))
        weights = regression.coef_[0]
        totals = of_types @ weights
        self.words = {word: float(totals[number[word]]) for word in types if seen[word] >= SEEN_WORD}
        self.pieces = {f: float(weights[at]) for f, at in column.items() if not f.startswith("=")}

    def score(self, words: Sentence) -> float:
        """Log odds for nynorsk."""
        return sum(
            self.words[word] if word in self.words else sum(self.pieces.get(p, 0.0) for p in pieces_of(word))
            for word in words
        )


def _sparse(rows: list[list[int]], width: int) -> csr_matrix:
    ends = np.cumsum([0, *map(len, rows)])
    columns = np.array([column for row in rows for column in row], dtype=np.int32)
    return csr_matrix((np.ones(len(columns)), columns, ends), shape=(len(rows), width))


def training_set(sentences: Iterable[Labelled], rng: random.Random) -> list[Labelled]:
    """All sentences, and bokmål once more in radical forms, cut up."""
    found = list(sentences)
    found += [(radical(words, rng), label) for words, label in found if label == 0]
    return cut(found, rng)


def main() -> None:
    """Train and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--source", type=Path, required=True)
    folder = parser.parse_args().source
    rng = random.Random(SEED)  # noqa: S311
    sentences = list(treebank(folder / "norne" / "norne-ndt.tar.xz"))
    first = Model(training_set(sentences, rng))
    sure: dict[int, list[Sentence]] = {0: [], 1: []}
    for words in public_texts(folder / "text"):
        score = first.score(words)
        if abs(score) >= SURE:
            sure[int(score > 0)].append(words)
    public = [
        (words, label) for label, texts in sure.items() for words in rng.sample(texts, min(len(texts), PARAGRAPHS))
    ]
    print({label: len(texts) for label, texts in sure.items()}, "sure paragraphs")
    model = Model(training_set([*sentences, *public], rng))
    kept_pieces = {piece: weight for piece, weight in model.pieces.items() if abs(weight) >= SMALLEST_WEIGHT}
    data = {
        "words": {
            word: round(held_back(word, weight), 2)
            for word, weight in sorted(model.words.items())
            if re.fullmatch(r"[^\W\d_]+", word) and lexicon().is_word(word)
        },
        "pieces": {piece: round(weight, 2) for piece, weight in sorted(kept_pieces.items())},
    }
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    path = RESOURCES / "norwegian" / MODEL_FILE
    path.write_bytes(gzip.compress(text.encode("utf-8"), mtime=0))
    print(f"{len(data['words'])} words, {len(data['pieces'])} pieces, {path.stat().st_size / 1e3:.0f} kB")


if __name__ == "__main__":
    main()
