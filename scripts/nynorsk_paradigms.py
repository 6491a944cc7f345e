"""Which lemma and part of speech a nynorsk form has, worked out from two lists that give neither: all forms, and all lemmas.

A paradigm (``kommune, kommunen, kommunar, kommunane``) is believed when the list of forms holds its forms. The part of speech that
the same lemma has in bokmål, where it is known, decides between paradigms that the list bears out equally well.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Paradigm:
    """Endings that replace what `strip` matches at the lemma's end.

    Attributes
    ----------
    pos
        ``noun``, ``verb`` or ``adj``.
    applies
        What the whole lemma must look like.
    strip
        Number of letters taken off the lemma.
    needed
        Endings whose forms must all be in the list of forms.
    also
        Endings that belong to the paradigm where they occur.
    """

    pos: str
    applies: re.Pattern[str]
    strip: int
    needed: tuple[str, ...]
    also: tuple[str, ...] = ()


def _paradigm(pos: str, applies: str, strip: int, needed: str, also: str = "") -> Paradigm:
    return Paradigm(pos, re.compile(applies), strip, tuple(needed.split()), tuple(also.split()))


PARADIGMS = (
    _paradigm("noun", r"[^e]$", 0, "en ar ane"),
    _paradigm("noun", r"[^e]$", 0, "en er ene", "a"),
    _paradigm("noun", r"e$", 1, "en ar ane"),
    _paradigm("noun", r"e$", 1, "en er ene"),
    _paradigm("noun", r"[^e]$", 0, "a er ene", "i en"),
    _paradigm("noun", r"ing$", 0, "a ar ane"),
    _paradigm("noun", r"heit$", 0, "a er ene", "en"),
    _paradigm("noun", r"e$", 1, "a er ene", "or one"),
    _paradigm("noun", r"[^e]$", 0, "et a", "i ene"),
    _paradigm("noun", r"[^e]$", 0, "et"),
    _paradigm("noun", r"e$", 1, "et a", "i ene"),
    _paradigm("noun", r"um$", 2, "et a"),
    _paradigm("noun", r"[^e]$", 0, "en"),
    _paradigm("noun", r"[^e]$", 0, "a"),
    _paradigm("verb", r"e$", 1, "ar a", "ast as ande"),
    _paradigm("verb", r"e$", 1, "er te", "a t es ast ande"),
    _paradigm("verb", r"e$", 1, "er de", "a d t es ast ande"),
    _paradigm("verb", r"je$", 2, "jer de", "ja d t jes jast jande"),
    _paradigm("verb", r"je$", 2, "jer te", "ja t jes jast jande"),
    _paradigm("verb", r"[^e]$", 0, "r dde", "dd tt ast s ande"),
    _paradigm("adj", r"[^e]$", 0, "t e are ast aste"),
    _paradigm("adj", r"[^e]$", 0, "t e"),
    _paradigm("adj", r"(?:leg|ig)$", 0, "e", "are ast aste"),
    _paradigm("adj", r"(?:leg|ig)$", 0, "e are", "ast aste"),
    _paradigm("adj", r"sk$", 0, "e"),
)
CONTRACTED = re.compile(r"(.*?)([^aeiouyæøå])\2?e([lrn])$")
"""``sykkel``, ``teater``, ``open``: the e goes before an ending, and a double consonant becomes single."""
CONTRACTED_ENDINGS = {"noun": ("ar ane", "er ene", "et a", "a"), "adj": ("e",)}
DOUBLED = re.compile(r"[^m]m$|[aeiouyæøå]n$")
"""``rom, rommet`` and ``ven, vennen``."""

BELIEVED_ALONE = 2
"""A paradigm of at least this many needed forms is believed without a word from bokmål."""
SHORTEST_HEAD = 3
"""A compound is inflected like a last part of at least this many letters."""


def analyses(
    forms: frozenset[str], lemmas: Iterable[str], pos_in_bokmal: Mapping[str, frozenset[str]]
) -> dict[str, set[tuple[str, str]]]:
    """Return (lemma, part of speech) of each form that could be explained.

    Parameters
    ----------
    forms, lemmas
        Nynorsk forms and lemmas in lower case.
    pos_in_bokmal
        Parts of speech of bokmål lemmas.
    """
    found: dict[str, set[tuple[str, str]]] = defaultdict(set)
    inflections: dict[tuple[str, str], set[str]] = {}
    known = sorted(set(lemmas) & forms)
    for lemma in known:
        for pos, explained in _best(lemma, forms, _hint(lemma, pos_in_bokmal)).items():
            inflections[lemma, pos] = explained
            for form in explained | {lemma}:
                found[form].add((lemma, pos))
    pos_of = {lemma for lemma, _ in inflections}
    by_head = _endings_by_head(inflections)
    for lemma in known:
        if lemma not in pos_of:
            for pos, endings in _like_its_head(lemma, by_head, forms):
                for form in endings | {lemma}:
                    found[form].add((lemma, pos))
    return found


def _hint(lemma: str, pos_in_bokmal: Mapping[str, frozenset[str]]) -> frozenset[str]:
    for own, other in (("", ""), ("leg", "lig"), ("heit", "het"), ("ar", "er"), ("je", "e"), ("ing", "ning")):
        if lemma.endswith(own) and (pos := pos_in_bokmal.get(lemma.removesuffix(own) + other)):
            return pos
    return frozenset()


def _best(lemma: str, forms: frozenset[str], hint: frozenset[str]) -> dict[str, set[str]]:
    """For each part of speech the forms of all its believed paradigms; weaker parts of speech left out."""
    scores: dict[str, tuple[bool, int]] = {}
    explained: dict[str, set[str]] = defaultdict(set)
    for pos, needed, also in _candidates(lemma):
        if len(needed) < BELIEVED_ALONE and pos not in hint:
            continue
        if needed <= forms:
            scores[pos] = max(scores.get(pos, (False, 0)), (pos in hint, len(needed)))
            explained[pos] |= needed | (also & forms)
    if not scores:
        return {}
    hinted = {pos for pos, (in_hint, _) in scores.items() if in_hint}
    kept = hinted or {max(scores, key=lambda pos: scores[pos])}
    return {pos: explained[pos] for pos in kept}


def _candidates(lemma: str) -> Iterator[tuple[str, set[str], set[str]]]:
    for paradigm in PARADIGMS:
        if paradigm.applies.search(lemma):
            for stem in _stems(lemma[: len(lemma) - paradigm.strip], paradigm):
                yield (
                    paradigm.pos,
                    {stem + ending for ending in paradigm.needed},
                    {stem + ending for ending in paradigm.also},
                )
    if contracted := CONTRACTED.match(lemma):
        short = contracted.group(1) + contracted.group(2) + contracted.group(3)
        for pos, groups in CONTRACTED_ENDINGS.items():
            for endings in groups:
                definite = {lemma + "en", lemma + "et", short + "et"} if pos == "noun" else {short + "are", lemma[:-1]}
                yield pos, {short + ending for ending in endings.split()} | {lemma}, definite


def _stems(stem: str, paradigm: Paradigm) -> list[str]:
    stems = [stem]
    if paradigm.strip == 0 and DOUBLED.search(stem):
        stems.append(stem + stem[-1])
    return stems


def _endings_by_head(inflections: Mapping[tuple[str, str], set[str]]) -> dict[str, list[tuple[str, set[str]]]]:
    heads: dict[str, list[tuple[str, set[str]]]] = defaultdict(list)
    for (lemma, pos), forms in inflections.items():
        heads[lemma].append((pos, forms))
    return heads


def _like_its_head(
    lemma: str, heads: Mapping[str, list[tuple[str, set[str]]]], forms: frozenset[str]
) -> Iterator[tuple[str, set[str]]]:
    """Inflect `lemma` like its longest last part that is a lemma itself."""
    for start in range(1, len(lemma) - SHORTEST_HEAD + 1):
        if head := heads.get(lemma[start:]):
            for pos, inflected in head:
                if explained := {lemma[:start] + form for form in inflected} & forms:
                    yield pos, explained
            return
