"""Title, date, adopting body, organisation and region of a resolution. What is not there is None, never guessed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from resolusjon_nlp.norwegian.dates import FoundDate, find_dates
from resolusjon_nlp.norwegian.gazetteer import gazetteer
from resolusjon_nlp.reading.adopters import Organisation, adopters, find_union
from resolusjon_nlp.reading.bodies import is_date_line, parse_body
from resolusjon_nlp.records import Block, BlockType

EDGE_BLOCKS = 6
"""Dates and bodies stand among the first or last so many blocks."""

EDGE_WORDS = 30
"""… in blocks of no more words than this."""

_ADOPTED = re.compile(
    r"\b(?:vedtatt|vedteke|vedteken|vedtekne|vedtatte|behandlet|behandla|handsama|avholdt|holdt|halde|halden)\b",
    re.IGNORECASE,
)
_MINUTES = re.compile(r"(?:referat|protokoll|melding|notat|hilsen|helsing)\s+(?:fra|frå)\s+", re.IGNORECASE)
_BRANCH_TAIL = re.compile(
    r"(?:\s+(?:i|for|på|av|ved)(?=\s+[A-ZÆØÅ]))?(?:\s+[A-ZÆØÅ][\w-]*)+(?:\s+(?:og|i|avd\.|avdeling|ved)\s+[A-ZÆØÅ0-9][\w-]*)*(?:\s+og\s+(?:omegn|omland))?"
)
"""Names after a meeting's or union's: the branch."""

_GATHERED = r"(?:,?\s+(?:samla|samlet|i møte|på møte|den)\b[^,.]{0,60},?)?"
_SPEAKING = re.compile(_GATHERED + r"\s+(?:[a-zæøå]+(?:er|ar|år)|krev|ber|vil|må|skal|stør|vedtok)\b")
"""What the adopting body does in the sentence that names it, perhaps after where it met."""

_GATHERED_THEN = re.compile(r",?\s+(?:samla|samlet)\s+[^,.]{0,40}\d{1,2}\.\s*\w+\s+(?:19|20)\d\d,")

_ACRONYM = re.compile(r"(?<![\w-])[A-ZÆØÅ]{2,5}(?![\w-])")
"""A union that no list names, in the name of one of its meetings."""

_NAMES = r"[A-ZÆØÅÁČĐŊŠŦŽ][\w-]*(?:\s+(?:og\s+)?[A-ZÆØÅ][\w-]*)*"


@dataclass(frozen=True)
class Heading:
    """What the head and foot of a resolution say of it."""

    title: str | None
    body: str | None
    organisation: str | None
    region: str | None
    date: FoundDate | None


def is_genre_word(text: str) -> bool:
    """Whether a line only says what sort of text this is ("Uttalelse", "RESOLUSJON 3")."""
    return adopters().genre.fullmatch(text.strip(" .:–-")) is not None


def strip_genre(text: str) -> str:
    """Drop "Uttalelse:", "Resolusjon 2 –" and the like before a title's own words."""
    match = adopters().genre.match(text)
    if match is None:
        return text
    rest = re.match(r"\s*[:–—-]\s*(?=\S)|\s*\.\s+(?=\S)", text[match.end() :])
    if rest is None:
        return text
    stripped = text[match.end() + rest.end() :].strip()
    return stripped[0].upper() + stripped[1:] if stripped else text


def read_heading(blocks: Sequence[Block], letterhead: Sequence[str] = (), around: Sequence[str] = ()) -> Heading:
    """Gather the heading's facts.

    Parameters
    ----------
    blocks
        The resolution's blocks in order.
    letterhead
        Texts of the furniture, where a letterhead may name the organisation.
    around
        Texts of a frame around several resolutions ("Uttalelser fra årsmøtet i FO Rogaland 3. mai 2021"): they give body and date where the
        resolution does not.
    """
    title = next((strip_genre(block.text) for block in blocks if block.type is BlockType.TITLE), None)
    body = _body(blocks) or next((named for text in around if (named := parse_body(text))), None)
    organisation = _organisation(blocks, body, letterhead)
    region = gazetteer().longest_name_in(body) if body else _branch_region(blocks)
    return Heading(
        title, body, organisation.name if organisation else None, region, _date(blocks) or _date_around(around)
    )


def _date_around(texts: Sequence[str]) -> FoundDate | None:
    """The date in a frame that says when something was adopted or held."""
    for text in texts:
        if is_date_line(text) or _ADOPTED.search(text) or parse_body(text):
            dates = find_dates(text)
            if dates:
                return dates[-1]
    return None


def _edges(blocks: Sequence[Block]) -> list[Block]:
    short = [block for block in blocks if len(block.text.split()) <= EDGE_WORDS]
    edge = {id(block) for block in (*blocks[:EDGE_BLOCKS], *blocks[-EDGE_BLOCKS:])}
    return [block for block in short if id(block) in edge]


