"""Clauses around a cue, told by form: who the subject is, whether the clause is subordinate, whether somebody else is speaking.

Norwegian main clauses have the verb second, so the subject stands just before the cue or just after it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from resolusjon_nlp.tagging.demands.cues import lists

NEGATION = re.compile(r"\b(?:ikke|ikkje|aldri)\b")
PASSIVE_AFTER = re.compile(
    r"\s+(?:\w+\s+){0,3}?\w{2,}(?:es|ast)\b|\s+(?:\w+\s+){0,4}?(?:bli|verte|verta)\s+\w+", re.IGNORECASE
)
"""A passive right after a modal verb."""

SUBJECT_AFTER = 28
"""Characters after the verb in which an inverted subject begins."""

_CLAUSE_BREAK = re.compile(r"[,;:–—()]|(?<=\s)-(?=\s)|\b(?:men|for|og at)\b")
_AT = re.compile(r"\bat\b", re.IGNORECASE)
_OPEN_QUOTE = re.compile(r"«[^»]*$|“[^”]*$")
_ATTRIBUTION = re.compile(
    r",\s*(?:sier|seier|sa|sagde|mener|meiner|meinte|mente|svarer|svarar|svarte|uttaler|uttalar|uttalte|uttala|ytra|fortalte|forteller|fortel|forklarer|forklarar|skriver|skriv|undrer|"
    r"undrar|ifølge|i følgje|trur|tror|hevder|hevdar)\s+([^\W\d_][^.,]*)[.,]?(?:\s|$)"
)
"""Who is quoted, at the sentence's end: "…, sier ordføreren." """

_QUOTED = re.compile(r"[«\"“][^»\"”]*[»\"”]")


