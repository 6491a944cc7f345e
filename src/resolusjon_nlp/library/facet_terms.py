"""Themes, places and organisations as terms of the full-text index, so that a search for a rare one need not look at all that fits its words.

They narrow down what the filters' own conditions then decide, so a term may stand for several values, but each value must have one.
"""

from __future__ import annotations

from collections.abc import Iterable


def demand_facets(themes: Iterable[str]) -> list[str]:
    """Terms for what a demand itself has."""
    return [facet_term("theme", theme) for theme in dict.fromkeys(themes)]


def resolution_facets(organisation: str | None, places: Iterable[tuple[str | None, str | None]]) -> list[str]:
    """Terms for what a demand's resolution has.

    Parameters
    ----------
    places
        Code and county of each mention.
    """
    terms = [facet_term("organisation", organisation)] if organisation else []
    for code, county in places:
        terms += [facet_term("code", code)] if code else []
        terms += [facet_term("county", county)] if county else []
    return list(dict.fromkeys(terms))


def facet_term(kind: str, value: str) -> str:
    """The term of a value: lower-case letters and digits.

    Examples
    --------
    >>> facet_term("theme", "landbruk_mat_fiske")
    'theme0landbrukmatfiske'
    """
    return f"{kind}0{''.join(letter for letter in value.lower() if letter.isalnum())}"
