"""A snippet made from the index's terms is the one that is made from the text."""

from __future__ import annotations

import pytest

from resolusjon_nlp.library.index_terms import index_row
from resolusjon_nlp.library.query import parse_query
from resolusjon_nlp.library.snippets import snippet
from resolusjon_nlp.samples import samples

QUERIES = (
    "økonomi i kommunene",
    "heile stillingar",
    "sjukehus",
    "togstasjon",
    '"må få"',
    "jern*",
    "tromso",
    "læreplasser",
    "ikke anbud",
)


@pytest.mark.parametrize("query", QUERIES)
def test_snippet_of_indexed_terms(query: str) -> None:
    root = parse_query(query).root
    for sample in samples("dev"):
        for demand in sample.gold.demands:
            plain = snippet(demand.text, root)
            assert snippet(demand.text, root, indexed=index_row(sample.gold, demand)) == plain
