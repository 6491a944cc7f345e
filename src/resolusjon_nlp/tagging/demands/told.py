"""Who is told to act, found in the parsed sentence: the noun phrase in the place where Norwegian puts the one who is asked or shall act.

Complements :mod:`resolusjon_nlp.tagging.demands.addressees`, which finds the same by word order where there is no parser.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from spacy.tokens import Span, Token

from resolusjon_nlp.tagging.demands.addressees import nominative
from resolusjon_nlp.tagging.demands.cues import lists
from resolusjon_nlp.tagging.demands.syntax import (
    ClauseType,
    Predicate,
    SubjectType,
    common_lemma,
    predicates,
    text_from,
    verb_lists,
)

_ACTORS = frozenset({"ORG", "GPE_ORG"})
_RESTRICTING = frozenset({"i", "på", "fra", "frå", "ved"})
"""Prepositions whose phrase is part of the name ("kommunane i Romsdal")."""

_LONGEST = 8
"""Words in an addressee; a longer phrase is a description or a parser's error."""


def addressee_in_sentence(sentence: Span) -> str | None:
    """The addressee a demand names, in the nominative, or None.

    Parameters
    ----------
    sentence
        A parsed sentence that is a demand on somebody else.
    """
    return next(_told(sentence), None)


def _told(sentence: Span) -> Iterator[str]:
    clauses = predicates(sentence)
    for predicate in clauses:
        if predicate.type in (ClauseType.RELATIVE, ClauseType.ADVERBIAL):
            continue
        # Who is asked is told to act, whoever it is; of subjects only those who can.
        asked = _asked(predicate) if predicate.lemma in verb_lists()["asking"] else None
        through = _asked_by_preposition(predicate)
        if (
            (asked is not None and (name := _name(asked, anybody=True)) is not None)
            or (through is not None and (name := _name(through)) is not None)
            or (predicate.subject is not None and _acts(predicate) and (name := _name(predicate.subject)) is not None)
        ):
            yield name


def _acts(predicate: Predicate) -> bool:
    """Whether a clause tells its subject to act: an active deontic verb, or a clause under a verb that demands."""
    if predicate.subject is None or predicate.passive or predicate.subject_type is SubjectType.EXPLETIVE:
        return False
    if _receives(predicate):
        return False
    if predicate.lemma in verb_lists()["deontic"] and predicate.type is ClauseType.MAIN:
        return True
    if predicate.type is not ClauseType.COMPLEMENT or predicate.governor is None:
        return False
    governor = predicate.governor
    return common_lemma(governor) in verb_lists()["demanding"] or common_lemma(governor) == "være"


def _receives(predicate: Predicate) -> bool:
    """Whether the subject is to get, have or be something instead of acting: "må få", "må få velge", "må bestå"."""
    verb = predicate.verb
    while verb.i != predicate.main_verb.i:
        below = next((child for child in verb.children if child.dep_ == "INFV"), None)
        if below is None:
            break
        verb = below
        if common_lemma(verb) == "få" and verb.i != predicate.main_verb.i:
            return True
    return common_lemma(verb) in verb_lists()["receiving"] and not _brings_about(verb)


def _brings_about(verb: Token) -> bool:
    """Whether "få" is what somebody does: "få på plass", "få slutt på"."""
    following = verb.doc[verb.i + 1 : verb.i + 3].text.lower()
    return verb.lemma_ == "få" and following.startswith(tuple(verb_lists()["brought_about"]))


def _asked(predicate: Predicate) -> Token | None:
    """The object of "ber", "oppfordrer" …, before the verb or after it."""
    verbs = [predicate.verb] if predicate.verb.i == predicate.main_verb.i else [predicate.main_verb, predicate.verb]
    nouns = [child for verb in verbs for child in verb.children if child.pos_ in ("NOUN", "PROPN")]
    spoken = any(child.dep_ == "SUBJ" for verb in verbs for child in verb.children)
    asked = [c for c in nouns if (c.dep_ == "DOBJ" and spoken) or (c.dep_ in ("DOBJ", "dep") and not _is_self(c))]
    if not asked:
        # With two noun phrases beside the verb the parser may take the one asked for the subject.
        speaker = any(child.lower_ in verb_lists()["we"] or _is_self(child) for child in predicate.verb.children)
        asked = [child for child in nouns if speaker and child.dep_ == "SUBJ" and not _is_self(child)]
    return asked[0] if asked else None


