"""What the full-text index holds of a demand, whichever database keeps it.

A store keeps one text for each of `COLUMNS`, looks terms up in them (:mod:`resolusjon_nlp.library.lookup`), and counts in how many demands each term of
`counted_terms` occurs. The order that users see is made from the stored texts of a few hundred demands by :mod:`resolusjon_nlp.library.ranking`, so that it
is the same in all stores.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache, lru_cache

from resolusjon_nlp.library.surroundings import neighbourhood, surroundings
from resolusjon_nlp.norwegian.bridge import PART_JOIN
from resolusjon_nlp.norwegian.gazetteer import gazetteer
from resolusjon_nlp.norwegian.synonyms import function_words
from resolusjon_nlp.norwegian.terms import JOINT, Term, terms_of
from resolusjon_nlp.records import Demand, TaggedResolution
from resolusjon_nlp.resources import load_yaml
from resolusjon_nlp.tagging.word_vectors import word_vectors

COLUMNS: tuple[str, ...] = ("words", "keys", "parts", "names", "context", "near", "topic", "setting", "folded")
"""Columns of the index, in their order.

``words``
    The demand's words as they stand, in lower case and in order: phrases and beginnings are looked up here.
``keys``
    Their keys, one for each word, in the same order.
``parts``
    Keys of the words inside compounds, in no particular order.
``names``
    Words of the names of the places that the demand names, in all their spellings.
``context``
    Keys and parts of the title, the heading, the lead-in and the addressee.
``near``
    Keys and parts of the three sentences before and after.
``topic``
    The `TOPICS` keys and parts that the whole resolution is most about, by how often they occur and how rare they are in general.
``setting``
    Words of the names of the adopting body, its organisation and region, and the resolution's places.
``folded``
    Spellings without diacritics of the words in ``words`` and ``names`` that have them, each after `FOLDED`.
    Looked up only for words that Norwegian does not have.
"""

INDEX_VERSION = 6
"""Raised whenever :func:`index_row` gives other terms for the same demand: libraries then build their index anew when they are opened."""

OWN: tuple[str, ...] = ("keys", "parts", "names", "context")
"""Where the key of a word must be for a demand to be about it."""

AROUND: tuple[str, ...] = (*OWN, "setting")
"""Where it must be when other words are asked for too: *Fagforbundet heltid*."""

ANYWHERE: tuple[str, ...] = (*AROUND, "near", "topic")
"""Where it may be for a demand to have something to do with it."""

LABELS: dict[str, str] = {
    "words": "a", "keys": "b", "names": "b", "parts": "c", "context": "d", "setting": "e", "near": "f", "topic": "f", "folded": "g",
}  # fmt: skip
"""The letter that the index puts before the terms of each column. Columns that are always looked up together share one."""

IN_ORDER = "words"
"""The column whose terms are kept in order, so that phrases are found in it."""

COMMON = 5.0
"""Surprise (ln) of words so frequent that they say nothing of what a text is about."""

FOLDED = "0"
"""What terms of ``folded`` begin with, so that they are no terms of any other column."""


TOPICS = 20
UNSEEN = 5.0
"""How much a key that general texts do not have counts for a resolution's topic."""

TermsOf = Callable[[str], list[Term]]


def index_row(resolution: TaggedResolution, demand: Demand, *, terms_of: TermsOf = terms_of) -> dict[str, str]:
    """The text of each column for a demand: terms (lower-case letters and digits) with single spaces between them.

    Parameters
    ----------
    terms_of
        What makes the terms of a text; another one only for measuring what each part of them is worth.
    """
    around = surroundings(resolution.blocks, demand)
    own = terms_of(demand.text)
    names = list(_place_words(resolution, demand))
    setting = dict.fromkeys(_setting_words(resolution))
    context = _keys(
        " ".join(filter(None, (resolution.title, around.heading, around.lead_in, demand.addressee))), terms_of
    )
    columns: dict[str, Iterable[str]] = {
        "words": (term.word for term in own),
        "keys": (term.key for term in own),
        "parts": (part for term in own for part in term.parts),
        "names": names,
        "context": dict.fromkeys(context),
        "near": dict.fromkeys(_keys(neighbourhood(resolution.blocks, demand), terms_of)),
        "topic": _topic(resolution.text, terms_of),
        "setting": setting,
        "folded": dict.fromkeys(FOLDED + plain for term in (*own, *_terms(names)) for plain in term.folded),
    }
    return {name: " ".join(columns[name]) for name in COLUMNS}


@lru_cache(maxsize=8)
def _topic(text: str, terms_of: TermsOf) -> tuple[str, ...]:
    """What all demands of a text share."""
    known, counts = word_vectors(), Counter(_keys(text, terms_of))

    def weight(key: str) -> float:
        plain = key.replace(JOINT, PART_JOIN)
        rarity = max(known.rarity(plain) - COMMON, 0.0) if plain in known.rows else UNSEEN
        return math.sqrt(counts[key]) * rarity

    return tuple(sorted(counts, key=lambda key: (-weight(key), key))[:TOPICS])


def counted_terms(row: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """The distinct (field, term) of an index row that a store counts the demands of.

    ``("word", form)`` for each form of the demand: what typing errors are corrected to. ``("key", key)`` for each key
    and part: how rare a term is.
    """
    yield from (("word", word) for word in dict.fromkeys(row["words"].split()))
    yield from (("key", key) for key in dict.fromkeys(f"{row['keys']} {row['parts']} {row['names']}".split()))


def _keys(text: str, terms_of: TermsOf) -> list[str]:
    """Keys and parts of the words of `text` that say something."""
    return [key for term in terms_of(text) if term.word not in function_words() for key in (term.key, *term.parts)]


def _terms(words: Iterable[str]) -> Iterator[Term]:
    for word in words:
        yield from terms_of(word)


def name_words(name: str) -> Iterator[str]:
    """Words of a name: as they stand, and their keys where those differ."""
    for term in terms_of(name):
        yield term.word
        if term.key != term.word:
            yield term.key


def _place_words(resolution: TaggedResolution, demand: Demand) -> Iterator[str]:
    """Words of all names of the places that a demand names; those in its text are among its words already."""
    register = gazetteer()
    spellings: dict[str, None] = {}
    for place in resolution.places:
        if demand.start <= place.start < demand.end:
            entries = [entry for entry in register.by_name.get(place.name, ()) if entry.kind is place.kind]
            spellings.update(dict.fromkeys(name for entry in entries for name in entry.names))
    for code in demand.places:
        for entry in (register.municipalities.get(code), register.counties.get(code)):
            spellings.update(dict.fromkeys(entry.names if entry else ()))
    yield from dict.fromkeys(word for name in spellings for word in name_words(name))


def _setting_words(resolution: TaggedResolution) -> Iterator[str]:
    register = gazetteer()
    for name in (resolution.body, resolution.organisation, *organisation_names(resolution.organisation)):
        yield from name_words(name or "")
    regions = register.by_name.get(resolution.region or "", ())[:1]
    yield from name_words(resolution.region or "")
    for name in (name for entry in regions for name in entry.names):
        yield from name_words(name)
    for place in resolution.places:
        yield from name_words(place.name)


@cache
def organisation_names(name: str | None) -> tuple[str, ...]:
    """All names of the organisation whose usual name is `name`."""
    known = load_yaml("organisations/organisations.yaml")["organisations"]
    return tuple(form for entry in known if entry["name"] == name for form in entry["names"])
