"""Which written form a text is in: Bokmål (``nb``, radical forms included) or Nynorsk (``nn``).

Each word speaks for one or the other with a weight that ``scripts/build_written_forms.py`` has learnt: frequent words by themselves, others by
their pieces (kv-, -ane, -heit). The weights add up to log odds.
"""

from __future__ import annotations

import gzip
import json
import math
import re
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from resolusjon_nlp import resources
from resolusjon_nlp.norwegian.gazetteer import gazetteer
from resolusjon_nlp.norwegian.lexicon import lexicon
from resolusjon_nlp.records import Language

MODEL_FILE = "written_forms.json.gz"
WORD = re.compile(r"[^\W\d_]+")
# Lengths in letters of the pieces that were learnt; changing one asks for training anew.
LONGEST_ENDING, LONGEST_START, LONGEST_INSIDE = 5, 3, 3
SHORTEST_HEAD, SHORTEST_TAIL = 3, 5
OPEN_CLASSES = frozenset({"noun", "verb", "adj"})
LONGEST_ABBREVIATION = 4
LEAST_EVIDENCE = 0.15
"""Log odds below which the words do not tell (chosen on the treebank's dev sentences of one to seven words)."""
LARGEST_WEIGHT = 4.0
"""One word never decides more than this, whatever stands beside it."""
SHARED_SLACK = {1: 0.3, -1: 0.1}
LARGEST_SHARED = {1: 0.6, -1: 1.0}
"""Nouns, verbs and adjectives that both written forms have: so much is taken off their weight for nynorsk (1) and for bokmål (-1), and no more
is left than this. Radical bokmål is rare in the training texts, so that their -a speaks too loud for nynorsk."""
LARGEST_UNKNOWN = 1.5
"""The same for words that the lexicon has in neither."""
WEAK, MOST_OF_WEAK = 0.6, 1.2
"""Words that both written forms have (regjeringa, framtida, og, er) weigh no more than the first; together no more than the second, so that
many of them do not outvote one ``ikke``."""
LONGEST_WORD = 60
REMEMBERED_WORDS = 200_000
"""So many different words are kept with their weights; a collection of thousands of resolutions has fewer."""


def pieces_of(word: str) -> list[str]:
    """Pieces of a lower-case word that may tell: endings (``-ane``), starts (``kv-``), two or three letters inside (``øy``), and who has it."""
    size = len(word)
    pieces = [f"-{word[-n:]}" for n in range(1, min(LONGEST_ENDING, size - 1) + 1)]
    pieces += [f"{word[:n]}-" for n in range(2, min(LONGEST_START, size - 1) + 1)]
    pieces += [word[at : at + n] for n in range(2, LONGEST_INSIDE + 1) for at in range(size - n + 1)]
    owners = owners_of(word)
    if len(owners) == 1:
        pieces.append(f"only {next(iter(owners))}")
    return pieces


def owners_of(word: str) -> frozenset[Language]:
    """The written forms that have a lower-case word, as far as that tells.

    That only one of the two dictionaries has a compound is chance (``fagforbundet``): what has both its parts has the compound.
    """
    owners = lexicon().languages(word)
    return owners if len(owners) == 2 else owners | _owners_of_parts(word)


def held_back(word: str, weight: float) -> float:
    """The learnt weight of a lower-case word, as far as the lexicon believes it: texts are few, and what they happen to have is chance."""
    largest, slack, sign = LARGEST_WEIGHT, 0.0, 1 if weight > 0 else -1
    owners = owners_of(word)
    if len(owners) == 2:
        found = [lemmas for language in owners if (lemmas := lexicon().lemmas(word, language))]
        if all(lemmas[0].pos in OPEN_CLASSES for lemmas in found):
            largest, slack = LARGEST_SHARED[sign], SHARED_SLACK[sign]
    elif not owners:
        largest = LARGEST_UNKNOWN
    return math.copysign(min(largest, max(0.0, abs(weight) - slack)), weight)


def _owners_of_parts(word: str) -> frozenset[Language]:
    """The written forms that have both the longest last part of `word` that is a word and what stands before it."""
    known = lexicon().languages
    for start in range(SHORTEST_HEAD, len(word) - SHORTEST_TAIL + 1):
        if tail := known(word[start:]):
            head = word[:start]
            if heads := known(head) or (known(head[:-1]) if head[-1] in "se" else frozenset()):
                return heads & tail
    return frozenset()


@dataclass
class _Weights:
    """Weights for Nynorsk, in log odds; `words` is filled with what has been asked for."""

    words: dict[str, float]
    pieces: dict[str, float]
    learnt: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        self.learnt = frozenset(self.words)

    def weight(self, word: str) -> float:
        """Weight of a word as it stands in the text; names do not tell."""
        lower = word.lower()
        if _may_be_name(word, lower):
            weight = 0.0
        elif lower in self.learnt:
            weight = self.words[lower]
        else:
            weight = held_back(lower, sum(self.pieces.get(piece, 0.0) for piece in pieces_of(lower)))
        if len(self.words) < REMEMBERED_WORDS:
            self.words[word] = weight
        return weight


def _may_be_name(word: str, lower: str) -> bool:
    """Whether a word is a place, an abbreviation (``HK``), unknown with a capital, or too long for a word: all of which tell nothing."""
    if len(word) > LONGEST_WORD:
        return True
    if not word[0].isupper():
        return False
    found = lexicon().lemmas(lower)
    if not found:
        return word in gazetteer().by_name or not _owners_of_parts(lower)
    if found[0].pos not in OPEN_CLASSES:
        return False
    if word.isupper():
        return len(word) <= LONGEST_ABBREVIATION
    return word in gazetteer().by_name


@cache
def _weights() -> _Weights:
    data = json.loads(gzip.decompress(files(resources).joinpath("norwegian", MODEL_FILE).read_bytes()))
    return _Weights(data["words"], data["pieces"])


def written_form_score(text: str) -> float:
    """Log odds that `text` is Nynorsk; 0.0 where nothing tells."""
    weights = _weights()
    known, weight = weights.words, weights.weight
    strong = weak = 0.0
    for word in WORD.findall(text):
        speaks = known[word] if word in known else weight(word)
        if -WEAK <= speaks <= WEAK:
            weak += speaks
        else:
            strong += speaks
    return strong + max(-MOST_OF_WEAK, min(MOST_OF_WEAK, weak))


def written_form(text: str, *, default: Language | None = None) -> Language | None:
    """The written form of `text`; `default` where its words do not tell."""
    score = written_form_score(text)
    if abs(score) < LEAST_EVIDENCE:
        return default
    return "nn" if score > 0 else "nb"
