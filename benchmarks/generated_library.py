"""A library of any size, of generated resolutions, for measuring search: rows as an ingest writes them, without texts to read and tag.

Words are those of Norwegian with their frequencies in the lexicon. Each resolution has a theme; half of the words with content in its sentences come from
the theme's own few hundred, the n-th of them with a frequency of 1 / (n + 3), so that words occur together as in real texts: the first word of a theme
is in a fifth of its demands. The same seed gives the same library.
"""

from __future__ import annotations

import hashlib
import json
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, islice
from typing import Any

from sqlalchemy import Connection, insert

from resolusjon_nlp.library import full_text
from resolusjon_nlp.library.facet_terms import demand_facets, resolution_facets
from resolusjon_nlp.library.index_terms import COLUMNS, FOLDED, TOPICS
from resolusjon_nlp.library.schema import (
    AppearanceRow,
    DemandRow,
    DemandThemeRow,
    DocumentRow,
    FileRow,
    MentionRow,
    ResolutionRow,
    ResolutionThemeRow,
    name_key,
)
from resolusjon_nlp.norwegian.gazetteer import gazetteer
from resolusjon_nlp.norwegian.lexicon import lexicon
from resolusjon_nlp.norwegian.synonyms import function_words
from resolusjon_nlp.norwegian.terms import Term, term_of
from resolusjon_nlp.tagging.themes.lexicon import theme_ids

VOCABULARY = 60_000
TOPIC_WORDS = 400
"""Words of a theme's own."""
TOPIC_WEIGHTS = list(accumulate(1 / (rank + 3) for rank in range(TOPIC_WORDS)))
LEAST_LETTERS = 4
"""Letters of words with content."""
DEMANDS = 8
SENTENCES = 12
"""Of a resolution; those that are demands come first in each paragraph."""
BATCH = 250
"""Resolutions that are written at a time."""

KINDS = ("krav", "støtte", "avvisning", "forpliktelse")
KIND_SHARES = (0.78, 0.08, 0.07, 0.07)
ADDRESSEES = (("regjeringen", "stat"), ("Stortinget", "stat"), ("kommunene", "kommune"), (None, None), (None, None))
ORGANISATIONS = ("LO", "Fagforbundet", "Utdanningsforbundet", "NNN", "FO", "NTL", "EL og IT Forbundet", "YS")
FILTERED_BY = ("body_key", "organisation_key", "region_key", "earliest", "latest", "language")
YEARS = range(2008, 2026)


@dataclass(frozen=True)
class Generated:
    """A resolution with its rows and the words of its demands."""

    identifier: str
    row: dict[str, Any]
    theme: str
    mentions: list[dict[str, Any]]
    demands: list[dict[str, Any]]
    index: list[dict[str, str]]


