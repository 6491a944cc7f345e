"""The full-text index in the terms of SQLite's FTS5. All terms are quoted, so nothing a user writes is read as syntax."""

from __future__ import annotations

from collections.abc import Mapping

from resolusjon_nlp.library.index_terms import IN_ORDER
from resolusjon_nlp.library.lookup import AllOf, Find, Lookup, Without


def document(row: Mapping[str, str], labels: Mapping[str, str]) -> str:
    """What FTS5 keeps of an index row: each term after the label of its column, once for each label but where their order matters.

    Examples
    --------
    >>> document({"words": "ja til ja", "keys": "ja til ja", "parts": "ja"}, {"words": "a", "keys": "b", "parts": "b"})
    'aja atil aja bja btil'
    """
    terms = [labels[IN_ORDER] + term for term in row[IN_ORDER].split()]
    others = (labels[name] + term for name in labels if name != IN_ORDER for term in row[name].split())
    return " ".join([*terms, *dict.fromkeys(others)])


def match_expression(lookup: Lookup, labels: Mapping[str, str]) -> str:
    """The ``MATCH`` expression of `lookup`.

    Raises
    ------
    ValueError
        When it says only what must not occur: FTS5 has no word for that, so the caller turns the condition around.
    """
    if isinstance(lookup, Find):
        end = " *" if lookup.prefix else ""
        ways = (
            '"' + " ".join(label + term.replace('"', "") for term in lookup.terms) + f'"{end}'
            for label in dict.fromkeys(labels[column] for column in lookup.columns)
        )
        return f"({' OR '.join(ways)})"
    if isinstance(lookup, Without):
        if lookup.wanted is None:
            raise ValueError("a lookup of only what must not occur")
        return f"({match_expression(lookup.wanted, labels)} NOT {match_expression(lookup.unwanted, labels)})"
    joint = " AND " if isinstance(lookup, AllOf) else " OR "
    return f"({joint.join(match_expression(part, labels) for part in lookup.among)})"
