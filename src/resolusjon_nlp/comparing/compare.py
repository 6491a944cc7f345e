"""A resolution against all others of a library: who says the same, who the contrary, and what nobody else says."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, distinct, func, select

from resolusjon_nlp.comparing.candidates import Candidate, candidate_ids, read_candidates, themes_of
from resolusjon_nlp.comparing.distinctive import distinctive_terms
from resolusjon_nlp.comparing.model import Judgement, PairModel, Relation, pair_model
from resolusjon_nlp.comparing.profiles import Profile, resolution_profiles, weight_of
from resolusjon_nlp.comparing.results import (
    ComparedDemand,
    ComparedResolution,
    Comparison,
    DemandMatch,
    NearestResolution,
    ThemeShare,
)
from resolusjon_nlp.library import Filters, Library
from resolusjon_nlp.library.hits import first_paths
from resolusjon_nlp.library.matching import index_texts
from resolusjon_nlp.library.schema import DemandRow, DemandThemeRow, ResolutionRow
from resolusjon_nlp.norwegian.bridge import PART_JOIN
from resolusjon_nlp.norwegian.terms import JOINT
from resolusjon_nlp.records import TaggedResolution
from resolusjon_nlp.tagging.themes.scoring import UNCERTAIN

CANDIDATES = 40
"""Demands of the library that are judged for each of the compared."""
NEAREST, MATCHES = 10, 5
LIKELY_RESOLUTIONS = 30
"""Resolutions whose demands are all read for the list of the nearest."""
MOST_RELATED = 2
RELATED_COUNTS = 0.3
"""What a related demand counts for beside one that says the same."""
PROFILE_THEMES = 10
ORDER = {Relation.SAME: 0, Relation.OPPOSED: 1, Relation.RELATED: 2}


@dataclass(frozen=True)
class _Match:
    candidate: Candidate
    judgement: Judgement


def compare(
    resolution: TaggedResolution | str,
    library: Library,
    *,
    filters: Filters | None = None,
    nearest: int = NEAREST,
    matches: int = MATCHES,
    model: PairModel | None = None,
    **conditions: str | None,
) -> Comparison:
    """Compare a resolution with those of a library.

    Parameters
    ----------
    resolution
        Tagged (:func:`resolusjon_nlp.analyze`), or the id of one in the library. Its own demands are never among the matches.
    filters, **conditions
        Which of the library's resolutions and demands to compare with: a :class:`Filters`, or its fields as keywords.
    nearest, matches
        How many resolutions, and how many demands for each of the compared, are told at most.
    model
        Another pair classifier than the package's.

    Returns
    -------
    Comparison

    Raises
    ------
    LibraryError
        When no resolution has that id.
    """
    compared = library.get(resolution) if isinstance(resolution, str) else resolution
    narrowed = filters or Filters(**conditions)
    profiles = resolution_profiles(compared)
    with library.reading() as connection:
        found = _matches(connection, profiles, compared.id, narrowed, model or pair_model())
        near = _nearest(connection, compared, profiles, found, nearest)
        told = _told(connection, compared, found, matches)
        return Comparison(
            resolution=ComparedResolution(id=compared.id, title=compared.title),
            nearest=near,
            demands=told,
            distinctive_terms=distinctive_terms(connection, compared, narrowed),
            theme_profile=theme_profile(connection, compared, narrowed),
        )


def _matches(
    connection: Connection, profiles: Sequence[Profile], own: str, filters: Filters, model: PairModel
) -> list[list[_Match]]:
    """For each demand what is at least related to it, best first; the demands of the resolution `own` are left out."""
    ids = [candidate_ids(connection, profile, filters, limit=CANDIDATES, apart_from=own) for profile in profiles]
    known = read_candidates(connection, (number for numbers in ids for number in numbers))
    return [
        _judged(model, profile, [known[n] for n in numbers]) for profile, numbers in zip(profiles, ids, strict=True)
    ]


def _judged(model: PairModel, profile: Profile, candidates: Sequence[Candidate]) -> list[_Match]:
    judgements = model.judge(profile, [candidate.profile for candidate in candidates])
    kept = [
        _Match(candidate, judgement)
        for candidate, judgement in zip(candidates, judgements, strict=True)
        if judgement.relation is not Relation.DIFFERENT
    ]
    return sorted(kept, key=lambda match: (ORDER[match.judgement.relation], -match.judgement.score))


def _told(
    connection: Connection, compared: TaggedResolution, found: Sequence[Sequence[_Match]], most: int
) -> tuple[ComparedDemand, ...]:
    shown = [_varied(matches, most) for matches in found]
    about = _facts(connection, {match.candidate.resolution_id for matches in shown for match in matches})
    return tuple(
        ComparedDemand(
            start=demand.start,
            end=demand.end,
            text=demand.text,
            novel=not any(match.judgement.relation is Relation.SAME for match in matches),
            matches=tuple(
                DemandMatch(
                    **about[match.candidate.resolution_id],
                    page=match.candidate.page,
                    start=match.candidate.demand.start,
                    end=match.candidate.demand.end,
                    text=match.candidate.demand.text,
                    relation=match.judgement.relation,
                    score=match.judgement.score,
                )
                for match in told
            ),
        )
        for demand, matches, told in zip(compared.demands, found, shown, strict=True)
    )


def _varied(matches: Sequence[_Match], most: int) -> list[_Match]:
    """The best, but of those that are only related at most two, from each resolution one of a kind, and the same words once: a resolution may be there twice."""
    kept: list[_Match] = []
    seen: set[tuple[str, Relation]] = set()
    for match in matches:
        relation = match.judgement.relation
        marks = {(match.candidate.resolution_id, relation), (match.candidate.demand.text, relation)}
        related = sum(other.judgement.relation is Relation.RELATED for other in kept)
        if marks & seen or (relation is Relation.RELATED and related >= MOST_RELATED):
            continue
        seen |= marks
        kept.append(match)
    return kept[:most]


def _facts(connection: Connection, ids: set[str]) -> dict[str, dict[str, str | None]]:
    """What is told of resolutions."""
    columns = (ResolutionRow.id, ResolutionRow.title, ResolutionRow.body, ResolutionRow.region, ResolutionRow.date)
    paths = first_paths(connection, sorted(ids))
    return {
        row.id: {
            "resolution_id": row.id,
            "path": paths.get(row.id, ""),
            "title": row.title,
            "body": row.body,
            "region": row.region,
            "date": row.date,
        }
        for row in connection.execute(select(*columns).where(ResolutionRow.id.in_(ids)))
    }


def _nearest(
    connection: Connection,
    compared: TaggedResolution,
    profiles: Sequence[Profile],
    found: Sequence[Sequence[_Match]],
    most: int,
) -> tuple[NearestResolution, ...]:
    covered: dict[str, float] = defaultdict(float)
    counts: dict[Relation, Counter[str]] = defaultdict(Counter)
    for matches in found:
        best: dict[str, float] = {}
        said: dict[Relation, set[str]] = defaultdict(set)
        for match in matches:
            worth = 1.0 if match.judgement.relation is Relation.SAME else RELATED_COUNTS
            key = match.candidate.resolution_id
            best[key] = max(best.get(key, 0.0), worth)
            said[match.judgement.relation].add(key)
        for key, worth in best.items():
            covered[key] += worth
        for relation, keys in said.items():
            counts[relation].update(keys)
    likely = sorted(covered, key=lambda key: (-covered[key], key))[:LIKELY_RESOLUTIONS]
    cosines = _likeness(connection, profiles, likely)
    size = max(1, len(compared.demands))
    scores = {key: min(1.0, 0.5 * covered[key] / size + 0.5 * cosines.get(key, 0.0)) for key in likely}
    ranked = sorted(likely, key=lambda key: (-scores[key], key))
    about, themes = _facts(connection, set(ranked)), themes_of(connection, ranked)
    own = [theme.theme for theme in compared.themes if theme.theme != UNCERTAIN]
    told: list[NearestResolution] = []
    seen: set[tuple[str | None, ...]] = set()
    for key in ranked:
        near = NearestResolution(
            **about[key],
            score=round(scores[key], 3),
            themes_in_common=tuple(theme for theme in own if theme in themes.get(key, ())),
            demands_in_common=counts[Relation.SAME][key],
            demands_opposed=counts[Relation.OPPOSED][key],
        )
        # The same resolution may have been read from two files, and a few words in common are no likeness.
        mark = (near.title, near.body, near.date) if near.title else (key,)
        if mark not in seen and (near.demands_in_common or near.demands_opposed or near.themes_in_common):
            seen.add(mark)
            told.append(near)
    return tuple(told[:most])


def _likeness(connection: Connection, profiles: Sequence[Profile], ids: Sequence[str]) -> dict[str, float]:
    """Cosine of the weighed words of all demands, of the compared resolution (its demands' `profiles`) with each of several."""
    rows = connection.execute(select(DemandRow.id, DemandRow.resolution_id).where(DemandRow.resolution_id.in_(ids)))
    owner = {row.id: row.resolution_id for row in rows}
    words: dict[str, set[str]] = defaultdict(set)
    for number, texts in index_texts(connection, owner).items():
        words[owner[number]].update(f"{texts['keys']} {texts['parts']}".split())
    ours = _weighed({key for profile in profiles for key in profile.said.weights})
    found = {}
    for key, terms in words.items():
        theirs = _weighed({term.replace(JOINT, PART_JOIN) for term in terms})
        product = sum(weight * theirs[word] for word, weight in ours.items() if word in theirs)
        lengths = [sum(w * w for w in side.values()) for side in (ours, theirs)]
        found[key] = product / ((lengths[0] * lengths[1]) ** 0.5 or 1.0)
    return found


def _weighed(words: set[str]) -> dict[str, float]:
    return {word: weight for word in words if (weight := weight_of(word)) > 0}


def theme_profile(
    connection: Connection, compared: TaggedResolution, filters: Filters, most: int = PROFILE_THEMES
) -> tuple[ThemeShare, ...]:
    """Shares of themes in the demands here and in the library."""
    fitting = (
        select(DemandRow.id)
        .join(ResolutionRow, ResolutionRow.id == DemandRow.resolution_id)
        .where(*filters.conditions())
        .subquery()
    )
    count = func.count(distinct(DemandThemeRow.demand_id))
    rows = connection.execute(
        select(DemandThemeRow.theme, count.label("demands"))
        .join(fitting, fitting.c.id == DemandThemeRow.demand_id)
        .group_by(DemandThemeRow.theme)
    ).all()
    total = connection.execute(select(func.count()).select_from(fitting)).scalar() or 0
    corpus: Mapping[str, float] = {row.theme: row.demands / max(1, total) for row in rows}
    own = Counter(theme for demand in compared.demands for theme in set(demand.themes))
    size = max(1, len(compared.demands))
    here = {theme: number / size for theme, number in own.items()}
    first = sorted(here, key=lambda theme: (-here[theme], theme))
    others = sorted((theme for theme in corpus if theme not in here), key=lambda theme: (-corpus[theme], theme))
    return tuple(
        ThemeShare(theme=theme, here=round(here.get(theme, 0.0), 4), corpus=round(corpus.get(theme, 0.0), 4))
        for theme in [*first, *others][: max(most, len(first))]
    )
