"""From a parsed query to what a store looks up: words by their meaning, phrases and beginnings as they stand."""

from __future__ import annotations

from collections.abc import Iterable

from resolusjon_nlp.library.index_terms import MEANING
from resolusjon_nlp.library.lookup import Find, Lookup, Without, all_of, any_of
from resolusjon_nlp.library.query import And, Node, Not, Or, Phrase, Prefix, Word, function_words, leaves
from resolusjon_nlp.norwegian.terms import fold, is_known, term_of

LEAST_PREFIX = 2
"""Letters that a beginning must have; a single one fits half the library."""


def plan(root: Node | None) -> Lookup | None:
    """What demands must hold to fit the query strictly; None where it names nothing to look for.

    Function words need not occur beside words with content: *økonomi i kommunene* is found without *i*.
    """
    if root is None:
        return None
    bare = _without_function_words(root)
    return _lookup(root if bare is None else bare)


def relaxed(root: Node | None) -> Lookup | None:
    """What demands must hold to fit a part of the query: any word of it. None where that is no different, or the user combined words by hand."""
    among = root.among if isinstance(root, And) else () if root is None else (root,)
    wanted = [node for node in among if not isinstance(node, Not)]
    words = [node for node in wanted if isinstance(node, Word)]
    if not words or len(words) < len(wanted):
        return None
    finds: list[Lookup] = []
    for word in [word for word in words if word.text not in function_words()] or words:
        finds.extend([_word(word), *(Find(MEANING, (unit,)) for unit in term_of(word.text).units)])
    return _excluding(any_of(finds), root)


def _excluding(wanted: Lookup, root: Node | None) -> Lookup:
    unwanted = [_lookup(node.what) for node in (root.among if isinstance(root, And) else ()) if isinstance(node, Not)]
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


def _lookup(node: Node) -> Lookup:
    if isinstance(node, And):
        wanted = [_lookup(part) for part in node.among if not isinstance(part, Not)]
        unwanted = [_lookup(part.what) for part in node.among if isinstance(part, Not)]
        if not unwanted:
            return all_of(wanted)
        return Without(all_of(wanted) if wanted else None, any_of(unwanted))
    if isinstance(node, Or):
        return any_of([_lookup(part) for part in node.among])
    if isinstance(node, Not):
        return Without(None, _lookup(node.what))
    if isinstance(node, Phrase):
        return Find(("words",), node.words)
    if isinstance(node, Prefix):
        return Find(("words",), (node.start,), prefix=len(node.start) >= LEAST_PREFIX)
    return _word(node)


def _word(word: Word) -> Lookup:
    term = term_of(word.text)
    ways: list[Lookup] = [Find(MEANING, (term.key,))]
    if term.units:
        ways.append(all_of([Find(MEANING, (unit,)) for unit in term.units]))
    if not is_known(word.text):
        ways.extend(Find(("words", "folded"), (plain,)) for plain in fold(word.text))
    return any_of(ways)


def searched_words(root: Node | None) -> Iterable[str]:
    """The words that a query looks for, phrases' included, in order."""
    for leaf in leaves(root):
        if isinstance(leaf, Phrase):
            yield from leaf.words
        else:
            yield leaf.text if isinstance(leaf, Word) else leaf.start
