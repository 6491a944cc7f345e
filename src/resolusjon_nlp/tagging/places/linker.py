"""From candidates to linked places: is it a place here, which one, and which code was in force.

Clues of the text, of the rest of the document and, where it ran, of the trained pipeline are weighed (``evidence.py``); what comes out above one half is a place, and
its probability times that of the reading chosen is the confidence.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest

from spacy.tokens import Doc

from resolusjon_nlp.norwegian.gazetteer import PlaceEntry, gazetteer
from resolusjon_nlp.norwegian.sentences import sentence_spans
from resolusjon_nlp.records import Block, BlockType, Place, PlaceKind, Resolution
from resolusjon_nlp.tagging.places.annotation import PERSON, Annotation
from resolusjon_nlp.tagging.places.clues import (
    STRONG_PLACE,
    Candidate,
    annotation_clues,
    context_clues,
    document_clues,
    is_homograph,
    is_word,
    neighbour_clues,
)
from resolusjon_nlp.tagging.places.compounds import is_organisation
from resolusjon_nlp.tagging.places.evidence import evidence, probability
from resolusjon_nlp.tagging.places.mentions import Mention, Word, name_index, split_at_and, split_at_in, words_of
from resolusjon_nlp.tagging.places.organisations import (
    entity_holds,
    heads_institution,
    heads_name,
    in_organisation,
    is_club,
    is_report,
    names_body,
    shares_following,
    shares_organisation,
)
from resolusjon_nlp.tagging.places.readings import AREAS, Surroundings, at_the_time, choose, surroundings

LEAST_PROBABILITY = 0.5
MOST_CERTAIN = 0.99
DIGITS = 3
OPENING_MARKS = '«"“–- (\n'


def link_places(resolution: Resolution, doc: Doc | None = None) -> tuple[Place, ...]:
    """All places of a resolution, in the order of the text.

    Parameters
    ----------
    resolution
        The text with its blocks, date and region.
    doc
        The same text tagged by a pipeline; its entities and parts of speech are clues where it has them.
    """
    year = int(resolution.date[:4]) if resolution.date else None
    annotation = Annotation(doc)
    candidates = weighed(resolution, annotation)
    found = [candidate for candidate in candidates if candidate.probability >= LEAST_PROBABILITY]
    around = surroundings(found, resolution)
    in_report = annotation.present and is_report(resolution.text)
    around_each = zip_longest([None, *found[:-1]], found, found[1:])
    places = [
        _place(
            here,
            around,
            year,
            in_organisation=_is_inside(left, here, right, resolution.text, annotation, in_report=in_report),
        )
        for left, here, right in around_each
        if here is not None
    ]
    return tuple(sorted(places, key=lambda place: place.start))


def weighed(resolution: Resolution, annotation: Annotation) -> list[Candidate]:
    """All candidates with the probability that each is a place."""
    candidates = candidates_of(resolution, annotation)
    weights = evidence()
    for candidate in candidates:
        log_odds = weights.log_odds(candidate.clues, homograph=candidate.homograph)
        if annotation.present:
            log_odds = weights.with_annotation(log_odds, candidate.annotated, homograph=candidate.homograph)
        candidate.probability = probability(log_odds)
    return candidates


def candidates_of(resolution: Resolution, annotation: Annotation) -> list[Candidate]:
    """All candidates with their clues, nothing weighed."""
    year = int(resolution.date[:4]) if resolution.date else None
    candidates = [
        candidate
        for block in resolution.blocks
        if block.type not in (BlockType.FURNITURE, BlockType.TOC)
        for candidate in _candidates(block, year)
    ]
    around = surroundings(candidates, resolution)
    settled = frozenset(c.surface for c in candidates if STRONG_PLACE & set(c.clues))
    surnames = frozenset(c.surface for c in candidates if "before:first name" in c.clues)
    persons = _persons(candidates, annotation)
    for index, candidate in enumerate(candidates):
        candidate.clues.extend(neighbour_clues(candidates, index))
        candidate.clues.extend(document_clues(candidate, counties=around.counties, settled=settled, surnames=surnames))
        candidate.annotated.extend(annotation_clues(candidate, annotation, persons))
    return candidates


def _persons(candidates: Sequence[Candidate], annotation: Annotation) -> frozenset[str]:
    """Names that the pipeline somewhere sees as the end of a person's full name."""
    out = set()
    for candidate in candidates:
        entity = annotation.entity(candidate.start, candidate.end)
        if entity is not None and entity.label == PERSON and entity.start < candidate.start:
            out.add(candidate.surface)
    return frozenset(out)


