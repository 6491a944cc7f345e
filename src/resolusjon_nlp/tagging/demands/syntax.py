"""Finite clauses as the parser sees them: what verb, in what kind of clause, with whom as subject, doing what.

Relations are those of the Norwegian Dependency Treebank, which the trained pipeline uses: the finite verb heads its clause, an infinitive after a modal is its
``INFV``, a coordinated clause its ``KOORD``, an ``at``-clause the object (``DOBJ``) or subject of the verb that governs it, a relative clause an ``ATR``.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from spacy.tokens import Span, Token

from resolusjon_nlp.norwegian.bridge import bridge_key
from resolusjon_nlp.resources import load_yaml
from resolusjon_nlp.tagging.demands.cues import lists

SUBJECTS = frozenset({"SUBJ", "FSUBJ", "PSUBJ"})
COMPLEMENTS = frozenset({"DOBJ", "SUBJ", "PSUBJ", "SPRED", "PUTFYLL", "APP"})
LONGEST_NAME = 6
"""Words in the name of somebody who can act."""

_LONGEST_CHAIN = 6
"""Infinitives under one modal; more is a parser's error."""


class ClauseType(StrEnum):
    """How a clause stands in its sentence."""

    MAIN = "main"
    COMPLEMENT = "complement"
    RELATIVE = "relative"
    ADVERBIAL = "adverbial"
    OTHER = "other"


class SubjectType(StrEnum):
    """Who or what a clause is about."""

    WE = "we"
    BODY = "body"
    AGENT = "agent"
    ORGANISATION = "organisation"
    PERSON = "person"
    GENERIC = "generic"
    UNIVERSAL = "universal"
    SOME = "some"
    EXPLETIVE = "expletive"
    PRONOUN = "pronoun"
    WHO = "who"
    DEFINITE = "definite"
    PLURAL = "plural"
    INDEFINITE = "indefinite"
    NONE = "none"


@dataclass(frozen=True)
class Predicate:
    """A finite verb with its clause.

    ``main_verb`` is the last infinitive under a modal, else the verb itself; ``governor`` the verb whose complement the clause is.
    """

    verb: Token
    type: ClauseType
    subject: Token | None
    subject_type: SubjectType
    main_verb: Token
    governor: Token | None
    passive: bool
    negated: bool
    subordinator: str | None

    @property
    def lemma(self) -> str:
        """Lemma of the finite verb, the same in both written forms (``måtte`` for ``lyte``, ``kreve`` for ``krevje``)."""
        return common_lemma(self.verb)


def text_from(token: Token) -> str:
    """The text from a word on, as far as a name may reach."""
    return str(token.doc[token.i : token.i + LONGEST_NAME].text)


def common_lemma(token: Token) -> str:
    """A word's lemma as bokmål has it, so that one written form learns from the other."""
    lemma = token.lemma_.lower()
    return _SAME.get(lemma) or bridge_key(lemma)


_SAME = {"lyte": "måtte", "lyt": "måtte", "be": "be", "bede": "be", "vente": "forvente", "verte": "bli", "vere": "være"}
"""Verbs that dictionaries give another counterpart, or several."""


def predicates(sentence: Span) -> list[Predicate]:
    """Finite clauses of a parsed sentence, in the order of their verbs."""
    return [_predicate(token, sentence) for token in sentence if _is_finite(token)]


def _is_finite(token: Token) -> bool:
    return token.pos_ in ("VERB", "AUX") and "Fin" in token.morph.get("VerbForm", [])


def _predicate(verb: Token, sentence: Span) -> Predicate:
    kind, governor = _clause_type(verb, sentence)
    subject = _subject(verb)
    main_verb = _main_verb(verb)
    return Predicate(
        verb=verb,
        type=kind,
        subject=subject,
        subject_type=subject_type(subject),
        main_verb=main_verb,
        governor=governor,
        passive="Pass" in main_verb.morph.get("Voice", []) or _becomes(main_verb),
        negated=any(child.lower_ in verb_lists()["negations"] for child in verb.children),
        subordinator=next((child.lower_ for child in verb.children if child.dep_ == "SBU"), None),
    )