class Generator:
    """Makes resolutions; the same `seed`, the same resolutions."""

    def __init__(self, seed: int = 1) -> None:
        self._random = random.Random(seed)  # noqa: S311 - nothing to keep secret
        words, weights = _vocabulary(self._random)
        self._words: list[str] = words
        self._weights = list(accumulate(weights))
        content = [i for i, word in enumerate(words) if len(word) >= LEAST_LETTERS and word not in function_words()]
        self._topics = {
            theme: [
                words[i] for i in self._random.choices(content, [weights[i] ** 0.5 for i in content], k=TOPIC_WORDS)
            ]
            for theme in theme_ids()
        }
        self._terms: dict[str, Term] = {}
        self._municipalities = sorted(gazetteer().municipalities.values(), key=lambda entry: entry.name)
        self._counties = sorted(gazetteer().counties.values(), key=lambda entry: entry.name)

    def resolutions(self, demands: int) -> Iterator[Generated]:
        """Resolutions with so many demands in all."""
        for number in range(-(-demands // DEMANDS)):
            yield self._resolution(number)

    def queries(self, count: int, *, seed: int) -> Iterator[tuple[str, dict[str, str]]]:
        """Two words of a theme, as frequent in queries as in texts, with one or two filters that some of its demands pass."""
        chance = random.Random(seed)  # noqa: S311 - nothing to keep secret
        for _ in range(count):
            theme = chance.choice(theme_ids())
            words: dict[str, None] = {}
            while len(words) < 2:
                words.update(dict.fromkeys(chance.choices(self._topics[theme], cum_weights=TOPIC_WEIGHTS)))
            yield " ".join(words), self._filters(chance, theme)

    def _filters(self, chance: random.Random, theme: str) -> dict[str, str]:
        year = chance.choice(YEARS)
        county = chance.choice(self._counties)
        choices: list[dict[str, str | None]] = [
            {"theme": theme, "since": str(year - 2), "until": str(year + 2)},
            {"county": county.code},
            {"kind": chance.choices(KINDS, KIND_SHARES)[0], "since": str(year)},
            {"theme": theme, "region": county.name},
            {"organisation": chance.choice(ORGANISATIONS), "kind": "krav"},
            {"municipality": chance.choice(self._municipalities).code},
            {"addressee": "regjeringen", "language": "nb"},
        ]
        return {name: value for name, value in chance.choice(choices).items() if value is not None}

    def _sentence(self, theme: str) -> list[str]:
        length = max(5, round(self._random.gauss(17, 6)))
        words = self._random.choices(self._words, cum_weights=self._weights, k=length)
        own = self._random.choices(self._topics[theme], cum_weights=TOPIC_WEIGHTS, k=length)
        return [
            mine if len(word) >= LEAST_LETTERS and self._random.random() < 0.5 else word
            for word, mine in zip(words, own, strict=True)
        ]

    def _term(self, word: str) -> Term:
        if word not in self._terms:
            self._terms[word] = term_of(word)
        return self._terms[word]

    def _keys(self, words: Sequence[str]) -> str:
        terms = [self._term(word) for word in words if word not in function_words()]
        return " ".join(key for term in terms for key in (term.key, *term.parts))

    def _index(
        self, sentences: list[list[str]], position: int, title: list[str], setting: str, name: str, topic: str
    ) -> dict[str, str]:
        own = [self._term(word) for word in sentences[position]]
        around = [word for i in (position - 1, position + 1) if 0 <= i < len(sentences) for word in sentences[i]]
        columns = {
            "words": " ".join(term.word for term in own),
            "keys": " ".join(term.key for term in own),
            "parts": " ".join(part for term in own for part in term.parts),
            "names": name if position % 4 == 0 else "",
            "context": self._keys(title),
            "near": self._keys(around),
            "topic": topic,
            "setting": setting,
            "folded": " ".join(dict.fromkeys(FOLDED + plain for term in own for plain in term.folded)),
        }
        return {column: columns[column] for column in COLUMNS}

    def _resolution(self, number: int) -> Generated:
        chance = self._random
        theme = chance.choice(theme_ids())
        sentences = [self._sentence(theme) for _ in range(SENTENCES)]
        title = self._sentence(theme)[:5]
        county = chance.choice(self._counties)
        places = chance.choices(self._municipalities, k=3)
        organisation = chance.choice(ORGANISATIONS)
        body = f"Årsmøtet i {organisation} {county.name}"
        date = f"{chance.choice(YEARS)}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"
        identifier = hashlib.sha256(str(number).encode()).hexdigest()[:16]
        texts = [" ".join(sentence).capitalize() + "." for sentence in sentences]
        blocks, demands, index = [], [], []
        setting = " ".join([*body.lower().split(), *(word for place in places for word in place.name.lower().split())])
        said = (self._term(word).key for sentence in sentences for word in sentence if len(word) >= LEAST_LETTERS)
        topic = " ".join(key for key, _ in Counter(said).most_common(TOPICS))
        start = 0
        for block, first in enumerate(range(0, SENTENCES, 3)):
            text = " ".join(texts[first : first + 3])
            blocks.append({"type": "paragraph", "text": text, "start": start, "end": start + len(text)})
            offset = start
            for position in range(first, first + 3):
                end = offset + len(texts[position])
                if position % 3 < 2:
                    demands.append(self._demand(texts[position], offset, end, block, theme))
                    index.append(self._index(sentences, position, title, setting, places[0].name.lower(), topic))
                offset = end + 1
            start += len(text) + 2
        row = {
            "id": identifier, "title": " ".join(title).capitalize(), "body": body, "organisation": organisation, "region": county.name,
            "body_key": name_key(body), "organisation_key": name_key(organisation), "region_key": name_key(county.name),
            "date": date, "earliest": date, "latest": date, "language": "nb",
        }  # fmt: skip
        shown = ("id", "title", "body", "organisation", "region", "date", "language")
        record = {name: row[name] for name in shown} | {
            "date_precision": "day", "text": "\n\n".join(str(block["text"]) for block in blocks), "blocks": blocks,
            "demands": demands, "themes": [{"theme": theme, "score": 0.9}],
        }  # fmt: skip
        mentions = [
            {
                "code": each.code,
                "name": each.name,
                "kind": each.kind.value,
                "county": each.county,
                "in_organisation": False,
            }
            for each in (*places, county)
        ]
        return Generated(identifier, row | {"record": json.dumps(record)}, theme, mentions, demands, index)

    def _demand(self, text: str, start: int, end: int, block: int, theme: str) -> dict[str, Any]:
        addressee, addressee_type = self._random.choice(ADDRESSEES)
        return {
            "start": start, "end": end, "text": text, "kind": self._random.choices(KINDS, KIND_SHARES)[0], "cue": "må", "addressee": addressee,
            "addressee_type": addressee_type, "position": "body", "themes": [theme], "block": block, "confidence": 0.9,
            "regions": [{"page": 1, "bbox": [0.1, 0.1, 0.9, 0.2]}],
        }  # fmt: skip


def _vocabulary(chance: random.Random) -> tuple[list[str], list[float]]:
    """The most frequent words and how frequent they are."""
    known = lexicon()
    counted = [(known.frequency(form), form) for form in known.all_forms()]
    counted = sorted(counted, reverse=True)[:VOCABULARY]
    # The lexicon tells counts to the nearest power of two; what is between is filled evenly.
    pairs = [(form, 2.0 ** (step - 2 + chance.random())) for step, form in counted]
    return [form for form, _ in pairs], [weight for _, weight in pairs]


def write(connection: Connection, resolutions: Iterator[Generated], *, first_demand: int = 1) -> int:
    """Write `resolutions` into an open library, numbering demands from `first_demand`; the next number is returned."""
    number = first_demand
    while batch := list(islice(resolutions, BATCH)):
        number = _write_batch(connection, batch, number)
    return number


def _write_batch(connection: Connection, batch: Sequence[Generated], number: int) -> int:
    hashes = [hashlib.sha256(each.identifier.encode()).hexdigest() for each in batch]
    connection.execute(
        insert(DocumentRow), [{"sha256": digest, "tagger": "generated", "source": {}} for digest in hashes]
    )
    connection.execute(
        insert(FileRow),
        [
            {"path": f"/{each.identifier}.pdf", "sha256": digest, "ingested_at": "2026-01-01"}
            for each, digest in zip(batch, hashes, strict=True)
        ],
    )
    connection.execute(insert(ResolutionRow), [each.row for each in batch])
    connection.execute(
        insert(AppearanceRow),
        [
            {"sha256": digest, "ordinal": 0, "resolution_id": each.identifier}
            for each, digest in zip(batch, hashes, strict=True)
        ],
    )
    connection.execute(
        insert(ResolutionThemeRow),
        [{"resolution_id": each.identifier, "theme": each.theme, "rank": 0, "score": 0.9} for each in batch],
    )
    connection.execute(
        insert(MentionRow), [{"resolution_id": each.identifier, **row} for each in batch for row in each.mentions]
    )
    demands, themes, index = [], [], []
    for each in batch:
        places = [(row["code"], row["county"]) for row in each.mentions]
        shared = resolution_facets(each.row["organisation"], places)
        for ordinal, (demand, terms) in enumerate(zip(each.demands, each.index, strict=True)):
            demands.append(
                {
                    "id": number, "resolution_id": each.identifier, "ordinal": ordinal, "text": demand["text"], "kind": demand["kind"],
                    "addressee": demand["addressee"], "addressee_key": name_key(demand["addressee"]), "addressee_type": demand["addressee_type"],
                    "page": 1, "record": demand, **{name: each.row[name] for name in FILTERED_BY},
                }
            )  # fmt: skip
            themes.append({"demand_id": number, "theme": each.theme})
            index.append(
                {"rowid": number, **terms, full_text.FACETS: " ".join([*demand_facets([each.theme]), *shared])}
            )
            number += 1
    connection.execute(insert(DemandRow), demands)
    connection.execute(insert(DemandThemeRow), themes)
    full_text.add_rows(connection, index)
    return number