def _is_self(token: Token) -> bool:
    return lists().self_subject.match(text_from(token)) is not None


def _asked_by_preposition(predicate: Predicate) -> Token | None:
    """ "krever av X at", "Av X forventer vi", "stiller krav til X", "appellerer til X"."""
    by = verb_lists()["asked_through"]
    if predicate.lemma not in verb_lists()["demanding"] and predicate.lemma not in verb_lists()["asking"]:
        return None
    for child in predicate.verb.subtree:
        if child.lower_ in by and child.head.i in (predicate.verb.i, predicate.main_verb.i):
            head = next((below for below in child.children if below.dep_ == "PUTFYLL"), None)
            if head is not None and head.pos_ in ("NOUN", "PROPN"):
                return head
    return None


def _name(head: Token, *, anybody: bool = False) -> str | None:
    """The noun phrase of `head` as an addressee; None when it is nobody who can act (with `anybody`, when it is a thing by form: neither definite nor plural)."""
    tokens = _phrase(head)
    text = head.doc[tokens[0].i : tokens[-1].i + 1].text
    if head.pos_ not in ("NOUN", "PROPN"):
        whole = head.doc[head.left_edge.i : head.i + 1].text  # "det offentlige"
        return nominative(whole) if lists().agent.fullmatch(whole) else None
    if len(tokens) > _LONGEST:
        return None
    known = lists().agent.search(text)
    if known is None and head.lemma_.endswith(tuple(verb_lists()["bodies"])) and tokens[-1].i > head.i:
        return _nominative(tokens, text)  # "styret i helseforetaket": somebody else's
    if anybody and known is None:
        someone = (
            head.pos_ == "PROPN" or "Def" in head.morph.get("Definite", []) or "Plur" in head.morph.get("Number", [])
        )
        return _nominative(tokens, text) if someone else None
    if known is None and not any(token.ent_type_ in _ACTORS for token in [head, *tokens]):
        return None
    if known is not None and known.start() > head.idx - tokens[0].idx:
        return None  # who can act stands only in what follows: "kravene fra regjeringen"
    if known is None and lists().movement_noun.match(text_from(head)):
        return None
    return _nominative(tokens, text)


def _nominative(tokens: list[Token], text: str) -> str:
    name = re.sub(r"\s+", " ", text).rstrip(" ,;:")
    common = tokens[0].pos_ not in ("PROPN", "X") and tokens[0].ent_type_ not in _ACTORS
    if common and len(tokens) > 1 and not lists().agent.fullmatch(name):
        return name[:1].lower() + name[1:]  # a common noun with what restricts it, at the head of a sentence
    return nominative(name)


def _phrase(head: Token) -> list[Token]:
    """The words of a noun phrase: what stands before its head, coordinated heads, and a restricting preposition's phrase."""
    first, last = head.i, head.i
    for child in head.children:
        if child.i < head.i and child.dep_ in ("ATR", "DET", "FLAT", "PAR") and child.pos_ not in ("VERB", "AUX"):
            if child.lower_ in verb_lists()["dropped"]:
                continue
            first = min(first, child.left_edge.i)
        elif child.dep_ == "FLAT":
            last = max(last, child.right_edge.i)
        elif child.dep_ == "KOORD" and child.pos_ in ("NOUN", "PROPN") and child.i > head.i:
            last = max(last, _phrase(child)[-1].i)
        elif child.i > head.i and child.dep_ == "ATR" and child.lower_ in _RESTRICTING and child.i == last + 1:
            last = max(last, child.right_edge.i)
    return list(head.doc[first : _end_of_restriction(head, last) + 1])


def _end_of_restriction(head: Token, last: int) -> int:
    """The last word of "i Østfold" after a plural noun, whatever the parser hangs it on: which of them are meant."""
    doc = head.doc
    following = last + 2
    plural = "Plur" in head.morph.get("Number", []) and head.pos_ == "NOUN"
    if (
        not plural
        or following >= len(doc)
        or doc[last + 1].lower_ not in _RESTRICTING
        or doc[following].pos_ != "PROPN"
    ):
        return last
    while following + 1 < len(doc) and (doc[following + 1].pos_ == "PROPN" or doc[following + 1].dep_ == "KONJ"):
        following += 1
    return following if doc[following].pos_ == "PROPN" else following - 1