def _candidates(block: Block, year: int | None) -> Iterator[Candidate]:
    text = block.text
    starts = {_opening(text, start) for start, _ in sentence_spans(text)}
    words = words_of(text)
    for mention in _mentions(text, words, year):
        candidate = Candidate(mention, block, at_the_time(mention.entries, year), is_homograph(mention))
        is_first = mention.start in starts
        if is_word(candidate, is_first=is_first):
            continue
        candidate.clues.extend(context_clues(candidate, is_first=is_first))
        if in_organisation(text, mention.start, mention.end, mention.word_end):
            institution = mention.end == mention.word_end and heads_institution(text, mention.end)
            candidate.clues.extend(["organisation", "institution"] if institution else ["organisation"])
        yield candidate


def _mentions(text: str, words: list[Word], year: int | None) -> Iterator[Mention]:
    """Mentions, with joint names cut in two where no such unit existed."""
    for mention in name_index().mentions(text, words):
        entry = mention.entries[0]
        gone = entry.kind is PlaceKind.FORMER_COUNTY and year is not None and not _in_force(entry, year)
        if " og " in entry.name and (entry.kind in AREAS or gone):
            yield from split_at_and(text, mention)
        elif mention.used > 2 and mention.form == "plain":
            yield from split_at_in(text, mention)
        else:
            yield mention


def _in_force(entry: PlaceEntry, year: int) -> bool:
    return (entry.valid_from or year) <= year <= (entry.valid_to or year)


def _opening(text: str, start: int) -> int:
    """Where the first word of the sentence at `start` begins."""
    while start < len(text) and text[start] in OPENING_MARKS:
        start += 1
    return start


def _is_inside(
    left: Candidate | None,
    here: Candidate,
    right: Candidate | None,
    text: str,
    annotation: Annotation,
    *,
    in_report: bool,
) -> bool:
    """Whether a place, with its neighbours to the left and right, is only part of an organisation's name."""
    mention, block = here.mention, here.block
    if "organisation" in here.clues:
        return True
    if mention.form == "compound":
        return is_organisation(block.text[mention.start : mention.word_end])
    if block.type is BlockType.BODY and names_body(block.text, mention.start, left is not None and left.block is block):
        return True
    if shares_organisation(block.text, mention.start, mention.word_end):
        return True
    beside = (right.mention.start, right.mention.word_end) if right is not None and right.block is block else None
    if shares_following(block.text, mention.word_end, beside):
        return True
    is_bare = mention.form == "plain" and mention.end == mention.word_end
    if is_bare and heads_name(block.text, mention.end, following=beside[0] if beside else None):
        return True
    entity = annotation.entity(here.start, here.end)
    names = [(each.start, each.end) for each in (left, here, right) if each is not None]
    return entity_holds(text, here.start, here.end, entity, names) or is_club(block.text, entity, in_report=in_report)


def _place(candidate: Candidate, around: Surroundings, year: int | None, *, in_organisation: bool) -> Place:
    entry, share, rivals = choose(candidate, around)
    undecided = len(rivals) > 1
    return Place(
        start=candidate.start,
        end=candidate.end,
        surface=candidate.surface,
        kind=entry.kind,
        code=None if undecided else entry.code,
        code_then=None if undecided else gazetteer().code_in(entry, year),
        name=entry.name,
        county=None if undecided else entry.county,
        in_organisation=in_organisation,
        members=entry.members,
        candidates=tuple(code for rival in rivals if (code := rival.code)) if undecided else (),
        confidence=round(min(MOST_CERTAIN, candidate.probability) * share, DIGITS),
    )
