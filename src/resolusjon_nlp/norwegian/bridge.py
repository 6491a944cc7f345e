"""From bokmål to nynorsk and back: one key for a word in both written forms, and the counterparts of a word in the other.

Three things decide, in this order: a table of pairs (``resources/norwegian/bridge.csv``: løyving – bevilgning), the lexicon (a lemma of both
written forms stands for itself), and rules for regular differences (``bridge.yaml``: -heit – -het, kv – hv), which only count when they give a word
that the other written form has. Compounds go part by part.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from resolusjon_nlp.norwegian.compounds import Part, analyse_compound
from resolusjon_nlp.norwegian.lexicon import lexicon
from resolusjon_nlp.norwegian.stems import stem
from resolusjon_nlp.records import Language
from resolusjon_nlp.resources import load_csv, load_yaml

PART_JOIN = "+"
"""Joins the keys of a compound's parts (``kommune+økonomi``)."""
SHORTEST_RULED = 4
"""Shorter lemmas are left to the table: a rule that changes one of three letters proves nothing."""
UNAMBIGUOUS = 8
"""So long a form hardly ever belongs to two words; any of its lemmas may be found in the table."""
LONGEST_CHAIN = 4
"""A key is looked up again as a word until it stays the same, so that it is its own key; chains are hardly ever longer than two."""
OTHER: dict[Language, Language] = {"nb": "nn", "nn": "nb"}
Changes = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class _Rules:
    """Rules from one written form (the key of the dictionaries) to the other, prefixes of the table's words, words that no rule touches."""

    endings: dict[Language, Changes]
    inside: dict[Language, Changes]
    prefixes: tuple[str, ...]
    alone: frozenset[str]


@dataclass(frozen=True)
class _Pairs:
    """The table of pairs: each lemma's key, and its partners in the order of the table."""

    keys: dict[Language, dict[str, str]]
    partners: dict[Language, dict[str, tuple[str, ...]]]


def bridge_key(word: str, language: Language | None = None) -> str:
    """A key that `word` shares with its other inflected forms and with its counterparts in the other written form.

    Parameters
    ----------
    word
        A word in any case and inflection.
    language
        The written form it stands in, where that is known: ``leie`` is *lead* in nynorsk and *rent* in bokmål. Without it, a word of both is
        read as bokmål first.

    Returns
    -------
    str
        A bokmål lemma in lower case where there is one; for compounds the keys of the parts joined by ``+``. Keys of keys are themselves.
        A word that nothing is known of gives its Snowball stem.
    """
    key = _key_of_form(unicodedata.normalize("NFC", word).lower(), language)
    for _ in range(LONGEST_CHAIN):
        following = _key_of_form(key, None)
        if following == key:
            break
        key = following
    return key


def counterparts(word: str, to: Language) -> tuple[str, ...]:
    """Forms of the written form `to` that say the same as `word`, the likeliest first; empty where none is known.

    Parameters
    ----------
    word
        A word of the other written form, in any case and inflection. The counterpart's inflection is told from the ending (``kommunene`` →
        ``kommunane``); where it cannot be told the lemma is given.
    to
        ``nb`` or ``nn``.
    """
    form = unicodedata.normalize("NFC", word).lower()
    table = _pairs().partners[OTHER[to]]
    if form in table:
        return table[form]
    found: list[str] = []
    for lemma in _lemmas(form, OTHER[to]):
        for target in _lemma_counterparts(lemma, to):
            found.extend(_inflect_like(form, lemma, target, to))
    if not found:
        found = _put_together(form, to)
    return tuple(dict.fromkeys(found))


def _put_together(form: str, to: Language) -> list[str]:
    """Counterparts of a compound: those of its parts, put together."""
    *before, last = analyse_compound(form).parts
    if not before:
        return []
    heads = [(counterparts(part.text, to) or (part.text,))[0] + part.link for part in before]
    return ["".join(heads) + tail for tail in counterparts(last.text, to)]


