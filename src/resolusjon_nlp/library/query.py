"""A user's query as a tree: words, phrases and beginnings, combined, beside the conditions written as ``field:value``.

Parsing never fails: quotes without an end, stray operators and brackets are read as if they were not there. Only a value that a field
cannot have is an error, which says what there is to choose from.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files
from typing import Any

from lark import Lark, Token, Transformer
from lark.exceptions import LarkError

from resolusjon_nlp import resources
from resolusjon_nlp.errors import UsageError
from resolusjon_nlp.library.filters import Filters
from resolusjon_nlp.norwegian.gazetteer import gazetteer
from resolusjon_nlp.norwegian.stems import words_of
from resolusjon_nlp.resources import load_yaml
from resolusjon_nlp.tagging.themes.lexicon import theme_ids

LONGEST_QUERY = 1000
"""Characters of a query that are read; nobody types more, and pasted pages would cost time."""
_SYNTAX = re.compile(r"[\"«»“”()]")
_OPERATORS = re.compile(r"(?<!\S)(?:OR|ELLER|AND|OG|NOT|IKKE|IKKJE|\|\|?|&&?|-+)(?!\S)|(?<!\S)-+(?=\S)")
_YEARS = re.compile(r"(?P<first>\d{4})?\s*[-–]\s*(?P<last>\d{4})?")
_NAMED_PLACE = re.compile(r"(?P<field>[^\W\d_]+):\s*(?P<value>[^\s:\"()]+(?: [^\s:\"()]+(?!:)){1,4})")
"""A field with as many words after it as place names have."""
_PLACE_FIELDS = ("municipality", "county", "region")
_DATE = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?)?")


@dataclass(frozen=True, slots=True)
class Word:
    """A word in whatever inflection, written form or compound; lower case."""

    text: str


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words as they stand, one after the other; lower case."""

    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Prefix:
    """The beginning of a word; lower case."""

    start: str


@dataclass(frozen=True, slots=True)
class And:
    """All of these."""

    among: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """At least one of these."""

    among: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """Not this."""

    what: Node


Node = Word | Phrase | Prefix | And | Or | Not


@dataclass(frozen=True)
class Query:
    """A parsed query.

    Attributes
    ----------
    root
        What is looked for; None where the query names only conditions, or nothing.
    conditions
        Fields of :class:`~resolusjon_nlp.library.filters.Filters` with the values that the query gives them.
    text
        The query as the user wrote it.
    """

    root: Node | None
    conditions: Mapping[str, str] = field(default_factory=dict)
    text: str = ""

    def narrowed(self, filters: Filters) -> Filters:
        """`filters` with the query's own conditions, which win."""
        return replace(filters, **self.conditions) if self.conditions else filters


def parse_query(text: str) -> Query:
    """Parse a user's query.

    Raises
    ------
    UsageError
        When a field has a value that it cannot have, or two values.
    """
    shortened = _NAMED_PLACE.sub(_quoted_place, text[:LONGEST_QUERY])
    for attempt in (shortened, _SYNTAX.sub(" ", shortened), _OPERATORS.sub(" ", _SYNTAX.sub(" ", shortened))):
        try:
            tree = _parser().parse(attempt)
        except LarkError:
            continue
        builder = _Builder()
        node = builder.transform(tree)
        return _with_kind(Query(node, _conditions(builder.fields), text))
    words = tuple(Word(word) for word in words_of(shortened))
    return Query(_join(And, words), {}, text)


def leaves(node: Node | None) -> Iterator[Word | Phrase | Prefix]:
    """The words, phrases and beginnings that are looked for, in order; what must not occur is left out."""
    if isinstance(node, And | Or):
        for part in node.among:
            yield from leaves(part)
    elif node is not None and not isinstance(node, Not):
        yield node


def _quoted_place(match: re.Match[str]) -> str:
    """``fylke:Møre og Romsdal`` with quotes around the place's name."""
    if _words()["fields"].get(match.group("field").lower()) not in _PLACE_FIELDS:
        return match.group()
    following = match.group("value").split(" ")
    for count in range(len(following), 1, -1):
        name = " ".join(following[:count])
        if name.lower() in _names_of_several_words():
            return f'{match.group("field")}:"{name}"{match.group("value")[len(name) :]}'
    return match.group()


@cache
def _names_of_several_words() -> frozenset[str]:
    return frozenset(name.lower() for name in gazetteer().by_name if " " in name)


@cache
def _parser() -> Lark:
    grammar = files(resources).joinpath("norwegian", "query.lark").read_text(encoding="utf-8")
    return Lark(grammar, parser="lalr", maybe_placeholders=False)


