"""What a trained model is told of a candidate: named numbers, in groups.

A feature's name is ``group:rest``; the groups are the rules' verdict (``rule``), cue words with their clauses by form (``cue``), layout and neighbours (``layout``),
clauses by the parser (``clause``), lemmas (``word``) and the mean word vector (``vector``). Names are stable: stored models know them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import numpy as np
from spacy.tokens import Doc, Span

from resolusjon_nlp.tagging.demands.candidates import Candidate
from resolusjon_nlp.tagging.demands.clauses import NEGATION, PASSIVE_AFTER, Clause
from resolusjon_nlp.tagging.demands.cues import lists
from resolusjon_nlp.tagging.demands.forms import imperative_form
from resolusjon_nlp.tagging.demands.syntax import ClauseType, Predicate, common_lemma, predicates, verb_lists

GROUPS = ("rule", "cue", "layout", "clause", "word", "vector")

LONG = 40
"""Words from which a sentence counts as long."""

SHORT_WORDS = 5
NEGATION_REACH = 20
VECTOR_SCALE = 1.0
"""Weight of the mean vector (its length) against features of 0 and 1."""

CONTENT = frozenset({"NOUN", "VERB", "ADJ", "ADV", "AUX", "PROPN", "INTJ", "PART"})

_OPENING = re.compile(r"[«\"“–\-\s(]*([^\W\d_]+)(?:\s+([^\W\d_]+))?")
_SECOND_PART = re.compile(r"(?:\s[–-]|:)\s+([^\W\d_]+)")
_NUMBER = re.compile(r"\d")
_QUOTE = re.compile(r"[«“\"][^»”\"]{12,}[»”\"]")

Features = dict[str, float]


def features(doc: Doc, found: Sequence[Candidate]) -> list[Features]:
    """Features of each candidate of `doc`, in the same order.

    Parameters
    ----------
    doc
        Tagged and parsed; without a parser the groups ``clause``, ``word`` and ``vector`` are empty.
    found
        All candidates of the document, for what stands beside a candidate counts too.
    """
    parsed = doc.has_annotation("DEP")
    rows = []
    for index, candidate in enumerate(found):
        row: Features = {}
        row.update(_rule(candidate))
        row.update(_cue(candidate))
        row.update(_layout(found, index))
        if parsed:
            span = doc.char_span(candidate.start, candidate.end, alignment_mode="expand")
            if span is not None and len(span):
                clauses = predicates(span)
                row.update(_clauses(span, clauses))
                row.update(_words_of(span, clauses))
                row.update(_vector(span))
        rows.append(row)
    return rows


def _rule(candidate: Candidate) -> Iterator[tuple[str, float]]:
    verdict = candidate.verdict
    if verdict is None:
        yield "rule:none", 1.0
        return
    yield "rule:passes", float(candidate.passes_rules)
    yield "rule:confidence", verdict.confidence
    yield f"rule:{verdict.rule}", 1.0
    yield f"rule:kind={verdict.kind.value}", 1.0
    if verdict.addressee is not None:
        yield "rule:addressee", 1.0


def _cue(candidate: Candidate) -> Iterator[tuple[str, float]]:
    text = candidate.text
    place = "heading" if candidate.is_heading else "list" if candidate.in_list else "prose"
    silent = True
    for cue in lists().cues:
        for match in cue.pattern.finditer(text):
            silent = False
            yield from ((f"cue:{name}", 1.0) for name in _of_cue(cue.id, Clause(text, *match.span("cue"))))
    for name in _openings(text):
        silent = silent and name.startswith(("factual", "practical", "reason", "greeting"))
        yield f"cue:{name}", 1.0
        yield f"cue:{name}/{place}", 1.0
    if silent:
        yield f"cue:none/{place}", 1.0


def _of_cue(cue: str, clause: Clause) -> Iterator[str]:
    # Whose words they are decides; what holds of "krever" in general must not weigh on "vi krever".
    if clause.has_self_subject:
        yield f"{cue}/ours"
        yield "any/ours"
    else:
        yield cue
    tests = {
        "first": clause.start == 0,
        "subordinate": clause.is_subordinate,
        "reported": clause.is_reported,
        "movement": clause.has_movement_subject,
        "hardship": lists().hardship.match(clause.after) is not None and not clause.has_agent_subject,
        "receiving": lists().receiving.match(clause.after) is not None,
        "commit": lists().commit.match(clause.after) is not None,
        "passive": PASSIVE_AFTER.match(clause.after) is not None,
        "negated": NEGATION.search(clause.after[:NEGATION_REACH]) is not None,
    }
    for test, holds in tests.items():
        if holds:
            yield f"{cue}/{test}"
            yield f"any/{test}"


def _openings(text: str) -> Iterator[str]:
    """What the sentence's first words, and those after a dash or colon, make it look like."""
    opening = text.lstrip('«"“–- ')
    looks = {
        "factual-opening": lists().factual_opening.match(opening),
        "practical": lists().practical.search(text),
        "imperative": lists().imperative.match(opening),
        "infinitive": lists().infinitive.match(opening),
        "slogan": lists().slogan.match(opening),
        "reason": lists().reason_leadin.search(text),
        "greeting": lists().greeting.match(opening),
    }
    yield from (name for name, found in looks.items() if found is not None)
    if (form := imperative_form(opening)) is not None:
        yield f"imperative={form}"
    seconds = (match.group(1) for match in _SECOND_PART.finditer(text))
    if any(lists().imperative.match(word.capitalize()) or imperative_form(word) == "only" for word in seconds):
        yield "imperative/second-part"