@lru_cache(maxsize=100_000)
def _key_of_form(form: str, language: Language | None) -> str:
    if PART_JOIN in form:
        return form
    if listed := _listed(form, language):
        return listed
    lemmas = _lemmas(form, language)
    for lemma in (*lemmas[:1], *(other for other in lemmas[1:] if len(other) >= UNAMBIGUOUS)):
        if listed := _listed(lemma, language):
            return listed
    parts = analyse_compound(form).parts
    if len(parts) > 1:
        return PART_JOIN.join(_keys_of_parts(form, parts, language))
    return _key_of_lemma(lemmas[0], language) if lemmas else _key_of_unknown(form)


def _key_of_unknown(form: str) -> str:
    """Its stem; but *Hamar* is no form of *ham*, as so short a stem is hardly ever the word it looks like."""
    cut = stem(form)
    return form if len(cut) < SHORTEST_RULED and lexicon().is_word(cut) else cut


def _keys_of_parts(form: str, parts: Sequence[Part], language: Language | None) -> Iterator[str]:
    """Keys of the parts of `form`; parts that the table has together (``bustad`` in ``bustadpolitikk``) have one."""
    start = 0
    while start < len(parts):
        for end in range(len(parts), start, -1):
            last = parts[end - 1]
            together = form[parts[start].start : last.start] + last.lemma
            if end == start + 1:
                yield _key_of_lemma(together, language)
            elif listed := _listed(together, language):
                yield listed
            else:
                continue
            start = end
            break


def _listed(lemma: str, language: Language | None) -> str | None:
    keys = _pairs().keys
    for own in (language,) if language else ("nb", "nn"):
        if key := keys[own].get(lemma):
            return key
    return None


@lru_cache(maxsize=100_000)
def _key_of_lemma(lemma: str, language: Language | None) -> str:
    if listed := _listed(lemma, language):
        return listed
    owners = _owners(lemma)
    if len(owners) != 1 or lemma in _rules().alone:
        return lemma
    (own,) = owners
    for candidate in _candidates(lemma, own):
        if own == "nn" or len(_owners(candidate)) == 2 or candidate in _pairs().keys["nn"]:
            return _listed(candidate, OTHER[own]) or candidate
    return lemma


def _lemmas(form: str, language: Language | None) -> list[str]:
    found = lexicon().lemmas(form, language) or lexicon().lemmas(form)
    return [lemma.text for lemma in found]


def _owners(lemma: str) -> frozenset[Language]:
    """The written forms in which `lemma` is a lemma."""
    return frozenset(
        language for language in OTHER if any(found.text == lemma for found in lexicon().lemmas(lemma, language))
    )


@lru_cache(maxsize=50_000)
def _candidates(lemma: str, own: Language) -> tuple[str, ...]:
    """Lemmas of the other written form that the table's words and the rules make of `lemma`: fewest changes, then most frequent, first."""
    rules, words, other = _rules(), lexicon(), OTHER[own]
    if len(lemma) < SHORTEST_RULED:
        return ()
    pos = {found.pos for found in words.lemmas(lemma, own) if found.text == lemma}

    def known(candidates: Iterable[str]) -> list[str]:
        fit = {
            candidate
            for candidate in candidates
            if candidate != lemma
            and any(found.text == candidate and found.pos in pos for found in words.lemmas(candidate, other))
        }
        return sorted(fit, key=lambda candidate: (-words.frequency(candidate), candidate))

    once = [lemma, *_ended(lemma, rules.endings[own])]
    listed = [changed for start in once for changed in _with_listed(start, own)]
    once += [*listed, *_changed(lemma, rules.inside[own])]
    if fit := known(once):
        return tuple(fit)
    twice = (
        changed
        for start in once
        for changed in (*_ended(start, rules.endings[own]), *_changed(start, rules.inside[own]))
    )
    return tuple(known(twice))


def _ended(lemma: str, endings: Changes) -> Iterator[str]:
    for old, new in endings:
        if lemma.endswith(old) and len(lemma) > len(old) + 1:
            yield lemma.removesuffix(old) + new


def _changed(lemma: str, inside: Changes) -> Iterator[str]:
    for old, new in inside:
        for match in re.finditer(old, lemma):
            yield lemma[: match.start()] + new + lemma[match.end() :]