@dataclass(frozen=True)
class Clause:
    """The clause of `sentence` in which the cue ``sentence[start:end]`` is the verb."""

    sentence: str
    start: int
    end: int

    @cached_property
    def clause_start(self) -> int:
        """Where the clause begins: after the last mark or conjunction of clauses before the cue."""
        begin = 0
        for match in _CLAUSE_BREAK.finditer(self.sentence, 0, self.start):
            # A comma inside a list of nouns or after a parenthesis also ends up here; only its left side matters.
            begin = match.end()
        return begin

    @property
    def cue(self) -> str:
        """The cue itself."""
        return self.sentence[self.start : self.end]

    @cached_property
    def before(self) -> str:
        """The clause up to the cue."""
        return self.sentence[self.clause_start : self.start]

    @cached_property
    def after(self) -> str:
        """The sentence from the cue's end on."""
        return self.sentence[self.end :]

    @cached_property
    def is_subordinate(self) -> bool:
        """Whether a subordinator other than ``at`` opens the cue's clause."""
        matches = list(lists().subordinator.finditer(self.before))
        if not matches:
            return False
        last = matches[-1]
        word = last.group().lower()
        tail = self.before[last.end() :]
        if (
            word in ("da", "då", "så", "der", "om", "for")
            and last.start() == len(self.before) - len(self.before.lstrip())
            and not tail.split()[1:]
        ):
            # "Da må", "Der må": an adverb in the front field, not a subordinator.
            return False
        if word in ("om", "for", "så", "da", "då", "enn") and self.before[: last.start()].strip():
            return word in ("om", "enn") and len(tail.split()) <= 4 and bool(tail.strip())
        # "Den avtalen som vi har, må": the comma has already cut; "alle som vil, skal" likewise.
        words = tail.split()
        if word == "som":
            return len(words) <= 3
        return len(words) <= 8

    @cached_property
    def has_self_subject(self) -> bool:
        """Whether the body, its union or "we" is the subject of the cue."""
        pattern = lists().self_subject
        front = self._subject_field()
        found = [match for match in pattern.finditer(front) if not _is_inside_phrase(front, match)]
        if found:
            return True
        inverted = lists().verb_adverbs.match(self.after)
        rest = self.after[inverted.end() if inverted else 0 :][:SUBJECT_AFTER]
        first = pattern.match(rest)
        if first is None:
            return False
        return first.group().lower() in ("vi", "me") or not _has_own_subject(front)

    @cached_property
    def has_movement_subject(self) -> bool:
        """Whether the subject is the movement by name, not only "we"."""
        front = self._subject_field()
        inverted = lists().verb_adverbs.match(self.after)
        rest = self.after[inverted.end() if inverted else 0 :][:SUBJECT_AFTER]
        named = [m for m in lists().movement_noun.finditer(front) if not _is_inside_phrase(front, m)]
        return bool(named) or lists().movement_noun.match(rest) is not None

    @cached_property
    def has_we_subject(self) -> bool:
        """Whether "vi" is the subject."""
        inverted = lists().verb_adverbs.match(self.after)
        rest = self.after[inverted.end() if inverted else 0 :]
        return bool(re.search(r"\bvi\b[\w\s]{0,40}$", self._subject_field(), re.IGNORECASE)) or bool(
            re.match(r"vi\b", rest, re.IGNORECASE)
        )

    @cached_property
    def has_agent_subject(self) -> bool:
        """Whether one who can act stands where the subject does: "staten må betale", "må staten betale"."""
        before = lists().agent.search(self._subject_field())
        return before is not None or lists().agent.match(self.after.lstrip()) is not None

    @cached_property
    def is_reported(self) -> bool:
        """Whether somebody else says so: "KS mener at … må", "ifølge NHO må", or the cue stands in a quotation."""
        if re.match(r"\s*(?:ifølge|i følge|følge)\s", self.sentence, re.IGNORECASE) and not re.match(
            r"\s*(?:ifølge|i følge)\s+(?:vår|loven|lova)", self.sentence, re.IGNORECASE
        ):
            return True
        if _OPEN_QUOTE.search(self.sentence[: self.start]) and self.sentence[0] not in '«“"':
            return True
        if any(q.start() < self.start and self.end <= q.end() for q in _QUOTED.finditer(self.sentence)):
            quoted = next(q for q in _QUOTED.finditer(self.sentence) if q.start() < self.start and self.end <= q.end())
            return len(quoted.group()) < 0.95 * len(self.sentence)
        attribution = _ATTRIBUTION.search(self.sentence, self.end)
        if attribution is not None and not lists().self_subject.match(attribution.group(1)):
            return True
        for at in _AT.finditer(self.sentence, 0, self.start):
            head = self.sentence[: at.start()]
            if lists().reporting.search(head):
                speaker = Clause(self.sentence, *_last_verb(head))
                return not speaker.has_self_subject
        return False

    def _subject_field(self) -> str:
        """The clause before the cue, with an embedded ``at``-clause's governing part cut off."""
        front = self.before
        last_at = last_match(_AT, front)
        return front[last_at.end() :] if last_at else front


def _last_verb(head: str) -> tuple[int, int]:
    match = last_match(lists().reporting, head)
    return match.span() if match is not None else (0, 0)


def last_match(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    """The last place where `pattern` fits."""
    return max(pattern.finditer(text), key=lambda match: match.start(), default=None)


def _is_inside_phrase(front: str, match: re.Match[str]) -> bool:
    """Whether a word for the body is only part of another phrase: "kravene fra LO", "på møtet"."""
    left = front[: match.start()].rstrip()
    inside = re.search(
        r"\b(?:av|fra|frå|til|med|for|på|i|hos|om|mot|blant|mellom|etter|under|gjennom|ved|enn)$", left, re.IGNORECASE
    )
    if inside is None:
        return False
    head = left[: inside.start()]
    # "Årsmøtet i Fagforbundet" and "Vi i LO" are the body all the same: what governs the phrase must be a word for it.
    return not any(True for _ in lists().self_subject.finditer(head))


def _has_own_subject(front: str) -> bool:
    """Whether a noun phrase that can be a subject stands right before the verb ("Situasjonen krever")."""
    words = front.split()
    if not words:
        return False
    opener = words[0].lower()
    return opener not in lists().fronting
