"""The part of a demand that shows why it was found, with marks around what fits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from resolusjon_nlp.library.query import Node, Phrase, Prefix, Word, leaves
from resolusjon_nlp.norwegian.gazetteer import gazetteer
from resolusjon_nlp.norwegian.stems import words_of
from resolusjon_nlp.norwegian.synonyms import function_words, synonyms
from resolusjon_nlp.norwegian.terms import (
    JOINT,
    WORD,
    Occurrence,
    Term,
    fold,
    is_known,
    occurrences_of,
    place_words,
    term_of,
)

SNIPPET_WORDS = 40
MARK = "**"
"""What surrounds a found word in a snippet."""
BEFORE = 10
"""Words before the first mark that are shown."""


def snippet(text: str, root: Node | None, *, related: bool = True, indexed: Mapping[str, str] | None = None) -> str:
    """The part of `text` (NFC) that holds most of what a query looks for, with ``**`` around each word that fits.

    Words fit in other inflections and the other written form, inside compounds, as another spelling of a place's name, and with `related` as another
    word for the same. Function words are marked in phrases only.

    Parameters
    ----------
    indexed
        What the index holds of the text, where that is at hand: terms need not be worked out again.
    """
    found = _indexed_terms(text, root, indexed, related=related) if indexed else list(occurrences_of(text))
    marked = _fitting(found, root, related=related)
    first, last = _window(len(found), sorted(marked))
    start = found[first].start if first else 0
    end = found[last - 1].end if last < len(found) else len(text)
    pieces, at = [], start
    for number in sorted(marked):
        if first <= number < last:
            word = found[number]
            pieces.append(f"{text[at : word.start]}{MARK}{text[word.start : word.end]}{MARK}")
            at = word.end
    shown = " ".join(("".join(pieces) + text[at:end]).split())
    return f"{'… ' if first else ''}{shown}{' …' if last < len(found) else ''}"


def _indexed_terms(text: str, root: Node | None, indexed: Mapping[str, str], *, related: bool) -> list[Occurrence]:
    """The words of `text` with as much of their terms as `root` can fit."""
    places = [match.span() for match in WORD.finditer(text)]
    words, keys = indexed["words"].split(), indexed["keys"].split()
    wanted = _wanted(root, related)
    units = {unit for compound in wanted.compounds for unit in compound}
    if not len(places) == len(words) == len(keys) or wanted.folded:
        return list(occurrences_of(text))
    # Only what is inside a compound has to be worked out, and only where something of it is looked for.
    inside = not (wanted.keys | units).isdisjoint(indexed["parts"].split())
    pieces = {piece for key in wanted.keys | units for piece in key.split(JOINT)} if inside else set()
    return [
        Occurrence(Term(word, key) if pieces.isdisjoint(key.split(JOINT)) else term_of(word), start, end)
        for word, key, (start, end) in zip(words, keys, places, strict=True)
    ]


def _window(count: int, marked: Sequence[int]) -> tuple[int, int]:
    """The stretch of words with most marks; the whole text where it is short."""
    if count <= SNIPPET_WORDS:
        return 0, count
    starts = [max(0, number - BEFORE) for number in marked] or [0]
    best = max(starts, key=lambda start: sum(start <= number < start + SNIPPET_WORDS for number in marked))
    first = min(best, count - SNIPPET_WORDS)
    return first, first + SNIPPET_WORDS


@dataclass(frozen=True)
class _Wanted:
    keys: frozenset[str]
    compounds: tuple[tuple[str, ...], ...]
    forms: frozenset[str]
    folded: frozenset[str]
    prefixes: tuple[str, ...]


def _fitting(found: Sequence[Occurrence], root: Node | None, *, related: bool) -> set[int]:
    """Numbers of the words that fit."""
    wanted = _wanted(root, related)
    marked = {number for number, word in enumerate(found) if _fits(word, wanted)}
    # The words of a compound are what was looked for only where they are all there, and it is not itself.
    everything = {key for word in found for key in (word.term.key, *word.term.parts)}
    held = {key for number in marked for key in (found[number].term.key, *found[number].term.parts)}
    units = {unit for compound in wanted.compounds if everything.issuperset(compound) for unit in compound} - held
    for number, word in enumerate(found):
        if word.term.key in units or not units.isdisjoint(word.term.parts):
            marked.add(number)
    for leaf in leaves(root):
        if isinstance(leaf, Phrase):
            length = len(leaf.words)
            for start in range(len(found) - length + 1):
                if tuple(word.term.word for word in found[start : start + length]) == leaf.words:
                    marked.update(range(start, start + length))
    return marked


def _fits(word: Occurrence, wanted: _Wanted) -> bool:
    term = word.term
    return (
        term.key in wanted.keys
        or term.word in wanted.forms
        or not wanted.keys.isdisjoint(term.parts)
        or not wanted.folded.isdisjoint((term.word, *term.folded))
        or (bool(wanted.prefixes) and term.word.startswith(wanted.prefixes))
    )


@lru_cache(maxsize=64)
def _wanted(root: Node | None, related: bool) -> _Wanted:
    found = list(leaves(root))
    words = [leaf.text for leaf in found if isinstance(leaf, Word)]
    content = [word for word in words if word not in function_words()] or words
    terms = [term_of(word) for word in content]
    keys = {term.key for term in terms}
    if related:
        others = synonyms([term.key for term in terms])
        keys.update(other.keys[0] for other in others if len(other.keys) == 1)
    return _Wanted(
        keys=frozenset(keys),
        compounds=tuple(term.units for term in terms if term.units),
        forms=frozenset(form for word in content for form in _spellings(word)),
        folded=frozenset(plain for word in content if not is_known(word) for plain in fold(word)),
        prefixes=tuple(leaf.start for leaf in found if isinstance(leaf, Prefix)),
    )


@lru_cache(maxsize=1000)
def _spellings(word: str) -> tuple[str, ...]:
    """Words of all names of the places that are called `word`."""
    if word not in place_words():
        return ()
    register = gazetteer()
    names: Iterable[str] = (
        name
        for known, entries in register.by_name.items()
        if known.lower() == word
        for entry in entries
        for name in entry.names
    )
    return tuple(dict.fromkeys(part for name in names if " " not in name for part in words_of(name)))