def _date(blocks: Sequence[Block]) -> FoundDate | None:
    """The date of adoption: on a line of its own, then beside "vedtatt", then in the body's line."""
    edges = _edges(blocks)
    pools = (
        [block for block in blocks if block.type is BlockType.DATE],
        [block for block in edges if _ADOPTED.search(block.text)],
        [block for block in edges if block.type in (BlockType.BODY, BlockType.SIGNATURE)],
        [block for block in blocks if _ADOPTED.search(block.text) and parse_body(block.text)],
        [block for block in blocks if _GATHERED_THEN.search(block.text)],
    )
    for pool in pools:
        for block in sorted(pool, key=lambda b: not _ADOPTED.search(b.text)):
            gathered = _GATHERED_THEN.search(block.text) if len(block.text.split()) > EDGE_WORDS else None
            dates = find_dates(gathered.group() if gathered else block.text)
            if dates:
                return dates[-1]
    for block in edges:
        if block.type is BlockType.BODY and (years := find_dates(block.text, bare_years=True)):
            return years[-1]
    return None


def _body(blocks: Sequence[Block]) -> str | None:
    for kind in (BlockType.BODY, BlockType.SIGNATURE):
        for block in blocks:
            if block.type is kind and (body := parse_body(block.text)):
                return body
    for block in _edges(blocks):
        if _ADOPTED.search(block.text) and (body := parse_body(block.text)):
            return body
    for block in blocks:
        if block.type is BlockType.TITLE and (body := parse_body(block.text)):
            return body
    for block in blocks:
        match = _MINUTES.match(block.text) if block.type is BlockType.TITLE else None
        if match is not None and (body := parse_body(block.text[match.end() :])):
            return body
    return _body_in_text(blocks) or _only_meeting_named(blocks)


def _body_in_text(blocks: Sequence[Block]) -> str | None:
    """A body that speaks in the text itself: "Årsmøtet i FO Rogaland krever", "HK Ung i Oslo går imot"."""
    lists = adopters()
    for names, of_union in ((lists.meeting, False), (lists.union, True)):
        for block in blocks:
            for match in names.finditer(block.text):
                # "LOs" in "LOs regionkonferanse" belongs to the name.
                before = None if of_union else re.search(r"(?:(?:[A-ZÆØÅ][\w&-]*)s?\s+)?$", block.text[: match.start()])
                start = match.start() if before is None else before.start()
                tail = _BRANCH_TAIL.match(block.text, match.end())
                opens = start == 0 or block.text[:start].rstrip()[-1:] in ".!?:"
                if tail is None or not opens or not _SPEAKING.match(block.text, tail.end()):
                    continue
                if body := parse_body(block.text[start : tail.end()]):
                    return body
    return None


def _organisation(blocks: Sequence[Block], body: str | None, letterhead: Sequence[str]) -> Organisation | None:
    """The adopting union: in the body's name, the edge lines, before a meeting's name in the text, or in the letterhead."""
    if body and (union := find_union(body)):
        return union
    if body and (acronym := _ACRONYM.search(body)):
        return Organisation(acronym.group(), (acronym.group(),), "union")
    for block in blocks:
        if block.type in (BlockType.BODY, BlockType.SIGNATURE, BlockType.DATE) and (union := find_union(block.text)):
            return union
    lists = adopters()
    for block in blocks:
        for match in lists.union.finditer(block.text):
            rest = block.text[match.end() :]
            if re.match(rf"s?[\s-](?:{lists.meeting.pattern})", rest, re.IGNORECASE):
                return lists.by_name[match.group()]
    for line in letterhead:
        if union := find_union(line):
            return union
    for block in blocks:
        for match in lists.union.finditer(block.text):
            rest = block.text[match.end() :]
            if re.match(
                r"(?:\s+(?:i\s+)?[A-ZÆØÅ][\w-]+)*\s+(?:krev|mener|meiner|støtt|stør|vil\s|ber\s|forvent|oppfordr|oppmod)",
                rest,
            ):
                return lists.by_name[match.group()]
    return None


def _only_meeting_named(blocks: Sequence[Block]) -> str | None:
    """The one union meeting the text names ("Årsmøtet i FO Møre og Romsdal"), when it names no other."""
    lists = adopters()
    found: dict[str, None] = {}
    for block in blocks:
        for match in lists.meeting.finditer(block.text):
            tail = re.match(rf"\s+i\s+(?:{lists.union.pattern})(?:\s+(?:i\s+)?{_NAMES})?", block.text[match.end() :])
            if tail is not None and (body := parse_body(block.text[match.start() : match.end() + tail.end()])):
                found[body] = None
    return next(iter(found)) if len(found) == 1 else None


def _branch_region(blocks: Sequence[Block]) -> str | None:
    """The place in the only branch of a union that the text names ("LO i Sarpsborg"), where no body is named."""
    lists = adopters()
    found: dict[str, None] = {}
    for block in blocks:
        for match in lists.union.finditer(block.text):
            tail = re.match(rf"\s+(?:i\s+)?({_NAMES})", block.text[match.end() :])
            if tail is not None and (name := gazetteer().longest_name_in(tail.group(1))):
                found[name] = None
    return next(iter(found)) if len(found) == 1 else None