def _becomes(verb: Token) -> bool:
    """Whether a participle stands under "bli" ("må bli bygd"), or a word in ``-ast`` is one the tagger does not take for a passive."""
    return verb.head.lemma_ in ("bli", "verte") or (verb.lower_.endswith("ast") and verb.dep_ == "INFV")


def _clause_type(verb: Token, sentence: Span) -> tuple[ClauseType, Token | None]:
    """The clause's type and, of a complement, the verb that governs it."""
    top = verb
    for _ in range(_LONGEST_CHAIN):
        if top.dep_ != "KOORD" or top.head.i == top.i:
            break
        top = top.head
    if top.dep_ == "ROOT" or not sentence.start <= top.head.i < sentence.end:
        return ClauseType.MAIN, None
    if top.dep_ == "ATR":
        return ClauseType.RELATIVE, None
    if top.dep_ in COMPLEMENTS:
        head = top.head
        for _ in range(_LONGEST_CHAIN):
            if head.pos_ in ("VERB", "AUX") or head.head.i == head.i:
                break
            head = head.head
        return ClauseType.COMPLEMENT, head
    if top.dep_ == "ADV":
        return ClauseType.ADVERBIAL, None
    return (ClauseType.MAIN, None) if top.dep_ == "dep" else (ClauseType.OTHER, None)


def _subject(verb: Token) -> Token | None:
    real = expletive = None
    for child in verb.children:
        if child.dep_ == "FSUBJ":
            expletive = child
        elif child.dep_ in ("SUBJ", "PSUBJ") and child.pos_ not in ("VERB", "AUX"):
            real = real or child
    if expletive is not None:
        return expletive
    if real is None and verb.dep_ == "KOORD" and verb.head.i != verb.i and _is_finite(verb.head):
        return _subject(verb.head)  # "Regjeringen må snu og bør gi …": the second clause has the first one's subject
    return real


def _main_verb(verb: Token) -> Token:
    for _ in range(_LONGEST_CHAIN):
        below = next((child for child in verb.children if child.dep_ == "INFV" and not child.is_space), None)
        if below is None:
            break
        verb = below
    return verb


@cache
def verb_lists() -> dict[str, frozenset[str]]:
    """Lists of words and lemmas by name, from ``resources/demands/syntax.yaml``."""
    return {name: frozenset(words) for name, words in load_yaml("demands/syntax.yaml").items()}


def subject_type(subject: Token | None) -> SubjectType:
    """What a subject is, by its form, its entity and the lists of who can act."""
    if subject is None:
        return SubjectType.NONE
    word = subject.lower_
    if subject.dep_ == "FSUBJ":
        return SubjectType.EXPLETIVE
    for kind in (SubjectType.WE, SubjectType.GENERIC, SubjectType.UNIVERSAL, SubjectType.SOME):
        if word in verb_lists()[kind.value]:
            return kind
    if any(child.dep_ == "ATR" and child.pos_ in ("VERB", "AUX") for child in subject.children) and word in (
        "den",
        "de",
        "dei",
        "det",
        "dem",
    ):
        return SubjectType.WHO
    if word in verb_lists()["persons"]:
        return SubjectType.PERSON
    return _noun_type(subject)


def _noun_type(subject: Token) -> SubjectType:
    if subject.pos_ in ("PRON", "DET"):
        return SubjectType.PRONOUN
    text = text_from(subject)
    if (match := lists().self_subject.match(text)) and match.end() >= len(subject):
        return SubjectType.BODY
    if (match := lists().agent.match(text)) and match.end() >= len(subject):
        return SubjectType.AGENT
    if subject.ent_type_ == "PER":
        return SubjectType.PERSON
    if subject.ent_type_ in ("ORG", "GPE_ORG"):
        return SubjectType.ORGANISATION
    if "Def" in subject.morph.get("Definite", []):
        return SubjectType.DEFINITE
    return SubjectType.PLURAL if "Plur" in subject.morph.get("Number", []) else SubjectType.INDEFINITE
