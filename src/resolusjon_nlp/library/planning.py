"""From a parsed query to what a store looks up: words by their meaning, phrases and beginnings as they stand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from resolusjon_nlp.library.index_terms import ANYWHERE, AROUND, FOLDED, OWN
from resolusjon_nlp.library.lookup import Find, Lookup, Without, all_of, any_of
from resolusjon_nlp.library.query import And, Node, Not, Or, Phrase, Prefix, Word, leaves
from resolusjon_nlp.norwegian.synonyms import Expression, function_words
from resolusjon_nlp.norwegian.terms import fold, is_known, term_of

ITSELF, WITHIN = ("keys", "names"), ("keys", "parts", "names")
"""Columns of a demand's own words, and with those inside compounds."""
LEAST_PREFIX = 2
"""Letters that a beginning must have; a single one fits half the library."""


def plan(root: Node | None) -> Lookup | None:
    """What demands must hold to fit the query; None where it names nothing to look for.

    Function words need not occur beside words with content: *økonomi i kommunene* is found without *i*.
    """
    if root is None:
        return None
    bare = _without_function_words(root) or root
    alone = len([leaf for leaf in leaves(bare) if isinstance(leaf, Word)]) == 1
    return _lookup(bare, OWN if alone else AROUND)


def tiers(root: Node | None) -> list[Lookup]:
    """The plan, after plans that fewer demands fit, the strictest first: words of their own before words inside compounds, those before the title's."""
    whole = plan(root)
    if root is None or whole is None:
        return []
    bare = _without_function_words(root) or root
    return list(dict.fromkeys([*(_lookup(bare, columns) for columns in (ITSELF, WITHIN)), whole]))


def partial(root: Node | None) -> Lookup | None:
    """What demands must hold to fit some word of a query of several; None where the user combined words by hand."""
    words = plain_words(root)
    if len(words) < 2:
        return None
    return _excluding(any_of([_word(word, OWN) for word in words]), root)


def loose(root: Node | None, related: Mapping[str, Iterable[Expression]] | None = None) -> list[Lookup]:
    """What demands must hold to have anything to do with the query, the nearest first: other words for it, any word of it, a word of what it is put together
    of, or one of these around it.

    Parameters
    ----------
    root
        The query; nothing is returned where the user combined words by hand.
    related
        For each word of it other expressions, which will do as well.
    """
    words = plain_words(root)
    if not words:
        return []
    own: list[Lookup] = []
    units: list[Lookup] = []
    others: list[Lookup] = []
    around: list[Lookup] = []
    for word in words:
        own.append(_word(word, OWN))
        around.append(_word(word, ANYWHERE))
        for unit in term_of(word.text).units:
            units.append(Find(OWN, (unit,)))
            around.append(Find(ANYWHERE, (unit,)))
        for keys in (related or {}).get(word.text, ()):
            others.append(all_of([Find(OWN, (key,)) for key in keys]))
            around.extend(Find(OWN, (key,)) for key in keys)
    found = (own, [*own, *units], [*own, *units, *others], [*own, *others, *around])
    return [_excluding(any_of(list(finds)), root) for finds in found]


def plain_words(root: Node | None) -> list[Word]:
    """The words with content of a query of words side by side; none where anything else is in it, apart from what must not occur."""
    among = root.among if isinstance(root, And) else () if root is None else (root,)
    wanted = [node for node in among if not isinstance(node, Not)]
    words = [node for node in wanted if isinstance(node, Word)]
    if len(words) < len(wanted):
        return []
    return [word for word in words if word.text not in function_words()] or words


def _excluding(wanted: Lookup, root: Node | None) -> Lookup:
    among = root.among if isinstance(root, And) else ()
    unwanted = [_lookup(node.what, OWN) for node in among if isinstance(node, Not)]
    return Without(wanted, any_of(unwanted)) if unwanted else wanted


def _without_function_words(node: Node) -> Node | None:
    if isinstance(node, Word):
        return None if node.text in function_words() else node
    if isinstance(node, And | Or):
        kept = [bare for part in node.among if (bare := _without_function_words(part)) is not None]
        if not any(not isinstance(part, Not) for part in kept):
            return None
        return kept[0] if len(kept) == 1 else type(node)(tuple(kept))
    return node


def _lookup(node: Node, columns: tuple[str, ...]) -> Lookup:
    if isinstance(node, And):
        wanted = [_lookup(part, columns) for part in node.among if not isinstance(part, Not)]
        unwanted = [_lookup(part.what, OWN) for part in node.among if isinstance(part, Not)]
        if not unwanted:
            return all_of(wanted)
        return Without(all_of(wanted) if wanted else None, any_of(unwanted))
    if isinstance(node, Or):
        return any_of([_lookup(part, columns) for part in node.among])
    if isinstance(node, Not):
        return Without(None, _lookup(node.what, OWN))
    if isinstance(node, Phrase):
        return Find(("words",), node.words)
    if isinstance(node, Prefix):
        return Find(("words",), (node.start,), prefix=len(node.start) >= LEAST_PREFIX)
    return _word(node, columns)


def _word(word: Word, columns: tuple[str, ...]) -> Lookup:
    term = term_of(word.text)
    ways: list[Lookup] = [Find(columns, (term.key,))]
    if term.units:
        ways.append(all_of([Find(columns, (unit,)) for unit in term.units]))
    if not is_known(word.text):
        for plain in fold(word.text):
            ways.extend([Find(("words",), (plain,)), Find(("folded",), (FOLDED + plain,))])
    return any_of(ways)
