"""Words that one resolution says more than others do: log-odds with an informative prior (Monroe, Colaresi and Quinn 2008, "Fightin' Words")."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, func, select

from resolusjon_nlp.comparing.profiles import split, weight_of
from resolusjon_nlp.library.filters import Filters
from resolusjon_nlp.library.full_text import TERMS, WORDS
from resolusjon_nlp.library.schema import DemandRow, ResolutionRow
from resolusjon_nlp.norwegian.bridge import PART_JOIN, bridge_key
from resolusjon_nlp.norwegian.terms import JOINT
from resolusjon_nlp.records import TaggedResolution

PRIOR = 50.0
"""Demands that the prior counts for."""
LEAST_Z = 1.0
LEAST_WEIGHT = 2.0
"""Commoner words say nothing of a resolution, however often they stand in it."""
MOST_TERMS = 12
SAMPLE = 5_000
"""With filters, so many demands that pass them (the newest) stand for all."""


def distinctive_terms(
    connection: Connection, resolution: TaggedResolution, filters: Filters, count: int = MOST_TERMS
) -> tuple[str, ...]:
    """The resolution's most distinctive words, as they most often stand in its demands.

    Counted is in how many demands a word stands, here and in the library.
    """
    here: Counter[str] = Counter()
    forms: dict[str, Counter[str]] = {}
    for demand in resolution.demands:
        pairs = {(bridge_key(form), form) for form in split(demand.text)[0]}
        here.update({key for key, _ in pairs})
        for key, form in pairs:
            forms.setdefault(key, Counter())[form] += 1
    said = [key for key in here if weight_of(key) >= LEAST_WEIGHT]
    others, demands = _background(connection, said, filters)
    if others and _is_among(connection, resolution.id, filters):
        others = {key: max(0, count - here[key]) for key, count in others.items()}
        demands -= len(resolution.demands)
    scored = log_odds({key: here[key] for key in said}, len(resolution.demands), others, demands)
    best = sorted((key for key in said if scored[key] >= LEAST_Z), key=lambda key: (-scored[key], key))
    return tuple(forms[key].most_common(1)[0][0] for key in best[:count])


def log_odds(
    here: Mapping[str, int], size: int, others: Mapping[str, int], whole: int, prior: float = PRIOR
) -> dict[str, float]:
    """For each word of `here` its log-odds against that of `others`, in standard deviations.

    Parameters
    ----------
    here, others
        In how many demands each word stands.
    size, whole
        How many demands there are.
    prior
        How many demands with the words' shares among the others count beside what was seen.
    """
    scored = {}
    for word, count in here.items():
        share = (others.get(word, 0) + 0.5) / (whole + 1)
        own, rest = count + prior * share, max(1, size) - count + prior * (1 - share)
        other, other_rest = others.get(word, 0) + prior * share, whole - others.get(word, 0) + prior * (1 - share)
        difference = math.log(own / rest) - math.log(other / other_rest)
        scored[word] = difference / math.sqrt(1 / own + 1 / other)
    return scored


def _is_among(connection: Connection, identifier: str, filters: Filters) -> bool:
    """Whether the resolution itself is in the library and passes the filters."""
    chosen = select(ResolutionRow.id).where(ResolutionRow.id == identifier, *filters.resolution_conditions())
    return connection.execute(chosen).first() is not None


def _background(connection: Connection, keys: Sequence[str], filters: Filters) -> tuple[dict[str, int], int]:
    """In how many demands of the library each key stands, and how many there are."""
    terms = {key.replace(PART_JOIN, JOINT): key for key in keys}
    if filters == Filters():
        rows = connection.execute(
            select(TERMS.c.term, TERMS.c.demands).where(TERMS.c.field == "key", TERMS.c.term.in_(list(terms)))
        )
        total = connection.execute(select(func.count()).select_from(DemandRow)).scalar() or 0
        return {terms[row.term]: int(row.demands) for row in rows}, int(total)
    chosen = (
        select(DemandRow.id)
        .join(ResolutionRow, ResolutionRow.id == DemandRow.resolution_id)
        .where(*filters.conditions())
        .order_by(DemandRow.id.desc())
        .limit(SAMPLE)
    )
    counts: Counter[str] = Counter()
    total = 0
    for row in connection.execute(select(WORDS.c["keys"], WORDS.c.parts).where(WORDS.c.rowid.in_(chosen))):
        total += 1
        counts.update(terms[term] for term in {*row[0].split(), *row[1].split()} if term in terms)
    return dict(counts), total
