"""The thesaurus: words and phrases that say the same in resolutions, found in running text by their keys, so in any inflection and either written form."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from resolusjon_nlp.norwegian.bridge import bridge_key
from resolusjon_nlp.norwegian.stems import words_of
from resolusjon_nlp.resources import read_resource

SOURCE, COMPILED = "norwegian/thesaurus.yaml", "norwegian/thesaurus.json"
"""The entries as they are written, and with the keys of their terms (``scripts/build_thesaurus.py``), which is what is read."""
Keys = tuple[str, ...]


@dataclass(frozen=True)
class Concept:
    """An entry: what says the same, what is near it, and what says the contrary; each a phrase as it was written, the terms and near ones with the keys of their words."""

    terms: tuple[str, ...]
    keys: tuple[Keys, ...]
    near: tuple[str, ...] = ()
    opposite: tuple[str, ...] = ()
    near_keys: tuple[Keys, ...] = ()


@dataclass(frozen=True)
class Mention:
    """Words ``[start:end]`` of a text say what the concept of that number says."""

    start: int
    end: int
    concept: int


class Thesaurus:
    """Concepts, and where they are said."""

    def __init__(self, concepts: Iterable[Concept]) -> None:
        self.concepts = tuple(concepts)
        self._by_first: dict[str, list[tuple[Keys, int]]] = defaultdict(list)
        seen: set[tuple[Keys, int]] = set()
        for number, concept in enumerate(self.concepts):
            for keys in concept.keys:
                if keys and (keys, number) not in seen:
                    seen.add((keys, number))
                    self._by_first[keys[0]].append((keys, number))
        for entries in self._by_first.values():
            entries.sort(key=lambda entry: (-len(entry[0]), entry[1]))

    def mentions(self, keys: Sequence[str]) -> list[Mention]:
        """Concepts that the words with these keys say, in order; a phrase inside a longer one that was found is not told again.

        Parameters
        ----------
        keys
            Of the words of a text, in order (:func:`resolusjon_nlp.norwegian.bridge.bridge_key`).
        """
        found: list[Mention] = []
        covered = 0
        for start, key in enumerate(keys):
            longest = 0
            for phrase, number in self._by_first.get(key, ()):
                length = len(phrase)
                if length < longest or start + length <= covered:
                    continue
                if tuple(keys[start : start + length]) == phrase:
                    found.append(Mention(start, start + length, number))
                    longest = length
            covered = max(covered, start + longest)
        return found

    def name(self, concept: int) -> str:
        """The first term of a concept: what stored models know it by, as numbers change when entries are added."""
        return self.concepts[concept].terms[0]

    def same(self, words: str) -> list[str]:
        """Other terms of the concepts that a word or phrase says, in the order of the entries."""
        keys = phrase_keys(words)
        concepts = [mention.concept for mention in self.mentions(keys) if mention.end - mention.start == len(keys)]
        terms = (term for concept in concepts for term in self.concepts[concept].terms)
        return [term for term in dict.fromkeys(terms) if phrase_keys(term) != keys]

    def near(self, words: str) -> list[str]:
        """Terms near the concepts that a word or phrase says."""
        keys = phrase_keys(words)
        concepts = [mention.concept for mention in self.mentions(keys) if mention.end - mention.start == len(keys)]
        return list(dict.fromkeys(term for concept in concepts for term in self.concepts[concept].near))


@lru_cache(maxsize=50_000)
def phrase_keys(phrase: str) -> Keys:
    """Keys of the words of a phrase."""
    return tuple(bridge_key(word) for word in words_of(phrase))


@cache
def thesaurus() -> Thesaurus:
    """The thesaurus that comes with the package."""
    return Thesaurus(
        Concept(
            terms=tuple(entry["terms"]),
            keys=tuple(tuple(keys) for keys in entry["keys"]),
            near=tuple(entry.get("near", ())),
            opposite=tuple(entry.get("opposite", ())),
            near_keys=tuple(tuple(keys) for keys in entry.get("near_keys", ())),
        )
        for entry in json.loads(read_resource(COMPILED))
    )
