"""A lookup in the query language of SQLite's FTS5. All terms are quoted, so nothing a user writes is read as syntax."""

from __future__ import annotations

from resolusjon_nlp.library.lookup import AllOf, Find, Lookup, Without


def match_expression(lookup: Lookup) -> str:
    """The ``MATCH`` expression of `lookup`.

    Raises
    ------
    ValueError
        When it says only what must not occur: FTS5 has no word for that, so the caller turns the condition around.
    """
    if isinstance(lookup, Find):
        columns = lookup.columns[0] if len(lookup.columns) == 1 else f"{{{' '.join(lookup.columns)}}}"
        terms = " ".join(term.replace('"', "") for term in lookup.terms)
        return f'{columns} : "{terms}"' + (" *" if lookup.prefix else "")
    if isinstance(lookup, Without):
        if lookup.wanted is None:
            raise ValueError("a lookup of only what must not occur")
        return f"({_within(lookup.wanted)} NOT {_within(lookup.unwanted)})"
    joint = " AND " if isinstance(lookup, AllOf) else " OR "
    return f"({joint.join(_within(part) for part in lookup.among)})"


def _within(lookup: Lookup) -> str:
    return f"({match_expression(lookup)})" if isinstance(lookup, Find) else match_expression(lookup)