def _layout(found: Sequence[Candidate], index: int) -> Iterator[tuple[str, float]]:
    candidate = found[index]
    text = candidate.text.rstrip("»”\"') ")
    words = len(candidate.text.split())
    governor = candidate.governor
    kind = candidate.block.type.value
    yield f"layout:block={kind}", 1.0
    tests = {
        "first": candidate.rank == 0,
        "last": candidate.last,
        "list/first": candidate.in_list and candidate.rank == 0,
        "list/later": candidate.in_list and candidate.rank > 0 and not candidate.passes_rules,
        "list/later-demand": candidate.in_list and candidate.rank > 0 and candidate.passes_rules,
        "list/inherits": candidate.in_list and governor.inherits and candidate.rank == 0,
        "list/inherits-cue": candidate.in_list
        and governor.inherits
        and governor.cue is not None
        and candidate.rank == 0,
        "list/inherits-later": candidate.in_list
        and governor.inherits
        and candidate.rank > 0
        and not candidate.passes_rules,
        "list/names": candidate.in_list and governor.marks_lead_in,
        "list/free": candidate.in_list and not governor.inherits and not governor.marks_lead_in,
        "leads-in": candidate.leads_in,
        "leads-in/demands": candidate.leads_in and governor.inherits,
        "leads-in/names": candidate.leads_in and governor.marks_lead_in,
        "quoted": candidate.quoted,
        "report": candidate.report,
        "slogans/list": candidate.slogans and candidate.in_list,
        "slogans/prose": candidate.slogans and not candidate.in_list,
        "short": words <= SHORT_WORDS,
        "exclaims": text.endswith("!"),
        "asks": text.endswith("?"),
        "colon": text.endswith(":"),
        "stops": text.endswith("."),
        "lower-case": candidate.text[:1].islower(),
        "figures": _NUMBER.search(text) is not None,
        "quotes": _QUOTE.search(text) is not None,
        "heading/no-verb": candidate.is_heading and candidate.verdict is None,
    }
    for test, holds in tests.items():
        if holds:
            yield f"layout:{test}", 1.0
    yield "layout:length", min(words, LONG) / LONG
    yield "layout:depth", candidate.depth
    for name, step in (("before", -1), ("after", 1)):
        beside = index + step
        if 0 <= beside < len(found) and found[beside].block_index == candidate.block_index:
            yield f"layout:{name}={'demand' if found[beside].passes_rules else 'none'}", 1.0


def _clauses(span: Span, clauses: Sequence[Predicate]) -> Iterator[tuple[str, float]]:
    root = next((token for token in span if token.dep_ == "ROOT"), span[0])
    yield f"clause:root={root.pos_}", 1.0
    yield f"clause:opens={span[0].pos_}", 1.0
    if not clauses:
        yield "clause:no-finite-verb", 1.0
    past = sum("Past" in p.verb.morph.get("Tense", []) for p in clauses)
    if clauses and past:
        yield "clause:past", past / len(clauses)
    for predicate in clauses:
        for name in _of_predicate(predicate):
            yield name, 1.0


def _of_predicate(predicate: Predicate) -> Iterator[str]:
    lists_of = verb_lists()
    lemma = predicate.lemma
    modal, speech = lemma in lists_of["modals"], lists_of["speech"]
    name = lemma if modal or lemma in speech else "verb"
    tense = "past" if "Past" in predicate.verb.morph.get("Tense", []) else "present"
    mood = predicate.verb.morph.get("Mood", [])
    if "Imp" in mood:
        yield f"clause:imperative/{predicate.type.value}"
        return
    here = f"clause:{name}/{tense}/{predicate.type.value}"
    yield f"{here}/{predicate.subject_type.value}"
    if name not in speech:
        yield here
    yield f"clause:{name}/{predicate.subject_type.value}"
    if predicate.type is ClauseType.MAIN:
        yield f"clause:main/{predicate.subject_type.value}"
        if predicate.subject is not None and name not in speech:
            side = "before" if predicate.subject.i < predicate.verb.i else "after"
            yield f"clause:{name}/subject-{side}"
    if predicate.type is ClauseType.COMPLEMENT and predicate.governor is not None:
        yield f"clause:{name}/under={common_lemma(predicate.governor)}"
    if predicate.subordinator is not None:
        yield f"clause:{name}/{predicate.subordinator}"
    if modal and predicate.passive:
        yield f"clause:{name}/passive"
    if predicate.negated:
        yield f"clause:{name}/negated"


def _words_of(span: Span, clauses: Sequence[Predicate]) -> Iterator[tuple[str, float]]:
    covered = verb_lists()["modals"] | verb_lists()["speech"]  # their clauses say more
    for token in span:
        if (
            token.is_alpha
            and token.pos_ in CONTENT
            and token.ent_type_ == ""
            and (word := common_lemma(token)) not in covered
        ):
            yield f"word:{word}", 1.0
    opening = _OPENING.match(span.text)
    if opening is not None:
        yield f"word:^{opening.group(1).lower()}", 1.0
        if opening.group(2):
            yield f"word:^{opening.group(1).lower()}+{opening.group(2).lower()}", 1.0
    for predicate in clauses:
        if predicate.type is ClauseType.MAIN and predicate.lemma not in covered:
            yield f"word:main={predicate.lemma}", 1.0
        if predicate.lemma in verb_lists()["modals"] and predicate.main_verb.i != predicate.verb.i:
            yield f"word:{predicate.lemma}+{common_lemma(predicate.main_verb)}", 1.0


def _vector(span: Span) -> Iterator[tuple[str, float]]:
    rows = [token.vector / token.vector_norm for token in span if token.pos_ in CONTENT and token.vector_norm > 0]
    if not rows:
        return
    mean = np.sum(rows, axis=0)
    mean = VECTOR_SCALE * mean / max(float(np.linalg.norm(mean)), 1e-6)
    yield from ((f"vector:{dimension}", float(value)) for dimension, value in enumerate(mean))