def _with_listed(lemma: str, own: Language) -> Iterator[str]:
    """`lemma` with a word of the table in it put into the other written form."""
    partners = _pairs().partners[own]
    for prefix in _rules().prefixes:
        if lemma.startswith(prefix):
            yield from (prefix + partner for partner in partners.get(lemma.removeprefix(prefix), ()))
    for end in range(3, len(lemma)):
        yield from (partner + lemma[end:] for partner in partners.get(lemma[:end], ()))


def _lemma_counterparts(lemma: str, to: Language) -> list[str]:
    own = OTHER[to]
    if listed := _pairs().partners[own].get(lemma):
        return list(listed)
    if to in _owners(lemma):
        # sjukeheim is bokmål too, but sykehjem is what bokmål says
        usual = _put_together(lemma, to)
        words = lexicon()
        return [word for word in usual if words.frequency(word) > words.frequency(lemma)] + [lemma]
    return list(_candidates(lemma, own)[:1])


ENDINGS: dict[str, tuple[str, ...]] = {
    "ene": ("ane", "ene", "a", "ene"), "ane": ("ene", "ane"), "er": ("ar", "er", "r"), "ar": ("er", "ar", "e"), "en": ("en", "a", "et", "met"), "a": ("a", "en", "et", "ene"),
    "et": ("et", "a", "en"), "e": ("e", "ar"), "t": ("t",), "ere": ("are",), "est": ("ast",), "este": ("aste",), "are": ("ere",), "ast": ("est",), "aste": ("este",),
    "te": ("te", "de", "a"), "de": ("de", "te"), "erne": ("arane", "ane"), "ne": ("ne", "ane"), "r": ("r",), "n": ("n",), "re": ("rar", "re"), "rne": ("rane",),
    "": ("",),
}  # fmt: skip
"""Endings of one written form and what stands for them in the other, the likeliest first."""


def _inflect_like(form: str, lemma: str, target: str, to: Language) -> list[str]:
    """Forms of `target` whose ending answers to that of `form`; `target` itself where none does."""
    words = lexicon()
    bare = lemma.removesuffix("e")
    if form == lemma:
        return [target]
    stems = (target, target.removesuffix("e"))
    found = [
        base + ending
        for own in (
            form[len(lemma) :] if form.startswith(lemma) else None,
            form[len(bare) :] if form.startswith(bare) else None,
        )
        if own is not None
        for ending in ENDINGS.get(own, ())
        for base in stems
        if any(lemma.text == target for lemma in words.lemmas(base + ending, to))
        and (base + ending != target or not own)
    ]
    return found or [target]


@cache
def _rules() -> _Rules:
    data = load_yaml("norwegian/bridge.yaml")

    def both(name: str) -> dict[Language, Changes]:
        changes: Changes = tuple((nynorsk, bokmal) for nynorsk, bokmal in data[name])
        return {"nn": changes, "nb": tuple((bokmal, nynorsk) for nynorsk, bokmal in changes)}

    return _Rules(both("endings"), both("inside"), tuple(data["prefixes"]), frozenset(data["alone"]))


@cache
def _pairs() -> _Pairs:
    """The table; words that it links, over however many rows, share the key of the most frequent bokmål one."""
    rows = [(row["nb"], row["nn"]) for row in load_csv("norwegian/bridge.csv")]
    neighbours: dict[tuple[Language, str], list[tuple[Language, str]]] = defaultdict(list)
    for bokmal, nynorsk in rows:
        neighbours["nb", bokmal].append(("nn", nynorsk))
        neighbours["nn", nynorsk].append(("nb", bokmal))
    keys: dict[Language, dict[str, str]] = {"nb": {}, "nn": {}}
    for start in neighbours:
        if start[1] in keys[start[0]]:
            continue
        group, waiting = {start}, [start]
        while waiting:
            fresh = [node for node in neighbours[waiting.pop()] if node not in group]
            group.update(fresh)
            waiting.extend(fresh)
        bokmal_words = sorted(word for language, word in group if language == "nb")
        key = max(bokmal_words, key=lexicon().frequency)
        for language, word in group:
            keys[language][word] = key
    partners: dict[Language, dict[str, tuple[str, ...]]] = {
        language: {word: tuple(other for _, other in neighbours[language, word]) for word in keys[language]}
        for language in OTHER
    }
    return _Pairs(keys, partners)