@cache
def _words() -> dict[str, Any]:
    words: dict[str, Any] = load_yaml("norwegian/query.yaml")
    return words


class _Builder(Transformer[Token, Node | None]):
    """Turns the parser's tree into ours; what holds no word falls out. Conditions are gathered beside it."""

    def __init__(self) -> None:
        super().__init__()
        self.fields: list[tuple[str, str, str]] = []

    def start(self, items: list[Node | None]) -> Node | None:
        return items[0] if items else None

    def either(self, items: list[Node | None]) -> Node | None:
        # "This or not that" is nearly everything, which nobody means.
        return _join(Or, [item for item in items if not isinstance(item, Not)])

    def every(self, items: list[Node | None]) -> Node | None:
        return _join(And, items)

    def negated(self, items: list[Node | None]) -> Node | None:
        (what,) = items
        if isinstance(what, Not):
            return what.what
        return None if what is None else Not(what)

    def phrase(self, items: list[Token]) -> Node | None:
        words = tuple(words_of(str(items[0])))
        return Phrase(words) if words else None

    def word(self, items: list[Token]) -> Node | None:
        written = str(items[0])
        words = words_of(written)
        if not words:
            return None
        nodes: list[Node] = [Word(word) for word in words]
        if written.endswith("*"):
            nodes[-1] = Prefix(words[-1])
        return _join(And, nodes)

    def field(self, items: list[Token]) -> Node | None:
        named, value = str(items[0]).rstrip().removesuffix(":"), _SYNTAX.sub("", str(items[1])).strip()
        name = _words()["fields"].get(named.lower())
        if name is None or not words_of(value):
            return _join(And, [Word(word) for word in words_of(f"{named} {value}")])
        self.fields.append((name, named, value))
        return None


def _join(kind: type[And] | type[Or], items: Sequence[Node | None]) -> Node | None:
    """`items` in one node; of the same kind they are taken in, and of one item no node is made."""
    flat: list[Node] = []
    for item in items:
        if item is not None:
            flat.extend(item.among if isinstance(item, kind) else (item,))
    return flat[0] if len(flat) == 1 else kind(tuple(flat)) if flat else None


def _conditions(fields: Sequence[tuple[str, str, str]]) -> dict[str, str]:
    conditions: dict[str, str] = {}
    for name, written, value in fields:
        for key, meant in _meant(name, written, value).items():
            if conditions.get(key, meant) != meant:
                raise UsageError(f"Søket har to verdier for «{written}:».", advice="Søk etter én av dem om gangen.")
            conditions[key] = meant
    return conditions


def _meant(name: str, written: str, value: str) -> dict[str, str]:
    """The filter fields that a field of a query stands for.

    Raises
    ------
    UsageError
        When the value is none that the field can have.
    """
    lower = value.lower()
    if name == "year":
        if match := _YEARS.fullmatch(value):
            first, last = match.group("first"), match.group("last")
            if first or last:
                return {key: year for key, year in (("since", first), ("until", last)) if year}
        if _DATE.fullmatch(value):
            return {"since": value, "until": value}
        raise UsageError(f"«{written}:{value}» er ikke et år.", advice="Skriv år:2024, år:2023-2025 eller år:2023-.")
    if name in ("kind", "language"):
        allowed = _words()["kinds" if name == "kind" else "languages"]
        if lower not in allowed:
            choices = ", ".join(dict.fromkeys(allowed.values()))
            raise UsageError(f"«{written}:{value}» finnes ikke.", advice=f"Velg blant: {choices}.")
        return {name: allowed[lower]}
    if name == "theme":
        return {name: _theme(lower, written)}
    return {name: value}


def _theme(value: str, written: str) -> str:
    """The theme that `value` is the label of, or the beginning of a label or of a word in one."""
    named = value.replace(" ", "_")
    fitting = [theme for theme in theme_ids() if theme == named] or [
        theme for theme in theme_ids() if any(part.startswith(named) for part in (theme, *theme.split("_")))
    ]
    if len(fitting) == 1:
        return fitting[0]
    problem = "finnes ikke" if not fitting else "kan bety flere temaer"
    raise UsageError(f"«{written}:{value}» {problem}.", advice=f"Velg blant: {', '.join(fitting or theme_ids())}.")


def _with_kind(query: Query) -> Query:
    """Beside conditions and no other word, the name of a kind is a condition too: ``tema:samferdsel krav``."""
    if not isinstance(query.root, Word) or not query.conditions or "kind" in query.conditions:
        return query
    kind = _words()["kinds"].get(query.root.text)
    return query if kind is None else Query(None, {**query.conditions, "kind": kind}, query.text)
