"""Which demands of a library are worth comparing with one: those that share its rarest words, so that nothing else is read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy import Connection, select

from resolusjon_nlp.comparing.profiles import CONCEPT_MARK, Profile, demand_profile
from resolusjon_nlp.library.filters import Filters
from resolusjon_nlp.library.full_text import TERMS
from resolusjon_nlp.library.lookup import Find, Lookup, all_of, any_of
from resolusjon_nlp.library.matching import candidates, index_texts
from resolusjon_nlp.library.schema import DemandRow, ResolutionThemeRow
from resolusjon_nlp.norwegian.bridge import PART_JOIN
from resolusjon_nlp.norwegian.terms import JOINT
from resolusjon_nlp.norwegian.thesaurus import thesaurus
from resolusjon_nlp.records import Demand

MOST_WORDS, LEAST_WORDS = 16, 4
"""So many of a demand's heaviest words are looked up at most, and at least, however common they are."""
MOST_FITTING = 6_000
"""Words are looked up until about so many demands hold one of them: the work does not grow with the library."""
MOST_OF_A_WORD = 1_500
"""Of demands that hold a word the newest."""
COLUMNS = ("keys", "parts", "context")
"""Where words are looked up."""
MOST_TERMS = 8
"""Terms of a concept that are looked up."""
READ = 400
"""Demands that are read from the database at a time."""


@dataclass(frozen=True, eq=False)
class Candidate:
    """A demand of the library: its number, family and resolution, and what it is compared by."""

    id: int
    family_id: int | None
    resolution_id: str
    page: int | None
    demand: Demand
    profile: Profile


def candidate_ids(
    connection: Connection, profile: Profile, filters: Filters, *, limit: int, apart_from: str | None = None
) -> list[int]:
    """Numbers of the demands likeliest to be about the same, the likeliest first: those that share most, and the rarest, words with it.

    Parameters
    ----------
    apart_from
        A resolution whose own demands are left out.
    """
    scores: dict[int, float] = defaultdict(float)
    for word, weight in _looked_up(connection, profile).items():
        for number in candidates(connection, [_lookup(word)], filters, limit=MOST_OF_A_WORD):
            scores[number] += weight * weight
    ranked = sorted(scores, key=lambda number: (-scores[number], number))
    if apart_from is not None:
        own = set(connection.execute(select(DemandRow.id).where(DemandRow.resolution_id == apart_from)).scalars())
        ranked = [number for number in ranked if number not in own]
    return ranked[:limit]


def _looked_up(connection: Connection, profile: Profile) -> dict[str, float]:
    """Words to look up with their weights: the heaviest, until enough demands hold one of them."""
    weights = {word: weight for word, weight in profile.whole.weights.items() if weight > 0}
    heaviest = sorted(weights, key=lambda word: (-weights[word], word))[:MOST_WORDS]
    held = _frequencies(connection, heaviest)
    chosen: dict[str, float] = {}
    total = 0
    for word in heaviest:
        if held[word] and (len(chosen) < LEAST_WORDS or total + held[word] <= MOST_FITTING):
            chosen[word] = weights[word]
            total += held[word]
    return chosen


def _frequencies(connection: Connection, words: Sequence[str]) -> Mapping[str, int]:
    """About how many demands hold each word: for a phrase of a concept, how many hold its rarest word."""
    terms = {term for word in words for phrase in _phrases(word) for term in phrase}
    rows = connection.execute(
        select(TERMS.c.term, TERMS.c.demands).where(TERMS.c.field == "key", TERMS.c.term.in_(list(terms)))
    )
    count = {row.term: int(row.demands) for row in rows}
    return {word: sum(min(count.get(term, 0) for term in phrase) for phrase in _phrases(word)) for word in words}


@lru_cache(maxsize=20_000)
def _phrases(word: str) -> tuple[tuple[str, ...], ...]:
    """Terms that say a word: of a concept, those of its phrases, all of which must be there."""
    if not word.startswith(CONCEPT_MARK):
        return ((word.replace(PART_JOIN, JOINT),),)
    phrases = thesaurus().concepts[int(word.removeprefix(CONCEPT_MARK))].keys[:MOST_TERMS]
    terms = {tuple(key.replace(PART_JOIN, JOINT) for key in phrase) for phrase in phrases if phrase}
    return tuple(sorted(terms))


@lru_cache(maxsize=20_000)
def _lookup(word: str) -> Lookup:
    return any_of([all_of([Find(COLUMNS, (term,)) for term in phrase]) for phrase in _phrases(word)])


def read_candidates(
    connection: Connection, ids: Iterable[int], known: dict[int, Profile] | None = None
) -> dict[int, Candidate]:
    """Demands by their numbers, with what they are compared by.

    Parameters
    ----------
    known
        Profiles that were made before, by the demands' numbers; what is made is added.
    """
    wanted = sorted(set(ids))
    found: dict[int, Candidate] = {}
    for start in range(0, len(wanted), READ):
        found.update(_read(connection, wanted[start : start + READ], {} if known is None else known))
    return found


def _read(connection: Connection, ids: Sequence[int], known: dict[int, Profile]) -> dict[int, Candidate]:
    columns = (DemandRow.id, DemandRow.family_id, DemandRow.resolution_id, DemandRow.page, DemandRow.record)
    rows = connection.execute(select(*columns).where(DemandRow.id.in_(ids))).all()
    unknown = [row for row in rows if row.id not in known]
    texts = index_texts(connection, [row.id for row in unknown])
    themes = themes_of(connection, {row.resolution_id for row in unknown})
    demands = {row.id: Demand.model_validate(row.record) for row in rows}
    for row in unknown:
        index = texts.get(row.id, {})
        context, near = index.get("context", "").split(), index.get("near", "").split()
        known[row.id] = demand_profile(demands[row.id], context, near, themes.get(row.resolution_id, ()))
    return {
        row.id: Candidate(row.id, row.family_id, row.resolution_id, row.page, demands[row.id], known[row.id])
        for row in rows
    }


def themes_of(connection: Connection, resolutions: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Themes of resolutions, most central first."""
    statement = (
        select(ResolutionThemeRow.resolution_id, ResolutionThemeRow.theme)
        .where(ResolutionThemeRow.resolution_id.in_(list(resolutions)))
        .order_by(ResolutionThemeRow.resolution_id, ResolutionThemeRow.rank)
    )
    found: dict[str, tuple[str, ...]] = {}
    for row in connection.execute(statement):
        found[row.resolution_id] = (*found.get(row.resolution_id, ()), row.theme)
    return found
