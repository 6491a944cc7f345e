"""Lists: what a lead-in makes of its items."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from resolusjon_nlp.records import LIST_TYPES, Block, BlockType, DemandKind
from resolusjon_nlp.tagging.demands.addressees import lead_in_addressee
from resolusjon_nlp.tagging.demands.clauses import Clause
from resolusjon_nlp.tagging.demands.cues import lists
from resolusjon_nlp.tagging.demands.rules import judge
from resolusjon_nlp.tagging.demands.verdicts import Verdict

NOUN_WORDS = 4
"""Items of at most so many words may be mere nouns."""

BARE_WORDS = 2
ITEM_CONFIDENCE = 0.9
WEAK_ITEM_CONFIDENCE = 0.7

_KRAV_HEADING = re.compile(
    r"\b(?:krav|krever|krev|kravene|krava|dette vil vi|vi vil|det vil vi|våre mål|tiltak|forslag)\b", re.IGNORECASE
)
_COMMIT_LEADIN = re.compile(
    r"\b(?:arbeide|arbeida|jobbe|jobba|kjempe|kjempa|slåss|bidra)\b|\b(?:vil|skal)\s+(?:vi|LO|forbundet|klubben|avdelingen|avdelinga|fagforbundet|årsmøtet|styret)\b(?!\s+(?:at|ha))"
    r"|\b(?:vi|forbundet|klubben|avdelingen|avdelinga|styret|LO)\s+(?:vil|skal)\s*:|\bvil\s+(?:vi|me)\s*(?:selv|sjølv|sjølve)",
    re.IGNORECASE,
)
_SUPPORT_LEADIN = re.compile(
    r"\b(?:støtter|støttar|stør|stiller (?:oss|seg) bak|slutter (?:oss |seg )?opp|glade? for)\b", re.IGNORECASE
)
_REJECT_LEADIN = re.compile(
    r"\b(?:nei til|imot|i mot|avviser|tar avstand|tek avstand|protesterer|godtar ikke|godtek ikkje|går mot)\b",
    re.IGNORECASE,
)
_OTHERS = re.compile(
    r"\b(?:de|dei|partiet|regjeringen|regjeringa|NHO|KS|ordførerne|arbeidsgiverne)\s+(?:krever|krev|vil|ønsker|foreslår)\b"
)


@dataclass(frozen=True)
class Governor:
    """What governs a list: the kind, cue and addressee its items inherit; ``inherits`` is false for reasons and plain lists.

    ``cue_span`` and ``lead_in_span`` are offsets into the resolution's text; the latter is the sentence that leads in.
    """

    inherits: bool
    kind: DemandKind = DemandKind.DEMAND
    cue: str | None = None
    cue_span: tuple[int, int] | None = None
    addressee: str | None = None
    marks_lead_in: bool = False
    lead_in_span: tuple[int, int] | None = None


_COMPLETE = frozenset({"må", "bør", "skal"})
"""Rules whose sentence says all by itself what ought to be ("Disse tilbudene må bestå:"), so that bare words after it only name what it is about."""

NOTHING = Governor(inherits=False)


def govern(blocks: Sequence[Block], first: int) -> Governor:
    """What governs the list whose first item is ``blocks[first]``."""
    before = blocks[first - 1] if first else None
    items = _items(blocks, first)
    if before is None:
        return NOTHING
    if before.type is BlockType.LEAD_IN or before.text.rstrip().endswith(":"):
        return _lead_in(before, items)
    if before.type in (BlockType.HEADING, BlockType.TITLE) and _KRAV_HEADING.search(before.text):
        match = re.search(r"\b(?:krever|krev)\b", before.text, re.IGNORECASE)
        span = (before.start + match.start(), before.start + match.end()) if match else None
        return Governor(True, cue=match.group() if match else None, cue_span=span)
    return NOTHING


def _items(blocks: Sequence[Block], first: int) -> list[Block]:
    items = []
    for block in blocks[first:]:
        if block.type not in LIST_TYPES:
            break
        items.append(block)
    return items


def _lead_in(before: Block, items: list[Block]) -> Governor:
    # Only the last sentence of a paragraph leads in; those before it stand for themselves.
    offset = max((m.end() for m in re.finditer(r"[.!?]\s+(?=[A-ZÆØÅ«])", before.text)), default=0)
    text = before.text[offset:]
    verdict = judge(text.rstrip(" :") + ".", headline=False, item=False)
    cue_match = _cue_in(text)
    demanding = lists().demand_leadin.search(text) is not None
    if (
        lists().reason_leadin.search(text) and (verdict is None or verdict.rule in ("trenger", "mener-riktig"))
    ) or _OTHERS.search(text):
        return NOTHING
    if verdict is None and not demanding:
        return NOTHING
    if verdict is None and _speaks_for_others(text, cue_match):
        return NOTHING
    if verdict is not None and (_are_nouns(items) or (verdict.rule in _COMPLETE and _are_bare(items))):
        return Governor(False, marks_lead_in=True)
    kind = verdict.kind if verdict is not None else DemandKind.DEMAND
    if _REJECT_LEADIN.search(text):
        kind = DemandKind.REJECTION
    elif _SUPPORT_LEADIN.search(text):
        kind = DemandKind.SUPPORT
    elif _COMMIT_LEADIN.search(text) and not re.search(
        r"\b(?:krever|krev|ber|bed|oppfordrer|oppmodar|forventer)\b", text
    ):
        kind = DemandKind.COMMITMENT
    elif kind is DemandKind.COMMITMENT and re.search(r"\bkrev(?:er)?\b", text):
        kind = DemandKind.DEMAND
    cue, span = None, None
    if verdict is not None and verdict.cue_span is not None:
        cue, span = verdict.cue, verdict.cue_span
    elif cue_match is not None:
        cue, span = cue_match.group("cue"), cue_match.span("cue")
    if span is not None:
        span = (before.start + offset + span[0], before.start + offset + span[1])
    addressee = lead_in_addressee(text) if kind is DemandKind.DEMAND else None
    return Governor(True, kind, cue, span, addressee, lead_in_span=(before.start + offset, before.end))


def _cue_in(text: str) -> re.Match[str] | None:
    found = [match for cue in lists().cues for match in cue.pattern.finditer(text)]
    return min(found, key=lambda match: match.start()) if found else None


def _speaks_for_others(text: str, cue: re.Match[str] | None) -> bool:
    """Whether a lead-in with a cue has somebody else as its subject, or tells what once was."""
    if cue is None:
        return bool(re.search(r"\b(?:vedtok|var|hadde|ble|blei|vart|sto|stod)\b", text))
    clause = Clause(text, *cue.span("cue"))
    if re.search(r"\bvåre?\b", text):
        return False
    return bool(clause.before.strip()) and not clause.has_self_subject and clause.is_reported


def _are_nouns(items: Sequence[Block]) -> bool:
    """Whether the items are names or bare nouns, which say nothing without the lead-in."""
    if not items:
        return False
    short = [item for item in items if len(item.text.split()) <= NOUN_WORDS]
    proper = [
        item
        for item in short
        if item.text[:1].isupper() and not lists().imperative.match(item.text) and not item.text.rstrip().endswith("!")
    ]
    names = [
        item
        for item in proper
        if all(word[:1].isupper() or word in ("i", "og", "på") for word in item.text.rstrip(".,;").split())
    ]
    return len(names) >= 0.75 * len(items)


def _are_bare(items: Sequence[Block]) -> bool:
    """Whether each item is a word or two, and none an imperative or slogan."""
    return bool(items) and all(
        len(item.text.split()) <= BARE_WORDS
        and not item.text.rstrip().endswith("!")
        and not lists().imperative.match(item.text)
        and not lists().infinitive.match(item.text)
        for item in items
    )


def item_verdict(text: str, governor: Governor) -> Verdict | None:
    """What the first sentence of an item is: by its governor, else by itself."""
    own = judge(text, headline=False, item=True)
    if not governor.inherits:
        return own
    kind = governor.kind
    if (
        kind is DemandKind.DEMAND
        and own is not None
        and own.kind is DemandKind.REJECTION
        and own.rule in ("nei-til", "slogan")
    ):
        kind = DemandKind.REJECTION
    confidence = ITEM_CONFIDENCE if governor.cue else WEAK_ITEM_CONFIDENCE
    return Verdict(kind, governor.cue, None, confidence, "lead-in", governor.addressee)
