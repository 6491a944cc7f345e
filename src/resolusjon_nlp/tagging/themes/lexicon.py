"""The theme lexicon: patterns of words, compiled so that each distinct word is matched once."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache

from resolusjon_nlp.resources import load_yaml

WEIGHTS = {"strong": 3.0, "terms": 1.0, "weak": 0.3}

ENDINGS = ("en", "et", "a", "er", "ar", "ene", "ane", "s", "ens", "ets", "as", "enes", "anes", "e", "te", "t", "r")
"""Regular inflections of nouns, verbs and adjectives in both written forms."""

_WORD = re.compile(r"[^\W_]+(?:[-/'’][^\W_]+)*-?")


@dataclass(frozen=True)
class Theme:
    """An entry of the codebook: label, display names, and the Comparative Agendas major topics it maps to."""

    id: str
    nb: str
    nn: str
    en: str
    cap: tuple[int, ...]


@dataclass(frozen=True)
class Hit:
    """A lexicon term found at ``text[start:end]``."""

    theme: str
    weight: float
    start: int
    end: int
    term: str


@dataclass(frozen=True)
class _Term:
    theme: str
    weight: float
    words: tuple[str, ...]


class ThemeLexicon:
    """Finds the lexicon's terms in running text."""

    def __init__(self, entries: list[dict[str, object]]) -> None:
        self.themes = tuple(
            Theme(str(e["id"]), str(e["nb"]), str(e["nn"]), str(e["en"]), tuple(e["cap"] or ()))  # type: ignore[arg-type]
            for e in entries
        )
        self._by_first: dict[str, list[_Term]] = defaultdict(list)
        self._exact: dict[str, set[str]] = defaultdict(set)
        self._prefixes: dict[str, str] = {}
        self._suffixes: dict[str, set[str]] = defaultdict(set)
        self._infixes: list[tuple[str, str]] = []
        for entry in entries:
            for level, weight in WEIGHTS.items():
                for pattern in entry[level] or ():  # type: ignore[attr-defined]
                    words = tuple(str(pattern).split())
                    self._by_first[words[0]].append(_Term(str(entry["id"]), weight, words))
                    for word in words:
                        self._index(word)
        self._match_word = lru_cache(maxsize=200_000)(self._find_patterns)

    def _index(self, pattern: str) -> None:
        core = pattern.strip("*")
        if pattern.startswith("*") and pattern.endswith("*"):
            self._infixes.append((core, pattern))
        elif pattern.endswith("*"):
            self._prefixes[core] = pattern
        elif pattern.startswith("*"):
            for form in inflections(core):
                self._suffixes[form].add(pattern)
        else:
            for form in inflections(core):
                self._exact[form].add(pattern)

    def _find_patterns(self, word: str) -> frozenset[str]:
        found = set(self._exact.get(word, ()))
        for length in range(2, len(word) + 1):
            if (prefix := self._prefixes.get(word[:length])) is not None:
                found.add(prefix)
        for start in range(len(word) - 1):
            found |= self._suffixes.get(word[start:], set())
        found.update(pattern for core, pattern in self._infixes if core in word)
        return frozenset(found)

    def hits(self, text: str, offset: int = 0) -> list[Hit]:
        """All terms in `text`, the heaviest of a theme at each word; `offset` is added to all positions."""
        words = [(match.group().lower(), match.start(), match.end()) for match in _WORD.finditer(text)]
        patterns = [self._match_word(word) | self._match_word(word.rstrip("-")) for word, _, _ in words]
        best: dict[tuple[str, int], Hit] = {}
        for index, found in enumerate(patterns):
            for pattern in found:
                for term in self._by_first.get(pattern, ()):
                    last = index + len(term.words) - 1
                    if last >= len(words) or any(
                        term.words[k] not in patterns[index + k] for k in range(1, len(term.words))
                    ):
                        continue
                    start, end = words[index][1], words[last][2]
                    key = (term.theme, index)
                    if key not in best or best[key].weight < term.weight:
                        best[key] = Hit(term.theme, term.weight, offset + start, offset + end, text[start:end])
        return list(best.values())


@cache
def inflections(word: str) -> frozenset[str]:
    """The word with its regular endings; a final -e gives way to endings that begin with a vowel."""
    stem = word.removesuffix("e")
    forms = {word}
    for ending in ENDINGS:
        forms.add((stem if ending[0] in "ea" else word) + ending)
    return frozenset(forms)


@cache
def theme_lexicon() -> ThemeLexicon:
    """The lexicon of ``resources/themes/themes.yaml``."""
    return ThemeLexicon(load_yaml("themes/themes.yaml")["themes"])


def cap_topics(themes: Iterable[str]) -> tuple[int, ...]:
    """The nearest Comparative Agendas major topic of each theme, in order and without repeats; labels outside the codebook have none."""
    topics = {theme.id: theme.cap for theme in theme_lexicon().themes}
    return tuple(dict.fromkeys(topics[theme][0] for theme in themes if topics.get(theme)))


@cache
def theme_ids() -> tuple[str, ...]:
    """All labels of the codebook in its order."""
    return tuple(theme.id for theme in theme_lexicon().themes)
